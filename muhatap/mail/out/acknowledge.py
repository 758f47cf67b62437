"""The first mail of a conversation gets one answer at once: it has arrived, and a person will read it.

Never to machines, lists, spam, ourselves or imports, and never more than a few an hour to one address: two desks that
thank each other must come to rest. Source: RFC 3834 §2.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation

from muhatap.conversations import actions as conversations
from muhatap.conversations import recipients
from muhatap.conversations.events import MessageReceived
from muhatap.conversations.models import Channel, Conversation, Direction, Machine, Message
from muhatap.core.compiled import compiled
from muhatap.core.jobs import defer
from muhatap.mail.models import AutomaticMail, Letter
from muhatap.mail.reading import is_spoofed
from muhatap.mail.tokens import plain_address

MOST_IN_AN_HOUR = 3
LANGUAGES = ("tr", "en")
# A mail fetched after an outage of days is past being told that it arrived.
TOO_LATE = timedelta(hours=12)

# Given a conversation and the moment, says in the language that is active by when an answer comes, or nothing.
WhenAnswered = Callable[[Conversation, datetime], str]
_when: list[WhenAnswered] = []


def say_when(say: WhenAnswered) -> None:
    """Let an app above, that measures how long answers take, say by when one comes."""
    _when[:] = [say]


def plan(event: MessageReceived) -> None:
    """React to a message: the first one of a conversation is acknowledged by a job."""
    if not event.is_first or event.is_automatic:
        return
    # Asked now, too: a brand that starts acknowledging tomorrow does not mean yesterday's mail.
    if _wanting(event.message_id):
        defer("muhatap.mail.jobs.acknowledge", message_id=event.message_id)


@compiled
def _wanting(message_id: int) -> QuerySet[Message, tuple[int]]:
    return Message.objects.filter(pk=message_id, conversation__brand__is_acknowledging=True).values_list("pk")


@transaction.atomic
def acknowledge(message: Message, *, now: datetime) -> Message | None:
    """Send the acknowledgement if one is due. Running twice sends one."""
    conversation = message.conversation
    if not _is_due(message, now=now):
        return None
    identity = message.identity
    assert identity is not None
    if not take_turn(identity.value, now=now):
        return None
    language = conversation.language if conversation.language in LANGUAGES else conversation.brand.language
    facts = {
        "name": conversation.customer.name,
        "brand": conversation.brand.name,
        "subject": conversation.subject,
        "number": conversation.pk,
    }
    with translation.override(language):
        facts["when"] = " ".join(said for say in _when if (said := say(conversation, now)))
        text = render_to_string("mail/acknowledgement.txt", facts)
    return conversations.reply(
        conversation,
        by=None,
        text=text.strip(),
        people={"to": [{"name": conversation.customer.name, "address": identity.value}], "cc": [], "bcc": []},
        now=now,
        undo_seconds=0,
        idempotency_key=f"acknowledgement:{conversation.pk}",
        machine=Machine.AUTO_REPLY,
    )


def claim(message: Message, *, now: datetime) -> str:
    """Return why a mail may have no automatic answer, or count one for its sender and return nothing."""
    if why := why_not(message):
        return why
    assert message.identity is not None
    return "" if take_turn(message.identity.value, now=now) else "enough"


def why_not(message: Message) -> str:
    """Return why a mail is of the kind that no machine answers, or nothing."""
    identity = message.identity
    if message.is_automatic or identity is None or "@" not in identity.value or identity.value.endswith(".invalid"):
        return "machine"
    if "spoofed" in message.warnings or _is_from_another(message):
        return "spoofed"
    is_ours = Channel.objects.filter(kind="mail", address__iexact=plain_address(identity.value)).exists()
    return "us" if is_ours else ""


def take_turn(address: str, *, now: datetime) -> bool:
    """Count an automatic mail to this address, unless the hour is full."""
    # Behind every `zeynep+anything@` is one mailbox that would get them all.
    address = recipients.plain(address)
    with connection.cursor() as cursor:
        # Two at the same moment would both find room for one.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [address])
    recent = AutomaticMail.objects.filter(address=address, at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_IN_AN_HOUR:
        return False
    AutomaticMail.objects.create(address=address, at=now)
    return True


def _is_from_another(message: Message) -> bool:
    """Say whether somebody else wrote in the sender's name, also of a sender who was never heard of before."""
    said = Letter.objects.filter(message=message).values_list("authentication", flat=True).first() or {}
    return is_spoofed(spf=said.get("spf", ""), dkim=said.get("dkim", ""), dmarc=said.get("dmarc", ""))


def _is_due(message: Message, *, now: datetime) -> bool:
    conversation = message.conversation
    if message.channel.kind != "mail" or not conversation.brand.is_acknowledging:
        return False
    if conversation.is_spam or conversation.merged_into_id or now - message.at > TOO_LATE:
        return False
    # An agent was quicker, or the acknowledgement is there already.
    if conversation.messages.filter(direction=Direction.OUT).exists():
        return False
    return not why_not(message)
