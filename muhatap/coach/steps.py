"""The parts of a pattern as functions that walk over words: each takes a place and returns where the pattern ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from muhatap.coach.parts import Atom, Between, Edge, Either, One, Part
from muhatap.coach.text import Token


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


def chain(parts: Sequence[Part], after: Step) -> Step:
    row: list[Atom] = []
    for part in reversed(parts):
        if isinstance(part, One) and not part.refuses and not part.name:
            row.insert(0, part.atom)
            continue
        after = _step(part, _row(row, after))
        row = []
    return _row(row, after)


def _row(atoms: Sequence[Atom], after: Step) -> Step:
    """Words that follow each other as one step: most of the memory of patterns is their steps."""
    if not atoms:
        return after
    if len(atoms) == 1:
        return _take(atoms[0], "", after)
    row, size = tuple(atoms), len(atoms)

    def walk(view: View, here: int) -> int:
        end = here + size
        if end > view.last:
            return FAILED
        for place, atom in enumerate(row, here):
            if not atom.passes(view.tokens[place].word):
                return FAILED
        return after(view, end)

    return walk


def _step(part: Part, after: Step) -> Step:
    if isinstance(part, One):
        return _refuse(part.atom, after) if part.refuses else _take(part.atom, part.name, after)
    if isinstance(part, Between):
        return _leave(part, after)
    if isinstance(part, Edge):
        return _edge(part.mark, after)
    return _choose(part, after)


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
                    step = steps[number] = chain(part.ways[number], closing)
                end = step(view, here)
            if end != FAILED:
                if name:
                    view.remembered[name] = (here, view.edges[f"{name}."])
                return end
        return FAILED

    return choose


def _take(atom: Atom, name: str, after: Step) -> Step:
    def take(view: View, here: int) -> int:
        if here >= view.last or not atom.passes(view.tokens[here].word):
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
