"""The order beside the conversation."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations.models import Channel
from muhatap.orders import actions
from muhatap.orders.models import OrderAct, Tie
from muhatap.team.models import Agent
from tests.browser.desk import Desk, mail_arrives, overflow, violations
from tests.orders import desk as orders
from tests.orders import shop as practice

pytestmark = pytest.mark.browser


def test_a_stranger_is_asked_with_one_click_before_the_order_is_shown(desk: Desk, mailbox_channel: Channel) -> None:
    orders.order(orders.shop(mailbox_channel.brand), "8812", customer={"email": "murat@example.com"})
    mail_arrives(mailbox_channel, "8812 numaralı siparişim nerede?", subject="Kargom")
    desk.open("/inbox/unassigned/")
    desk.read("Kargom")
    card = desk.page.locator("#orders-beside .order")
    expect(card).to_contain_text("Bu siparişi başka biri vermiş")
    expect(card).not_to_contain_text("Toprak sürahi")
    assert violations(desk.page) == []

    card.get_by_role("button", name="Kim olduğunu sor").click()
    expect(desk.editor).to_contain_text("teslimat adresinin posta kodunu")
    card.get_by_role("button", name="Evet, o").click()

    expect(card).to_contain_text("Toprak sürahi")
    expect(desk.page.locator(".event", has_text="yazanın kim olduğundan emin oldu")).to_be_visible()


def test_a_question_about_a_parcel_opens_with_its_order(desk: Desk, mailbox_channel: Channel) -> None:
    shop = orders.shop(mailbox_channel.brand)
    orders.order(shop, "8812")
    orders.order(shop, "8640", lines=[{"id": "1", "name": "Bakır cezve", "quantity": 1, "total": "648.00"}])
    mail_arrives(mailbox_channel, "8812 numaralı siparişim nerede?", subject="Kargom")
    desk.open("/inbox/unassigned/")
    desk.listen()
    desk.read("Kargom")

    cards = desk.page.locator("#orders-beside .order")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("Toprak sürahi")
    expect(cards).to_contain_text("Yolda · 2 gündür hareket yok")
    way = cards.get_by_role("link", name="104512887341")
    expect(way).to_have_attribute("href", re.compile(r"https://www\.yurticikargo\.com/.*104512887341"))
    assert violations(desk.page) == []

    # Another one by its number, kept with the conversation and told in the thread.
    desk.page.get_by_label("Başka bir sipariş ya da ürün").fill("8640")
    desk.page.keyboard.press("Enter")
    desk.page.get_by_role("button", name="Bu sipariş").click()
    expect(cards.first).to_contain_text("Bakır cezve")
    expect(desk.page.locator(".event", has_text="8640 numaralı siparişle ilgili")).to_be_visible()
    assert Tie.objects.get().order.number == "8640"

    # What the shop sends meanwhile is there without a reload.
    now = timezone.now().isoformat()
    orders.order(shop, "8812", changed_at=now, state="cancelled", cancelled_at=now)
    expect(cards.filter(has_text="8812")).to_contain_text("İptal edildi")


def test_somebody_elses_order_says_so_before_it_is_spoken_of(desk: Desk, mailbox_channel: Channel) -> None:
    shop = orders.shop(mailbox_channel.brand)
    order = orders.order(shop, "8812", customer={"name": "Murat", "email": "murat@ornek.example"})
    mail_arrives(mailbox_channel, "8812 numaralı siparişim nerede?", subject="Kargom")
    desk.open("/inbox/unassigned/")
    desk.read("Kargom")

    card = desk.page.locator("#orders-beside .order")
    expect(card.get_by_role("note")).to_contain_text("Bu siparişi başka biri vermiş")
    expect(card).to_contain_text("m…@o….example")
    expect(card).not_to_contain_text("murat@ornek.example")
    desk.open(f"/orders/{order.pk}/")
    assert violations(desk.page) == []
    desk.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/orders/", f"/orders/{order.pk}/"):
        desk.open(path)
        assert overflow(desk.page) == 0
        assert violations(desk.page) == []


def test_a_lead_connects_a_shop(desk: Desk, onur: Agent, mailbox_channel: Channel) -> None:
    desk.be(onur)
    desk.open("/settings/shops/")
    desk.page.get_by_role("link", name="Mağaza bağla").first.click()
    # Each kind of shop asks for what it needs; this one for nothing.
    assert violations(desk.page) == []
    desk.page.get_by_role("link", name="Başka bir mağaza").click()
    desk.page.get_by_label("Ona ne ad verirsiniz?").fill("Çarşı mağazası")
    desk.page.get_by_role("button", name="Bağla").click()
    expect(desk.page.get_by_role("heading", name="Çarşı mağazası", level=1)).to_be_visible()
    assert violations(desk.page) == []
    desk.page.get_by_role("button", name="Gizli anahtarı göster").click()
    expect(desk.page.get_by_label("İmza için gizli anahtar")).to_have_value(mailbox_channel.brand.shops.get().secret)
    assert violations(desk.page) == []


def test_a_line_is_refunded_beside_the_reply_however_often_one_clicks(desk: Desk, mailbox_channel: Channel) -> None:
    shop = practice.shop(mailbox_channel.brand)
    practice.order(shop)
    mail_arrives(mailbox_channel, "8812 numaralı siparişimde bir sürahi kırık çıktı.", subject="Kırık")
    desk.open("/inbox/unassigned/")
    desk.listen()
    desk.read("Kırık")

    card = desk.page.locator("#orders-beside .order")
    card.get_by_role("link", name="Para iadesi").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Toprak sürahi").fill("1")
    button = dialog.get_by_role("button", name="Para iadesi: 324,50 TL")
    expect(button).to_be_visible()
    assert violations(desk.page) == []
    button.dblclick()

    expect(card.locator(".act")).to_have_count(1)
    expect(card).to_contain_text("324,50 TL iade istendi")
    actions.perform(OrderAct.objects.get().pk)
    expect(card).to_contain_text("324,50 TL iade yapıldı")
    expect(desk.page.locator(".event", has_text="8812 numaralı sipariş için yapıldı: 324,50 TL iade")).to_be_visible()
    assert practice.refunds_there(shop) == [32450]
