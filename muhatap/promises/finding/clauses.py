"""Which time belongs to which verb, and how far the words of a promise reach."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muhatap.promises.finding import verbs_en
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
    r"[^\w\s.'\"/%&+@#-]|\n|(?<=\s)-(?=\s)|\b(?:ama|fakat|ancak|lakin|cunku|icin|ve|sonra|ayrica|but|so|because)\b"
)
_LEADING = re.compile(
    r"(?:[\s,.:;!?)\]*•·\"'-]+|(?:ve|ama|fakat|ancak|sonra|ayrica|de|da|icin|dolayi|gore|hem|ki|and|then|but|so|also|or|merhaba|merhabalar"
    r"|selam|selamlar|gunaydin|iyi gunler|tabii ki|tabii|tabi|elbette|tamam|evet|peki|rica ederim|tesekkurler)\b)+"
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


def as_one(clauses: Sequence[Clause]) -> list[Clause]:
    """Join what one sentence promises without a time of its own to its neighbour: it is done by then."""
    joined: list[Clause] = []
    for clause in clauses:
        last = joined[-1] if joined else None
        if last is None or (last.atoms and clause.atoms):
            joined.append(clause)
            continue
        timed = clause if clause.atoms else last
        surer = max(last.head, clause.head, key=lambda head: head.confidence)
        joined[-1] = Clause(last.start, max(last.end, clause.end), surer, timed.atoms, timed.unknown_start)
    return joined


_ONLY_TIME = re.compile(
    r"(?:\s|[,:-]|\b(?:by|on|at|before|until|till|around|about|within|in|no|not|later|than|first|thing|latest|early|late"
    r"|the|end|of|this|sometime|some|time|and|then|so|ok|okay|sure|yes|great|at|most|also|well|hi|hello|thanks|thank|you"
    r"|during|from|starting|or|alternatively|hopefully|probably|course|please|or|but)\b)*\Z"
)
_BEFORE_TIME = re.compile(
    r"(?:\b(?:by|on|at|before|until|till|around|about|within|in|no later than|first thing|later|early|late|the|end of"
    r"|this|sometime|latest|from|during|between|not later than)[ ]+)+\Z"
)
_BEHIND_TIME = re.compile(
    r"(?: at the (?:very )?latest| latest| or (?:earlier|sooner)| at most| if not (?:earlier|sooner))"
)
_LINK = re.compile(r"\b(?:and|but|so|then)\b")
_BREAK = re.compile(r"[,;:.!?\n]|\b(?:and|but|so|then|because)\b|(?<=\s)-(?=\s)")
_THEN = re.compile(r"\b(?:before|by|until|till|from|even) then\Z")
_TAIL = " \t\n,.;:!?-('\""


def english(
    folded: str, start: int, end: int, heads: Sequence[Head], stops: Sequence[Stop], atoms: Sequence[Atom]
) -> list[Clause]:
    """Return the promises of a sentence whose verbs come first: a time belongs to the verb before it."""
    clauses: list[Clause] = []
    free = [atom for atom in atoms if not any(stop.start <= atom.start < stop.end for stop in stops)]
    begins = start
    for place, head in enumerate(heads):
        until = heads[place + 1].start if place + 1 < len(heads) else end
        leading = _leading(folded, begins, head, free, opening=place == 0)
        if place + 1 < len(heads):
            handed_on = _leading(folded, head.end, heads[place + 1], free, opening=False)
            until = min([until, *(atom.start for atom in handed_on)])
        event = any(stop.event and begins <= stop.start < until for stop in stops)
        clauses += _of_head(folded, head, leading, free, until, event=event)
        begins = head.end
    return clauses


def _leading(folded: str, begins: int, head: Head, atoms: Sequence[Atom], *, opening: bool) -> list[Atom]:
    """Return the times right before the subject ("By Friday we will …", "tomorrow morning, I'll …").

    Unless it is the sentence's `opening`, a time before "and" belongs to the verb before it.
    """
    found: list[Atom] = []
    longest: list[Atom] = []
    place = head.start
    for atom in reversed([atom for atom in atoms if begins <= atom.start and atom.end <= head.start]):
        if not _ONLY_TIME.match(folded, atom.end, place) or not (
            opening or found or _LINK.search(folded, atom.end, place) is None
        ):
            break
        found = [atom, *found]
        place = atom.start
        if _ONLY_TIME.match(folded, _last_break(folded, begins, place), place):
            longest = found
    return longest


def _last_break(folded: str, begins: int, place: int) -> int:
    cut = begins
    for sign in _BREAK.finditer(folded, begins, place):
        cut = sign.end()
    return cut


def _of_head(
    folded: str, head: Head, leading: list[Atom], atoms: Sequence[Atom], until: int, *, event: bool
) -> list[Clause]:
    inner = [atom for atom in atoms if head.start <= atom.start < head.end]
    behind = _in_reach(folded, head, [atom for atom in atoms if head.end <= atom.start < until], until)
    second = _second(folded, head, leading + inner, behind, until)
    if second is not None:
        first = [atom for atom in behind if atom.start < second.start]
        rest = [atom for atom in behind if atom.start >= second.start]
        other = Head(second.start, second.end, head.confidence * 0.95, head.timed_only, joined=True)
        cut = folded.rfind(" ", head.end, second.start)
        return [
            _clause(folded, head, leading + inner + first, max(cut, head.end), event=event),
            _clause(folded, other, rest, until, event=event),
        ]
    return [_clause(folded, head, leading + inner + behind, until, event=event)]


def _in_reach(folded: str, head: Head, atoms: Sequence[Atom], until: int) -> list[Atom]:
    """Return the times in the clause of the verb, and those that follow it behind a comma."""
    found: list[Atom] = []
    limit = verbs_en.reach(folded, head.end, until)
    place = head.end
    for atom in atoms:
        if atom.start >= limit and not (
            _ONLY_TIME.match(folded, limit, atom.start) or (found and _ONLY_TIME.match(folded, place, atom.start))
        ):
            break
        found.append(atom)
        place = atom.end
        limit = max(limit, place)
    return found


def _second(folded: str, head: Head, before: list[Atom], behind: list[Atom], until: int) -> Head | None:
    """Return the verb joined by "and" that has a time of its own, while the first has its own too."""
    for joined in verbs_en.joined(folded, head.end, until):
        mine = [atom for atom in behind if atom.start >= joined.end]
        firsts = [atom for atom in (*before, *behind) if atom.start < joined.start]
        if mine and firsts:
            return joined
    return None


def _clause(folded: str, head: Head, atoms: list[Atom], until: int, *, event: bool) -> Clause:
    begins = min([head.start, *(atom.start for atom in atoms)])
    preposition = _BEFORE_TIME.search(folded[max(0, begins - 40) : begins]) if begins < head.start else None
    if preposition:
        begins -= len(preposition[0])
    ends = max([verbs_en.reach(folded, head.end, until), *(atom.end for atom in atoms)])
    behind = _BEHIND_TIME.match(folded, ends, until)
    ends = behind.end() if behind else ends
    while ends > head.end and folded[ends - 1] in _TAIL:
        ends -= 1
    for link in (" and", " or", " then", " so", " but", " and then"):
        if folded.endswith(link, head.end, ends) and not _THEN.search(folded, head.end, ends):
            ends -= len(link)
    while ends > head.end and folded[ends - 1] in _TAIL:
        ends -= 1
    unknown = event and bool(atoms) and all(atom.counted for atom in atoms)
    return Clause(begins, ends, head, tuple(atoms), unknown)
