"""Two matters become one and two again, by keyboard; and the customer they belong to."""

import pytest
from playwright.sync_api import Page, expect

from muhatap.conversations import actions
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation, Move
from muhatap.customers import actions as customers
from muhatap.customers.models import Identity, Segment
from muhatap.team.models import Agent, Theme
from tests import make
from tests.browser.desk import Desk, overflow, violations

pytestmark = pytest.mark.browser


def two_matters(channel: Channel) -> tuple[Conversation, Conversation]:
    order = make.conversation(channel=channel, subject="Sipariş 8812", text="Kargom nerede?")
    invoice = make.conversation(channel=channel, subject="Fatura", text="Faturam yok.")
    return order, invoice


def test_elif_merges_by_keyboard_and_takes_it_back(desk: Desk, mailbox_channel: Channel) -> None:
    order, invoice = two_matters(mailbox_channel)
    page = desk.page
    desk.open(f"/conversations/{invoice.pk}/")

    page.locator("#conversation").get_by_label("Diğer", exact=True).click()
    page.get_by_role("link", name="Birleştir…").click()
    dialog = page.locator("dialog.pick-dialog")
    expect(dialog.locator(".candidate")).to_have_count(1)
    assert violations(page) == []
    page.keyboard.type("8812")
    expect(dialog.locator(".candidates-label")).to_have_text("Bulunanlar")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{page.url.split('/conversations')[0]}/conversations/{order.pk}/")
    expect(dialog).to_have_count(0)
    expect(desk.messages).to_have_count(2)
    expect(page.locator(".event", has_text=f"#{invoice.pk}")).to_contain_text("Geri al")

    page.locator(".toast", has_text="Geri al").get_by_role("button", name="Geri al").click()

    expect(page.locator(".toast", has_text="Geri alındı")).to_be_visible()
    expect(desk.messages).to_have_count(1)
    assert Move.objects.get().undone_at is not None
    assert Conversation.objects.get(pk=invoice.pk).merged_into_id is None


def test_a_message_is_split_off_from_its_menu_by_mouse_and_by_keyboard(desk: Desk, mailbox_channel: Channel) -> None:
    order, _ = two_matters(mailbox_channel)
    page = desk.page
    desk.open(f"/conversations/{order.pk}/")
    message = desk.messages.first
    button = message.get_by_label("Bu ileti hakkında")

    message.hover()
    button.click()
    expect(message.locator(".msg-facts")).to_contain_text("zeynep@example.com")
    page.keyboard.press("Escape")
    expect(message.locator(".msg-facts")).to_be_hidden()

    desk.open(f"/conversations/{order.pk}/")
    page.context.set_offline(True)
    message.hover()
    button.click()
    expect(message.get_by_role("alert")).to_have_text("Yüklenemedi. Birazdan yeniden açın.")
    page.keyboard.press("Escape")
    page.context.set_offline(False)

    button.focus()
    page.keyboard.press("Enter")
    expect(message.get_by_role("link", name="Buradan ayır")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()


def test_a_colleagues_merge_and_its_undoing_reach_an_open_page(
    desk: Desk, mailbox_channel: Channel, onur: Agent
) -> None:
    order, invoice = two_matters(mailbox_channel)
    desk.open(f"/conversations/{order.pk}/")
    desk.listen()

    actions.merge(invoice, into=order, by=onur)
    expect(desk.messages).to_have_count(2)
    desk.page.locator(".event", has_text="Onur Bal").get_by_role("button", name="Geri al").click()

    expect(desk.messages).to_have_count(1)
    expect(desk.page.locator(".event").last).to_contain_text("yeniden ayırdı")


@pytest.mark.parametrize(
    ("theme", "language", "width"),
    [(Theme.LIGHT, "tr", 1440), pytest.param(Theme.DARK, "en", 360, marks=pytest.mark.slow)],
)
def test_the_customers_pages_are_for_everybody(
    desk: Desk, page: Page, mailbox_channel: Channel, elif_: Agent, onur: Agent, theme: str, language: str, width: int
) -> None:
    elif_.theme, elif_.language, elif_.role = theme, language, "lead"
    elif_.save()
    page.set_viewport_size({"width": width, "height": 900})
    order, _invoice = two_matters(mailbox_channel)
    zeynep = order.customer
    make.conversation(channel=mailbox_channel, sender=Person("zeynep@is.example", "ZEYNEP AKSOY"))
    customers.add_identity(zeynep, kind=Identity.PHONE, value="0532 111 22 33", by=onur)
    level = customers.define(name="Kart", kind="choice", choices=["Altın"], by=onur)
    vip = Segment.objects.create(name="VIP")
    customers.change(
        zeynep, name=zeynep.name, language="tr", segments=[vip], attributes={str(level.pk): "Altın"}, by=onur
    )
    customers.write_note(zeynep, text="Hep hediye paketi ister.", is_pinned=True, by=onur, now=order.opened_at)
    customers.record_consent(zeynep, kind="email", is_given=True, source="Form", at=order.opened_at, by=onur)

    for path in (
        "/customers/?q=0532 111",
        f"/customers/{zeynep.pk}/",
        f"/customers/{zeynep.pk}/details/",
        f"/customers/{zeynep.pk}/merge/",
        f"/customers/{zeynep.pk}/split/",
        "/settings/customers/",
        f"/conversations/{order.pk}/",
        f"/conversations/{order.pk}/merge/",
    ):
        desk.open(path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == [], path
        assert overflow(page) == 0, path
