"""Turkish verbs inflected anew for a better sentence: `gönder` + prog 1pl is `gönderiyoruz`.

Harmony and softening as in Göksel & Kerslake, ch. 2 and 3. Only the forms that better sentences use.
"""

_VOWELS = "aeıioöuü"
_HIGH = {"a": "ı", "ı": "ı", "e": "i", "i": "i", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}
_LOW = {"a": "a", "ı": "a", "o": "a", "u": "a", "e": "e", "i": "e", "ö": "e", "ü": "e"}
_HARD = "fstkçşhp"
_SOFTENED = {"et": "ed", "git": "gid", "tat": "tad", "güt": "güd"}
# One syllable, and yet "-ir": Göksel & Kerslake 8.2.3.1.
_AORIST_I = frozenset(
    {"al", "bil", "bul", "dur", "gel", "gör", "kal", "ol", "öl", "san", "var", "ver", "vur", "yen", "den"}
)


def inflect(stem: str, *, tense: str, person: str, able: bool = False) -> str:
    """Return the form of a verb: tense prog, fut, past, aor or opt; person 1sg, 1pl, 2pl or 3sg.

    `stem` is written with its diacritics (`gönder`, `et`); a softened one (`ed`) is understood.
    """
    stem = _hardened(stem)
    if able:
        stem, tense = _joined(stem, _low(stem) + "bil"), "aor" if tense == "opt" else tense
    return _TENSES[tense](stem, person)


def infinitive(stem: str) -> str:
    """Return `göndermek` for `gönder`, `etmek` for `ed`."""
    stem = _hardened(stem)
    return f"{stem}m{_low(stem)}k"


def verbal_noun(stem: str, *, person: str) -> str:
    """Return the owned noun of an act: `gönder`, 1pl gives `göndermemiz`."""
    stem = _hardened(stem) + "m" + _low(stem)
    return stem + {"1sg": "m", "1pl": f"m{_high(stem)}z", "2pl": f"n{_high(stem)}z", "3sg": f"s{_high(stem)}"}[person]


def _progressive(stem: str, person: str) -> str:
    if stem[-1] in _VOWELS:
        base = stem[:-1]
        vowel = _high(base) if any(letter in _VOWELS for letter in base) else _HIGH[stem[-1]]
    else:
        base, vowel = _soft(stem), _high(stem)
    return f"{base}{vowel}yor" + {"1sg": "um", "1pl": "uz", "2pl": "sunuz", "3sg": ""}[person]


def _future(stem: str, person: str) -> str:
    low = _low(stem)
    base = _joined(stem, f"{low}c{low}")
    high = _HIGH[low]
    return base + {"1sg": f"ğ{high}m", "1pl": f"ğ{high}z", "2pl": f"ks{high}n{high}z", "3sg": "k"}[person]


def _past(stem: str, person: str) -> str:
    base = stem + ("t" if stem[-1] in _HARD else "d") + _high(stem)
    return base + {"1sg": "m", "1pl": "k", "2pl": f"n{_high(base)}z", "3sg": ""}[person]


def _aorist(stem: str, person: str) -> str:
    if stem[-1] in _VOWELS:
        base = stem + "r"
    elif stem.endswith("bil") or stem in _AORIST_I or sum(letter in _VOWELS for letter in stem) > 1:
        base = _soft(stem) + _high(stem) + "r"
    else:
        base = _soft(stem) + _low(stem) + "r"
    high = _high(base)
    return base + {"1sg": f"{high}m", "1pl": f"{high}z", "2pl": f"s{high}n{high}z", "3sg": ""}[person]


def _optative(stem: str, person: str) -> str:
    low = _low(stem)
    high = _HIGH[low]
    return _joined(stem, low + {"1sg": f"y{high}m", "1pl": f"l{high}m", "2pl": f"s{high}n{high}z", "3sg": ""}[person])


_TENSES = {"prog": _progressive, "fut": _future, "past": _past, "aor": _aorist, "opt": _optative}


def _joined(stem: str, ending: str) -> str:
    return f"{stem}y{ending}" if stem[-1] in _VOWELS else _soft(stem) + ending


def _soft(stem: str) -> str:
    for hard, soft in _SOFTENED.items():
        if stem == hard or (hard == "et" and stem.endswith("et") and stem[:-2] in _WITH_ET):
            return stem[: -len(hard)] + soft
    return stem


# Written together with "et", these soften as it does.
_WITH_ET = frozenset({"kayb", "redd", "hall", "aff", "hiss", "sabr", "bahs", "emr", "şükr", "addr", "kayd", "zann"})


def _hardened(stem: str) -> str:
    for hard, soft in _SOFTENED.items():
        if stem == soft or (soft == "ed" and stem.endswith("ed") and stem[:-2] in _WITH_ET):
            return stem[: -len(soft)] + hard
    return stem


def _last_vowel(stem: str) -> str:
    return next((letter for letter in reversed(stem) if letter in _VOWELS), "e")


def _high(stem: str) -> str:
    return _HIGH[_last_vowel(stem)]


def _low(stem: str) -> str:
    return _LOW[_last_vowel(stem)]
