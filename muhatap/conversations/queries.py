"""What people ask of conversations, beyond the named sets of the querysets."""

from dataclasses import dataclass

from muhatap.conversations.models import Conversation, ConversationQuerySet
from muhatap.core.models import Event
from muhatap.team.models import Agent

COUNTED_TO = 99


@dataclass(frozen=True)
class ViewCounts:
    """How many wait in each view, counted to 99 and no further: a large inbox costs no more than a small one."""

    mine: int
    unassigned: int


def view_counts(agent: Agent) -> ViewCounts:
    visible: ConversationQuerySet = Conversation.objects.visible_to(agent)
    return ViewCounts(mine=_count(visible.assigned_to(agent)), unassigned=_count(visible.unassigned()))


def events_of(conversation: Conversation) -> list[Event]:
    """Return what happened to the conversation, oldest first: the lines between its messages."""
    return list(Event.objects.filter(subject=f"conversation:{conversation.pk}").order_by("id"))


def _count(conversations: ConversationQuerySet) -> int:
    return conversations.order_by()[: COUNTED_TO + 1].count()
