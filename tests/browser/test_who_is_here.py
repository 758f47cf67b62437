"""Elif sits down at her desk: work comes by itself while she is there, and stops when she says so."""

import pytest
from playwright.sync_api import expect

from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent, Assignment
from tests import make
from tests.browser.desk import Desk, mail_arrives

pytestmark = pytest.mark.browser


def test_work_comes_while_a_page_is_open_and_stops_at_the_switch(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    mailbox_channel.brand.assignment = Assignment.ROUND_ROBIN
    mailbox_channel.brand.save()
    desk.open("/inbox/mine/")
    desk.listen()
    # The hub notes who is there a moment after the page listens.
    desk.page.wait_for_timeout(500)

    mail_arrives(mailbox_channel, "Siparişim nerede?", subject="Kargom gelmedi")

    desk.read("Kargom gelmedi")
    expect(desk.page.locator("#conversation .event")).to_contain_text("sıra ondaydı")

    desk.page.locator(".me").click()
    desk.page.locator("#me [name=presence][value=away]").click()
    expect(desk.page.locator("#me summary")).to_contain_text("Uzakta")
    mail_arrives(mailbox_channel, "Beden değişimi?", subject="Değişim", sender="Murat Demir <murat@example.com>")

    assert Conversation.objects.get(subject="Değişim").assigned_to is None


def test_who_opens_a_conversation_and_stays_takes_it_on(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    mailbox_channel.brand.assignment = Assignment.ON_OPENING
    mailbox_channel.brand.save()
    conversation = make.conversation(channel=mailbox_channel, subject="Kargom gelmedi")
    desk.open("/inbox/unassigned/")

    desk.read("Kargom gelmedi")

    expect(desk.page.locator("#conversation .event")).to_contain_text("Elif Kaya açtı ve üstlendi")
    conversation.refresh_from_db()
    assert conversation.assigned_to == elif_
