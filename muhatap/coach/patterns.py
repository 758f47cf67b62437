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
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property

from muhatap.coach.language import english, turkish
from muhatap.coach.text import EMAIL, NUMBER, URL, Token, plain

MOST_BETWEEN = 12
# How much of a word the ways of a choice are looked up by.
PREFIX = 2
# How much of a word tells whether a sentence can hold a pattern.
BEGINNING = 3


class PatternError(ValueError):
    """A pattern that cannot be read; the text says what and where."""


@dataclass(slots=True)
class Hit:
    """Where in the tokens a pattern was found: all of it, the marked part, the remembered words."""

    start: int
    end: int
    marked: tuple[int, int]
    remembered: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """The words of one sentence among all tokens, as the matchers walk them."""

    tokens: Sequence[Token]
    first: int
    last: int
    edges: dict[str, int] = field(default_factory=dict)
    remembered: dict[str, tuple[int, int]] = field(default_factory=dict)


Step = Callable[[View, int], int]
FAILED = -1


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


@dataclass(frozen=True)
class Pattern:
    """A pattern ready to be tried at a token; `firsts` are the words that it can begin with."""

    source: str
    firsts: tuple[Atom, ...]
    parts: tuple["Part", ...]

    @cached_property
    def step(self) -> Step:
        """The parts as one function; built when the pattern is first tried, as most are never."""
        return _chain(self.parts, lambda view, here: here)

    @cached_property
    def needs(self) -> tuple["Need", ...]:
        """Words of which a sentence must hold one, for each part that may not be missing."""
        found = [need for part in self.parts if (need := _need(part)) is not None]
        # The first was looked up by the word; what is rarest comes first.
        return tuple(sorted(found, key=lambda need: len(need[0]) + 20 * len(need[1])))

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


# One of the exact words, or a word with one of the beginnings (two or three letters).
Need = tuple[frozenset[str], frozenset[str]]


class Compiler:
    """Reads patterns of one language; `lists` are the named words of `words.txt`."""

    def __init__(self, lang: str, lists: Mapping[str, str] | None = None) -> None:
        self.lang = lang
        self.lists = dict(lists or {})
        self._read: dict[tuple[str, str], tuple[Part, ...]] = {}

    def compile(self, source: str) -> Pattern:
        parts = _Reader(self, _spread(source)).sequence()
        firsts = tuple(_firsts(parts))
        if not firsts:
            raise PatternError(f"“{source}” begins with nothing that could be looked up")
        return Pattern(source, firsts, parts)

    def listed(self, name: str, feats: str) -> tuple["Part", ...]:
        """Return the words of a list, read once."""
        if (name, feats) not in self._read:
            words = _featured(self.lists[name], feats) if feats else self.lists[name]
            self._read[name, feats] = _Reader(self, _spread(f"({words})")).sequence()
        return self._read[name, feats]


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
    def by_word(self) -> "_Ways":
        return _ways(self.ways)

    @cached_property
    def singles(self) -> tuple[Atom | None, ...]:
        """The ways that are one word alone, which need no steps; None for the others."""
        return tuple(_single(way) for way in self.ways)

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

_PIECE = re.compile(
    r"\s*(?:(?P<name>[A-Z]):)?(?:(?P<gap>\.\.\.|\.\.)(?P<most>[0-9]+)?|(?P<mark>[()|\[\]^$~])|(?P<no>!)?"
    r"(?P<word>[^\s()|\[\]{}?!~]+)(?P<feats>\{[^}]*\})?)(?P<maybe>\?)?"
)


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
        return (Either((*ways, ()) if maybe else tuple(ways)),)

    def _named(self, parts: tuple[Part, ...], name: str | None) -> tuple[Part, ...]:
        if not name:
            return parts
        (only,) = parts
        assert isinstance(only, Either)
        return (Either(only.ways, name),)

    def _part(self, piece: re.Match[str]) -> tuple[Part, ...]:
        part: Part
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
            return (Either((*only.ways, ()), only.name),) if piece["maybe"] else (only,)
        part = _one(self.compiler.lang, word, feats, piece["name"] or "", bool(piece["no"]))
        return (Either(((part,), ())),) if piece["maybe"] else (part,)

    def _list(self, name: str, feats: str) -> tuple[Part, ...]:
        if name not in self.compiler.lists:
            raise PatternError(f"“{self.source}”: there is no list @{name} in words.txt")
        return self.compiler.listed(name, feats)


@cache
def _one(lang: str, word: str, feats: str, name: str, refuses: bool) -> One:
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


def _firsts(parts: Sequence[Part]) -> Iterable[Atom]:
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
            yield from _firsts(way)
        if not any(_may_be_empty(way) for way in part.ways):
            return


def _may_be_empty(parts: Sequence[Part]) -> bool:
    return all(
        isinstance(part, Edge | Between)
        or (isinstance(part, One) and part.refuses)
        or (isinstance(part, Either) and any(_may_be_empty(way) for way in part.ways))
        for part in parts
    )


def _need(part: Part) -> Need | None:
    """What a part needs of a sentence; None where that is nothing, or anything."""
    if isinstance(part, Either):
        return part.need
    if not isinstance(part, One) or part.refuses or (part.atom.test is not None and not part.atom.begins):
        return None
    return part.atom.need()


def _need_of_way(way: Sequence[Part]) -> Need | None:
    return next((need for part in way if (need := _need(part)) is not None), None)


def _chain(parts: Sequence[Part], after: Step) -> Step:
    for part in reversed(parts):
        after = _step(part, after)
    return after


def _step(part: Part, after: Step) -> Step:
    if isinstance(part, One):
        return _refuse(part.atom, after) if part.refuses else _take(part.atom, part.name, after)
    if isinstance(part, Between):
        return _leave(part, after)
    if isinstance(part, Edge):
        return _edge(part.mark, after)
    return _choose(part, after)


@dataclass(frozen=True)
class _Ways:
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


def _ways(choices: Sequence[Sequence[Part]]) -> _Ways:
    exact: dict[str, list[int]] = {}
    begins: dict[str, list[int]] = {}
    always: list[int] = []
    for number, way in enumerate(choices):
        atoms = list(_firsts(way))
        if _may_be_empty(way) or not atoms or any(_is_open(atom) for atom in atoms):
            always.append(number)
            continue
        for atom in atoms:
            for word in atom.exact:
                exact.setdefault(word, []).append(number)
            for stem in atom.begins:
                begins.setdefault(stem[:PREFIX], []).append(number)
    return _Ways(
        {word: tuple(dict.fromkeys(ways)) for word, ways in exact.items()},
        {stem: tuple(dict.fromkeys(ways)) for stem, ways in begins.items()},
        tuple(always),
    )


def _is_open(atom: Atom) -> bool:
    return atom.test is not None and (not atom.begins or any(len(stem) < PREFIX for stem in atom.begins))


def _choose(part: Either, after: Step) -> Step:
    name = part.name
    closing = _edge(f"{name}.", after) if name else after
    singles, steps = part.singles, dict[int, Step]()

    def choose(view: View, here: int) -> int:
        word = view.tokens[here].word if here < view.last else ""
        for number in part.by_word.of(word):
            simple = singles[number]
            if simple is not None:
                end = closing(view, here + 1) if word and simple.passes(word) else FAILED
            else:
                step = steps.get(number)
                if step is None:
                    step = steps[number] = _chain(part.ways[number], closing)
                end = step(view, here)
            if end != FAILED:
                if name:
                    view.remembered[name] = (here, view.edges[f"{name}."])
                return end
        return FAILED

    return choose


def _single(way: Sequence[Part]) -> Atom | None:
    if len(way) == 1 and isinstance(way[0], One) and not way[0].name and not way[0].refuses:
        return way[0].atom
    return None


def _take(atom: Atom, name: str, after: Step) -> Step:
    passes = atom.passes

    def take(view: View, here: int) -> int:
        if here >= view.last or not passes(view.tokens[here].word):
            return FAILED
        end = after(view, here + 1)
        if end != FAILED and name:
            view.remembered[name] = (here, here + 1)
        return end

    return take


def _refuse(atom: Atom, after: Step) -> Step:
    passes = atom.passes

    def refuse(view: View, here: int) -> int:
        return FAILED if here < view.last and passes(view.tokens[here].word) else after(view, here)

    return refuse


def _leave(gap: Between, after: Step) -> Step:
    most, wide = gap.most, gap.passes_commas

    def leave(view: View, here: int) -> int:
        for place in range(here, min(here + most, view.last) + 1):
            if not wide and place < view.last and view.tokens[place].is_after_mark:
                return FAILED
            if (end := after(view, place)) != FAILED:
                return end
        return FAILED

    return leave


def _edge(mark: str, after: Step) -> Step:
    def edge(view: View, here: int) -> int:
        if not _holds(mark, view, here):
            return FAILED
        end = after(view, here)
        if end != FAILED and mark not in "^$~":
            view.edges[mark] = here
        return end

    return edge


_CLAUSE_WORDS = frozenset(
    {
        "and", "or", "then", "so", "but", "please", "kindly", "just", "simply", "also", "otherwise", "maybe", "perhaps",
        "ve", "veya", "ya", "lutfen", "sonra", "ardindan", "ayrica", "once", "ama",
    }
)  # fmt: skip


def _holds(mark: str, view: View, here: int) -> bool:
    if mark == "^":
        return here == view.first
    if mark == "$":
        return here == view.last
    if mark == "~" and here > view.first:
        return here < view.last and (view.tokens[here].is_after_mark or view.tokens[here - 1].word in _CLAUSE_WORDS)
    return True
