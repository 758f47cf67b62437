"""Makes a draft of a message as the database holds it: whom it answers, what stands below, who signs."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from muhatap.conversations.models import Direction, Message
from muhatap.core import blobs
from muhatap.core.compiled import compiled
from muhatap.mail.models import Earlier, Letter, Mailbox
from muhatap.mail.out import below, compose
from muhatap.mail.out.compose import Draft, EarlierMessage, File
from muhatap.team.models import Agent, Brand

EARLIER_COUNT = 30


def draft_of(message: Message, mailbox: Mailbox) -> Draft:
    """Return what is to be sent. Raises core.blobs.BlobMissing when a file is not in the store any more."""
    letter: Letter = message.letter
    brand = message.conversation.brand
    address = message.channel.address
    return Draft(
        message_id=letter.header_message_id,
        sender=compose.Mailbox(address, sender_name(message.author, brand)),
        to=_people(message, "to"),
        cc=_people(message, "cc"),
        subject=message.subject,
        text=message.text,
        html=message.html,
        at=timezone.localtime(message.at),
        reply_to=compose.Mailbox(letter.reply_to, brand.name) if letter.reply_to else None,
        in_reply_to=letter.in_reply_to,
        references=letter.references,
        files=[
            File(file.filename, file.content_type, blobs.read(file.blob), file.content_id)
            for file in message.attachments.all()
        ],
        signature=message.signature,
        below=[(block.text, block.html) for block in below.of(message)],
        earlier=_earlier(message, mailbox),
        language=language_of(message),
        is_automatic=message.is_automatic,
    )


def recipients_of(message: Message) -> list[str]:
    """Return every address of the message once, also those in Bcc."""
    everyone = [one.address for kind in ("to", "cc", "bcc") for one in _people(message, kind)]
    return list({address.lower(): address for address in everyone}.values())


def answered(message: Message) -> Letter | None:
    """Return the letter that a new message answers: the customer's last one, else the last of ours."""
    return next(iter(_before(message.pk, message.conversation_id, message.at)), None)


@compiled
def _before(message_id: int, conversation_id: int, at: datetime) -> QuerySet[Letter]:
    is_customers = Case(When(message__direction=Direction.IN, message__machine="", then=True), default=False)
    return (
        Letter.objects.filter(message__conversation=conversation_id, message__at__lte=at)
        .exclude(Q(message=message_id) | Q(header_message_id=""))
        .order_by(is_customers.desc(), "-message__at", "-message_id")[:1]
    )


def sender_name(author: Agent | None, brand: Brand) -> str:
    return f"{author.name} ({brand.name})" if author else brand.name


def signature_of(author: Agent | None, brand: Brand) -> str:
    """Return the brand's signature with the agent's name and title filled in; nothing below automatic mail."""
    if author is None:
        return ""
    filled = brand.signature
    for place, value in (("{agent}", author.name), ("{title}", author.title), ("{brand}", brand.name)):
        filled = filled.replace(place, value)
    # A line that held nothing but an empty title goes.
    return "\n".join(line.rstrip() for line in filled.splitlines() if line.strip()).strip()


def language_of(message: Message) -> str:
    return message.conversation.language or message.conversation.brand.language


def _earlier(message: Message, mailbox: Mailbox) -> Sequence[EarlierMessage]:
    if message.is_automatic or mailbox.earlier_messages == Earlier.NONE:
        return []
    before = (
        message.conversation.messages.filter(at__lte=message.at, machine="")
        .exclude(pk=message.pk)
        .exclude(direction=Direction.NOTE)
        .exclude(delivery__state="undone")
        .select_related("author")
        .order_by("-at", "-id")
    )
    count = 1 if mailbox.earlier_messages == Earlier.LAST else EARLIER_COUNT
    return [
        EarlierMessage(timezone.localtime(one.at), _writer(one, message.conversation.brand), one.text)
        for one in before[:count]
    ]


def _writer(message: Message, brand: Brand) -> compose.Mailbox:
    if message.is_ours:
        return compose.Mailbox(message.channel.address, sender_name(message.author, brand))
    shown = message.people.get("from") or {}
    return compose.Mailbox(shown.get("address", ""), shown.get("name", ""))


def _people(message: Message, kind: str) -> list[compose.Mailbox]:
    return [
        compose.Mailbox(one["address"], one.get("name", ""))
        for one in message.people.get(kind) or []
        if one.get("address")
    ]
