"""The lists of the inbox: which conversations a view holds, a page at a time, by key and never by offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from django.db.models import Q

from muhatap.conversations.models import Conversation, ConversationQuerySet
from muhatap.team.models import Agent

VIEWS = ("mine", "unassigned", "all", "closed", "spam")
PAGE_LENGTH = 30
REFETCH_LENGTH = 200

_EPOCH = datetime.fromtimestamp(0, tz=UTC)


@dataclass(frozen=True)
class Key:
    """Where a row stands in the list: its last message and its number."""

    at: datetime
    pk: int

    @classmethod
    def of(cls, conversation: Conversation) -> Self:
        return cls(conversation.last_message_at, conversation.pk)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key of its written form, or None for anything else."""
        micros, _, pk = text.partition("-")
        try:
            return cls(_EPOCH + timedelta(microseconds=int(micros)), int(pk))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True)
class Page:
    rows: list[Conversation]
    next: Key | None

    @property
    def last(self) -> Key | None:
        """Where the page ends: what a refetch asks to be shown through."""
        return Key.of(self.rows[-1]) if self.rows else None


def page(agent: Agent, view: str, *, before: Key | None = None, through: Key | None = None) -> Page:
    """Return the rows of a view that come after a key; `through` asks again for all that a page shows already."""
    rows = _of_view(agent, view).select_related("assigned_to")
    if before:
        rows = rows.filter(Q(last_message_at__lt=before.at) | Q(last_message_at=before.at, pk__lt=before.pk))
        # Said once more in a form that the index can start from.
        rows = rows.filter(last_message_at__lte=before.at)
    length = PAGE_LENGTH
    if through:
        length = REFETCH_LENGTH
        newer = Q(last_message_at__gt=through.at) | Q(last_message_at=through.at, pk__gte=through.pk)
        shown = rows.filter(newer).order_by("-last_message_at", "-id")[:length].count()
        length = max(min(shown, REFETCH_LENGTH), PAGE_LENGTH)
    found = list(rows.order_by("-last_message_at", "-id")[: length + 1])
    return Page(found[:length], Key.of(found[length - 1]) if len(found) > length else None)


def _of_view(agent: Agent, view: str) -> ConversationQuerySet:
    visible: ConversationQuerySet = Conversation.objects.visible_to(agent)
    if view == "mine":
        return visible.assigned_to(agent)
    if view == "unassigned":
        return visible.unassigned()
    if view == "closed":
        return visible.closed()
    if view == "spam":
        return visible.spam()
    return visible.standing()


def view_holding(conversation: Conversation, agent: Agent) -> str:
    """Return the view in whose list a conversation is found."""
    if conversation.is_spam:
        return "spam"
    if conversation.is_closed:
        return "closed"
    if conversation.assigned_to_id == agent.pk:
        return "mine"
    return "all" if conversation.assigned_to_id else "unassigned"
