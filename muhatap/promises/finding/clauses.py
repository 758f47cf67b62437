"""Which time belongs to which verb, and how far the words of a promise reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muhatap.promises.finding.due import Atom
from muhatap.promises.finding.heads import Head, Stop


@dataclass(frozen=True, slots=True)
class Clause:
    """A promise at `start:end` of the folded draft with its times. `unknown_start` when they count from an event."""

    start: int
    end: int
    head: Head
    atoms: tuple[Atom, ...]
    unknown_start: bool


_CUT = re.compile(
    r"[,:;()\[\]\n]|(?<=\s)-(?=\s)|\b(?:ama|fakat|ancak|lakin|cunku|icin|ve|sonra|ayrica|but|so|because)\b"
)
_LEADING = re.compile(
    r"(?:[\s,.:;!?)\]*•·\"'-]+|(?:ve|ama|fakat|ancak|sonra|ayrica|de|da|icin|dolayi|gore|hem|ki|and|then|but|so|also|or)\b)+"
)


def turkish(
    folded: str, start: int, end: int, heads: Sequence[Head], stops: Sequence[Stop], atoms: Sequence[Atom]
) -> list[Clause]:
    """Return the promises of a sentence whose verbs come last: a time belongs to the next verb."""
    clauses: list[Clause] = []
    begins = start
    owned: list[Atom] = []
    for place, head in enumerate(heads):
        region = max([begins, *(stop.end for stop in stops if begins < stop.end <= head.start)])
        mine = [atom for atom in atoms if region <= atom.start < head.start and atom not in owned]
        following = heads[place + 1] if place + 1 < len(heads) else None
        if head.joined:
            if not (mine and following and any(head.end <= atom.start < following.start for atom in atoms)):
                continue
        elif following is None or following.joined:
            mine = mine or _behind(folded, head, stops, atoms, following.start if following else end, end)
        event = any(stop.event and begins < stop.end <= head.start for stop in stops)
        unknown = event and all(atom.counted for atom in mine) and bool(mine)
        first = min([head.start, *(atom.start for atom in mine)])
        last = max([head.end, *(atom.end for atom in mine)])
        clauses.append(Clause(_left(folded, region, first), last, head, tuple(mine), unknown))
        owned += mine
        begins = max(last, head.end)
    return clauses


def _behind(folded: str, head: Head, stops: Sequence[Stop], atoms: Sequence[Atom], until: int, end: int) -> list[Atom]:
    """Return the times behind the verb ("arıyorum sizi yarın"), unless another clause has begun."""
    cut = _CUT.search(folded, head.end, until)
    until = min([until, cut.start() if cut else until])
    found = [atom for atom in atoms if head.end <= atom.start < until]
    return [] if any(stop.start >= head.end and stop.start < until for stop in stops) else found


def _left(folded: str, region: int, first: int) -> int:
    """Return where the clause begins that holds `first`."""
    begins = region
    for cut in _CUT.finditer(folded, region, first):
        begins = cut.end()
    leading = _LEADING.match(folded, begins, first)
    return leading.end() if leading else begins
