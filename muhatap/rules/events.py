"""What rules do to conversations, for the thread to tell."""

from dataclasses import dataclass
from typing import Any, ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class RuleRan(Announcement):
    """A rule applied. `did` is what `RuleRun.did` holds, with the names of then: the line outlives label and rule."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    rule_id: int
    rule: str
    did: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RuleHeldBack(Announcement):
    """A rule applied and was not run. `why`: "too_deep" (rules set each other off), "too_often" (within an hour)."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    rule_id: int
    rule: str
    why: str
