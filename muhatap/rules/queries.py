"""What rules ask of conversations, and what leads ask of rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from muhatap.conversations.models import Conversation, ConversationQuerySet, Direction, Message, Status
from muhatap.core.business_time import NeverOpen, add, is_open
from muhatap.core.turkish import fold
from muhatap.rules.conditions import Condition, Group
from muhatap.rules.models import CallState, Look, Rule, RuleRun, RuleStop, Trigger
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

# What of a message is compared; a pasted novel's end says nothing that its beginning does not.
COMPARED_LENGTH = 50_000
TRIED_ON = 500
SHOWN_MATCHES = 50
WEEK = timedelta(days=7)
# Events that are a message: a conversation without one like it cannot have set the rule off.
SPOKEN = (Trigger.RECEIVED, Trigger.MACHINE, Trigger.SENT)
AT_ONCE = 500
# Longer than any row of holidays: what began earlier than this had its moment before a rule began to watch.
LONGEST_CLOSED = timedelta(days=30)

_ANYONE_AWAKE = "SELECT EXISTS (SELECT 1 FROM rules_rule WHERE is_enabled AND event = ANY(%s))"


def is_anyone_awake(triggers: Iterable[Trigger]) -> bool:
    # Asked in the way of every act: plain SQL costs a third of a queryset.
    with connection.cursor() as cursor:
        cursor.execute(_ANYONE_AWAKE, [[trigger.value for trigger in triggers]])
        return bool(cursor.fetchone()[0])


def rules_for(triggers: Iterable[Trigger], *, brand_id: int) -> list[Rule]:
    """Return the rules to be asked, in order."""
    of_brand = Q(brand=None) | Q(brand=brand_id)
    rules: QuerySet[Rule] = Rule.objects.filter(of_brand, is_enabled=True, event__in=list(triggers))
    return list(rules.order_by("position", "id"))


def asked(conversations: QuerySet[Any]) -> QuerySet[Any]:
    """Fetch with each conversation what `facts_of` reads of it."""
    earlier = Conversation.objects.filter(customer=OuterRef("customer"), pk__lt=OuterRef("pk"))
    found: QuerySet[Any] = conversations.annotate(has_earlier=Exists(earlier))
    return found.select_related("customer", "brand", "channel").prefetch_related("customer__segments")


def last_words(conversation_ids: Sequence[int], *, trigger: str = "") -> dict[int, Message]:
    """Return the message by which each conversation is judged, by its number: the last of what sets the rule off.

    That is a machine's for automatic mail, ours for replies, and the customer's own for everything else.
    """
    messages = Message.objects.filter(conversation__in=conversation_ids, direction=Direction.IN, machine="")
    if trigger == Trigger.MACHINE:
        machines = Message.objects.filter(conversation__in=conversation_ids, direction=Direction.IN)
        messages = machines.exclude(machine="")
    elif trigger == Trigger.SENT:
        messages = Message.objects.filter(conversation__in=conversation_ids, direction=Direction.OUT, machine="")
    last = messages.order_by("conversation_id", "-at", "-id").distinct("conversation_id")
    # Five hundred novels would not fit into a page's memory.
    beginnings = last.annotate(beginning=Left("text", COMPARED_LENGTH))
    heavy = ("text", "html", "quoted_text", "quoted_html", "signature")
    return {message.conversation_id: message for message in beginnings.defer(*heavy)}


def facts_of(
    conversation: Conversation, message: Message | None, *, now: datetime, added_label_id: int | None = None
) -> dict[str, Any]:
    """Return what conditions ask, flat. The conversation comes from `asked`; no further question is put."""
    sender = _address((message.people.get("from") or {}) if message else {})
    waited = now - conversation.waiting_since if conversation.waiting_since else timedelta()
    return {
        "subject": fold(conversation.subject),
        "text": fold(" ".join(_beginning(message).split())),
        "sender": sender,
        "domain": sender.rpartition("@")[2],
        "recipient": _recipients(message),
        "customer": fold(conversation.customer_name),
        "attachment": message.has_attachments if message else conversation.has_attachments,
        "language": conversation.language,
        "brand": str(conversation.brand_id),
        "channel": str(conversation.channel_id),
        "status": conversation.status,
        "assignee": str(conversation.assigned_to_id or ""),
        "team": str(conversation.team_id or ""),
        "label": frozenset(map(str, conversation.label_ids)),
        "added_label": str(added_label_id or ""),
        "segment": frozenset(str(segment.pk) for segment in conversation.customer.segments.all()),
        "hours": "open" if is_open(now, hours_of(conversation.brand)) else "closed",
        "overdue": conversation.due_at is not None and conversation.due_at <= now,
        "first": not getattr(conversation, "has_earlier", False),
        "messages": conversation.message_count,
        "customer_messages": conversation.customer_message_count,
        "reopened": conversation.reopen_count,
        "waiting_hours": waited // timedelta(hours=1),
    }


def due(rule: Rule, *, now: datetime, most: int) -> list[Any]:
    """Return the conversations whose moment has come for a rule, each with `since`, when its spell began.

    Moments that had come before the rule was switched on are left alone, and so is what it has looked at.
    """
    begun = rule.watching_since or now
    after = timedelta(minutes=rule.after_minutes)
    looked = Look.objects.filter(rule=rule, conversation=OuterRef("pk"), since=OuterRef("since"))
    spells = asked(_spells(rule, after=after, now=now).exclude(Exists(looked)).order_by("since", "pk"))
    if rule.event == Trigger.OVERDUE:
        return list(spells.filter(due_at__gt=begun)[:most])
    if not rule.is_business_time:
        return list(spells.filter(since__gt=begun - after)[:most])
    begun_at_most = begun - after - LONGEST_CLOSED
    candidates = spells.filter(since__gt=begun_at_most).iterator(chunk_size=AT_ONCE)
    come = (row for row in candidates if begun < moment_of(rule, row) <= now)
    return list(islice(come, most))


def moment_of(rule: Rule, conversation: Any) -> datetime:
    """Return when the moment comes, counted in the brand's opening hours."""
    since: datetime = conversation.since
    try:
        return add(since, rule.after_minutes, hours_of(conversation.brand))
    except NeverOpen:
        return since + timedelta(minutes=rule.after_minutes)


def _spells(rule: Rule, *, after: timedelta, now: datetime) -> QuerySet[Any]:
    """Return all that a rule of moments is about at this moment, looked at or not, each with `since`."""
    ours: ConversationQuerySet = Conversation.objects.all()
    if rule.brand_id:
        ours = ours.filter(brand=rule.brand_id)
    ours = ours.active()
    # What is snoozed rests, and somebody knows that its customer waits.
    waiting = ours.exclude(status=Status.SNOOZED).exclude(waiting_since=None)
    match rule.event:
        case Trigger.UNANSWERED:
            return waiting.annotate(since=F("waiting_since")).filter(since__lte=now - after)
        case Trigger.OVERDUE:
            return waiting.annotate(since=F("waiting_since")).filter(due_at__lte=now)
        case Trigger.SILENT:
            silent = ours.filter(status=Status.WAITING)
            return silent.annotate(since=F("last_message_at")).filter(since__lte=now - after)
        case Trigger.OPEN_FOR:
            return ours.annotate(since=F("opened_at")).filter(since__lte=now - after)
    raise ValueError(f"{rule.event} is no moment")


@dataclass(frozen=True)
class Match:
    """One conversation of the past to which a rule would apply, and the conditions that say so."""

    conversation: Conversation
    because: list[Condition]


@dataclass(frozen=True)
class Trial:
    """What a rule would have done: how many it would have applied to, of how many, and the newest of them."""

    looked_count: int
    matched_count: int
    matches: list[Match]

    @property
    def rest_count(self) -> int:
        return self.matched_count - len(self.matches)


def trial(rule: Rule, group: Group, *, agent: Agent, now: datetime) -> Trial:
    """Ask a rule, saved or not, about the newest conversations that the agent sees. Nothing is done or written."""
    visible: ConversationQuerySet = Conversation.objects.visible_to(agent)
    if rule.is_timed:
        after = timedelta(minutes=rule.after_minutes)
        conversations = _spells(rule, after=after, now=now).filter(pk__in=visible.values("pk"))
    else:
        conversations = visible.standing()
    if rule.brand_id:
        conversations = conversations.filter(brand=rule.brand_id)
    rows = list(asked(conversations).order_by("-last_message_at", "-id")[:TRIED_ON])
    words = last_words([row.pk for row in rows], trigger=rule.event)
    found = []
    for row in rows:
        if rule.event in SPOKEN and row.pk not in words:
            continue
        facts = facts_of(row, words.get(row.pk), now=now)
        if group.matches(facts):
            found.append(Match(row, list(group.because(facts))))
    return Trial(len(rows), len(found), found[:SHOWN_MATCHES])


@dataclass(frozen=True)
class Answer:
    """What a rule says of one conversation: each condition and whether it holds."""

    conversation: Conversation
    conditions: list[tuple[Condition, bool]]
    applies: bool


def answer(rule: Rule, group: Group, conversation: Conversation, *, now: datetime) -> Answer:
    """Ask a rule, saved or not, about one conversation. Nothing is done or written."""
    row = asked(Conversation.objects.filter(pk=conversation.pk)).get()
    facts = facts_of(row, last_words([row.pk], trigger=rule.event).get(row.pk), now=now)
    return Answer(row, [(each, each.matches(facts)) for each in group.conditions()], group.matches(facts))


@dataclass(frozen=True)
class Record:
    """How a rule has been doing lately."""

    week_count: int = 0
    last_at: datetime | None = None
    failure_count: int = 0
    is_stopped: bool = False


def records(rules: Iterable[Rule], *, now: datetime) -> Mapping[int, Record]:
    """Return how each rule did in the last seven days."""
    numbers = [rule.pk for rule in rules]
    failed = Q(has_failure=True) | Q(calls__state=CallState.FAILED)
    rows = (
        RuleRun.objects.filter(rule__in=numbers, at__gt=now - WEEK)
        .values("rule")
        .annotate(
            done=Count("pk", filter=Q(held_back=""), distinct=True),
            last=Max("at"),
            failures=Count("pk", filter=failed, distinct=True),
        )
    )
    stopped = set(RuleStop.objects.filter(rule__in=numbers, settled_at=None).values_list("rule", flat=True))
    found = {row["rule"]: (row["done"], row["last"], row["failures"]) for row in rows}
    return {number: Record(*found.get(number, (0, None, 0)), is_stopped=number in stopped) for number in numbers}


def open_stops(agent: Agent) -> QuerySet[RuleStop]:
    """Return where rules of this agent's brands were stopped and nobody has looked yet."""
    stops = RuleStop.objects.filter(settled_at=None).select_related("rule", "conversation").order_by("-at")
    return stops.filter(rule__brand__in=agent.brand_ids) if agent.brand_ids else stops


def _beginning(message: Message | None) -> str:
    if message is None:
        return ""
    beginning: str | None = getattr(message, "beginning", None)
    return message.text[:COMPARED_LENGTH] if beginning is None else beginning


def _recipients(message: Message | None) -> tuple[str, ...]:
    if message is None:
        return ()
    people = [*(message.people.get("to") or []), *(message.people.get("cc") or [])]
    return tuple(address for person in people if (address := _address(person)))


def _address(person: Mapping[str, str]) -> str:
    return fold(person.get("address") or "")
