"""What happens to promises, told where the customer's conversation is."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class OfPromise(Announcement):
    """`text` is the promise in its own words, `due` a moment as ISO 8601 or nothing."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    promise_id: int
    text: str
    due: str = ""


@dataclass(frozen=True, kw_only=True)
class PromiseMade(OfPromise):
    """`how`: "reply", "note" or "by_hand"."""

    how: str


@dataclass(frozen=True, kw_only=True)
class PromiseKept(OfPromise):
    pass


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(OfPromise):
    was: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class PromiseEnded(OfPromise):
    """It will not be kept any more. `state`: "waived" (nobody needs it) or "broken"."""

    state: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PromiseTakenUp(OfPromise):
    """It is owed again: its end was a mistake."""


@dataclass(frozen=True, kw_only=True)
class PromiseHandedOver(OfPromise):
    owner_id: int | None
    was_id: int | None


@dataclass(frozen=True, kw_only=True)
class PromiseSlipping(OfPromise):
    """Its time comes soon."""

    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class PromiseLate(OfPromise):
    """Its time has passed."""

    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class OfHandOff(Announcement):
    """`to` is the name of the person or team."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    hand_off_id: int
    to: str


@dataclass(frozen=True, kw_only=True)
class HandedOff(OfHandOff):
    answer_by: str


@dataclass(frozen=True, kw_only=True)
class HandOffAccepted(OfHandOff):
    """`after_minutes` passed since it was offered, by the clock on the wall."""

    after_minutes: int


@dataclass(frozen=True, kw_only=True)
class HandOffReturned(OfHandOff):
    why: str


@dataclass(frozen=True, kw_only=True)
class HandOffWithdrawn(OfHandOff):
    pass


@dataclass(frozen=True, kw_only=True)
class HandOffUnanswered(OfHandOff):
    pass


@dataclass(frozen=True, kw_only=True)
class OfCheckBack(Announcement):
    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    check_back_id: int


@dataclass(frozen=True, kw_only=True)
class CheckBackPlanned(OfCheckBack):
    """By hand; `at` as ISO 8601, nothing while the conversation is open."""

    at: str


@dataclass(frozen=True, kw_only=True)
class CheckBackCalledOff(OfCheckBack):
    """Somebody said not to ask."""


@dataclass(frozen=True, kw_only=True)
class CheckBackAnswered(OfCheckBack):
    """`answer` is one of `models.Wellbeing`; `how`: "page", "mail" or "agent" (who read it). `words` are the page's."""

    answer: str
    how: str
    words: str
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class CheckBackUnanswered(OfCheckBack):
    """No answer came in time, which is no yes."""
