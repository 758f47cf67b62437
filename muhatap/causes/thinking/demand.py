"""Who asks for what is not sold or not in stock: the wish and the product, in the customer's words.

Pure; linear in the text: it is read in pieces between marks, of a few hundred letters at most. The rules are data, in
`words/wishes_*.txt`, each with sentences that it must find and must leave alone; those are tests.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from muhatap.core.turkish import fold, stem

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("tr", "en")
MOST_CHARACTERS = 20_000
MOST_WISHES = 10
LONGEST_PRODUCT = 6

_PIECE = re.compile(r"[^.!?;:()\n\r\"“”]{1,300}")
_WORD = re.compile(r"[^\W_]+(?:['’&+-][^\W_]+)*|,")
_TOKEN = re.compile(r"\{p\}|\(|\)|\[|\]|\||\*|[^\s()\[\]|*]+")
_APOSTROPHES = str.maketrans("’‘`´", "''''")
# One word or more before what is asked, as many as there are; behind it as well.
_PRODUCT = rf"(?P<p>(?:[^\s,]+ ){{1,{LONGEST_PRODUCT}}})"
# "Ayakkabım" is one's own; these only end like that.
_MINE = re.compile(r"[^\W_]{2,}[iu]m\Z")
_NOT_MINE = frozenset({"parfum", "film", "album", "bukum", "dikim", "takim", "kostum", "bakim", "tutkum", "unicum"})


class Missing(StrEnum):
    """What is missing: the product from the range, or from the shelf."""

    NOT_SOLD = "not_sold"
    NOT_IN_STOCK = "not_in_stock"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish, said at `text[start:end]`. `product` is in the customer's words ("" where only "bu ürün" is said), `key`
    those words made alike for counting (folded, without endings, in order)."""

    kind: Missing
    product: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rules:
    patterns: tuple[tuple[Missing, re.Pattern[str]], ...]
    own: re.Pattern[str]
    past: re.Pattern[str]
    trim: frozenset[str]
    stop: frozenset[str]


def wishes(text: str) -> list[Wish]:
    """Return the wishes in a text, in order, each product once. Both languages are always read."""
    text = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    found: list[Wish] = []
    for piece in _pieces(text):
        wish = next(filter(None, (_wish(text, piece, _rules(language)) for language in LANGUAGES)), None)
        if wish and all(wish.key != other.key for other in found):
            found.append(wish)
    return found[:MOST_WISHES]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words with their places in the text; `folded` are the same words with one space behind each."""

    words: tuple[tuple[int, int], ...]
    folded: str


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _PIECE.finditer(text):
        places = tuple((word.start(), word.end()) for word in _WORD.finditer(text, found.start(), found.end()))
        if places:
            yield _Piece(places, "".join(_plain(text[start:end]) + " " for start, end in places))


def _plain(word: str) -> str:
    # A space within would shift every place behind it.
    return re.sub(r"\s", "", fold(word.translate(_APOSTROPHES))) or "?"


def _wish(text: str, piece: _Piece, rules: _Rules) -> Wish | None:
    if rules.past.search(piece.folded):
        return None
    for kind, pattern in rules.patterns:
        for found in pattern.finditer(piece.folded):
            first = piece.folded.count(" ", 0, found.start("p"))
            words = found["p"].split()
            if rules.own.search(" " + found["p"]) or any(_is_mine(word) for word in words):
                continue
            start, end = _trimmed(words, rules, is_first=found.start("p") == found.start())
            said = piece.words[piece.folded.count(" ", 0, found.start())][0]
            until = piece.words[piece.folded.count(" ", 0, found.end()) - 1][1]
            product = text[piece.words[first + start][0] : piece.words[first + end - 1][1]] if end > start else ""
            key = " ".join(stem(word.partition("'")[0]) for word in words[start:end])
            return Wish(kind, product, key, said, until)
    return None


def _is_mine(word: str) -> bool:
    return _MINE.match(word) is not None and word not in _NOT_MINE and not word.endswith(("lim", "rum"))


def _trimmed(words: list[str], rules: _Rules, *, is_first: bool) -> tuple[int, int]:
    """Return where the product begins and ends in the words before, or behind, what is asked."""
    start, end = 0, len(words)
    stops = [place for place, word in enumerate(words) if word in rules.stop]
    if stops and is_first:
        start = stops[-1] + 1
    elif stops:
        end = stops[0]
    while start < end and words[start] in rules.trim:
        start += 1
    while start < end and words[end - 1] in rules.trim:
        end -= 1
    return start, end


@cache
def _rules(language: str) -> _Rules:
    lists: dict[str, list[str]] = {"own": [], "past": [], "trim": [], "stop": []}
    patterns: list[tuple[Missing, re.Pattern[str]]] = []
    for line in (WORDS / f"wishes_{language}.txt").read_text(encoding="utf-8").splitlines():
        head, colon, rest = line.partition(": ")
        if head in lists and colon:
            lists[head] += [part.strip() for part in (rest.split(",") if "," in rest else rest.split())]
        elif head in set(Missing):
            patterns.append((Missing(head), re.compile(_compiled(rest))))
    trim, stop = (frozenset(fold(word) for word in lists[name]) for name in ("trim", "stop"))
    return _Rules(tuple(patterns), _any_of(lists["own"]), _any_of(lists["past"]), trim, stop)


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("(?: |\\A)(?:" + "|".join(_words(phrase) for phrase in phrases) + ")")


def _words(phrase: str) -> str:
    return "".join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    plain = re.escape(fold(word.rstrip("+")))
    return (plain + "[^\\s,]*" if word.endswith("+") else plain) + " (?:, )?"


def _compiled(rule: str) -> str:
    """Return a rule as a pattern on folded words, each with a space behind it."""
    signs = {"{p}": _PRODUCT + "(?:, )?", "(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|",
             "*": "(?:[^\\s,]+ ){0,3}?"}  # fmt: skip
    return "(?:(?<= )|\\A)" + "".join(signs.get(token) or _word(token) for token in _TOKEN.findall(rule))
