"""What we say: replies, first mails, notes, and taking a reply back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from muhatap.conversations import channels, events, mentions, outbox, queries, search
from muhatap.conversations.actions.common import (
    id_of,
    locked,
    locked_survivor,
    preview_of,
    recount,
    ring,
    wait_since,
)
from muhatap.conversations.actions.drafting import end_draft, give_back
from muhatap.conversations.actions.keeping import SaidFirst, close
from muhatap.conversations.actions.pacing import set_status
from muhatap.conversations.models import (
    Attachment,
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    DraftKind,
    Message,
    Status,
)
from muhatap.core.compiled import compiled
from muhatap.core.events import announce
from muhatap.customers.actions import identify
from muhatap.team.models import Agent


class AlreadySent(Exception):
    """The undo came too late: the message is on its way."""


class SomethingNew(Exception):
    """Others have written in the conversation what the writer of this reply had not seen; `messages` are those."""

    def __init__(self, messages: Sequence[Message]) -> None:
        super().__init__([message.pk for message in messages])
        self.messages = messages


@transaction.atomic
def reply(
    conversation: Conversation,
    *,
    by: Agent | None,
    text: str,
    html: str = "",
    people: Mapping[str, Any],
    attachments: Sequence[Attachment] = (),
    subject: str = "",
    now: datetime,
    undo_seconds: int | None = None,
    idempotency_key: str | None = None,
    seen_id: int | None = None,
    draft_revision: int = 0,
    leave_at: datetime | None = None,
    then: str = "",
    machine: str = "",
    along: Mapping[str, Any] | None = None,
) -> Message:
    """Write a reply and put it in the outbox, held for the brand's undo time. A repeated key returns the first message.

    `leave_at` schedules it for then. `then` is the status that the conversation has from now on (waiting or closed).
    `people` is {"to": [{"name", "address"}], "cc": [...], "bcc": [...]}. `seen_id` is the newest message its writer had
    before them: raises SomethingNew when others have written since; None sends whatever has come. `draft_revision` is
    the draft that this ends. `along` is what apps above want to know of it later, by their names, as JSON takes it.

    A conversation that would be closed `then` stays as it is while something is owed in it.
    """
    conversation = locked_survivor(conversation)
    form_key = idempotency_key or ""
    first, idempotency_key = _said_before(idempotency_key, text=text, html=html, by=by)
    if first is not None:
        return first
    if seen_id is not None and by and (unseen := queries.unseen_by(by, conversation, seen_id=seen_id)):
        raise SomethingNew(unseen)
    message = Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction=Direction.OUT,
        machine=machine,
        author=by,
        people=dict(people),
        # A scheduled one stands in the thread where it will have been said.
        at=leave_at or now,
        subject=subject or conversation.subject,
        text=text,
        html=html,
        has_attachments=bool(attachments),
        extras={"along": dict(along)} if along else {},
        idempotency_key=idempotency_key,
    )
    if by:
        end_draft(conversation, by=by, kind=DraftKind.REPLY, key=form_key, revision=draft_revision)
    _attach(message, attachments)
    channels.adapter_of(message.channel).prepare(message)
    search.index(message)
    if leave_at:
        return _put_aside(conversation, message, until=leave_at, by=by)
    held_for = conversation.brand.undo_seconds if undo_seconds is None else undo_seconds
    outbox.put(message, not_before=now + timedelta(seconds=held_for), is_held=held_for > 0)
    _count(conversation, message)
    _note_departure(conversation, message)
    if conversation.aside_of_id is None:
        # What is said to somebody else is no reply to a customer: no rule and no measure takes it for one.
        announce(events.MessageSent(conversation_id=conversation.pk, message_id=message.pk), by=id_of(by))
    if then:
        _move_on(conversation, message, to=then, by=by, now=now)
    ring(conversation)
    return message


@transaction.atomic
def start(
    *,
    channel: Channel,
    by: Agent,
    to: Mapping[str, str],
    subject: str,
    text: str,
    html: str = "",
    people: Mapping[str, Any] | None = None,
    attachments: Sequence[Attachment] = (),
    now: datetime,
    idempotency_key: str | None = None,
    draft_revision: int = 0,
) -> Message:
    """Write to a customer first: open a conversation of the agent's own and send its first message."""
    form_key = idempotency_key or ""
    if idempotency_key:
        # A reply's second click waits for its conversation; here there is none yet.
        _take_turns(idempotency_key)
    first, idempotency_key = _said_before(idempotency_key, text=text, html=html, by=by)
    if first is not None:
        return first
    identity = identify(kind="email", value=to["address"], name=to.get("name", ""))
    conversation = Conversation.objects.create(
        brand=channel.brand,
        channel=channel,
        customer=identity.customer,
        customer_name=str(identity.customer)[:200],
        subject=subject[:500],
        assigned_to=by,
        opened_at=now,
        last_message_at=now,
    )
    announce(events.ConversationOpened(conversation_id=conversation.pk, channel_id=channel.pk), by=by.pk)
    end_draft(None, by=by, kind=DraftKind.REPLY, key=form_key, revision=draft_revision)
    return reply(
        conversation,
        by=by,
        text=text,
        html=html,
        people=people or {"to": [dict(to)], "cc": [], "bcc": []},
        attachments=attachments,
        subject=subject,
        now=now,
        idempotency_key=idempotency_key,
    )


@transaction.atomic
def note(
    conversation: Conversation,
    *,
    by: Agent | None,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    now: datetime,
    idempotency_key: str | None = None,
    draft_revision: int = 0,
    signed: str = "",
    along: Mapping[str, Any] | None = None,
) -> Message:
    """Write something that only colleagues see. `signed` is who says it when nobody of them does: a rule.

    `along` as with `reply`.
    """
    conversation = locked_survivor(conversation)
    form_key = idempotency_key or ""
    first, idempotency_key = _said_before(idempotency_key, text=text, html=html, by=by)
    if first is not None:
        return first
    message = Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction=Direction.NOTE,
        author=by,
        people={"from": {"name": signed}} if signed else {},
        at=now,
        text=text,
        html=html,
        has_attachments=bool(attachments),
        extras={"along": dict(along)} if along else {},
        idempotency_key=idempotency_key,
    )
    if by:
        end_draft(conversation, by=by, kind=DraftKind.NOTE, key=form_key, revision=draft_revision)
    _attach(message, attachments)
    search.index(message)
    _count(conversation, message)
    conversation.save(update_fields=["message_count", "has_attachments"])
    announce(events.NoteWritten(conversation_id=conversation.pk, message_id=message.pk), by=id_of(by))
    _call(conversation, message, by=by)
    ring(conversation)
    return message


@transaction.atomic
def leave(delivery_id: int, *, now: datetime) -> None:
    """Let a scheduled reply go when its moment has come: it counts as said from now. Running twice is harmless."""
    due = Delivery.objects.filter(pk=delivery_id, is_scheduled=True, state=DeliveryState.HELD, not_before__lte=now)
    found = due.select_related("message__conversation").first()
    if found is None:
        return
    # First the conversation: a customer who writes at this moment comes before it or after it.
    conversation = locked_survivor(found.message.conversation)
    if not due.update(is_scheduled=False, state=DeliveryState.QUEUED):
        return
    message = found.message
    message.at = now
    message.save(update_fields=["at"])
    search.index(message)
    _note_departure(conversation, message)
    announce(events.MessageSent(conversation_id=conversation.pk, message_id=message.pk), by=message.author_id)
    ring(conversation)


@transaction.atomic
def send_now(message: Message, *, by: Agent, now: datetime) -> None:
    """Let a scheduled reply go at once. Raises AlreadySent when it has left or was taken back."""
    # In the order of every act on it: first the conversation, then what it sends.
    locked_survivor(message.conversation)
    waiting = Delivery.objects.filter(message=message, is_scheduled=True, state=DeliveryState.HELD)
    if not waiting.update(not_before=now):
        raise AlreadySent
    delivery = Delivery.objects.get(message=message)
    leave(delivery.pk, now=now)
    outbox.plan(delivery)


@transaction.atomic
def reschedule(message: Message, *, leave_at: datetime, by: Agent, now: datetime) -> None:
    """Let a scheduled reply leave at another moment. Raises AlreadySent when it has left or was taken back.

    A worker that finds it due at its old moment waits for this to end, looks again, and leaves it alone. `leave_at`
    lies ahead of `now`.
    """
    conversation = locked_survivor(message.conversation)
    # One whose moment has come is the worker's, even where the worker is late.
    waiting = Delivery.objects.filter(message=message, is_scheduled=True, state=DeliveryState.HELD, not_before__gt=now)
    if not waiting.update(not_before=leave_at):
        raise AlreadySent
    message.at = leave_at
    message.save(update_fields=["at"])
    search.index(message)
    outbox.plan(Delivery.objects.get(message=message), at=leave_at)
    announce(
        events.SendingRescheduled(conversation_id=conversation.pk, message_id=message.pk, at=leave_at.isoformat()),
        by=by.pk,
    )
    ring(conversation)


@transaction.atomic
def take_back_scheduled(conversation: Conversation, *, why: str, now: datetime) -> int:
    """Give scheduled replies back to their writers, who could not know what came first; return how many."""
    conversation = locked_survivor(conversation)
    waiting = conversation.messages.filter(delivery__is_scheduled=True, delivery__state=DeliveryState.HELD)
    taken = list(waiting.exclude(author=None).select_related("author"))
    for message in taken:
        Delivery.objects.filter(message=message).update(state=DeliveryState.UNDONE)
        search.forget(message)
        assert message.author is not None
        give_back(message, to=message.author, now=now)
        announce(
            events.ScheduledTakenBack(
                conversation_id=conversation.pk, message_id=message.pk, agent_id=message.author_id, why=why
            )
        )
    if taken:
        recount(conversation)
        ring(conversation)
    return len(taken)


@transaction.atomic
def undo_send(message: Message, *, by: Agent, now: datetime) -> Message:
    """Take back a reply that is still held; its words are its writer's draft again.

    Raises AlreadySent when the outbox has let it go.
    """
    taken_back = Delivery.objects.filter(message=message, state=DeliveryState.HELD).update(
        state=DeliveryState.UNDONE, claimed_at=None
    )
    if not taken_back:
        raise AlreadySent
    search.forget(message)
    conversation = _move_back(locked(message.conversation), message, by=by, now=now)
    recount(conversation)
    give_back(message, to=message.author or by, now=now)
    announce(events.SendingUndone(conversation_id=conversation.pk, message_id=message.pk), by=by.pk)
    ring(conversation)
    return message


def _call(conversation: Conversation, note: Message, *, by: Agent | None) -> None:
    """Announce whom a note names. Whoever cannot see the conversation is not called to it."""
    if "@" not in note.text:
        return
    names = {agent.pk: agent.name for agent in Agent.objects.seeing(conversation.brand_id) if agent != by}
    for number in mentions.named_in(note.text, names):
        announce(events.Mentioned(conversation_id=conversation.pk, message_id=note.pk, agent_id=number), by=id_of(by))


def _put_aside(conversation: Conversation, message: Message, *, until: datetime, by: Agent | None) -> Message:
    """Schedule a reply that is written: the customer goes on waiting until it leaves."""
    outbox.put(message, not_before=until, is_held=True, is_scheduled=True)
    _count(conversation, message)
    conversation.save(update_fields=["message_count", "has_attachments"])
    announce(
        events.SendingScheduled(conversation_id=conversation.pk, message_id=message.pk, at=until.isoformat()),
        by=id_of(by),
    )
    ring(conversation)
    return message


def _move_on(conversation: Conversation, message: Message, *, to: str, by: Agent | None, now: datetime) -> None:
    """Give the conversation the status that was sent along, and remember the former for an undo."""
    was = conversation.status
    if was == to:
        return
    if to == Status.CLOSED:
        try:
            close(conversation, by=by, now=now)
        except SaidFirst:
            # What was just promised, too. The page asks what becomes of it, or why the customer wrote.
            return
    else:
        set_status(conversation, status=to, by=by, now=now)
    message.extras = {**message.extras, "moved": {"was": was, "to": to}}
    message.save(update_fields=["extras"])


def _move_back(conversation: Conversation, message: Message, *, by: Agent, now: datetime) -> Conversation:
    moved = message.extras.get("moved")
    if not moved or conversation.status != moved["to"]:
        return conversation
    # A sleep that was ended by the sending is not begun again: what woke it is on the page.
    was = moved["was"] if moved["was"] in (Status.OPEN, Status.WAITING, Status.ON_HOLD) else Status.OPEN
    set_status(conversation, status=was, by=by, now=now)
    return locked(conversation)


def _take_turns(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [key])


def _said_before(key: str | None, *, text: str, html: str, by: Agent | None) -> tuple[Message | None, str | None]:
    """Return the message that this key has written already, or none and the key to write under.

    A form left open or gone back to carries its old key: other words under it, or the same after they were taken back,
    are a message of their own.
    """
    while key:
        written = _under(key)
        if not written:
            break
        [first] = written
        is_undone = first.is_ours and first.delivery.state == DeliveryState.UNDONE
        if by is None or ((first.author_id, first.text, first.html) == (by.pk, text, html) and not is_undone):
            return first, key
        key = sha256(f"{key}:{first.pk}".encode()).hexdigest()
    return None, key


@compiled
def _under(key: str) -> QuerySet[Message]:
    return Message.objects.select_related("delivery").filter(idempotency_key=key)


def _count(conversation: Conversation, message: Message) -> None:
    """Count a message in. The caller saves."""
    conversation.message_count += 1
    conversation.has_attachments |= message.has_attachments


def _note_departure(conversation: Conversation, message: Message) -> None:
    # An acknowledgement is no news: it neither moves the conversation in the list nor ends the waiting.
    if not message.is_automatic:
        conversation.last_message_at = max(message.at, conversation.last_message_at)
        conversation.preview = preview_of(message.text)
        conversation.woken_why = ""
        wait_since(conversation, None, now=message.at)
    conversation.save()


def _attach(message: Message, attachments: Sequence[Attachment]) -> None:
    """Give uploaded files to the message. Those of another message stay where they are.

    After `end_draft`: a save that is under way holds the draft first and its files then.
    """
    Attachment.objects.filter(pk__in=[file.pk for file in attachments], message=None).update(message=message)
