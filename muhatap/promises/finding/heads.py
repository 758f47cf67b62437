"""What the grammars of both languages hand over: verbs that promise, and words that keep times from them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """A verb by which we say that we will do something, at `start:end` of the folded draft.

    `timed_only` when it promises only with a time beside it ("yarın teslim edebiliriz"); `joined` when it is a verb
    that shares the ending of a later one ("arayıp") or the subject of an earlier one ("and send"), a promise of its own
    only with a time of its own; `follow` when the time may stand behind it.
    """

    start: int
    end: int
    confidence: float
    timed_only: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """Other verbs and their like: times before `end` are theirs. `event` when a time is counted from it."""

    start: int
    end: int
    event: bool = False
    conditional: bool = False
