"""What a pattern is made of: words and their forms, choices, gaps, edges; and which words each can begin with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from muhatap.coach.language import english, turkish
from muhatap.coach.text import EMAIL, NUMBER, URL, plain

# How much of a word the ways of a choice are looked up by.
PREFIX = 2
# How much of a word tells whether a sentence can hold a pattern.
BEGINNING = 3

# One of the exact words, or a word with one of the beginnings (two or three letters).
Need = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Atom:
    """A test of one word. `exact` and `begins` say for the index which words can pass; neither: every verb."""

    source: str
    exact: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    test: Callable[[str], bool] | None = None

    def need(self) -> "Need":
        """What a sentence must hold for the atom to pass."""
        return self.exact, frozenset(stem[:BEGINNING] for stem in self.begins)

    def passes(self, word: str) -> bool:
        if word in self.exact:
            return True
        return self.test is not None and self.test(word)


# What a pattern is made of, before it is chained into steps.
@dataclass(frozen=True, slots=True)
class One:
    atom: Atom
    name: str = ""
    refuses: bool = False


@dataclass(frozen=True, eq=False)
class Either:
    ways: tuple[tuple["Part", ...], ...]
    name: str = ""

    @cached_property
    def by_word(self) -> "Ways":
        return by_beginning(self.ways)

    @cached_property
    def singles(self) -> tuple[Atom | None, ...]:
        """The ways that are one word alone, which need no steps; None for the others."""
        return tuple(single(way) for way in self.ways)

    @cached_property
    def need(self) -> Need | None:
        """What one of the ways needs of a sentence; None where one needs nothing, or anything."""
        needs = [_need_of_way(way) for way in self.ways]
        if any(need is None for need in needs):
            return None
        return (
            frozenset[str]().union(*(need[0] for need in needs if need)),
            frozenset[str]().union(*(need[1] for need in needs if need)),
        )


@dataclass(frozen=True)
class Between:
    most: int
    passes_commas: bool = False


@dataclass(frozen=True)
class Edge:
    mark: str


Part = One | Either | Between | Edge


@cache
def one(lang: str, word: str, feats: str, name: str, refuses: bool) -> One:
    # The same words stand in many patterns; they are kept once.
    return One(_atom(lang, word, feats), name, refuses)


_PLACES = {"<mail>": EMAIL, "<url>": URL}


@cache
def _atom(lang: str, word: str, feats: str) -> Atom:
    source = word + ("{" + feats + "}" if feats else "")
    if word == "#":
        return Atom(source, exact=frozenset({NUMBER}))
    if word in _PLACES:
        return Atom(source, exact=frozenset({_PLACES[word]}))
    if word == "_":
        return Atom(source, test=lambda said: True)
    if word == "%":
        wanted = _wanted(feats)
        return Atom(source, test=lambda said: _any_verb(said, wanted))
    if word.endswith("*"):
        stem = plain(word[:-1])
        return Atom(source, begins=frozenset({stem}), test=lambda said: said.startswith(stem))
    if word[-1] not in "-+" or len(word) == 1:
        return Atom(source, exact=frozenset({plain(word)}))
    stem = plain(word[:-1])
    if lang == "en":
        return Atom(source, exact=english.forms(stem))
    if word.endswith("+"):
        return Atom(
            source,
            exact=frozenset({stem}),
            begins=frozenset(turkish.prefixes(stem)),
            test=lambda said: turkish.is_noun_form(stem, said),
        )
    wanted = _wanted(feats)
    return Atom(source, begins=frozenset(turkish.prefixes(stem)), test=lambda said: _verb_passes(stem, said, wanted))


@dataclass(frozen=True)
class _Wanted:
    all_of: frozenset[str]
    none_of: frozenset[str]
    one_of: tuple[frozenset[str], ...]

    def fits(self, features: frozenset[str]) -> bool:
        return (
            self.all_of <= features and not self.none_of & features and all(choice & features for choice in self.one_of)
        )


def _wanted(feats: str) -> _Wanted:
    words = feats.split()
    return _Wanted(
        frozenset(word for word in words if "/" not in word and not word.startswith("!")),
        frozenset(word[1:] for word in words if word.startswith("!")),
        tuple(frozenset(word.split("/")) for word in words if "/" in word),
    )


def _verb_passes(stem: str, word: str, wanted: _Wanted) -> bool:
    features = turkish.verb(stem, word)
    return features is not None and wanted.fits(features)


def _any_verb(word: str, wanted: _Wanted) -> bool:
    found = turkish.any_verb(word)
    return found is not None and wanted.fits(found[1])


def firsts(parts: Sequence[Part]) -> Iterable[Atom]:
    """Atoms that the parts can begin with; optional ones let the next begin, too."""
    for part in parts:
        if isinstance(part, Edge) or (isinstance(part, One) and part.refuses):
            continue
        if isinstance(part, One):
            yield part.atom
            return
        if isinstance(part, Between):
            return
        for way in part.ways:
            yield from firsts(way)
        if not any(_may_be_empty(way) for way in part.ways):
            return


def _may_be_empty(parts: Sequence[Part]) -> bool:
    return all(
        isinstance(part, Edge | Between)
        or (isinstance(part, One) and part.refuses)
        or (isinstance(part, Either) and any(_may_be_empty(way) for way in part.ways))
        for part in parts
    )


def need(part: Part) -> Need | None:
    """What a part needs of a sentence; None where that is nothing, or anything."""
    if isinstance(part, Either):
        return part.need
    if not isinstance(part, One) or part.refuses or (part.atom.test is not None and not part.atom.begins):
        return None
    return part.atom.need()


def _need_of_way(way: Sequence[Part]) -> Need | None:
    return next((found for part in way if (found := need(part)) is not None), None)


@dataclass(frozen=True)
class Ways:
    """The ways of a choice by the word that they can begin with, so that of hundreds only a few are tried."""

    exact: Mapping[str, tuple[int, ...]]
    begins: Mapping[str, tuple[int, ...]]
    always: tuple[int, ...]

    def of(self, word: str) -> Sequence[int]:
        exact, begins = self.exact.get(word, ()), self.begins.get(word[:PREFIX], ())
        if not exact and not begins:
            return self.always
        if not self.always:
            if not begins:
                return exact
            if not exact:
                return begins
        return sorted({*exact, *begins, *self.always})


def by_beginning(choices: Sequence[Sequence[Part]]) -> Ways:
    exact: dict[str, list[int]] = {}
    begins: dict[str, list[int]] = {}
    always: list[int] = []
    for number, way in enumerate(choices):
        atoms = list(firsts(way))
        if _may_be_empty(way) or not atoms or any(_is_open(atom) for atom in atoms):
            always.append(number)
            continue
        for atom in atoms:
            for word in atom.exact:
                exact.setdefault(word, []).append(number)
            for stem in atom.begins:
                begins.setdefault(stem[:PREFIX], []).append(number)
    return Ways(
        {word: _kept(tuple(dict.fromkeys(ways))) for word, ways in exact.items()},
        {stem: _kept(tuple(dict.fromkeys(ways))) for stem, ways in begins.items()},
        tuple(always),
    )


@cache
def _kept(ways: tuple[int, ...]) -> tuple[int, ...]:
    """The same object for the same numbers: tens of thousands of words lead to a few."""
    return ways


def _is_open(atom: Atom) -> bool:
    return atom.test is not None and (not atom.begins or any(len(stem) < PREFIX for stem in atom.begins))


def single(way: Sequence[Part]) -> Atom | None:
    if len(way) == 1 and isinstance(way[0], One) and not way[0].name and not way[0].refuses:
        return way[0].atom
    return None
