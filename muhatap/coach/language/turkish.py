"""Forms of Turkish words by their stem, over folded text, and what a verb's endings say.

Our own small grammar of suffixes (Göksel & Kerslake, *Turkish: A Comprehensive Grammar*, ch. 8): folded text leaves two
classes of vowels, a/e and i/u, so each suffix is one short expression. It accepts more than Turkish would, never less,
and only ever behind a stem that a rule names.

Features of a verb:
    neg, nable (cannot: "-ama"), able (can), pass, caus (have it done; only of `%`), prog ("-iyor"), fut, past,
    evid ("-miş"), aor, nec ("-meli"), cond,
    imp, opt ("-elim"), was ("-ydi"), inf, nom ("-me" with its owner), part, conv (ip, erek, madan); fin for all
    finite ones; 1, 2, 3, sg, pl, and 1sg to 3pl for the person.
"""

import re
from functools import cache, lru_cache

Features = frozenset[str]
NONE: Features = frozenset()

_POSS = r"m|n|s[iu]|m[iu]z|n[iu]z|l[ae]r[iu]"
_CASE = r"y?[aeiu]|n[iuae]|n?[dt][ae]n?|n?[iu]n|yl[ae]|nc[ae]"
_VERB = (
    r"(?P<pass>[iu](?:[ln]|n[iu]l)|(?<=[aeiu])n)??"
    r"(?:(?P<nable>y?[ae]m(?:[ae]|(?=[iu]yor)))|(?P<neg>m(?:[ae]|(?=[iu]yor)))?(?P<able>y?[ae]bil)?)"
    r"(?:"
    r"(?P<tz>[iu]yor|y?[ae]c[ae][kg]|m[iu]s|m[ae]l[iu]|m[ae]kt[ae]|[aeiu]?r|z)"
    r"(?P<pz>y?[iu]m|s[iu]n(?:[iu]z|l[ae]r)?|y?[iu]z|l[ae]r|)"
    r"(?P<cz>y?[dt][iu](?:m|n|k|n[iu]z|l[ae]r)?|y?s[ae](?:m|n|k|n[iu]z|l[ae]r)?|[dt][iu]r|y?m[iu]s)?"
    r"|(?P<naor>m|y[iu]z)"
    r"|(?P<tk>[dt][iu]|s[ae])(?P<pk>m|n|k|n[iu]z|l[ae]r|)(?P<ck>y?[dt][iu](?:m|n|k|n[iu]z|l[ae]r)?|y?s[ae])?"
    r"|(?P<imp>y?[iu]n(?:[iu]z)?)|(?P<imp3>s[iu]n(?:l[ae]r)?)"
    r"|(?P<opt>y?[ae]y[iu]m|y?[ae]l[iu]m)"
    r"|(?P<inf>m[ae]k(?:t[ae]n|s[iu]z[iu]n|)?)"
    rf"|(?P<nom>m[ae])(?:l[ae]r)?(?P<owner>{_POSS})?(?:{_CASE})?(?:d[iu]r|ki)?"
    r"|(?P<conv>y?[iu]p|y?[ae]r[ae]k|y?[iu]nc[ae]|m[ae]d[ae]n|[aeiu]?rken|y?[ae]l[iu]|[aeiu]?r[sc][ae]s[iu]n[ae])"
    rf"|(?P<part>[dt][iu][kg]|y?[ae]c[ae][kg])(?:l[ae]r)?(?P<holder>[iu]?m(?:[iu]z)?|[iu]?n(?:[iu]z)?|[iu]|l[ae]r[iu])?"
    rf"(?:{_CASE})?(?:d[iu]r)?"
    rf"|(?P<an>y?[ae]n)(?:l[ae]r)?(?:{_POSS})?(?:{_CASE}|[iu]|[ae])?"
    r"|)\Z"
)
_AFTER_STEM = re.compile(_VERB)
_ANY_VERB = re.compile(rf"(?P<stem>[a-z]{{2,14}}?){_VERB}")
_NOUN = re.compile(
    r"(?:l[ae]r)?"
    r"(?:[iu]?m(?:[iu]z)?|[iu]?n(?:[iu]z)?|y?[iu]|s[iu]|l[ae]r[iu])?"
    r"(?:n?[iu]n|y?[iu]|n[iu]|n?[ae]|y[ae]|n?[dt][ae]n?|y?l[ae]|nc[ae]|c[ae])?"
    r"(?:ki(?:l[ae]r)?(?:n[iu]|n[ae]|nd[ae]n?)?)?"
    r"(?:[dt][iu]r|y?[iu]z|y?[dt][iu][km]?|y?s[ae]|s[iu]n[iu]z|y?[iu]m|y?m[iu]s|yken)?\Z"
)
_SOFT = {"k": "g", "t": "d", "p": "b"}
_VOWELS = frozenset("aeiou")
# Göksel & Kerslake 2.1.1: of the verbs only these, and what is written together with "et".
_SOFTENED_VERBS = frozenset(
    {
        "et", "git", "tat", "gut", "kaydet", "kaybet", "reddet", "affet", "hisset", "seyret", "bahset", "emret",
        "sukret", "farket", "terket", "sabret", "hallet", "zannet", "addet", "mahvet", "kesfet", "hapset", "naklet",
    }
)  # fmt: skip
_TENSES = {"iyor": "prog", "uyor": "prog", "mis": "evid", "mus": "evid", "z": "aor"}


def prefixes(stem: str) -> tuple[str, ...]:
    """Return what every form of the stem begins with: `et` gives `et` and `ed`, `ara` also `ar`."""
    if stem[-1] in _SOFT:
        return (stem, stem[:-1] + _SOFT[stem[-1]])
    if stem[-1] in _VOWELS and len(stem) > 1:
        return (stem, stem[:-1] + "iyor", stem[:-1] + "uyor")
    return (stem,)


def verb(stem: str, word: str) -> Features | None:
    """Return the features of `word` as a form of the verb `stem` (both folded), or None when it is none."""
    rest = _rest(stem, word)
    if rest is None:
        return None
    found = _AFTER_STEM.match(rest)
    return _features(found, bare=not rest) if found else None


def is_noun_form(stem: str, word: str) -> bool:
    """Tell whether `word` is `stem` with plural, owner, case and copula, as far as folded text shows."""
    if word == stem:
        return True
    if word.startswith(stem):
        return _NOUN.match(word, len(stem)) is not None
    softened = _SOFT.get(stem[-1:])
    if softened and word.startswith(stem[:-1] + softened) and len(word) > len(stem):
        return word[len(stem)] in _VOWELS and _NOUN.match(word, len(stem)) is not None
    return False


@lru_cache(maxsize=20_000)
def any_verb(word: str) -> tuple[str, Features] | None:
    """Return stem and features of a word that ends as a verb does, whatever its stem; None for anything else."""
    if len(word) < 5 or word in _NO_VERBS or not word.isascii():
        return None
    found = _ANY_VERB.match(word)
    if not found or found.end() == len(found["stem"]):
        return None
    stem, features = found["stem"], _features(found, bare=False)
    if "nable" in features and not _can_end(stem):
        features = features - {"nable"} | {"neg"}
    if stem not in _CAUSE_NOTHING and _CAUSATIVE.search(stem):
        features = features | {"caus"}
    return stem, _kept(features)


@cache
def _kept(features: Features) -> Features:
    """The same object for the same features: thousands of words share some hundred sets."""
    return features


def _can_end(stem: str) -> bool:
    """Whether a verb can end so: `bekl` in “beklemiyoruz” cannot, it is `bekle` and a plain negative."""
    if stem in _CUT or len(stem) < 2:
        return False
    return stem[-1] in _VOWELS or stem[-2] in _VOWELS or stem[-2:] in _CLUSTERS


# Göksel & Kerslake 8.2.1.1: "-tir" behind a hard consonant and "-let" behind "-le" have somebody else do it; behind
# "-ş" they mostly do not (değiştir), nor in these verbs.
_CAUSATIVE = re.compile(r"(?:[pktc]t[iu]r|kest[iu]r|t[iu]rt|l[ae]tt?(?:[iu]r)?)\Z")
_CAUSE_NOTHING = frozenset(
    {"ilet", "anlat", "baslat", "hatirlat", "patlat", "firlat", "yavaslat", "bekletir", "atlat", "tuket", "parlat",
     "zorlat", "ilerlet", "netlet", "hizlandir", "yuklet"}
)  # fmt: skip


# Nouns that end as verbs do.
_NO_VERBS = frozenset(
    {
        "takip",
        "sahip",
        "garip",
        "galip",
        "mektup",
        "kulup",
        "ekip",
        "gurup",
        "talip",
        "olup",
        "nasip",
        "receptip",
        "bilgin",
        "yakin",
        "kadin",
        "satin",
        "altin",
        "butun",
        "uzgun",
        "kitap",
        "hesap",
        "sebep",
        "neden",
        "zaten",
    }
)
_CLUSTERS = frozenset({"rt", "lt", "rk", "lk", "rp", "lp", "nt", "yt", "nc", "nk"})
# What is left of verbs in -a and -e whose rest looks like a stem: ara, iste, öde, uygula.
_CUT = frozenset(
    {
        "ar",
        "od",
        "den",
        "uygul",
        "sorgul",
        "kargol",
        "vurgul",
        "imzal",
        "kopyal",
        "tar",
        "kirl",
        "kutul",
        "fatural",
        "siral",
        "utul",
        "tarl",
    }
)


def _rest(stem: str, word: str) -> str | None:
    if word.startswith(stem):
        return word[len(stem) :]
    last = stem[-1]
    if stem in _SOFTENED_VERBS and word.startswith(f"{stem[:-1]}d"):
        rest = word[len(stem) :]
        return rest if rest[:1] in _VOWELS else None
    if last in _VOWELS and word.startswith(stem[:-1]):
        rest = word[len(stem) - 1 :]
        return rest if rest[1:4] == "yor" and rest[0] in "iu" else None
    return None


def _features(found: re.Match[str], *, bare: bool) -> Features:
    said: set[str] = {name for name in ("pass", "able", "neg", "nable") if found[name]}
    if bare:
        return frozenset({"imp", "bare"})
    if tense := found["tz"]:
        _finite(said, _tense(tense), found["pz"] or _after_copula(found["cz"]))
        said |= _copula(found["cz"] or "")
    elif found["tk"]:
        _finite(said, "past" if found["tk"][0] in "dt" else "cond", found["pk"] or _after_copula(found["ck"]))
        said |= _copula(found["ck"] or "")
    elif found["naor"]:
        _finite(said, "aor", found["naor"])
    elif found["imp"]:
        _finite(said, "imp", "siniz")
    elif found["imp3"]:
        _finite(said, "imp", "")
    elif found["opt"]:
        _finite(said, "opt", "im" if "y" in found["opt"][1:] else "iz")
    elif found["nom"]:
        said |= {"nom", *_person(found["owner"] or "")}
    elif found["part"]:
        said |= {"part", *_person(found["holder"] or "")}
    else:
        said |= {name for name in ("inf", "conv") if found[name]}
        if found["conv"]:
            said |= _converb(found["conv"])
        if found["an"]:
            said.add("part")
        elif not said & {"inf", "conv"}:
            said |= {"imp", "nom"} if said & {"neg"} else {"imp"}
    return frozenset(said)


def _converb(ending: str) -> set[str]:
    if ending.endswith("p"):
        return {"ip"}
    if ending.endswith("k"):
        return {"erek"}
    return {"madan"} if ending in {"madan", "meden"} else set()


def _copula(ending: str) -> set[str]:
    if ending in {"", "dir", "tir", "dur", "tur"}:
        return set()
    return {"cond"} if "s" in ending and not ending.startswith(("m", "ym")) else {"was"}


def _finite(said: set[str], tense: str, person: str) -> None:
    said |= {"fin", tense, *_person(person)}


def _tense(ending: str) -> str:
    if ending in _TENSES:
        return _TENSES[ending]
    if ending.endswith(("ek", "ak", "eg", "ag")):
        return "fut"
    if ending.startswith("m"):
        return "nec" if "l" in ending else "prog"
    return "aor"


def _person(ending: str) -> tuple[str, str, str]:
    if ending.endswith(("niz", "nuz")):
        return "2pl", "2", "pl"
    if ending.endswith("z") or ending == "k":
        return "1pl", "1", "pl"
    if ending.endswith(("ler", "lar", "leri", "lari")):
        return "3pl", "3", "pl"
    if ending.endswith("m"):
        return "1sg", "1", "sg"
    if ending.endswith("n"):
        return "2sg", "2", "sg"
    return "3sg", "3", "sg"


def _after_copula(copula: str | None) -> str:
    return re.sub(r"\Ay?[dtms][iuae]s?", "", copula or "")
