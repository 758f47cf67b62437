"""Whether the name of a reason says why customers write, or only what about. Pure; words are in `words/names_*.txt`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from muhatap.core.turkish import fold

WORDS = Path(__file__).parent / "words"
LONGEST_NAME = 200

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_FOLDED_APOSTROPHE = str.maketrans("’‘`´", "''''")
# Verbs by their endings, on folded words: "bekletiyor", "gelmedi", "kaybolmuş", "istediği", "gelmeyen".
_VERB_TR = re.compile(
    r"[a-z]+(?:"
    r"[iu]yor(?:um|uz|sun|lar)?|m[iu]yor(?:um|uz|lar)?"
    r"|(?<=[aeioulmnryzgvb])d[iu](?:m|k|n|lar|ler)?|(?<=[fstkchp])t[iu](?:m|k|n|lar|ler)?"
    r"|(?<=[a-z]{3})m[iu]s(?:[iu]m|lar|ler)?|(?:ecek|acak|eceg[iu]|acag[iu])(?:ler|lar|ni|n[iu])?"
    r"|m[ea]y[ae]n|m[ea]m[ae]s[iu]|m[ea]m[ae]|[dt][iu]g[iu](?:n[iu]|nden|ndan|ne|na|nde|nda|m|miz)?"
    r"|(?<=[a-z]{2})(?:mek|mak)"
    r")\Z"
)
_VERB_EN = re.compile(r"[a-z]{3,}(?:ed|ing)\Z|[a-z]+n't\Z")


@dataclass(frozen=True)
class Naming:
    """The words of one language: whole ones, and beginnings (written with "+")."""

    whole: dict[str, str] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)
    renames: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def kind(self, word: str) -> str:
        """Return "generic", "topic", "why" or "notverb" for a folded word, "" for one that is not known."""
        if word in self.whole:
            return self.whole[word]
        for length in range(len(word), 1, -1):
            if (kind := self.begun.get(word[:length])) is not None:
                return kind
        return ""

    def better(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return better names for a name with these folded words."""
        found: list[str] = []
        for word in words:
            for topic, names in self.renames.items():
                if word.startswith(topic[: max(4, len(topic) - 1)]) and word[:4] == topic[:4]:
                    found += [name for name in names if name not in found]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says. `says_why` is what counts; `is_generic` when it could stand for anything at all ("Diğer").

    `topics` are its words about what it is about; `better` are names that say why, where its topic is a known one.
    """

    says_why: bool
    is_generic: bool
    topics: tuple[str, ...]
    better: tuple[str, ...]


def read(name: str, language: str) -> Said:
    """Return what a name in "tr" or "en" says; any other language is read as English."""
    rules = _rules("tr" if language.startswith("tr") else "en")
    words = _words(name)
    kinds = [rules.kind(word) for word in words]
    verb = _VERB_TR if language.startswith("tr") else _VERB_EN
    says_why = name.rstrip().endswith("?") or any(
        _is_telling(word, kind, rules, verb) for word, kind in zip(words, kinds, strict=True)
    )
    return Said(
        says_why=says_why,
        is_generic=all(kind == "generic" for kind in kinds),
        topics=tuple(word for word, kind in zip(words, kinds, strict=True) if kind in ("topic", "")),
        better=() if says_why else rules.better(words),
    )


def _is_telling(word: str, kind: str, rules: Naming, verb: re.Pattern[str]) -> bool:
    # What stands there whole is a noun, whatever it ends with ("kodu", "shipping").
    if kind in ("why", "generic") or word in rules.whole:
        return kind == "why"
    return verb.match(word) is not None


def _words(name: str) -> list[str]:
    return _WORD.findall(fold(name[:LONGEST_NAME].translate(_FOLDED_APOSTROPHE)))


@cache
def _rules(language: str) -> Naming:
    naming = Naming()
    for line in (WORDS / f"names_{language}.txt").read_text(encoding="utf-8").splitlines():
        head, colon, rest = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        if head.startswith("rename "):
            naming.renames[fold(head.removeprefix("rename ").strip())] = tuple(
                name.strip() for name in rest.split("|") if name.strip()
            )
            continue
        for word in filter(None, (fold(each.strip()) for each in rest.split(","))):
            if word.endswith("+"):
                naming.begun.setdefault(word[:-1], head)
            else:
                naming.whole.setdefault(word, head)
    return naming
