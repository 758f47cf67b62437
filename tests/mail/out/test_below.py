"""What apps put below a mail as it leaves: in both its parts, above the quote, and nowhere in the thread."""

from datetime import UTC, datetime

import pytest

from muhatap.conversations import actions as conversations
from muhatap.conversations import outbox
from muhatap.conversations.models import Channel, Message
from muhatap.mail.models import Mailbox
from muhatap.mail.out import below, drawer
from muhatap.mail.out.below import Block
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db


def test_a_block_leaves_with_the_mail_and_stays_out_of_the_thread(
    mailbox_channel: Channel, elif_: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Message] = []

    def faces(message: Message) -> Block:
        drawn.append(message)
        return Block("Rate: https://desk.example/1", "<p><a href='https://desk.example/1'>Rate</a></p>")

    monkeypatch.setattr(below, "_tellers", {"b": faces, "a": lambda message: None})
    Mailbox.objects.update(smtp_host=drawer.HOST)
    conversation = make.conversation(channel=mailbox_channel)
    now = datetime.now(UTC)
    people = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    reply = conversations.reply(conversation, by=elif_, text="Yolda.", people=people, now=now)

    outbox.deliver(reply.delivery.pk, now=now)

    sent = (drawer.folder() / f"{reply.pk}.eml").read_text()
    assert sent.index("Yolda.") < sent.index("Rate: https://desk.example/1") < sent.index("> Merhaba")
    assert "<p><a href=3D'https://desk.example/1'>Rate</a></p>" in sent
    assert drawn == [reply]
    reply.refresh_from_db()
    assert "desk.example" not in reply.text + reply.html + reply.signature
