"""Whose turn it is, and until when a conversation rests."""

from datetime import datetime

from django.db import transaction

from muhatap.conversations import events
from muhatap.conversations.actions.clocks import set_solving_clock
from muhatap.conversations.actions.common import STANDING, id_of, locked, recount, ring, rouse, take_up
from muhatap.conversations.models import Conversation, Status, Woken
from muhatap.core.events import announce
from muhatap.team.models import Agent

CHOSEN = (Status.OPEN, Status.WAITING, Status.ON_HOLD)


class SnoozeInPast(Exception):
    """The moment to sleep until has passed already."""


@transaction.atomic
def set_status(conversation: Conversation, *, status: str, by: Agent | None, now: datetime) -> Conversation:
    """Make it open, waiting (for the customer) or on hold (for somebody else).

    Takes up a closed conversation and wakes a snoozed one on the way. Waiting for the customer, nobody waits for us;
    on hold, the customer goes on waiting. `close` and `snooze` are acts of their own. Raises ValueError for these.
    """
    if status not in CHOSEN:
        raise ValueError(f"not a status to choose: {status}")
    conversation = locked(conversation)
    if conversation.status == status:
        return conversation
    _bring_back(conversation, by=by)
    if conversation.status != status:
        was, conversation.status = conversation.status, status
        announce(events.StatusChanged(conversation_id=conversation.pk, was=was, now=status), by=id_of(by))
    conversation.woken_why = ""
    # Whoever wrote last waits again, or no longer.
    recount(conversation, now=now)
    ring(conversation)
    return conversation


@transaction.atomic
def snooze(conversation: Conversation, *, until: datetime | None, by: Agent | None, now: datetime) -> Conversation:
    """Let it rest until a moment, or (None) until the customer writes. Raises SnoozeInPast.

    A customer who waits for us goes on waiting meanwhile; whoever snoozes knows that.
    """
    if until is not None and until <= now:
        raise SnoozeInPast
    conversation = locked(conversation)
    if conversation.is_closed:
        take_up(conversation, by=by, why=Woken.BY_HAND)
    conversation.status, conversation.snoozed_until, conversation.woken_why = Status.SNOOZED, until, ""
    set_solving_clock(conversation, now=now)
    conversation.save(update_fields=STANDING)
    announce(
        events.ConversationSnoozed(conversation_id=conversation.pk, until=until.isoformat() if until else ""),
        by=id_of(by),
    )
    ring(conversation)
    return conversation


@transaction.atomic
def wake(
    conversation: Conversation, *, why: str = Woken.BY_HAND, by: Agent | None = None, now: datetime
) -> Conversation:
    """End the sleep of a snoozed conversation; `why` is one of `Woken`. Others stay as they are.

    One that was snoozed anew in the meantime does not wake for its old time.
    """
    conversation = locked(conversation)
    until = conversation.snoozed_until
    if conversation.status != Status.SNOOZED or (why == Woken.TIME and (until is None or until > now)):
        return conversation
    rouse(conversation, by=by, why=why)
    set_solving_clock(conversation, now=now)
    conversation.save(update_fields=STANDING)
    ring(conversation)
    return conversation


def wake_due(*, now: datetime) -> int:
    """Wake all whose time has come, each for itself, and return how many those are.

    By the clock as it is, not by a timer: after a stand-still or a clock set forward all that is due wakes, and a clock
    set back wakes nobody twice.
    """
    due = Conversation.objects.sleeping_past(now).order_by("snoozed_until")
    woken = [wake(conversation, why=Woken.TIME, now=now) for conversation in due.iterator(chunk_size=200)]
    return sum(conversation.status != Status.SNOOZED for conversation in woken)


def note_reading(conversation: Conversation, *, now: datetime) -> None:
    """Note that one of us has what was said last before them. Says nothing to anybody."""
    if conversation.read_at is None or conversation.read_at < conversation.last_message_at:
        Conversation.objects.filter(pk=conversation.pk).update(read_at=max(now, conversation.last_message_at))


def _bring_back(conversation: Conversation, *, by: Agent | None) -> None:
    if conversation.is_closed:
        take_up(conversation, by=by, why=Woken.BY_HAND)
    elif conversation.status == Status.SNOOZED:
        rouse(conversation, by=by, why=Woken.BY_HAND)
