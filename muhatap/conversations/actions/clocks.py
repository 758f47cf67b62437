"""The two clocks of a conversation: until we answer, and until it is settled. Both count opening time.

What lists read of them is stored on the conversation, in the columns of `CLOCKS`; whoever calls saves them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.db.models import QuerySet

from muhatap.conversations import expecting, urgency
from muhatap.conversations.expecting import Case, Rule, Times
from muhatap.conversations.models import Conversation, DeliveryState, Direction, Expectation, Message, Status
from muhatap.core import business_time
from muhatap.core.compiled import compiled
from muhatap.customers.models import Segment
from muhatap.team.opening import hours_of

REPLY_CLOCK = ["waiting_since", "due_at", "pressing_at", "expected_minutes", "warn_at"]
SOLVING_CLOCK = ["solving_since", "solving_spent", "solve_by", "solve_warn_at"]
CLOCKS = [*REPLY_CLOCK, *SOLVING_CLOCK]


@dataclass(frozen=True)
class Known:
    """What the times of some conversations follow from, asked for all of them at once."""

    rules: tuple[Rule, ...]
    segments: dict[int, frozenset[int]]
    # Those that one of us has answered before; asked only where later replies may take another time than the first.
    answered: frozenset[int]

    @classmethod
    def of(cls, conversations: Iterable[Conversation]) -> Self:
        found = list(conversations)
        rules = tuple(_rule(each) for each in exceptions())
        return cls(
            rules,
            _segments_of(found) if any(rule.segment_id for rule in rules) else {},
            _answered(found) if _tells_first_from_later(found, rules) else frozenset(),
        )

    def times(self, conversation: Conversation) -> Times:
        case = Case(
            channel_id=conversation.channel_id,
            reason_ids=tuple(conversation.reason_ids),
            segment_ids=self.segments.get(conversation.customer_id, frozenset()),
        )
        channel = conversation.channel
        base = Times(
            first=channel.expected_minutes,
            next=channel.next_minutes,
            solving=channel.solving_minutes,
        )
        return expecting.times_for(case, base=base, rules=self.rules)

    def reply_minutes(self, conversation: Conversation) -> int:
        """Return within how many minutes the message that waits now is answered."""
        times = self.times(conversation)
        minutes = times.next if conversation.pk in self.answered else times.first
        return minutes or conversation.channel.expected_minutes


@compiled
def exceptions() -> QuerySet[Expectation]:
    """Return what some may expect instead of what their channel says. Asked for every mail that makes somebody wait."""
    return Expectation.objects.order_by("pk")


def set_reply_clock(conversation: Conversation, since: datetime | None, *, known: Known | None, now: datetime) -> None:
    """Say since when the customer waits for us, or that they do not; by when they expect an answer follows from it."""
    conversation.waiting_since = since
    if since is None:
        conversation.due_at = conversation.expected_minutes = conversation.warn_at = None
    else:
        minutes = (known or Known.of([conversation])).reply_minutes(conversation)
        hours, was = hours_of(conversation.brand), conversation.due_at
        conversation.expected_minutes = minutes
        conversation.due_at = due = urgency.due_at(since, expected_minutes=minutes, hours=hours)
        # Nobody is warned twice of one moment, nor of one that has passed already.
        if due != was:
            early = minutes - expecting.warning_minutes(minutes)
            warn_at = urgency.due_at(since, expected_minutes=early, hours=hours)
            conversation.warn_at = warn_at if due and due > now else None
    conversation.pressing_at = urgency.pressing_at(
        conversation.due_at,
        written_count=conversation.customer_message_count,
        reopen_count=conversation.reopen_count,
    )


def set_solving_clock(
    conversation: Conversation, *, known: Known | None = None, now: datetime, is_forced: bool = False
) -> None:
    """Let the time to settle it run, or stop it while it is the customer's turn. Forced, its end is reckoned anew."""
    if conversation.merged_into_id:
        # It runs on unseen: taken back, a merge has never been.
        conversation.solve_by = conversation.solve_warn_at = None
        return
    is_running, was_running = _is_ours(conversation), conversation.solving_since is not None
    if is_running == was_running and not is_forced:
        return
    hours = hours_of(conversation.brand)
    if was_running and not is_running and conversation.solving_since:
        conversation.solving_spent += expecting.spent(conversation.solving_since, now, hours)
        conversation.solving_since = None
    elif is_running and not was_running:
        conversation.solving_since = now
    was, conversation.solve_by = conversation.solve_by, None
    if conversation.solving_since:
        minutes = (known or Known.of([conversation])).times(conversation).solving
        if minutes:
            _set_solve_by(conversation, conversation.solving_since, minutes, hours, was=was, now=now)
    if conversation.solve_by is None:
        conversation.solve_warn_at = None


def begin_solving_anew(conversation: Conversation) -> None:
    """Forget what was spent: a settled matter that comes back is given its whole time."""
    conversation.solving_since, conversation.solving_spent, conversation.solve_by = None, 0, None


def solving_facts(conversation: Conversation) -> dict[str, Any]:
    """Return how the clock until it is settled stands, as JSON keeps it: for an undo."""
    since = conversation.solving_since
    return {"since": since.isoformat() if since else None, "spent": conversation.solving_spent}


def put_back_solving(conversation: Conversation, facts: Mapping[str, Any], *, now: datetime) -> None:
    """Let the clock run on as if what was undone had never been. The caller saves `SOLVING_CLOCK`."""
    since = datetime.fromisoformat(facts["since"]) if facts["since"] else None
    conversation.solving_since, conversation.solving_spent = since, facts["spent"]
    set_solving_clock(conversation, now=now, is_forced=True)


def _set_solve_by(
    conversation: Conversation,
    since: datetime,
    minutes: int,
    hours: business_time.Hours,
    *,
    was: datetime | None,
    now: datetime,
) -> None:
    left = max(minutes - conversation.solving_spent // 60, 0)
    conversation.solve_by = urgency.due_at(since, expected_minutes=left, hours=hours)
    if conversation.solve_by and conversation.solve_by != was:
        early = max(left - expecting.warning_minutes(minutes, longest=expecting.LONGEST_SOLVING_WARNING), 0)
        warn_at = urgency.due_at(since, expected_minutes=early, hours=hours)
        conversation.solve_warn_at = warn_at if conversation.solve_by > now else None


def _is_ours(conversation: Conversation) -> bool:
    """Whether it is for us to do something: not for the customer, and nobody has put it away."""
    if conversation.is_spam or conversation.deleted_at or conversation.aside_of_id:
        return False
    if conversation.status == Status.SNOOZED:
        return conversation.snoozed_until is not None
    return conversation.status in (Status.OPEN, Status.ON_HOLD)


def _tells_first_from_later(conversations: list[Conversation], rules: Iterable[Rule]) -> bool:
    return any(rule.times.next for rule in rules) or any(each.channel.next_minutes for each in conversations)


def _answered(conversations: list[Conversation]) -> frozenset[int]:
    numbers = [each.pk for each in conversations if each.pk]
    by_us = Message.objects.filter(conversation__in=numbers, direction=Direction.OUT, machine="")
    said = by_us.exclude(delivery__state=DeliveryState.UNDONE).exclude(delivery__is_scheduled=True)
    return frozenset(said.values_list("conversation", flat=True).distinct())


def _segments_of(conversations: list[Conversation]) -> dict[int, frozenset[int]]:
    numbers = {each.customer_id for each in conversations}
    found: dict[int, set[int]] = {}
    held = Segment.objects.filter(customers__in=numbers, is_archived=False).values_list("customers", "pk")
    for customer_id, pk in held:
        found.setdefault(customer_id, set()).add(pk)
    return {number: frozenset(each) for number, each in found.items()}


def _rule(expectation: Expectation) -> Rule:
    times = Times(first=expectation.first_minutes, next=expectation.next_minutes, solving=expectation.solving_minutes)
    return Rule(
        times=times,
        channel_id=expectation.channel_id,
        reason_id=expectation.reason_id,
        segment_id=expectation.segment_id,
    )
