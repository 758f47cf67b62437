"""What comes in, and what becomes known later of what came in or went out."""

from django.db import transaction

from muhatap.conversations import events, search
from muhatap.conversations.actions.common import locked_survivor, preview_of, ring, take_up
from muhatap.conversations.inbound import Inbound
from muhatap.conversations.models import (
    Attachment,
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
    conversation = locked_survivor(inbound.conversation) if inbound.conversation else None
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
        ring(conversation)
    return message


@transaction.atomic
def note_bounce(message: Message, *, reason: str, is_permanent: bool) -> None:
    """Note on a message of ours that the other side could not deliver it, or only not yet."""
    conversation = locked_survivor(message.conversation)
    if is_permanent:
        # One that is queued has recipients still to be tried: it goes on, and the outbox notes the loss at its end.
        over = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.BOUNCED)
        Delivery.objects.filter(message=message, state__in=over).update(
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
    ring(conversation)


@transaction.atomic
def warn(message: Message, code: str) -> None:
    """Put a warning beside a message, for the thread to show."""
    if _add_warning(message, code):
        ring(message.conversation.survivor)


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
            take_up(conversation, by=None, why="customer_wrote")
    if is_new and (inbound.is_silent or message.is_automatic):
        # History and machine mail are there to be found, not to be worked on.
        conversation.status = Status.CLOSED
        Closure.objects.get_or_create(conversation=conversation, defaults={"closed_at": message.at})
    conversation.save()


def _add_warning(message: Message, code: str) -> bool:
    held = Message.objects.select_for_update().only("warnings").get(pk=message.pk)
    if code in held.warnings:
        return False
    held.warnings = message.warnings = [*held.warnings, code]
    held.save(update_fields=["warnings"])
    return True
