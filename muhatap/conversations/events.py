"""What happens to conversations, for those above to react to."""

from dataclasses import dataclass
from typing import ClassVar

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
    pass


@dataclass(frozen=True, kw_only=True)
class NoteWritten(_OfConversation):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationAssigned(_OfConversation):
    agent_id: int | None
    was_id: int | None


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(_OfConversation):
    pass


@dataclass(frozen=True, kw_only=True)
class ConversationReopened(_OfConversation):
    why: str


@dataclass(frozen=True, kw_only=True)
class StatusChanged(_OfConversation):
    was: str
    now: str


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
    into_id: int
