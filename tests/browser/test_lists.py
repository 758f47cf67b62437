"""Lists under the hand: they hold still, are sifted by the keyboard, and say why."""

import pytest
from playwright.sync_api import expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, mail_arrives, overflow, violations

pytestmark = pytest.mark.browser


def test_a_list_holds_still_under_the_hand(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    first = make.message(mailbox_channel, subject="Kargo nerede?").conversation
    make.message(mailbox_channel, subject="Fatura adresi")
    elif_.list_order = "newest"
    elif_.save()
    desk.open("/inbox/unassigned/")
    desk.listen()
    rows = desk.page.locator("#list .row .say b")
    expect(rows).to_have_text(["Fatura adresi", "Kargo nerede?"])

    desk.row("Kargo nerede?").locator(".since").hover()
    expect(desk.page.locator(f"#why-{first.pk}")).to_be_visible()
    mail_arrives(mailbox_channel, "Param yatmadı.", subject="İade")
    bar = desk.page.get_by_role("button", name="1 yeni")
    expect(bar).to_be_visible()
    expect(rows).to_have_text(["Fatura adresi", "Kargo nerede?"])

    bar.click()
    expect(rows).to_have_text(["İade", "Fatura adresi", "Kargo nerede?"])
    expect(bar).to_be_hidden()

    # With neither pointer nor focus in it, the list follows by itself.
    desk.page.mouse.move(1200, 500)
    desk.page.evaluate("document.activeElement.blur()")
    mail_arrives(mailbox_channel, "Beden değişimi istiyorum.", subject="Değişim")
    expect(rows).to_have_text(["Değişim", "İade", "Fatura adresi", "Kargo nerede?"])

    # One that left stays in its place, faded, until one lets go.
    desk.row("İade").hover()
    actions.assign(Conversation.objects.get(subject="İade"), to=elif_, by=elif_)
    expect(desk.page.locator("#list li.is-gone")).to_have_count(1)
    desk.page.mouse.move(1200, 500)
    expect(rows).to_have_text(["Değişim", "Fatura adresi", "Kargo nerede?"])


@pytest.mark.parametrize("width", [1440, 360])
def test_a_filter_is_made_by_the_keyboard_and_kept(desk: Desk, mailbox_channel: Channel, width: int) -> None:
    make.message(mailbox_channel, subject="İade talebi")
    make.message(mailbox_channel, subject="Kargo")
    page, keyboard = desk.page, desk.page.keyboard
    page.set_viewport_size({"width": width, "height": 800})
    desk.open("/inbox/unassigned/")

    page.locator("#filter-button").focus()
    keyboard.press("Enter")
    expect(page.locator("#filter select").nth(1)).to_be_focused()
    keyboard.type("Konu")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.type("iade")
    assert violations(page) == [] or width == 360
    assert overflow(page) == 0
    keyboard.press("Enter")

    expect(page.locator("#list .row")).to_have_count(1)
    expect(page).to_have_url("/inbox/unassigned/?filter=and%28subject.contains.iade%29")
    page.get_by_role("link", name="Görünüm olarak kaydet").click()
    page.get_by_label("Ad").fill("İadeler")
    page.get_by_role("button", name="Kaydet").click()
    expect(page.locator("#list-title")).to_have_text("İadeler")
    expect(page.locator("#list .row")).to_have_count(1)


def test_a_conversation_is_snoozed_and_labelled_by_keys(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    desk.open(f"/conversations/{conversation.pk}/")
    keyboard = desk.page.keyboard

    keyboard.press("w")
    expect(desk.page.locator(".thread-title")).to_contain_text("müşteri bekleniyor")
    keyboard.press("s")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(desk.page.locator(".thread-title")).to_contain_text("ertelendi")
    expect(desk.page.locator(".event").last).to_contain_text("erteledi")
    assert violations(desk.page) == []
