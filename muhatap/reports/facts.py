"""Read conversations anew: from their messages and events to waits, episodes and ends of promises.

A message counts where it stands now, at the time when it was heard of: its event says that it was no import and no
scheduled reply that never left; a reply that was taken back is gone. Closings and reopenings are a conversation's own.
One that is spam, in the bin, merged into another or the side of another has no facts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from muhatap.conversations.models import Conversation, DeliveryState, Direction, Message, MovedMessage
from muhatap.core import business_time
from muhatap.core.business_time import Hours
from muhatap.core.models import Event
from muhatap.promises.models import Promise, State
from muhatap.reports import calendars
from muhatap.reports.models import Episode, Fact, Posted, PromiseEnd, StaleDay, Wait
from muhatap.reports.walking import EpisodeTold, Happening, Told, WaitTold, What, walk

SAID = ("MessageReceived", "MessageSent")
DONE = ("ConversationClosed", "ConversationReopened", "ConversationAssigned")
_DAYS = {Wait: ("began_on", "answered_on"), Episode: ("began_on", "closed_on"), PromiseEnd: ("ended_on",)}


def read_anew(numbers: Sequence[int]) -> None:
    """Bring the facts of these conversations in line with what happened, and mark the days that this changes.

    In the caller's transaction, under the caller's lock: see `counting`.
    """
    made: dict[type[Fact], list[Any]] = {Wait: [], Episode: [], PromiseEnd: []}
    for fact in _facts(numbers):
        made[type(fact)].append(fact)
    days: set[date] = set()
    for model, facts in made.items():
        days |= _replace(model, numbers, facts)
    StaleDay.objects.bulk_create([StaleDay(day=day) for day in sorted(days)], ignore_conflicts=True)


def _replace(model: Any, numbers: Sequence[int], facts: Iterable[Fact]) -> set[date]:
    """Write what is new of one kind; return the days on which something is not as it was."""
    was, now = defaultdict(list), defaultdict(list)
    for fact in model.objects.filter(conversation__in=numbers):
        was[fact.conversation_id].append(fact)
    for fact in facts:
        now[fact.conversation_id].append(fact)
    changed = [
        number
        for number in {*was, *now}
        if sorted(map(_values, was[number]), key=repr) != sorted(map(_values, now[number]), key=repr)
    ]
    model.objects.filter(conversation__in=changed).delete()
    model.objects.bulk_create([fact for number in changed for fact in now[number]])
    touched = [fact for number in changed for fact in (*was[number], *now[number])]
    return {day for fact in touched for name in _DAYS[model] if (day := getattr(fact, name))}


def _values(fact: Fact) -> tuple[Any, ...]:
    return tuple(getattr(fact, field.attname) for field in fact._meta.concrete_fields if not field.primary_key)


def _facts(numbers: Sequence[int]) -> Iterator[Fact]:
    standing = Conversation.objects.filter(
        pk__in=numbers, aside_of=None, is_spam=False, merged_into=None, deleted_at=None
    ).select_related("closure")
    found = {one.pk: one for one in standing}
    messages = _messages(list(found))
    said = _said(messages)
    done = _done(found)
    posted = dict(Posted.objects.filter(conversation__in=found).values_list("conversation", "due_at"))
    of_brands = calendars.of({one.brand_id for one in found.values()})
    for number, one in found.items():
        happenings = [happening for _, happening in sorted(said[number] + done[number], key=lambda pair: pair[0])]
        place = _Place(one, of_brands[one.brand_id])
        yield from place.facts(walk(happenings), posted.get(number))
    yield from _promises(found)


@dataclass(frozen=True)
class _Said:
    pk: int
    conversation_id: int
    is_ours: bool
    at: datetime
    author_id: int | None
    channel_id: int


Ordered = dict[int, list[tuple[int, Happening]]]


def _messages(numbers: Sequence[int]) -> dict[int, _Said]:
    """Return what people said in these conversations and did not take back."""
    said = Message.objects.filter(conversation__in=numbers, machine="").exclude(direction=Direction.NOTE)
    said = said.filter(Q(delivery=None) | ~Q(delivery__state=DeliveryState.UNDONE)).order_by()
    rows = said.values_list("pk", "conversation", "direction", "at", "author", "channel")
    return {
        pk: _Said(pk, number, direction == Direction.OUT, at, author, channel)
        for pk, number, direction, at, author, channel in rows
    }


def _said(messages: Mapping[int, _Said]) -> Ordered:
    """Return what was said, by the event that told of it: of whichever conversation the message came into."""
    places = {one.conversation_id for one in messages.values()}
    moved = MovedMessage.objects.filter(message__in=messages).values_list("move__source", "move__target")
    for source, target in moved.distinct():
        places |= {source, target}
    found: Ordered = defaultdict(list)
    events = Event.objects.filter(subject__in=_subjects(places), name__in=SAID)
    for pk, at, data in events.values_list("pk", "at", "data"):
        one = messages.get(data["message_id"])
        if one is None or data.get("is_automatic"):
            continue
        what = What.ANSWERED if one.is_ours else What.ASKED
        # Nobody wrote what arrived before it was written; a clock was wrong.
        said_at = one.at if one.is_ours else min(one.at, at)
        found[one.conversation_id].append((pk, Happening(what, said_at, one.author_id, one.channel_id)))
    return found


def _done(conversations: Mapping[int, Conversation]) -> Ordered:
    found: Ordered = defaultdict(list)
    events = Event.objects.filter(subject__in=_subjects(conversations), name__in=DONE)
    for pk, name, subject, at, by, data in events.values_list("pk", "name", "subject", "at", "by_id", "data"):
        number = int(subject.rpartition(":")[2])
        if happening := _happening(conversations[number], name, at, by, data):
            found[number].append((pk, happening))
    return found


def _happening(
    conversation: Conversation, name: str, at: datetime, by: int | None, data: Mapping[str, Any]
) -> Happening | None:
    match name:
        case "ConversationClosed":
            return Happening(What.CLOSED, at, by)
        case "ConversationReopened" if data["why"] == "customer_wrote":
            return Happening(What.REOPENED_BY_CUSTOMER, at)
        case "ConversationReopened" if not _is_void(conversation, at):
            return Happening(What.REOPENED, at)
        case "ConversationAssigned" if data["was_id"] and data["agent_id"]:
            return Happening(What.PASSED_ON, at)
    return None


def _is_void(conversation: Conversation, reopened_at: datetime) -> bool:
    """Whether a reopening was taken back, with the merge that brought it: the closing before it stands again."""
    return conversation.is_closed and hasattr(conversation, "closure") and conversation.closure.closed_at < reopened_at


def _subjects(numbers: Iterable[int]) -> list[str]:
    return [f"conversation:{number}" for number in numbers]


@dataclass(frozen=True)
class _Place:
    """Where facts of a conversation count, and by which hours its customer waited."""

    conversation: Conversation
    calendar: calendars.Calendar

    def facts(self, told: Told, posted: datetime | None) -> Iterator[Fact]:
        for wait in told.waits:
            yield self._wait(wait, posted)
        for episode in told.episodes:
            yield self._episode(episode)

    def _wait(self, told: WaitTold, posted: datetime | None) -> Wait:
        clock, opened = self._seconds(told.began_at, told.answered_at)
        began = timezone.localtime(told.began_at)
        is_told = told.is_first and posted is not None and told.answered_at is not None
        return Wait(
            **self._of(told.by),
            is_first=told.is_first,
            began_at=told.began_at,
            began_on=began.date(),
            began_hour=began.hour,
            is_open=business_time.is_open(told.began_at, self._hours(told.began_at)),
            answered_at=told.answered_at,
            answered_on=_day(told.answered_at),
            clock_seconds=clock,
            open_seconds=opened,
            is_kept=told.answered_at <= posted if is_told and told.answered_at and posted else None,
        )

    def _episode(self, told: EpisodeTold) -> Episode:
        clock, opened = self._seconds(told.began_at, told.closed_at)
        return Episode(
            **self._of(told.by),
            customer_id=self.conversation.customer_id,
            is_contact=told.is_contact,
            began_at=told.began_at,
            began_on=timezone.localtime(told.began_at).date(),
            closed_at=told.closed_at,
            closed_on=_day(told.closed_at),
            clock_seconds=clock,
            open_seconds=opened,
            answer_count=told.answers,
            message_count=told.messages,
            repeat_count=told.repeats,
            hand_off_count=told.hand_offs,
            channel_count=len(told.channels),
        )

    def _of(self, agent_id: int | None) -> dict[str, Any]:
        one = self.conversation
        return {
            "conversation_id": one.pk,
            "brand_id": one.brand_id,
            "channel_id": one.channel_id,
            "team_id": one.team_id,
            "agent_id": agent_id,
        }

    def _seconds(self, began: datetime, ended: datetime | None) -> tuple[int | None, int | None]:
        """Return how long it took by the clock on the wall and by opening hours; nothing while it goes on."""
        if ended is None:
            return None, None
        return _whole(ended - began), _whole(business_time.between(began, ended, self._hours(ended)))

    def _hours(self, at: datetime) -> Hours:
        return self.calendar.hours(at)


def _promises(conversations: Mapping[int, Conversation]) -> Iterator[PromiseEnd]:
    ended = Promise.objects.filter(conversation__in=conversations, state__in=(State.KEPT, State.BROKEN))
    for one in ended.exclude(ended_at=None):
        where = conversations[one.conversation_id]
        assert one.ended_at is not None
        yield PromiseEnd(
            conversation_id=where.pk,
            brand_id=where.brand_id,
            channel_id=where.channel_id,
            team_id=where.team_id,
            agent_id=one.owner_id,
            promise_id=one.pk,
            ended_on=timezone.localtime(one.ended_at).date(),
            is_in_time=one.state == State.KEPT and (one.due_at is None or one.ended_at <= one.due_at),
        )


def _day(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _whole(span: timedelta) -> int:
    """Whole seconds, rounded up: nobody is told of less than they waited."""
    return -(-span // timedelta(seconds=1))
