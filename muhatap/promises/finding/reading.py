"""The promises of a draft, each with its place, its due moment and how surely it is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from muhatap.core.business_time import Hours
from muhatap.promises.finding import clauses, due, moments_en, moments_tr, verbs_en, verbs_tr
from muhatap.promises.finding.clauses import Clause
from muhatap.promises.finding.due import Atom, Due, Nothing
from muhatap.promises.finding.sentences import Draft, Sentence, sentences


@dataclass(frozen=True, slots=True)
class Found:
    """A promise at `text[start:end]` of the draft, counted in code points.

    At most one of `due_at` (time zone aware) and `due_on` (a day: by its end) is set. `confidence` is between 0 and 1.
    `why` says how the time was read ("said") or why there is none: "no_time", "past", "impossible" (no such date),
    "ambiguous" (two readings), "weekday_differs" (date and weekday disagree), "vague" ("in a few days").
    """

    start: int
    end: int
    text: str
    due_at: datetime | None
    due_on: date | None
    confidence: float
    why: str


def find(text: str, *, lang: str, now: datetime, hours: Hours) -> list[Found]:
    """Return the promises in a draft, in order.

    `lang` is "tr", "en" or anything else for unknown; both grammars read every sentence, as people mix languages. It
    decides only how "8/9" is meant. A naive `now` is on the clock of `hours.zone`.
    """
    here = now.astimezone(hours.zone) if now.tzinfo else now.replace(tzinfo=hours.zone)
    draft = Draft(text)
    found = [
        _found(draft, clause, here, hours)
        for sentence in sentences(draft.folded)
        for clause in _clauses(draft.folded, sentence, lang, here, hours)
    ]
    return sorted(found, key=lambda promise: promise.start)


def _clauses(folded: str, sentence: Sentence, lang: str, now: datetime, hours: Hours) -> Iterator[Clause]:
    yield from _in_turkish(folded, sentence, now, hours)
    yield from _in_english(folded, sentence, lang, now, hours)


def _in_turkish(folded: str, sentence: Sentence, now: datetime, hours: Hours) -> list[Clause]:
    start, end = sentence.start, sentence.end
    heads, stops = verbs_tr.read(folded, start, end, asked=sentence.asked)
    if not heads:
        return []
    atoms = _due_ones(moments_tr.moments(folded, start, end, now, hours))
    return _kept(clauses.turkish(folded, start, end, heads, stops, atoms))


def _in_english(folded: str, sentence: Sentence, lang: str, now: datetime, hours: Hours) -> list[Clause]:
    start, end = sentence.start, sentence.end
    heads, stops = verbs_en.read(folded, start, end, asked=sentence.asked)
    if not heads:
        return []
    atoms = _due_ones(moments_en.moments(folded, start, end, now, hours, day_first=lang == "tr"))
    return _kept(clauses.english(folded, start, end, heads, stops, atoms))


def _due_ones(atoms: Iterator[Atom]) -> list[Atom]:
    return [atom for atom in atoms if not isinstance(atom.value, Nothing)]


def _kept(found: list[Clause]) -> list[Clause]:
    return clauses.as_one([clause for clause in found if clause.atoms or not clause.head.timed_only])


def _found(draft: Draft, clause: Clause, now: datetime, hours: Hours) -> Found:
    when = Due(None, None, due.VAGUE) if clause.unknown_start else due.combine(clause.atoms, now, hours)
    factor = 1.0 if when.why == due.SAID else 0.9 if when.why in (due.NO_TIME, due.VAGUE) else 0.75
    start, end = draft.own(clause.start, clause.end)
    return Found(
        start, end, draft.text[start:end], when.at, when.on, round(clause.head.confidence * factor, 2), when.why
    )
