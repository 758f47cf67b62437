"""What happened in a conversation, told as waits and episodes. Pure.

A *wait* begins with a message of the customer that nobody had answered and ends with our next answer. An *episode*
begins with the customer's message that finds no open matter and ends with the closing that settles it: one that is
reopened by hand, or by a merge, was not settled, and goes on. Whatever the customer writes after a closing begins both
anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto


class What(Enum):
    ASKED = auto()
    ANSWERED = auto()
    CLOSED = auto()
    # By the customer's own message, which follows it and begins anew.
    REOPENED_BY_CUSTOMER = auto()
    REOPENED = auto()
    PASSED_ON = auto()


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that counts, in the order in which the desk heard of it; `by` is an agent's id, `channel` where."""

    what: What
    at: datetime
    by: int | None = None
    channel: int = 0


@dataclass(slots=True)
class WaitTold:
    began_at: datetime
    is_first: bool
    answered_at: datetime | None = None
    by: int | None = None


@dataclass(slots=True)
class EpisodeTold:
    began_at: datetime
    is_contact: bool
    closed_at: datetime | None = None
    by: int | None = None
    answers: int = 0
    messages: int = 0
    repeats: int = 0
    hand_offs: int = 0
    channels: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Told:
    waits: list[WaitTold] = field(default_factory=list)
    episodes: list[EpisodeTold] = field(default_factory=list)


def walk(happenings: Iterable[Happening]) -> Told:
    """Return the waits and episodes of a conversation, each in the order of its beginning."""
    walker = _Walker()
    for one in happenings:
        walker.take(one)
    return walker.told


class _Walker:
    def __init__(self) -> None:
        self.told = Told()
        self._open: EpisodeTold | None = None
        self._waiting: WaitTold | None = None
        # What a closing left unanswered; whoever reopens by hand takes it up again.
        self._left: WaitTold | None = None
        # What was done after a closing; it counts once the closing turns out not to have settled anything.
        self._after: list[Happening] = []
        self._have_spoken = False

    def take(self, one: Happening) -> None:
        match one.what:
            case What.ASKED:
                self._asked(one)
            case What.ANSWERED:
                self._answered(one)
            case What.CLOSED:
                self._closed(one)
            case What.REOPENED:
                self._reopened()
            case What.PASSED_ON:
                self._passed_on(one)
            case What.REOPENED_BY_CUSTOMER:
                pass

    def _asked(self, one: Happening) -> None:
        told = self.told
        if self._open is None:
            is_contact = not (told.episodes or self._have_spoken)
            self._open, self._left, self._after = EpisodeTold(one.at, is_contact), None, []
            told.episodes.append(self._open)
        if self._waiting is None:
            self._waiting = WaitTold(one.at, is_first=not (told.waits or self._have_spoken))
            told.waits.append(self._waiting)
        else:
            self._open.repeats += 1
        self._open.messages += 1
        self._open.channels.add(one.channel)

    def _answered(self, one: Happening) -> None:
        self._have_spoken = True
        if self._open is None:
            self._after.append(one)
            return
        self._open.answers += 1
        if self._waiting:
            # A customer's clock may run ahead of ours.
            self._waiting.answered_at, self._waiting.by = max(one.at, self._waiting.began_at), one.by
            self._waiting = None

    def _passed_on(self, one: Happening) -> None:
        if self._open:
            self._open.hand_offs += 1
        else:
            self._after.append(one)

    def _closed(self, one: Happening) -> None:
        if self._open is None:
            return
        self._open.closed_at, self._open.by = max(one.at, self._open.began_at), one.by
        self._left, self._waiting, self._open, self._after = self._waiting, None, None, []

    def _reopened(self) -> None:
        if self._open or not self.told.episodes:
            return
        self._open = self.told.episodes[-1]
        self._open.closed_at = self._open.by = None
        self._waiting, self._left = self._left, None
        after, self._after = self._after, []
        for one in after:
            self.take(one)
