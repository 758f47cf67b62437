"""What customers may expect of us: saying it, reckoning anew what follows from it, and warning before a time is up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from muhatap.conversations import events
from muhatap.conversations.actions.clocks import Known, exceptions, set_solving_clock
from muhatap.conversations.actions.common import WAIT, locked_survivor, ring, wait_since
from muhatap.conversations.expecting import Times
from muhatap.conversations.models import Channel, Conversation, Expectation
from muhatap.core.events import announce
from muhatap.core.jobs import defer
from muhatap.customers.models import Segment
from muhatap.realtime.actions import publish_all
from muhatap.team import audit
from muhatap.team.models import Agent

# How many are reckoned anew in one transaction, and warned of in one round.
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class For:
    """Whom an exception is for: a reason, the customers of a segment or both, of one channel or of all."""

    channel: Channel | None = None
    reason_id: int | None = None
    segment: Segment | None = None


@transaction.atomic
def set_times(times: Mapping[Channel, Times], *, by: Agent) -> None:
    """Say what customers of each channel may expect. Those who wait are reckoned anew by a job."""
    for channel, wanted in times.items():
        channel.expected_minutes = wanted.first or channel.expected_minutes
        channel.next_minutes, channel.solving_minutes = wanted.next, wanted.solving
        channel.save(update_fields=["expected_minutes", "next_minutes", "solving_minutes"])
    audit.record("conversations.times_set", by=by)
    plan_to_reckon()


@transaction.atomic
def except_for(whom: For, *, times: Times, by: Agent) -> Expectation:
    """Say what some may expect instead; what was said for the same before is replaced."""
    made, _ = Expectation.objects.update_or_create(
        channel=whom.channel,
        reason_id=whom.reason_id,
        segment=whom.segment,
        defaults={"first_minutes": times.first, "next_minutes": times.next, "solving_minutes": times.solving},
    )
    audit.record("conversations.exception_made", by=by)
    plan_to_reckon()
    return made


@transaction.atomic
def end_exception(expectation: Expectation, *, by: Agent) -> None:
    expectation.delete()
    audit.record("conversations.exception_ended", by=by)
    plan_to_reckon()


def is_by_reason() -> bool:
    """Whether what somebody may expect depends on why they write."""
    return any(each.reason_id for each in exceptions())


@transaction.atomic
def note_reasons(conversation: Conversation, *, reason_ids: Sequence[int]) -> None:
    """Write down why the customer wrote, the narrower reason first; when they may expect an answer follows from it."""
    conversation = locked_survivor(conversation)
    if conversation.reason_ids == list(reason_ids):
        return
    conversation.reason_ids = list(reason_ids)
    known = Known.of([conversation])
    if any(rule.reason_id for rule in known.rules):
        _reckon(conversation, known, now=timezone.now())
    conversation.save(update_fields=["reason_ids", *WAIT])
    ring(conversation)


def plan_to_reckon(customer_id: int | None = None) -> None:
    """Let a job reckon anew by when everybody may expect us, or one customer only."""
    defer("muhatap.conversations.jobs.reckon_anew", customer_id=customer_id)


def reckon_anew(*, brand_id: int | None = None, customer_id: int | None = None, now: datetime) -> int:
    """Bring the deadlines in line with hours and times as they are now; return how many conversations were looked at.

    A few hundred at a time, so that nobody who writes meanwhile waits for all the others.
    """
    count = last = 0
    while numbers := _reckon_some(after=last, brand_id=brand_id, customer_id=customer_id, now=now):
        last, count = numbers[-1], count + len(numbers)
    publish_all(["inbox"], "changed")
    return count


def warn_of_due(*, now: datetime) -> int:
    """Say of each answer and each matter whose time is nearly up, once; return of how many.

    What rests is warned of when it wakes.
    """
    return sum(_warn(pk, now=now) for pk in sorted({*_ripe("warn_at", now), *_ripe("solve_warn_at", now)}))


def _ripe(column: str, now: datetime) -> list[int]:
    """Return those whose moment has come. One column at a time: each has an index of its own, of few rows."""
    waiting = Conversation.objects.awake().filter(**{f"{column}__lte": now})
    return list(waiting.order_by(column).values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _warn(pk: int, *, now: datetime) -> bool:
    found = Conversation.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if found is None:
        return False
    is_reply = found.warn_at is not None and found.warn_at <= now
    is_solving = found.solve_warn_at is not None and found.solve_warn_at <= now
    if not (is_reply or is_solving):
        return False
    if is_reply:
        found.warn_at = None
    if is_solving:
        found.solve_warn_at = None
    found.save(update_fields=["warn_at", "solve_warn_at"])
    announce(events.TimeNearlyUp(conversation_id=pk, agent_id=found.assigned_to_id, is_reply=is_reply))
    ring(found)
    return True


@transaction.atomic
def _reckon_some(*, after: int, brand_id: int | None, customer_id: int | None, now: datetime) -> list[int]:
    running = Q(waiting_since__isnull=False) | Q(solving_since__isnull=False)
    some = Conversation.objects.filter(running, pk__gt=after)
    if brand_id is not None:
        some = some.filter(brand=brand_id)
    if customer_id is not None:
        some = some.filter(customer=customer_id)
    held = some.select_for_update(of=("self",), no_key=True).select_related("brand", "channel")
    found = list(held.order_by("pk")[:AT_ONCE])
    known = Known.of(found)
    for conversation in found:
        _reckon(conversation, known, now=now)
    Conversation.objects.bulk_update(found, WAIT)
    return [conversation.pk for conversation in found]


def _reckon(conversation: Conversation, known: Known, *, now: datetime) -> None:
    wait_since(conversation, conversation.waiting_since, now=now, known=known)
    set_solving_clock(conversation, known=known, now=now, is_forced=True)
