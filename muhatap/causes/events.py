"""What happens to causes and to the reasons of conversations, for those above to react to."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class ReasonChosen(Announcement):
    """Somebody said why a customer wrote; `reason_id` is nothing while it is not known."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    reason_id: int | None
    was_id: int | None
    name: str


@dataclass(frozen=True, kw_only=True)
class CauseHeard(Announcement):
    """A conversation was counted on a cause."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    cause_id: int
    name: str
    is_by_reason: bool = False


@dataclass(frozen=True, kw_only=True)
class CauseUnheard(Announcement):
    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    cause_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class TaskTurned(Announcement):
    """The treatment of a reason was taken by somebody, done or dropped."""

    subject_kind: ClassVar[str] = "task"

    task_id: int
    reason_id: int
    state: str
    was: str


@dataclass(frozen=True, kw_only=True)
class CauseTurned(Announcement):
    """A cause came into another state; by itself when its department or the numbers turned it, nobody at the desk."""

    subject_kind: ClassVar[str] = "cause"

    cause_id: int
    state: str
    was: str
    is_by_itself: bool = False
