"""How a customer is addressed. Pure.

Turkish puts Hanım or Bey behind the first name, and a name does not tell which: Deniz, Umut and Evren are both. So it
is said only when customers said it themselves, in the way they sign or have their name written ("Mrs. Jane Doe", "Ayşe
Hanım", "Murat Bey"); everybody else is called by name, which is polite in both languages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from muhatap.core.turkish import fold

HANIM, BEY = "hanim", "bey"

_TITLES = {
    "hanim": HANIM, "hanimefendi": HANIM, "mrs": HANIM, "ms": HANIM, "miss": HANIM,
    "bey": BEY, "beyefendi": BEY, "mr": BEY,
}  # fmt: skip
# What stands before or behind a name and is no part of it.
_OTHER_TITLES = frozenset({"sayin", "sn", "dr", "av", "prof", "doc", "uzm", "muh"})
_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?")
# Nobody signs below this many lines, or with a longer one.
SIGNED_LINES = 6
LONGEST_SIGNATURE = 60
_SUFFIXES = ("inc", "ltd", "llc", "sti", "a.s", "a.ş", "gmbh", "plc")


@dataclass(frozen=True)
class Known:
    """A person's names without titles, and the form of address that they chose, if they did."""

    first_name: str = ""
    last_name: str = ""
    form: str = ""

    @property
    def whole(self) -> str:
        return " ".join(filter(None, [self.first_name, self.last_name]))


def known_of(name: str, said: Iterable[str] = ()) -> Known:
    """Return what a customer's name and their own messages say of how to address them."""
    names, form = _parted(name)
    if not names:
        return Known()
    if not form:
        form = next(filter(None, (_signed(text, names[0]) for text in said)), "")
    last = names[-1] if len(names) > 1 else ""
    return Known(" ".join(names[:-1]) if last else names[0], last, form)


def hail(known: Known, language: str) -> str:
    """Return how a letter calls them: "Ayşe Hanım" where that is known, else "Sayın Ayşe Yılmaz"; "Ms Yılmaz"."""
    if not known.first_name:
        return ""
    if language == "tr":
        return f"{known.first_name} {_turkish(known.form)}" if known.form else f"Sayın {known.whole}"
    if known.form and known.last_name:
        return f"{'Ms' if known.form == HANIM else 'Mr'} {known.last_name}"
    return known.whole


def greeting(known: Known, language: str, voice: str) -> str:
    """Return the first words of a reply in the brand's voice, without the comma. Polite also where no name is known."""
    if language == "tr":
        return _turkish_greeting(known, voice)
    if voice == "formal":
        return f"Dear {hail(known, language)}" if known.first_name else "Dear customer"
    word = "Hi" if voice == "casual" else "Hello"
    return f"{word} {known.first_name}" if known.first_name else word


def _turkish_greeting(known: Known, voice: str) -> str:
    if not known.first_name:
        return "Merhaba"
    if voice == "casual":
        return f"Selam {known.first_name}"
    if known.form:
        return f"{hail(known, 'tr')} merhaba"
    return hail(known, "tr") if voice == "formal" else f"Merhaba {known.first_name}"


def _turkish(form: str) -> str:
    return "Hanım" if form == HANIM else "Bey"


def _parted(name: str) -> tuple[list[str], str]:
    """Return the words of a name and the form of address among them; nothing of what is no person's name."""
    # A mail address or a company is not called by a first name.
    if "@" in name or any(fold(word).strip(".,") in _SUFFIXES for word in name.split()):
        return [], ""
    words = _WORD.findall(name[:200])
    form = next((_TITLES[plain] for word in words if (plain := _plain(word)) in _TITLES), "")
    kept = [_cased(word) for word in words if _plain(word) not in _TITLES and _plain(word) not in _OTHER_TITLES]
    return kept, form


def _signed(text: str, first_name: str) -> str:
    """Return the form that stands beside the name in the last lines of a message: where one signs."""
    lines = [line for line in text[-2000:].splitlines() if line.strip()][-SIGNED_LINES:]
    for line in reversed(lines):
        names, form = _parted(line) if len(line) <= LONGEST_SIGNATURE else ([], "")
        # "Elif Hanım" names a colleague; only their own name says something about them.
        if form and len(names) <= 3 and names and fold(names[0]) == fold(first_name):
            return form
    return ""


def _plain(word: str) -> str:
    return fold(word).strip(".'’-")


def _cased(word: str) -> str:
    """Return a name as one writes it: "AYŞE" is "Ayşe". What is written mixed stays, and so does a doubtful i."""
    word = word.strip(".")
    if word.isupper() and len(word) > 1:
        is_turkish = any(letter in "ÇĞİŞÖÜ" for letter in word)
        # "DENIZ" typed on another keyboard may be Deniz or Denız.
        if "I" in word[1:] and not is_turkish:
            return word
        return word[0] + word[1:].replace("I", "ı").replace("İ", "i").lower()
    if word.islower() and word[0] != "i":
        return word[0].upper() + word[1:]
    return word
