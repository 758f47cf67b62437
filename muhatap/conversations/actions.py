"""What people do with conversations, one verb each. Every act is one transaction with its event and its bell."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from muhatap.conversations import channels, events, outbox, search
from muhatap.conversations.inbound import Inbound
from muhatap.conversations.models import (
    Attachment,
    Channel,
    Closure,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Status,
)
from muhatap.core.events import announce
from muhatap.customers.actions import identify
from muhatap.customers.models import Customer
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent

PREVIEW_LENGTH = 240


class AlreadySent(Exception):
    """The undo came too late: the message is on its way."""


# Without savepoints: inside the channel's transaction it is all or nothing anyway.
@transaction.atomic(savepoint=False)
def receive(inbound: Inbound) -> Message:
    """Store a message from outside where it belongs, reopening or opening a conversation; announce it.

    Machine mail is filed without reopening and without making anybody wait.
    """
    identity = identify(
        kind=inbound.identity_kind,
        value=inbound.sender.address,
        name="" if inbound.is_ours else inbound.sender.name,
        language=inbound.language,
    )
    conversation = _locked(inbound.conversation.survivor) if inbound.conversation else None
    is_first = conversation is None
    conversation = conversation or _open(inbound, identity.customer)
    message = _store(inbound, conversation, identity.pk)
    _note_arrival(conversation, message, inbound)
    if not inbound.is_silent:
        announce(
            events.MessageReceived(
                conversation_id=conversation.pk,
                message_id=message.pk,
                is_first=is_first,
                is_automatic=message.is_automatic,
            )
        )
        _ring(conversation)
    return message


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
    machine: str = "",
) -> Message:
    """Write a reply and put it in the outbox, held for the brand's undo time. A repeated key returns the first message.

    `people` is {"to": [{"name", "address"}], "cc": [...], "bcc": [...]}.
    """
    conversation = _locked(conversation.survivor)
    if idempotency_key:
        first = Message.objects.filter(idempotency_key=idempotency_key).first()
        if first is not None:
            return first
    message = Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction=Direction.OUT,
        machine=machine,
        author=by,
        people=dict(people),
        at=now,
        subject=subject or conversation.subject,
        text=text,
        html=html,
        has_attachments=bool(attachments),
        idempotency_key=idempotency_key,
    )
    _attach(message, attachments)
    channels.adapter_of(message.channel).prepare(message)
    search.index(message)
    held_for = conversation.brand.undo_seconds if undo_seconds is None else undo_seconds
    outbox.put(message, not_before=now + timedelta(seconds=held_for), is_held=held_for > 0)
    _note_departure(conversation, message)
    announce(events.MessageSent(conversation_id=conversation.pk, message_id=message.pk), by=_id(by))
    _ring(conversation)
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
) -> Message:
    """Write to a customer first: open a conversation of the agent's own and send its first message."""
    if idempotency_key:
        first = Message.objects.filter(idempotency_key=idempotency_key).first()
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
    by: Agent,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    now: datetime,
    idempotency_key: str | None = None,
) -> Message:
    """Write something that only colleagues see."""
    conversation = _locked(conversation.survivor)
    if idempotency_key:
        first = Message.objects.filter(idempotency_key=idempotency_key).first()
        if first is not None:
            return first
    message = Message.objects.create(
        conversation=conversation,
        channel=conversation.channel,
        direction=Direction.NOTE,
        author=by,
        at=now,
        text=text,
        html=html,
        has_attachments=bool(attachments),
        idempotency_key=idempotency_key,
    )
    _attach(message, attachments)
    search.index(message)
    conversation.message_count += 1
    conversation.has_attachments |= message.has_attachments
    conversation.save(update_fields=["message_count", "has_attachments"])
    announce(events.NoteWritten(conversation_id=conversation.pk, message_id=message.pk), by=by.pk)
    _ring(conversation)
    return message


@transaction.atomic
def undo_send(message: Message, *, by: Agent) -> Message:
    """Take back a reply that is still held. Raises AlreadySent when the outbox has let it go."""
    taken_back = Delivery.objects.filter(message=message, state=DeliveryState.HELD).update(
        state=DeliveryState.UNDONE, claimed_at=None
    )
    if not taken_back:
        raise AlreadySent
    search.forget(message)
    conversation = _locked(message.conversation)
    _recount(conversation)
    announce(events.SendingUndone(conversation_id=conversation.pk), by=by.pk)
    _ring(conversation)
    return message


@transaction.atomic
def note_bounce(message: Message, *, reason: str, is_permanent: bool) -> None:
    """Note on a message of ours that the other side could not deliver it, or only not yet."""
    conversation = _locked(message.conversation.survivor)
    if is_permanent:
        Delivery.objects.filter(message=message).update(
            state=DeliveryState.BOUNCED, reason=reason[:300], is_permanent=True
        )
        conversation.has_failure = True
        conversation.save(update_fields=["has_failure"])
    else:
        Delivery.objects.filter(message=message, state=DeliveryState.SENT).update(reason=reason[:300])
        _add_warning(message, "delayed")
    announce(
        events.MessageBounced(
            conversation_id=conversation.pk, message_id=message.pk, reason=reason, is_permanent=is_permanent
        )
    )
    _ring(conversation)


@transaction.atomic
def warn(message: Message, code: str) -> None:
    """Put a warning beside a message, for the thread to show."""
    if _add_warning(message, code):
        _ring(message.conversation.survivor)


@transaction.atomic
def assign(conversation: Conversation, *, to: Agent | None, by: Agent | None) -> Conversation:
    """Make the conversation an agent's, or nobody's."""
    conversation = _locked(conversation)
    if conversation.assigned_to_id == (to.pk if to else None):
        return conversation
    was_id = conversation.assigned_to_id
    conversation.assigned_to = to
    conversation.save(update_fields=["assigned_to"])
    announce(
        events.ConversationAssigned(conversation_id=conversation.pk, agent_id=to.pk if to else None, was_id=was_id),
        by=_id(by),
    )
    _ring(conversation)
    return conversation


@transaction.atomic
def close(conversation: Conversation, *, by: Agent | None, now: datetime) -> Conversation:
    """Call the matter settled. Closing a closed one changes nothing."""
    conversation = _locked(conversation)
    if conversation.is_closed:
        return conversation
    Closure.objects.create(conversation=conversation, closed_by=by, closed_at=now)
    conversation.status, conversation.waiting_since = Status.CLOSED, None
    conversation.save(update_fields=["status", "waiting_since"])
    announce(events.ConversationClosed(conversation_id=conversation.pk), by=_id(by))
    _ring(conversation)
    return conversation


@transaction.atomic
def reopen(conversation: Conversation, *, by: Agent | None, why: str = "by_hand") -> Conversation:
    """Take the matter up again."""
    conversation = _locked(conversation)
    if not conversation.is_closed:
        return conversation
    _take_up(conversation, by=by, why=why)
    conversation.save(update_fields=["status"])
    _ring(conversation)
    return conversation


@transaction.atomic
def rename(conversation: Conversation, *, subject: str, by: Agent) -> Conversation:
    conversation = _locked(conversation)
    was, conversation.subject = conversation.subject, subject.strip()[:500]
    conversation.save(update_fields=["subject"])
    search.index_conversation(conversation)
    announce(events.SubjectChanged(conversation_id=conversation.pk, was=was), by=by.pk)
    _ring(conversation)
    return conversation


@transaction.atomic
def mark_as_spam(conversation: Conversation, *, by: Agent | None) -> Conversation:
    """Put the conversation aside as spam. Nothing is deleted; `mark_as_not_spam` brings it back."""
    conversation = _locked(conversation)
    if conversation.is_spam:
        return conversation
    conversation.is_spam, conversation.waiting_since = True, None
    conversation.save(update_fields=["is_spam", "waiting_since"])
    announce(events.MarkedAsSpam(conversation_id=conversation.pk), by=_id(by))
    _ring(conversation)
    return conversation


@transaction.atomic
def mark_as_not_spam(conversation: Conversation, *, by: Agent) -> Conversation:
    conversation = _locked(conversation)
    if not conversation.is_spam:
        return conversation
    conversation.is_spam = False
    conversation.save(update_fields=["is_spam"])
    announce(events.MarkedAsNotSpam(conversation_id=conversation.pk), by=by.pk)
    _ring(conversation)
    return conversation


@transaction.atomic
def merge(conversation: Conversation, *, into: Conversation, by: Agent | None) -> Conversation:
    """Let a conversation live on in another: its messages move, and what is written to it later arrives there."""
    survivor = _locked(into.survivor)
    merged = _locked(conversation)
    if merged.pk == survivor.pk:
        return survivor
    merged.messages.update(conversation=survivor)
    merged.merged_into, merged.waiting_since = survivor, None
    merged.save(update_fields=["merged_into", "waiting_since"])
    _recount(survivor)
    search.index_conversation(survivor)
    announce(events.ConversationMerged(conversation_id=merged.pk, into_id=survivor.pk), by=_id(by))
    _ring(merged)
    _ring(survivor)
    return survivor


def preview_of(text: str) -> str:
    """Return the first words of a text on one line, as the list shows them."""
    return " ".join(text[: PREVIEW_LENGTH * 4].split())[:PREVIEW_LENGTH]


def _open(inbound: Inbound, customer: Customer) -> Conversation:
    conversation = Conversation.objects.create(
        brand=inbound.channel.brand,
        channel=inbound.channel,
        customer=customer,
        customer_name=str(customer)[:200],
        subject=inbound.subject[:500],
        language=inbound.language,
        is_spam=inbound.is_spam,
        opened_at=inbound.at,
        last_message_at=inbound.at,
    )
    announce(events.ConversationOpened(conversation_id=conversation.pk, channel_id=inbound.channel.pk))
    return conversation


def _store(inbound: Inbound, conversation: Conversation, identity_id: int) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        channel=inbound.channel,
        direction=Direction.OUT if inbound.is_ours else Direction.IN,
        machine=inbound.machine,
        identity_id=identity_id,
        people={"from": inbound.sender.as_json(), **inbound.people},
        at=inbound.at,
        subject=inbound.subject[:500],
        text=inbound.text,
        html=inbound.html,
        quoted_text=inbound.quoted_text,
        quoted_html=inbound.quoted_html,
        signature=inbound.signature,
        warnings=list(inbound.warnings),
        extras=dict(inbound.extras),
        has_attachments=any(not file.is_inline for file in inbound.files),
        external_id=inbound.external_id[:200],
    )
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            filename=file.filename[:255],
            content_type=file.content_type[:120],
            size=file.size,
            blob=file.blob,
            content_id=file.content_id[:255],
            is_inline=file.is_inline,
        )
        for file in inbound.files
    )
    search.index(message)
    return message


def _note_arrival(conversation: Conversation, message: Message, inbound: Inbound) -> None:
    is_new = conversation.message_count == 0
    conversation.message_count += 1
    conversation.has_attachments |= message.has_attachments
    if is_new or (not message.is_automatic and message.at >= conversation.last_message_at):
        conversation.preview = preview_of(message.text)
        conversation.last_message_at = max(message.at, conversation.last_message_at)
    waits = not (message.is_automatic or inbound.is_ours or inbound.is_silent or conversation.is_spam)
    if waits:
        conversation.waiting_since = conversation.waiting_since or message.at
        if conversation.status != Status.OPEN:
            _take_up(conversation, by=None, why="customer_wrote")
    if is_new and (inbound.is_silent or message.is_automatic):
        # History and machine mail are there to be found, not to be worked on.
        conversation.status = Status.CLOSED
        Closure.objects.get_or_create(conversation=conversation, defaults={"closed_at": message.at})
    conversation.save()


def _take_up(conversation: Conversation, *, by: Agent | None, why: str) -> None:
    Closure.objects.filter(conversation=conversation).delete()
    conversation.status = Status.OPEN
    announce(events.ConversationReopened(conversation_id=conversation.pk, why=why), by=_id(by))


def _note_departure(conversation: Conversation, message: Message) -> None:
    conversation.message_count += 1
    conversation.has_attachments |= message.has_attachments
    conversation.last_message_at = max(message.at, conversation.last_message_at)
    if not message.is_automatic:
        conversation.preview = preview_of(message.text)
        conversation.waiting_since = None
    conversation.save()


def _attach(message: Message, attachments: Sequence[Attachment]) -> None:
    """Give uploaded files to the message. Those of another message stay where they are."""
    Attachment.objects.filter(pk__in=[file.pk for file in attachments], message=None).update(message=message)


def _add_warning(message: Message, code: str) -> bool:
    held = Message.objects.select_for_update().only("warnings").get(pk=message.pk)
    if code in held.warnings:
        return False
    held.warnings = message.warnings = [*held.warnings, code]
    held.save(update_fields=["warnings"])
    return True


def _recount(conversation: Conversation) -> None:
    """Bring the list's columns in line with the messages, after some were taken back or moved."""
    standing = conversation.messages.exclude(delivery__state=DeliveryState.UNDONE)
    last = standing.exclude(direction=Direction.NOTE).filter(machine="").last()
    conversation.message_count = standing.count()
    conversation.has_attachments = standing.filter(has_attachments=True).exists()
    if last is not None:
        conversation.preview, conversation.last_message_at = preview_of(last.text), last.at
        is_waiting = last.direction == Direction.IN and not conversation.is_closed and not conversation.is_spam
        conversation.waiting_since = (conversation.waiting_since or last.at) if is_waiting else None
    conversation.save()


def _locked(conversation: Conversation) -> Conversation:
    """Return the conversation as it is now, held until the transaction ends: acts on one conversation queue up."""
    return (
        Conversation.objects.select_for_update(of=("self",)).select_related("brand", "channel").get(pk=conversation.pk)
    )


def _id(agent: Agent | None) -> int | None:
    return agent.pk if agent else None


def _ring(conversation: Conversation) -> None:
    publish_all(["inbox", f"conversation:{conversation.pk}"], "changed")
