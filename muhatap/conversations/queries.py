"""What people ask of conversations, beyond the named sets of the querysets."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from muhatap.conversations import reasons
from muhatap.conversations.models import (
    BulkRun,
    Channel,
    Chase,
    Conversation,
    ConversationQuerySet,
    DeliveryState,
    Draft,
    Expectation,
    Label,
    Message,
)
from muhatap.conversations.models.bulk import AT_ONCE
from muhatap.core.compiled import compiled
from muhatap.core.models import Event
from muhatap.core.page_memory import while_unchanged
from muhatap.team.models import Agent
from muhatap.team.queries import teams_of

COUNTED_TO = 99
# A run tells of itself, with its undo, for so long unless it is put away.
TOLD_FOR = timedelta(days=1)


# What may be counted in the views that the navigation shows, beside the brands of the agent.
_ACTIVE = "NOT is_spam AND merged_into_id IS NULL AND deleted_at IS NULL AND status <> 'closed'"
_COUNTED = {
    "mine": f"{_ACTIVE} AND status <> 'snoozed' AND assigned_to_id = %(agent)s",
    "unassigned": f"{_ACTIVE} AND status <> 'snoozed' AND assigned_to_id IS NULL",
    "to_answer": f"{_ACTIVE} AND status = 'open' AND pressing_at IS NOT NULL",
    "waiting": f"{_ACTIVE} AND status = 'waiting'",
    "on_hold": f"{_ACTIVE} AND status = 'on_hold'",
    "snoozed": f"{_ACTIVE} AND status = 'snoozed'",
}
# What the counts of all saved views may take together, and the longest that one of them may.
_PATIENCE_MS = 60
_LONGEST_MS = 25


def view_counts(agent: Agent) -> dict[str, int]:
    """Return how many stand in each view, counted to 99 and no further: a large inbox costs no more than a small one.

    The views of the agent's teams are among them ("team-7").
    """
    # Asked on every page: building the querysets takes longer than the database takes to answer.
    of_brands = "AND brand_id = ANY(%(brands)s)" if agent.brand_ids else ""
    teams = teams_of(agent.pk)
    asked = [_capped(f"{where} {of_brands}") for where in _COUNTED.values()]
    asked += [
        _capped(f"{_ACTIVE} AND status <> 'snoozed' AND assigned_to_id IS NULL AND team_id = {int(pk)} {of_brands}")
        for pk in teams
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(asked)}",
            {"agent": agent.pk, "brands": agent.brand_ids, "most": COUNTED_TO + 1},
        )
        counted = cursor.fetchone()
    return dict(zip([*_COUNTED, *(f"team-{pk}" for pk in teams)], counted, strict=True))


def counts_of_saved(lists: Mapping[str, ConversationQuerySet]) -> dict[str, int]:
    """Return how many stand in each of these lists, capped likewise; those that would take too long are left out."""
    counts: dict[str, int] = {}
    begun = monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, held in lists.items():
            left = _PATIENCE_MS - (monotonic() - begun) * 1000
            if left < 1:
                break
            try:
                with transaction.atomic():
                    cursor.execute(f"SET LOCAL statement_timeout = {min(int(left), _LONGEST_MS)}")
                    counts[name] = held[: COUNTED_TO + 1].count()
            except OperationalError:
                continue
        cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    return counts


@while_unchanged("conversations_channel")
def promised_minutes() -> dict[int, int]:
    """Return in how many minutes of opening time each channel says that it answers."""
    return dict(Channel.objects.values_list("pk", "expected_minutes"))


@while_unchanged("conversations_channel")
def own_addresses(brand_id: int) -> list[str]:
    """Return the addresses that a brand writes from."""
    return [address for address in Channel.objects.filter(brand=brand_id).values_list("address", flat=True) if address]


def labels_on(rows: Sequence[Conversation]) -> dict[int, Label]:
    """Return the labels that these conversations carry, by number."""
    carried = {number for row in rows for number in row.label_ids}
    return {label.pk: label for label in labels() if label.pk in carried} if carried else {}


@while_unchanged("conversations_label")
def labels() -> list[Label]:
    """Return all labels by name, those out of use among them."""
    return list(Label.objects.all())


def events_of(conversation: Conversation) -> list[Event]:
    """Return what happened to the conversation, oldest first: the lines between its messages."""
    return _events(f"conversation:{conversation.pk}")


def unseen_by(agent: Agent, conversation: Conversation, *, seen_id: int) -> list[Message]:
    """Return what others have said in the conversation after a message: customers and colleagues, not machines."""
    here = thread_ids(conversation)
    later = Message.objects.filter(conversation__in=here, pk__gt=seen_id, machine="").exclude(author=agent)
    standing = later.exclude(delivery__state=DeliveryState.UNDONE)
    return list(standing.select_related("author", "conversation__brand").prefetch_related("attachments"))


def chases_of(conversation: Conversation) -> list[Chase]:
    """Return whom we asked for a conversation, and for what was merged into it, in the order of the first question."""
    if not conversation.has_asides:
        return []
    here = further = [conversation.pk]
    while further:
        # Each merge stays a row of its own that can be taken back, so what was merged is followed and not moved.
        further = list(Conversation.objects.filter(merged_into__in=further).values_list("pk", flat=True))
        here = [*here, *further]
    asked = Chase.objects.filter(conversation__in=here).select_related("aside__brand", "asked_by")
    return list(asked.order_by("asked_at", "id"))


def thread_ids(conversation: Conversation) -> list[int]:
    """Return the conversation and those on its side: where its thread's messages stand."""
    return [conversation.pk, *(chase.aside_id for chase in chases_of(conversation))]


def drafted_by(agent: Agent, conversations: Sequence[int]) -> set[int]:
    """Return those of the conversations in which the agent has begun to write."""
    return {number for (number,) in _drafted(agent.pk, list(conversations)) if number} if conversations else set()


def bulk_runs_of(agent: Agent) -> list[BulkRun]:
    """Return the agent's large runs over many conversations that still tell of themselves, the newest first."""
    return _runs(agent.pk, timezone.now() - TOLD_FOR)


@compiled
def _events(subject: str) -> QuerySet[Event]:
    return Event.objects.filter(subject=subject).order_by("id")


@compiled
def _drafted(agent_id: int, conversations: list[int]) -> QuerySet[Draft, tuple[int | None]]:
    live = Draft.objects.filter(agent=agent_id, conversation__in=conversations, is_live=True)
    return live.values_list("conversation_id")


@compiled
def _runs(agent_id: int, since: datetime) -> QuerySet[BulkRun]:
    runs = BulkRun.objects.filter(agent=agent_id, item_count__gt=AT_ONCE, dismissed_at=None, created_at__gt=since)
    return runs.order_by("-id")[:5]


def _capped(where: str) -> str:
    return f"(SELECT count(*) FROM (SELECT 1 FROM conversations_conversation WHERE {where} LIMIT %(most)s) AS capped)"  # noqa: S608


def expectations_of(agent: Agent) -> QuerySet[Expectation]:
    """Return the exceptions to what channels promise: those of every channel, and of the agent's brands."""
    every = Expectation.objects.select_related("channel", "segment")
    return every.filter(Q(channel=None) | Q(channel__brand__in=agent.brand_ids)) if agent.brand_ids else every


def told_expectations(agent: Agent) -> list[tuple[Expectation, str, list[int | None]]]:
    """Return the exceptions with the name of the reason and the three times of each, the broader first."""
    found = list(expectations_of(agent))
    names = reasons.names_of([each.reason_id for each in found if each.reason_id])
    found.sort(key=lambda each: sum(map(bool, (each.channel_id, each.reason_id, each.segment_id))))
    return [
        (each, names.get(each.reason_id or 0, ""), [each.first_minutes, each.next_minutes, each.solving_minutes])
        for each in found
    ]
