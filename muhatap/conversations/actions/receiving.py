"""What comes in, and what becomes known later of what came in or went out."""

from django.db import transaction

from muhatap.conversations import courtesy, events, search
from muhatap.conversations.actions.chasing import note_answer
from muhatap.conversations.actions.common import (
    STANDING,
    locked,
    locked_survivor,
    preview_of,
    ring,
    stir,
    wait_since,
)
from muhatap.conversations.courtesy import Courtesy
from muhatap.conversations.inbound import Inbound, InboundFile
from muhatap.conversations.models import (
    Attachment,
    Closure,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Message,
    Status,
    Woken,
)
from muhatap.core.events import announce
from muhatap.customers.actions import identify
from muhatap.customers.models import Customer

LOGO_BYTES = 40_000


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
    is_first = inbound.conversation is None
    if inbound.conversation is not None and inbound.conversation.aside_of is not None:
        return _receive_aside(inbound, inbound.conversation, identity.pk)
    if inbound.conversation is None:
        conversation = _open(inbound, identity.customer)
        message = _store(inbound, conversation, identity.pk)
    else:
        conversation = locked_survivor(inbound.conversation)
        message = _store(inbound, conversation, identity.pk)
        _take_in(inbound, conversation, message)
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


def _receive_aside(inbound: Inbound, aside: Conversation, identity_id: int) -> Message:
    """Store what somebody wrote whom we asked for a customer, and let the customer's conversation come back for it."""
    assert aside.aside_of is not None
    # First the customer's, as whoever writes to them does.
    locked_survivor(aside.aside_of)
    aside = locked(aside)
    message = _store(inbound, aside, identity_id)
    aside.message_count += 1
    aside.has_attachments |= _has_attachments(inbound)
    aside.preview, aside.last_message_at = preview_of(inbound.text), max(inbound.at, aside.last_message_at)
    aside.save(update_fields=["message_count", "has_attachments", "preview", "last_message_at"])
    if not (inbound.is_silent or inbound.is_ours):
        note_answer(aside, message, at=inbound.at)
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
    # Written once, with all that a list reads of it: an update right after would double the cost of a first mail.
    conversation = Conversation(
        brand=inbound.channel.brand,
        channel=inbound.channel,
        customer=customer,
        customer_name=str(customer)[:200],
        subject=inbound.subject[:500],
        preview=preview_of(inbound.text),
        language=inbound.language,
        is_spam=inbound.is_spam,
        opened_at=inbound.at,
        last_message_at=inbound.at,
        message_count=1,
        customer_message_count=int(_is_by_customer(inbound)),
        has_attachments=_has_attachments(inbound),
    )
    if _makes_wait(inbound, conversation):
        wait_since(conversation, inbound.at, now=inbound.at)
    elif inbound.is_silent or inbound.machine:
        # History and machine mail are there to be found, not to be worked on.
        conversation.status = Status.CLOSED
    conversation.save(force_insert=True)
    if conversation.is_closed:
        Closure.objects.create(conversation=conversation, closed_at=inbound.at)
    announce(events.ConversationOpened(conversation_id=conversation.pk, channel_id=inbound.channel.pk))
    return conversation


def _take_in(inbound: Inbound, conversation: Conversation, message: Message) -> None:
    """Bring what a list reads of the conversation up to date; a person who wrote takes it up again."""
    conversation.message_count += 1
    conversation.customer_message_count += _is_by_customer(inbound)
    conversation.has_attachments |= _has_attachments(inbound)
    if not inbound.machine and inbound.at >= conversation.last_message_at:
        conversation.preview = preview_of(inbound.text)
        conversation.last_message_at = inbound.at
    is_from_bin = conversation.deleted_at is not None and not (inbound.machine or inbound.is_silent)
    if is_from_bin:
        # Whoever deleted it did not know that its customer would write again.
        conversation.deleted_at = None
        announce(events.ConversationRestored(conversation_id=conversation.pk, why=Woken.CUSTOMER_WROTE))
    if _makes_wait(inbound, conversation):
        if _may_sleep_on(inbound, conversation):
            until = conversation.snoozed_until.isoformat() if conversation.snoozed_until else ""
            announce(events.LeftAsleep(conversation_id=conversation.pk, message_id=message.pk, until=until))
        else:
            stir(conversation, why=Woken.CUSTOMER_WROTE)
            wait_since(conversation, conversation.waiting_since or inbound.at, now=inbound.at)
    conversation.save(update_fields=_LISTED)
    if is_from_bin:
        search.index_conversation(conversation)


_LISTED = [
    "deleted_at",
    "message_count",
    "customer_message_count",
    "has_attachments",
    "preview",
    "last_message_at",
    *STANDING,
]


def _may_sleep_on(inbound: Inbound, conversation: Conversation) -> bool:
    """Whether a snoozed conversation need not wake for this message: thanks alone, and no file that says more.

    An "all right" lets it sleep on until its time; where we wait for the customer's answer, it may be that answer.
    """
    if conversation.status != Status.SNOOZED or any(_says_something(file) for file in inbound.files):
        return False
    agent = conversation.assigned_to.name if conversation.assigned_to else ""
    names = [conversation.customer_name, inbound.sender.name, agent, conversation.brand.name]
    kind = courtesy.of(inbound.text, names=names)
    return kind == Courtesy.THANKS or (kind == Courtesy.ASSENT and conversation.snoozed_until is not None)


def _says_something(file: InboundFile) -> bool:
    """Whether a file is more than the small picture of a signature."""
    return not file.is_inline or file.size > LOGO_BYTES


def _is_by_customer(inbound: Inbound) -> bool:
    return not inbound.machine and not inbound.is_ours


def _makes_wait(inbound: Inbound, conversation: Conversation) -> bool:
    return not (inbound.machine or inbound.is_ours or inbound.is_silent or conversation.is_spam)


def _has_attachments(inbound: Inbound) -> bool:
    return any(not file.is_inline for file in inbound.files)


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
        has_attachments=_has_attachments(inbound),
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


def _add_warning(message: Message, code: str) -> bool:
    held = Message.objects.select_for_update().only("warnings").get(pk=message.pk)
    if code in held.warnings:
        return False
    held.warnings = message.warnings = [*held.warnings, code]
    held.save(update_fields=["warnings"])
    return True
