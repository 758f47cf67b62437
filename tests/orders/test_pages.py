"""The list of orders: all of it, of a customer, or what a question means."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel
from muhatap.orders import actions, finding
from muhatap.orders.models import Intake, Order, Shop
from muhatap.orders.shops.generic import schema
from muhatap.team.models import Agent
from tests import make
from tests.orders import desk


@pytest.fixture
def shop(db: None) -> Shop:
    return desk.shop(make.brand())


@pytest.fixture
def browser(client: Client, elif_: Agent) -> Client:
    client.force_login(elif_)
    return client


def numbers_in(page: str) -> list[str]:
    return re.findall(r'order-number num">([^<]+)<', page)


def test_the_list_goes_on_until_its_end_and_shows_each_order_once(browser: Client, shop: Shop) -> None:
    now = timezone.now()
    # Many of one moment, as a shop writes after an import.
    moments = [now - timedelta(days=place // 20) for place in range(95)]
    told = [desk.told(str(8000 + place), placed_at=at.isoformat()) for place, at in enumerate(moments)]
    actions.keep(shop, [schema.order(each) for each in told], now=now)

    shown: list[str] = []
    address = "/orders/"
    while address:
        page = browser.get(address).text
        shown += numbers_in(page)
        further = re.search(r'<a class="button quiet" href="(\?[^"]+before=\d+)"', page)
        address = f"/orders/{further[1].replace('&amp;', '&')}" if further else ""

    assert len(shown) == 95
    assert set(shown) == {str(8000 + place) for place in range(95)}
    assert shown == [order.number for order in Order.objects.order_by("-placed_at", "-id")]


def test_all_orders_of_a_customer_whatever_address_they_used(browser: Client, shop: Shop) -> None:
    desk.order(shop, "8812", customer={"email": "zeynep@example.com"})
    desk.order(shop, "8640", customer={"phone": "0532 123 45 67"})
    desk.order(shop, "9999", customer={"email": "murat@example.com"})
    zeynep = make.customer(email="zeynep@example.com")
    zeynep.identities.create(kind="phone", value="+905321234567")

    assert set(numbers_in(browser.get(f"/orders/?customer={zeynep.pk}").text)) == {"8812", "8640"}


@pytest.mark.parametrize(
    "asked",
    [
        "8812",
        "#8812",
        " 88 12 ",
        "zeynep@example.com",
        "Zeynep@Example.com",
        "0532 123 45 67",
        "104512887341",
        "1045 1288 7341",
    ],
)
def test_one_question_leads_to_the_order(browser: Client, shop: Shop, asked: str) -> None:
    order = desk.order(shop, "8812")
    desk.order(shop, "9999", customer={"email": "murat@example.com"}, parcels=[])

    answer = browser.get("/orders/", {"q": asked})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/orders/{order.pk}/")


@pytest.mark.parametrize("asked", ["olmayan", "@", "'; DROP TABLE", "\x00", "9" * 400, "+", "٣"])
def test_a_question_that_means_nothing_finds_nothing(browser: Client, shop: Shop, asked: str) -> None:
    desk.order(shop, "8812")

    answer = browser.get("/orders/", {"q": asked})

    assert answer.status_code == 200
    assert numbers_in(answer.text) == []


def test_an_empty_list_says_what_to_do(browser: Client, db: None) -> None:
    lead = Client()
    lead.force_login(make.agent(role="lead"))
    assert "Henüz sipariş yok" in browser.get("/orders/").text
    assert 'href="/settings/shops/new/"' not in browser.get("/orders/").text
    assert 'href="/settings/shops/new/"' in lead.get("/orders/").text
    desk.shop(make.brand())
    assert "Mağaza bağlı" in browser.get("/orders/").text


def test_what_the_shop_did_not_say_of_the_payment_is_not_made_up(browser: Client, shop: Shop) -> None:
    told = desk.told("8812", parcels=[])
    del told["payment"]
    actions.keep(shop, [schema.order(told)], now=timezone.now())

    page = browser.get(f"/orders/{Order.objects.get().pk}/").text

    assert "bilinmiyor" in page
    assert "Hazırlanıyor" in page
    assert "ödenmedi" not in page


def test_an_agent_sees_the_orders_of_their_brands(shop: Shop, elif_: Agent) -> None:
    order = desk.order(shop, "8812")
    other = make.agent("Tom Fletcher")
    other.brands.add(make.brand("Harbour"))
    client = Client()
    client.force_login(other)

    assert client.get(f"/orders/{order.pk}/").status_code == 404
    assert list(finding.by_words("8812", Agent.objects.get(pk=other.pk))) == []
    assert [each.number for each in finding.by_words("8812", elif_)] == ["8812"]


def test_messages_of_long_ago_are_forgotten(shop: Shop) -> None:
    now = timezone.now()
    for key, days in (("a", 31), ("b", 29)):
        Intake.objects.create(shop=shop, key=key, at=now - timedelta(days=days))

    assert actions.forget_intakes(now=now) == 1
    assert Intake.objects.get().key == "b"


def test_orders_and_conversations_stand_in_one_history(browser: Client, mailbox_channel: Channel) -> None:
    now = timezone.now()
    shop = desk.shop(mailbox_channel.brand)
    zeynep = Person("zeynep@example.com", "Zeynep Aksoy")
    first = make.message(mailbox_channel, subject="Önce", sender=zeynep, at=now - timedelta(days=6)).conversation
    make.message(mailbox_channel, subject="Sonra", sender=zeynep, at=now - timedelta(days=2))
    desk.order(shop, "8640", placed_at=(now - timedelta(days=9)).isoformat())
    desk.order(shop, "8812", placed_at=(now - timedelta(days=4)).isoformat())
    desk.order(shop, "9999", customer={"email": "murat@example.com"})

    page = browser.get(f"/customers/{first.customer_id}/").text
    history = page[page.index("Görüşmeler ve siparişler") :]
    places = [history.index(word) for word in ("Sonra", "Sipariş 8812", "Önce", "Sipariş 8640")]
    assert places == sorted(places)
    assert "9999" not in page
