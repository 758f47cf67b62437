"""What people ask of conversations, beyond the named sets of the querysets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from muhatap.conversations.models import BulkRun, Conversation, DeliveryState, Draft, Message
from muhatap.conversations.models.bulk import AT_ONCE
from muhatap.core.models import Event
from muhatap.team.models import Agent

COUNTED_TO = 99
# A run tells of itself, with its undo, for so long unless it is put away.
TOLD_FOR = timedelta(days=1)


@dataclass(frozen=True)
class ViewCounts:
    """How many wait in each view, counted to 99 and no further: a large inbox costs no more than a small one."""

    mine: int
    unassigned: int


def view_counts(agent: Agent) -> ViewCounts:
    # Asked on every page: building two querysets takes longer than the database takes to answer.
    of_brands = "AND brand_id = ANY(%(brands)s)" if agent.brand_ids else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_counted('assigned_to_id = %(agent)s', of_brands)}, "
            f"{_counted('assigned_to_id IS NULL', of_brands)}",
            {"agent": agent.pk, "brands": agent.brand_ids, "most": COUNTED_TO + 1},
        )
        mine, unassigned = cursor.fetchone()
    return ViewCounts(mine=mine, unassigned=unassigned)


def events_of(conversation: Conversation) -> list[Event]:
    """Return what happened to the conversation, oldest first: the lines between its messages."""
    return list(Event.objects.filter(subject=f"conversation:{conversation.pk}").order_by("id"))


def unseen_by(agent: Agent, conversation: Conversation, *, seen_id: int) -> list[Message]:
    """Return what others have said in the conversation after a message: customers and colleagues, not machines."""
    later = conversation.messages.filter(pk__gt=seen_id, machine="").exclude(author=agent)
    standing = later.exclude(delivery__state=DeliveryState.UNDONE)
    return list(standing.select_related("author", "conversation__brand").prefetch_related("attachments"))


def drafted_by(agent: Agent, conversations: Sequence[int]) -> set[int]:
    """Return those of the conversations in which the agent has begun to write."""
    live = Draft.objects.filter(agent=agent, conversation__in=conversations, is_live=True)
    return {number for number in live.values_list("conversation_id", flat=True) if number}


def _counted(whose: str, of_brands: str) -> str:
    """Return the SQL that counts `ConversationQuerySet.active()` of somebody, up to the cap."""
    return f"""(SELECT count(*) FROM (
        SELECT 1 FROM conversations_conversation
        WHERE {whose} AND NOT is_spam AND merged_into_id IS NULL AND status <> 'closed' {of_brands}
        LIMIT %(most)s) AS capped)"""  # noqa: S608  (all of it is written here)


def bulk_runs_of(agent: Agent) -> list[BulkRun]:
    """Return the agent's large runs over many conversations that still tell of themselves, the newest first."""
    runs = BulkRun.objects.filter(
        agent=agent, item_count__gt=AT_ONCE, dismissed_at=None, created_at__gt=timezone.now() - TOLD_FOR
    )
    return list(runs.order_by("-id")[:5])
