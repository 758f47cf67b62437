"""What the stories of check-backs share: a reason that asks, a conversation solved and closed, the mail that left."""

import email
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

from muhatap.causes import actions as causes
from muhatap.causes.models import Manner, Reason
from muhatap.conversations import actions as conversations
from muhatap.conversations import outbox
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.mail.out import drawer
from muhatap.promises.checking_back import asking, letters, tokens
from muhatap.promises.models import CheckBack
from muhatap.team.models import Agent
from tests import make

ISTANBUL = ZoneInfo("Europe/Istanbul")
# A Monday in the morning.
NOW = datetime(2026, 11, 23, 10, tzinfo=ISTANBUL)
# Three working days later.
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=ISTANBUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reason(*, asks: bool = True, name: str = "Yolda zarar görmüş") -> Reason:
    Manner.objects.update_or_create(pk=1, defaults={"is_reason_asked": False})
    return Reason.objects.create(name_tr=name, name_en="Damaged on the way", asks_check_back=asks)


def solved(
    channel: Channel, *, by: Agent, because: Reason | None = None, now: datetime = NOW, **fields: Any
) -> Conversation:
    """A conversation that a customer opened, one of us answered, and closed."""
    fields.setdefault("subject", "Vazo kırık geldi")
    conversation = make.conversation(channel=channel, assigned_to=by, at=now - HOUR, **fields)
    if because is not None:
        causes.choose(conversation, reason=because, by=by, now=now)
    answer(conversation, by=by, now=now)
    return conversations.close(conversation, by=by, now=now)


def answer(conversation: Conversation, *, by: Agent, now: datetime = NOW) -> Message:
    people = {"to": [{"name": "Zeynep", "address": conversation.customer.address}], "cc": [], "bcc": []}
    return conversations.reply(conversation, by=by, text="Yenisi yola çıktı.", people=people, now=now)


def asked(channel: Channel, *, by: Agent, because: Reason, now: datetime = NOW, **fields: Any) -> CheckBack:
    """The same, and the customer was asked three working days later."""
    conversation = solved(channel, by=by, because=because, now=now, **fields)
    planned = CheckBack.objects.get(conversation=conversation)
    assert planned.planned_at is not None
    assert asking.ask(planned.pk, now=planned.planned_at) is not None
    planned.refresh_from_db()
    return planned


def make_person(number: int) -> Person:
    return Person(f"musteri{number}@example.com", f"Müşteri {number}")


def writes(conversation: Conversation, text: str, *, at: datetime, **fields: Any) -> Message:
    """A mail of the customer's into the same thread."""
    return make.message(conversation.channel, conversation=conversation, text=text, at=at, **fields)


def place(check_back: CheckBack) -> str:
    return f"/check-back/{token(check_back)}/"


def token(check_back: CheckBack) -> str:
    return tokens.make(check_back.uid, key=letters.key())


def left(message: Message, *, now: datetime) -> EmailMessage:
    """The mail as it leaves: kept in the drawer, as the demo does."""
    type(message.channel.mailbox).objects.filter(channel=message.channel).update(smtp_host=drawer.HOST)
    outbox.deliver(message.delivery.pk, now=now)
    data = (drawer.folder() / f"{message.pk}.eml").read_bytes()
    return email.message_from_bytes(data, policy=default)  # type: ignore[return-value]


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/check-back/\S+)", text)
