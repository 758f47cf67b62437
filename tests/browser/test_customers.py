"""The page of a customer brings itself up to date, and leaves alone what somebody is writing there."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Channel
from muhatap.customers import actions
from muhatap.customers.models import Customer, CustomerMove
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, mail_arrives, violations

pytestmark = pytest.mark.browser


def test_what_happens_to_a_customer_appears_on_their_page(
    desk: Desk, elif_: Agent, onur: Agent, mailbox_channel: Channel, zeynep: Customer
) -> None:
    page = desk.page
    make.conversation(channel=mailbox_channel, customer=zeynep, subject="Sipariş 8812")
    desk.open(f"/customers/{zeynep.pk}/")
    desk.listen()
    page.get_by_text("Not yaz").click()
    writing = page.locator("#add-note textarea")
    writing.fill("Sabahları aransın")

    mail_arrives(
        mailbox_channel, "Faturam yanlış gelmiş.", subject="Fatura", sender="Zeynep Aksoy <zeynep@example.com>"
    )
    row = page.locator(".history li", has_text="Fatura")
    expect(row).to_be_visible()

    actions.write_note(zeynep, text="Kapıcıya bırakılsın", is_pinned=True, by=onur, now=timezone.now())
    expect(page.locator(".customer-note", has_text="Kapıcıya bırakılsın")).to_be_visible()

    answered = zeynep.conversations.get(subject="Fatura")
    conversations.close(answered, by=onur, now=timezone.now())
    expect(row.locator(".tag")).to_have_text("Kapandı")

    actions.change(zeynep, name="Zeynep Aksoy Demir", language="", segments=[], attributes={}, by=onur)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeynep Aksoy Demir")
    # What Elif is writing is still hers.
    expect(writing).to_have_value("Sabahları aransın")
    expect(writing).to_be_visible()
    assert violations(page) == []


def test_a_customer_who_is_merged_meanwhile_lives_on_in_the_page(
    desk: Desk, elif_: Agent, onur: Agent, mailbox_channel: Channel, zeynep: Customer
) -> None:
    page = desk.page
    double = make.customer("Z. Aksoy", email="zeynep@is.example")
    make.conversation(channel=mailbox_channel, customer=zeynep, subject="Sipariş 8812")
    desk.open(f"/customers/{double.pk}/")
    desk.listen()
    page.get_by_text("Not yaz").click()
    page.locator("#add-note textarea").fill("Sabahları aransın")

    actions.merge(double, into=zeynep, by=onur)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zeynep Aksoy")
    expect(page.locator(".history li", has_text="Sipariş 8812")).to_be_visible()
    desk.listen()
    # From now on it hears of the one they live on in.
    actions.write_note(zeynep, text="İki adresi var", is_pinned=False, by=onur, now=timezone.now())
    expect(page.locator(".customer-note", has_text="İki adresi var")).to_be_visible()
    page.locator("#add-note").get_by_role("button", name="Notu ekle").click()
    expect(page.locator(".customer-note", has_text="Sabahları aransın")).to_be_visible()

    actions.undo_move(CustomerMove.objects.get(), by=onur, now=timezone.now())
    expect(page.locator(".identities li", has_text="zeynep@is.example")).to_have_count(0)
