"""The patterns that rules are written in, and how they are found in a sentence.

kargo+           the noun in any form: kargo, kargonun, kargolarımızdan
ara-             the verb in any form: arıyoruz, aramanız, aranacak (English: call, calls, called, calling)
ara-{nom 2pl}    only forms with all these features; {!neg} without one; {fut/prog} either
%{nable 1}       any verb of these features, whatever its stem
sonuç*           whatever begins so
(a | b c | d)    one of these; (a | b)? also none
@carrier         a list of the file `words.txt`
..               up to four words between; ..9 up to nine; neither passes a comma, as ... (up to eight) does
^ $              the beginning and the end of the sentence; # a number; _ any one word, <mail> <url>; !
                     before a word: not this one here
[ ]              what of it is marked in the draft (otherwise all of it)
X:ara-           remembers the word for the better sentence: `{X prog 1pl}`, `{X}`
"""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from muhatap.coach.parts import Atom, Between, Edge, Either, Need, Part, firsts, need, one
from muhatap.coach.steps import Step, View, chain
from muhatap.coach.text import Token

MOST_BETWEEN = 12


class PatternError(ValueError):
    """A pattern that cannot be read; the text says what and where."""


@dataclass(slots=True)
class Hit:
    """Where in the tokens a pattern was found: all of it, the marked part, the remembered words."""

    start: int
    end: int
    marked: tuple[int, int]
    remembered: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Pattern:
    """A pattern ready to be tried at a token; `firsts` are the words that it can begin with."""

    source: str
    firsts: tuple[Atom, ...]
    parts: tuple["Part", ...]

    @cached_property
    def step(self) -> Step:
        """The parts as one function; built when the pattern is first tried, as most are never."""
        return chain(self.parts, lambda view, here: here)

    @cached_property
    def needs(self) -> tuple["Need", ...]:
        """Words of which a sentence must hold one, for each part that may not be missing."""
        needs = [found for part in self.parts if (found := need(part)) is not None]
        # The first was looked up by the word; what is rarest comes first.
        return tuple(sorted(needs, key=lambda each: len(each[0]) + 20 * len(each[1])))

    def can_be_in(self, words: Set[str], beginnings: Set[str]) -> bool:
        """Tell whether a sentence of these words, with these first two and three letters, may hold the pattern."""
        # As a loop: this is asked some ten thousand times a draft.
        for exact, begins in self.needs:  # noqa: SIM110
            if exact.isdisjoint(words) and begins.isdisjoint(beginnings):
                return False
        return True

    def at(self, tokens: Sequence[Token], first: int, last: int, here: int) -> Hit | None:
        """Try the pattern at the token `here` of the sentence `tokens[first:last]`."""
        view = View(tokens, first, last)
        end = self.step(view, here)
        if end <= here:
            return None
        return Hit(here, end, (view.edges.get("[", here), view.edges.get("]", end)), view.remembered)


class Compiler:
    """Reads patterns of one language; `lists` are the named words of `words.txt`."""

    def __init__(self, lang: str, lists: Mapping[str, str] | None = None) -> None:
        self.lang = lang
        self.lists = dict(lists or {})
        self._read: dict[tuple[str, str], tuple[Part, ...]] = {}
        self._choices: dict[tuple[tuple[Part, ...], ...], Either] = {}

    def either(self, ways: tuple[tuple[Part, ...], ...]) -> Either:
        """Return the choice between these ways; the same one for all patterns, as many share theirs."""
        return self._choices.setdefault(ways, Either(ways))

    def compile(self, source: str) -> Pattern:
        parts = _Reader(self, _spread(source)).sequence()
        beginnings = tuple(firsts(parts))
        if not beginnings:
            raise PatternError(f"“{source}” begins with nothing that could be looked up")
        return Pattern(source, beginnings, parts)

    def listed(self, name: str, feats: str) -> tuple["Part", ...]:
        """Return the words of a list, read once."""
        if (name, feats) not in self._read:
            words = _featured(self.lists[name], feats) if feats else self.lists[name]
            self._read[name, feats] = _Reader(self, _spread(f"({words})")).sequence()
        return self._read[name, feats]


_PIECE = re.compile(
    r"\s*(?:(?P<name>[A-Z]):)?(?:(?P<gap>\.\.\.|\.\.)(?P<most>[0-9]+)?|(?P<mark>[()|\[\]^$~])|(?P<no>!)?"
    r"(?P<word>[^\s()|\[\]{}?!~]+)(?P<feats>\{[^}]*\})?)(?P<maybe>\?)?"
)


_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_BLANK = re.compile(r"\s*\Z")
_GROUP = re.compile(r"\(([^()]*)\)\{([^}]*)\}")
_VERB_END = re.compile(r"(?<=[^\W\d_]-)(?=[\s|)]|\Z)|(?<=@)([a-z]+)(?=[\s|)]|\Z)")


def _spread(source: str) -> str:
    """Give the features behind a bracket to each verb in it: `(ara- | sor-){imp}`."""
    while (group := _GROUP.search(source)) is not None:
        source = f"{source[: group.start()]}({_featured(group[1], group[2])}){source[group.end() :]}"
    return source


def _featured(words: str, feats: str) -> str:
    return _VERB_END.sub(lambda end: f"{end[0]}{{{feats}}}", words)


class _Reader:
    """Recursive descent over the pieces of one pattern."""

    def __init__(self, compiler: Compiler, source: str) -> None:
        self.compiler, self.source, self.place = compiler, source, 0

    def sequence(self, *, inside: bool = False) -> tuple[Part, ...]:
        ways: list[tuple[Part, ...]] = []
        parts: list[Part] = []
        while (piece := self._next()) is not None:
            if piece["mark"] == ")" and inside:
                ways.append(tuple(parts))
                return self._alternatives(ways, maybe=bool(piece["maybe"]))
            if piece["mark"] == "|":
                if not inside:
                    raise PatternError(f"“{self.source}”: put the choices in brackets, (a | b)")
                ways.append(tuple(parts))
                parts = []
            elif piece["mark"] == "(":
                parts += self._named(self.sequence(inside=True), piece["name"])
            else:
                parts += self._part(piece)
        if inside:
            raise PatternError(f"“{self.source}”: a bracket is not closed")
        return tuple(parts)

    def _next(self) -> re.Match[str] | None:
        if _BLANK.match(self.source, self.place):
            return None
        piece = _PIECE.match(self.source, self.place)
        if piece is None or piece.end() == self.place:
            raise PatternError(f"“{self.source}” cannot be read from “{self.source[self.place :]}”")
        self.place = piece.end()
        return piece

    def _alternatives(self, ways: list[tuple[Part, ...]], *, maybe: bool) -> tuple[Part, ...]:
        return (self.compiler.either((*ways, ()) if maybe else tuple(ways)),)

    def _named(self, parts: tuple[Part, ...], name: str | None) -> tuple[Part, ...]:
        if not name:
            return parts
        (only,) = parts
        assert isinstance(only, Either)
        return (Either(only.ways, name),)

    def _part(self, piece: re.Match[str]) -> tuple[Part, ...]:
        if piece["gap"]:
            wide = piece["gap"] == "..."
            most = int(piece["most"] or (8 if wide else 4))
            return (Between(min(most, MOST_BETWEEN), wide),)
        if piece["mark"]:
            return (Edge(piece["mark"]),)
        word, feats = piece["word"], (piece["feats"] or "")[1:-1]
        if word.startswith("@"):
            found = self._list(word[1:], feats)
            (only,) = self._named(found, piece["name"])
            assert isinstance(only, Either)
            if not piece["maybe"]:
                return (only,)
            ways = (*only.ways, ())
            return (Either(ways, only.name) if only.name else self.compiler.either(ways),)
        # A draft is cut at hyphens, too: "pre-order" is two words.
        *before, word = _HYPHEN.split(word)
        last = one(self.compiler.lang, word, feats, piece["name"] or "", bool(piece["no"]))
        parts = (*(one(self.compiler.lang, each, "", "", False) for each in before), last)
        return (self.compiler.either((parts, ())),) if piece["maybe"] else parts

    def _list(self, name: str, feats: str) -> tuple[Part, ...]:
        if name not in self.compiler.lists:
            raise PatternError(f"“{self.source}”: there is no list @{name} in words.txt")
        return self.compiler.listed(name, feats)
