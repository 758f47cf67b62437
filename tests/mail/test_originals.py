"""A mail as it came, for those who may read its conversation."""

import pytest
from django.test import Client

from muhatap.conversations.models import Channel, Message
from muhatap.mail.models import BlockedSender
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import mail_arrives


@pytest.fixture
def browser(elif_: Agent) -> Client:
    client = Client()
    client.force_login(elif_)
    return client


def arrived(channel: Channel, **fields: str) -> Message:
    message = mail_arrives(channel, "Merhaba", **fields).message
    assert message is not None
    return message


def test_the_original_shows_headers_and_source_as_text(browser: Client, mailbox_channel: Channel) -> None:
    message = arrived(mailbox_channel, subject="<script>alert(1)</script>")

    page = browser.get(f"/messages/{message.pk}/original/").content.decode()

    assert "Message-ID" in page
    assert "zeynep@example.com" in page
    assert "<script>alert" not in page


def test_the_source_is_handed_out_byte_for_byte_and_never_run(browser: Client, mailbox_channel: Channel) -> None:
    message = arrived(mailbox_channel)

    answer = browser.get(f"/messages/{message.pk}/source/")

    assert answer.content.startswith(b"From: Zeynep Aksoy")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_another_brands_original_is_not_there(browser: Client, elif_: Agent, mailbox_channel: Channel) -> None:
    elif_.brands.add(make.brand(name="Bahçe"))
    message = arrived(mailbox_channel)

    answers = [
        browser.get(f"/messages/{message.pk}/original/").status_code,
        browser.get(f"/messages/{message.pk}/source/").status_code,
        browser.post(f"/conversations/{message.conversation_id}/block/").status_code,
    ]

    assert answers == [404, 404, 404]


def test_a_message_without_a_source_says_so(browser: Client, mailbox_channel: Channel) -> None:
    message = make.message(mailbox_channel)

    assert "aslı burada yok" in browser.get(f"/messages/{message.pk}/original/").content.decode()
    assert browser.get(f"/messages/{message.pk}/source/").status_code == 404


def test_a_blocked_sender_is_spam_from_then_on(browser: Client, mailbox_channel: Channel) -> None:
    message = arrived(mailbox_channel)
    browser.post(f"/conversations/{message.conversation_id}/block/")

    assert BlockedSender.objects.get().pattern == "zeynep@example.com"
    assert arrived(mailbox_channel, subject="Yine ben").conversation.is_spam
