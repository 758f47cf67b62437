"""What the stories of surveys share: a brand that asks, a conversation answered and closed, the mail that left."""

import email
import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

from muhatap.conversations import actions as conversations
from muhatap.conversations import outbox
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.mail.out import drawer
from muhatap.surveys import asking, letters, tokens
from muhatap.surveys.models import Survey, SurveySettings
from muhatap.surveys.tokens import Rated
from muhatap.team.models import Agent, Brand
from tests import make

ISTANBUL = ZoneInfo("Europe/Istanbul")
# A Monday in the morning.
NOW = datetime(2026, 11, 23, 10, tzinfo=ISTANBUL)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def settings(brand: Brand, **chosen: Any) -> SurveySettings:
    chosen.setdefault("is_on", True)
    return SurveySettings.objects.update_or_create(brand=brand, defaults=chosen)[0]


def answer(conversation: Conversation, *, by: Agent, now: datetime = NOW, **fields: Any) -> Message:
    people = {"to": [{"name": "Zeynep", "address": conversation.customer.address}], "cc": [], "bcc": []}
    fields.setdefault("text", "Yenisi bugün yola çıktı.")
    return conversations.reply(conversation, by=by, people=people, **{"now": now, **fields})


def closed(channel: Channel, *, by: Agent, now: datetime = NOW, **fields: Any) -> Conversation:
    """A conversation that a customer opened, one of us answered, and closed at once."""
    conversation = make.conversation(channel=channel, assigned_to=by, at=now - HOUR, **fields)
    answer(conversation, by=by, now=now)
    return conversations.close(conversation, by=by, now=now)


def asked(channel: Channel, *, by: Agent, now: datetime = NOW, **fields: Any) -> Survey:
    """The same, and the customer was asked about it two hours later."""
    conversation = closed(channel, by=by, now=now, **fields)
    survey = Survey.objects.get(conversation=conversation)
    assert asking.ask(survey.pk, now=now + 2 * HOUR) is not None
    survey.refresh_from_db()
    return survey


def token(survey: Survey) -> str:
    return tokens.make(Rated(tokens.SURVEY, survey.uid), key=letters.key())


def reply_token(message: Message) -> str:
    return tokens.make(Rated(tokens.REPLY, message.uid), key=letters.key())


def left(message: Message, *, now: datetime) -> EmailMessage:
    """The mail as it leaves: kept in the drawer, as the demo does."""
    type(message.channel.mailbox).objects.filter(channel=message.channel).update(smtp_host=drawer.HOST)
    outbox.deliver(message.delivery.pk, now=now)
    data = (drawer.folder() / f"{message.pk}.eml").read_bytes()
    return email.message_from_bytes(data, policy=default)  # type: ignore[return-value]


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/survey/\S+)", text)
