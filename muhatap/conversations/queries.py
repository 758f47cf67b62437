"""What people ask of conversations, beyond the named sets of the querysets."""

from dataclasses import dataclass

from django.db import connection

from muhatap.conversations.models import Conversation
from muhatap.core.models import Event
from muhatap.team.models import Agent

COUNTED_TO = 99


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


def _counted(whose: str, of_brands: str) -> str:
    """Return the SQL that counts `ConversationQuerySet.active()` of somebody, up to the cap."""
    return f"""(SELECT count(*) FROM (
        SELECT 1 FROM conversations_conversation
        WHERE {whose} AND NOT is_spam AND merged_into_id IS NULL AND status <> 'closed' {of_brands}
        LIMIT %(most)s) AS capped)"""  # noqa: S608  (all of it is written here)
