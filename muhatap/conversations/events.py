"""What happens to conversations, for those above to react to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class _OfConversation(Announcement):
    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(_OfConversation):
    channel_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(_OfConversation):
    message_id: int
    is_first: bool
    is_automatic: bool


@dataclass(frozen=True, kw_only=True)
class MessageSent(_OfConversation):
    """A reply was accepted from an agent and lies in the outbox."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageDelivered(_OfConversation):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(_OfConversation):
    message_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeliveryRetried(_OfConversation):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageBounced(_OfConversation):
    message_id: int
    reason: str
    is_permanent: bool


@dataclass(frozen=True, kw_only=True)
class SendingUndone(_OfConversation):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class NoteWritten(_OfConversation):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationAssigned(_OfConversation):
    """`why` and `facts` say what decided when no person did; see ownership.py for the words."""

    agent_id: int | None
    was_id: int | None
    why: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(_OfConversation):
    pass


@dataclass(frozen=True, kw_only=True)
class ConversationReopened(_OfConversation):
    why: str


@dataclass(frozen=True, kw_only=True)
class StatusChanged(_OfConversation):
    """Between open, waiting and on hold; `why` is one of `models.Woken`."""

    was: str
    now: str
    why: str = "by_hand"


@dataclass(frozen=True, kw_only=True)
class SubjectChanged(_OfConversation):
    was: str


@dataclass(frozen=True, kw_only=True)
class MarkedAsSpam(_OfConversation):
    pass


@dataclass(frozen=True, kw_only=True)
class MarkedAsNotSpam(_OfConversation):
    pass


@dataclass(frozen=True, kw_only=True)
class ConversationMerged(_OfConversation):
    """It lives on in another, with so many messages."""

    into_id: int
    move_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class MessagesMovedAway(_OfConversation):
    """Some of its messages went to another conversation; `kind` is one of `models.MoveKind`."""

    other_id: int
    kind: str
    count: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class MessagesMovedHere(_OfConversation):
    """Messages of another came here; `kind` is one of `models.MoveKind`."""

    other_id: int
    kind: str
    count: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class MoveUndone(_OfConversation):
    """Told to both sides; `count` messages went back to where they came from."""

    other_id: int
    kind: str
    count: int
    is_back_here: bool


@dataclass(frozen=True, kw_only=True)
class ConversationLinked(_OfConversation):
    other_id: int
    link_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationUnlinked(_OfConversation):
    other_id: int


@dataclass(frozen=True, kw_only=True)
class DraftShared(_OfConversation):
    """A draft was laid open for colleagues; `agent_id` was asked by name."""

    draft_id: int
    agent_id: int | None


@dataclass(frozen=True, kw_only=True)
class DraftTakenOver(_OfConversation):
    draft_id: int
    was_id: int


@dataclass(frozen=True, kw_only=True)
class SendingScheduled(_OfConversation):
    """A reply waits for a moment that its writer chose; `at` in ISO 8601."""

    message_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class SendingRescheduled(_OfConversation):
    """A scheduled reply waits for another moment; `at` in ISO 8601."""

    message_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class ScheduledTakenBack(_OfConversation):
    """A scheduled reply went back to its writer's drafts before it left. `why`: "customer_wrote"."""

    message_id: int
    agent_id: int | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Mentioned(_OfConversation):
    """A note names a colleague."""

    message_id: int
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationSnoozed(_OfConversation):
    """`until` is an ISO 8601 moment; empty means until the customer writes."""

    until: str


@dataclass(frozen=True, kw_only=True)
class ConversationWoken(_OfConversation):
    """`why` is one of `models.Woken`."""

    why: str


@dataclass(frozen=True, kw_only=True)
class LeftAsleep(_OfConversation):
    """The customer wrote nothing but thanks, so a snoozed conversation was not woken."""

    message_id: int
    until: str


@dataclass(frozen=True, kw_only=True)
class ConversationLabelled(_OfConversation):
    """`name` is what the label was called then."""

    label_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ConversationUnlabelled(_OfConversation):
    label_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class GivenToTeam(_OfConversation):
    """`name` is what the team was called then; no team means that it stands for everyone again."""

    team_id: int | None
    name: str
    was_id: int | None


@dataclass(frozen=True, kw_only=True)
class ConversationDeleted(_OfConversation):
    """It was put into the bin; for 30 days it can be brought back."""


@dataclass(frozen=True, kw_only=True)
class ConversationRestored(_OfConversation):
    """`why`: "by_hand" or "customer_wrote"."""

    why: str


@dataclass(frozen=True, kw_only=True)
class ChaseBegun(_OfConversation):
    """Somebody else was asked for the customer; `due` in ISO 8601."""

    chase_id: int
    party: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ChaseWritten(_OfConversation):
    """Whom we asked was written to once more; `due` in ISO 8601."""

    chase_id: int
    party: str
    due: str


@dataclass(frozen=True, kw_only=True)
class ChaseAnswered(_OfConversation):
    chase_id: int
    message_id: int
    party: str


@dataclass(frozen=True, kw_only=True)
class ChaseOverdue(_OfConversation):
    """Its time has passed without an answer."""

    chase_id: int
    party: str


@dataclass(frozen=True, kw_only=True)
class ChaseEnded(_OfConversation):
    chase_id: int
    party: str


@dataclass(frozen=True, kw_only=True)
class TimeNearlyUp(_OfConversation):
    """The customer may soon expect an answer, or (not `is_reply`) the matter settled; `agent_id` has it."""

    agent_id: int | None
    is_reply: bool
