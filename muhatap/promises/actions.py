"""What is done with promises, one verb each. Every act is one transaction with its event and its bell.

A conversation is held before its promises, as in every act on it; what it shows of them is written there (`note_owed`).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.common import locked_survivor
from muhatap.conversations.models import Conversation, DeliveryState, Direction, Message
from muhatap.core.business_time import Hours
from muhatap.core.compiled import compiled
from muhatap.core.events import announce
from muhatap.promises import correcting, events, queries, timing
from muhatap.promises.finding import Found, find
from muhatap.promises.models import Move, Origin, Promise, PromiseQuerySet, State
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

LONGEST = 500
# What is sent along with a message under this name: corrections, or that its promises are written down already.
ALONG = "promises"
SETTLED = "settled"
AT_ONCE = 1000


class AlreadyEnded(Exception):
    """Somebody has said already what became of it."""


class NoReason(Exception):
    """Whoever gives a promise up says why."""


class TimePassed(Exception):
    """A promise cannot be moved into the past."""


@transaction.atomic
def record(message: Message, *, now: datetime) -> list[Promise]:
    """Write down what a message promises, with what its writer corrected; a second time writes nothing.

    Of a note only what has a time counts: "I will look into it" is said to colleagues every day.
    """
    said = message.extras.get("along", {}).get(ALONG)
    if message.author is None or said == SETTLED or message.promises.exists():
        return []
    written_in = message.conversation
    hours = hours_of(written_in.brand)
    lang = written_in.language or written_in.brand.language
    found = find(message.text, lang=lang, now=message.at, hours=hours)
    if not found:
        return []
    conversation = locked_survivor(written_in)
    origin = Origin.NOTE if message.direction == Direction.NOTE else Origin.REPLY
    made = []
    for one, correction in correcting.corrected(found, correcting.read(said, hours.zone)):
        if correction and correction.is_none:
            continue
        due_at = correction.due_at if correction else due_of(one, hours, now=message.at)
        if due_at is None and origin == Origin.NOTE:
            continue
        made.append(
            Promise(
                conversation=conversation,
                message=message,
                origin=origin,
                text=one.text[:LONGEST],
                owner=message.author,
                made_by=message.author,
                made_at=message.at,
                is_whole_day=one.due_on is not None and correction is None,
                **_times(due_at, hours, made=message.at),
            )
        )
    return _make(conversation, made)


@transaction.atomic
def promise(conversation: Conversation, *, text: str, due_at: datetime, by: Agent, now: datetime) -> Promise:
    """Write a promise down by hand: one of a call, or one that was not found. Raises TimePassed."""
    if due_at <= now:
        raise TimePassed
    conversation = locked_survivor(conversation)
    made = Promise(
        conversation=conversation,
        origin=Origin.BY_HAND,
        text=text[:LONGEST],
        owner=conversation.assigned_to or by,
        made_by=by,
        made_at=now,
        **_times(due_at, hours_of(conversation.brand), made=now),
    )
    return _make(conversation, [made])[0]


@transaction.atomic
def owe(
    conversation: Conversation, *, text: str, due_at: datetime, owner: Agent | None, origin: Origin, now: datetime
) -> Promise:
    """Write down what we owe a customer without anybody having said so, and bring the conversation back for it."""
    conversation = locked_survivor(conversation)
    hours = hours_of(conversation.brand)
    made = Promise(
        conversation=conversation,
        origin=origin,
        text=text[:LONGEST],
        owner=owner,
        made_at=now,
        **_times(due_at, hours, made=now),
    )
    _make(conversation, [made])
    conversations.bring_back_owing(conversation)
    return made


@transaction.atomic
def keep(one: Promise, *, by: Agent, now: datetime) -> Promise:
    """Say that it was done. Raises AlreadyEnded."""
    conversation, one = _held_open(one)
    _end(one, state=State.KEPT, by=by, now=now)
    _tell(events.PromiseKept, one, by=by)
    tally(conversation)
    return one


@transaction.atomic
def give_up(one: Promise, *, state: str, why: str, by: Agent, now: datetime) -> Promise:
    """Say that it will not be done: nobody needs it any more (waived), or we failed (broken).

    Raises AlreadyEnded, NoReason, and ValueError for another state.
    """
    if state not in (State.WAIVED, State.BROKEN):
        raise ValueError(f"not a way to give up: {state}")
    if not why.strip():
        raise NoReason
    conversation, one = _held_open(one)
    _end(one, state=State(state), by=by, now=now, reason=why.strip()[:300])
    _tell(events.PromiseEnded, one, by=by, state=state, why=one.reason)
    tally(conversation)
    return one


@transaction.atomic
def move(one: Promise, *, due_at: datetime, why: str, by: Agent, now: datetime) -> Promise:
    """Give it another time, and remember the former. Raises AlreadyEnded and TimePassed."""
    if due_at <= now:
        raise TimePassed
    conversation, one = _held_open(one)
    was = one.due_at
    if was == due_at:
        return one
    Move.objects.create(promise=one, was_due_at=was, due_at=due_at, why=why.strip()[:300], by=by, at=now)
    one.due_at, one.first_due_at = due_at, one.first_due_at or due_at
    one.warn_at = timing.warn_at(due_at, hours_of(conversation.brand), made=now)
    one.is_whole_day, one.warned_at, one.called_late_at = False, None, None
    one.save()
    _tell(events.PromiseMoved, one, by=by, was=was.isoformat() if was else "", why=why.strip()[:300])
    tally(conversation)
    return one


@transaction.atomic
def take_up(one: Promise, *, by: Agent, now: datetime) -> Promise:
    """Owe it again: its end was a mistake. One that is open stays as it is."""
    conversation = locked_survivor(one.conversation)
    one = _held(one)
    if one.is_open:
        return one
    one.state, one.ended_at, one.ended_by, one.reason = State.OPEN, None, None, ""
    one.save()
    _tell(events.PromiseTakenUp, one, by=by)
    tally(conversation)
    return one


@transaction.atomic
def hand_over(one: Promise, *, to: Agent | None, by: Agent | None) -> Promise:
    """Make somebody else answer for it."""
    locked_survivor(one.conversation)
    one = _held(one)
    if not one.is_open or one.owner_id == (to.pk if to else None):
        return one
    was_id, one.owner = one.owner_id, to
    one.save(update_fields=["owner"])
    _tell(events.PromiseHandedOver, one, by=by, owner_id=one.owner_id, was_id=was_id)
    return one


@transaction.atomic
def forget_unsaid(message: Message) -> int:
    """Forget the promises of a reply that was taken back before it left: nobody heard them. Return how many."""
    if getattr(message, "delivery", None) is None or message.delivery.state != DeliveryState.UNDONE:
        return 0
    conversation = locked_survivor(message.conversation)
    count, _ = Promise.objects.filter(message=message).delete()
    if count:
        tally(conversation)
    return count


@transaction.atomic
def follow_messages(conversation_ids: set[int], *, into_id: int | None = None) -> None:
    """Let promises stand where their messages stand, after a merge, a split or a move.

    Those written down by hand go along with a merge (`into_id`).
    """
    touched = Promise.objects.filter(
        Q(conversation__in=conversation_ids) | Q(message__conversation__in=conversation_ids)
    )
    strayed = touched.exclude(message=None).exclude(conversation=F("message__conversation"))
    places = dict(strayed.values_list("pk", "message__conversation"))
    for pk, conversation_id in places.items():
        Promise.objects.filter(pk=pk).update(conversation=conversation_id)
    if into_id is not None:
        Promise.objects.filter(conversation__in=conversation_ids - {into_id}, message=None).update(conversation=into_id)
    for conversation in Conversation.objects.filter(pk__in=conversation_ids | set(places.values())).order_by("pk"):
        if conversation.merged_into_id is None:
            tally(conversation)


def warn(*, now: datetime) -> int:
    """Remind the owners of promises whose time comes soon, once each; return how many.

    One whose owner has gone is handed to whoever has the conversation.
    """
    return _each(lambda found: found.to_warn_of(now).order_by("warn_at"), _warn, now=now)


def call_late(*, now: datetime) -> int:
    """Call promises late whose time has passed, once each; return how many."""
    return _each(lambda found: found.to_call_late(now).order_by("due_at"), _call_late, now=now)


def tally(conversation: Conversation) -> None:
    """Write down at the conversation what is owed in it."""
    count, first = next(iter(_owed(conversation.pk)), (0, None))
    conversations.note_owed(conversation, count=min(count, 32_000), at=first)


@compiled
def _owed(conversation_id: int) -> QuerySet[Promise, tuple[int, datetime | None]]:
    owed = Promise.objects.filter(conversation=conversation_id).open().order_by()
    return owed.values("conversation").annotate(count=Count("pk"), first=Min("due_at")).values_list("count", "first")


def due_of(found: Found, hours: Hours, *, now: datetime) -> datetime | None:
    """Return by when a promise is due; nothing where no time was said, or none that can be."""
    if found.due_on is not None:
        return timing.end_of(found.due_on, hours, now=now)
    return found.due_at


def _each(ripe: Callable[[PromiseQuerySet], PromiseQuerySet], act: Callable[..., bool], *, now: datetime) -> int:
    every: PromiseQuerySet = Promise.objects.all()
    return sum(act(one, now=now) for one in ripe(every)[:AT_ONCE])


@transaction.atomic
def _warn(one: Promise, *, now: datetime) -> bool:
    conversation = locked_survivor(one.conversation)
    one = _held(one)
    if not one.is_open or one.warned_at or one.warn_at is None or one.warn_at > now:
        return False
    one.warned_at = now
    one.save(update_fields=["warned_at"])
    if one.owner is None or queries.is_gone(one.owner, now=now):
        one = hand_over(one, to=conversation.assigned_to, by=None)
    conversations.bring_back_owing(conversation)
    _tell(events.PromiseSlipping, one, by=None, owner_id=one.owner_id)
    return True


@transaction.atomic
def _call_late(one: Promise, *, now: datetime) -> bool:
    conversation = locked_survivor(one.conversation)
    one = _held(one)
    if not one.is_open or one.called_late_at or one.due_at is None or one.due_at > now:
        return False
    one.called_late_at = now
    one.save(update_fields=["called_late_at"])
    conversations.bring_back_owing(conversation)
    _tell(events.PromiseLate, one, by=None, owner_id=one.owner_id)
    return True


def _make(conversation: Conversation, made: list[Promise]) -> list[Promise]:
    for one in Promise.objects.bulk_create(made):
        _tell(events.PromiseMade, one, by=one.made_by, how=one.origin)
    if made:
        tally(conversation)
    return made


def _times(due_at: datetime | None, hours: Hours, *, made: datetime) -> Mapping[str, Any]:
    if due_at is None:
        return {}
    return {"due_at": due_at, "first_due_at": due_at, "warn_at": timing.warn_at(due_at, hours, made=made)}


def _end(one: Promise, *, state: State, by: Agent, now: datetime, reason: str = "") -> None:
    one.state, one.ended_at, one.ended_by, one.reason = state, now, by, reason
    one.save(update_fields=["state", "ended_at", "ended_by", "reason"])


def _held(one: Promise) -> Promise:
    return Promise.objects.select_for_update(of=("self",)).select_related("owner", "conversation").get(pk=one.pk)


def _held_open(one: Promise) -> tuple[Conversation, Promise]:
    """Return the conversation and its promise as they are now, both held. Raises AlreadyEnded."""
    conversation = locked_survivor(one.conversation)
    held = _held(one)
    if not held.is_open:
        raise AlreadyEnded
    return conversation, held


def _tell(event: Callable[..., events.OfPromise], one: Promise, *, by: Agent | None, **more: Any) -> None:
    due = one.due_at.isoformat() if one.due_at else ""
    told = event(conversation_id=one.conversation_id, promise_id=one.pk, text=one.text, due=due, **more)
    announce(told, by=by.pk if by else None)
