"""What a shop has is read page by page, goes on where it stopped, and is asked for again by its messages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from muhatap.orders import actions, facts_json
from muhatap.orders.actions import reading
from muhatap.orders.models import EmbeddedOrder, Order, Shop
from muhatap.orders.shops.contract import NotAllowed, NotReached, NotUnderstood, OrderPage, ShopTrouble, read_each
from muhatap.orders.shops.embedded import connector
from muhatap.orders.shops.embedded.connector import EmbeddedShop, put
from muhatap.team.models import Agent
from tests import make
from tests.orders import shop as practice


@pytest.fixture
def shop(db: None) -> Shop:
    return practice.shop(make.brand())


def fill(shop: Shop, count: int) -> None:
    first = facts_json.load(EmbeddedOrder.objects.get(pk=_one(shop)).told)
    for place in range(count - 1):
        put(shop.pk, replace(first, outside_id=f"more-{place}", number=str(9000 + place)))
    Order.objects.all().delete()


def test_everything_is_read_once_and_then_what_changed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "PAGE", 10)
    fill(shop, 35)
    actions.read_changes(shop.pk)
    assert Order.objects.count() == 35

    shop.refresh_from_db()
    assert shop.cursor == ""
    assert shop.last_heard_at is not None
    assert shop.read_until is not None
    asked = []
    really = EmbeddedShop.changed
    monkeypatch.setattr(
        EmbeddedShop, "changed", lambda self, since, cursor: asked.append(since) or really(self, since, cursor)
    )
    actions.read_changes(shop.pk)
    assert asked == [shop.read_until]


def test_a_round_that_broke_off_goes_on_where_it_was(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "PAGE", 10)
    fill(shop, 35)
    really = EmbeddedShop.changed
    pages: list[str] = []

    def break_off(self: EmbeddedShop, since: object, cursor: str) -> OrderPage:
        pages.append(cursor)
        if len(pages) == 3:
            raise NotReached("gone")
        return really(self, since, cursor)  # type: ignore[arg-type]

    monkeypatch.setattr(EmbeddedShop, "changed", break_off)
    actions.read_changes(shop.pk)
    assert Order.objects.count() == 20
    actions.read_changes(shop.pk)
    assert Order.objects.count() == 35
    assert pages[3] == pages[2]


def test_a_long_round_lets_others_have_their_turn(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connector, "PAGE", 10)
    monkeypatch.setattr(reading, "AT_MOST_SECONDS", -1.0)
    fill(shop, 35)
    assert actions.read_changes(shop.pk)
    assert Order.objects.count() == 10
    planned = ProcrastinateJob.objects.filter(task_name=reading.READ_CHANGES, lock=f"changes:{shop.pk}")
    assert planned.exists()


# What the connector meets, and the beginning of what the shop's page says.
TROUBLES: list[tuple[ShopTrouble, str]] = [
    (NotReached(), "Mağazaya ulaşılamıyor"),
    (NotAllowed(), "Mağaza anahtarı kabul etmiyor"),
    (NotUnderstood(), "Mağazanın yanıtı anlaşılmadı"),
]


@pytest.mark.parametrize(("trouble", "sentence"), TROUBLES)
def test_trouble_is_said_and_harms_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, client: Client, trouble: ShopTrouble, sentence: str
) -> None:
    practice.order(shop)

    def fail(*_: object) -> OrderPage:
        raise trouble

    monkeypatch.setattr(EmbeddedShop, "changed", fail)
    actions.read_changes(shop.pk)

    client.force_login(make.agent("Onur Şen", role="lead"))
    assert sentence in client.get(f"/settings/shops/{shop.pk}/").text
    assert Order.objects.count() == 1


def test_what_came_late_never_overwrites_what_is_newer(shop: Shop) -> None:
    order = practice.order(shop)
    told = facts_json.load(EmbeddedOrder.objects.get().told)
    actions.keep(
        shop, [replace(told, state="done", changed_at=told.changed_at + timedelta(hours=1))], now=timezone.now()
    )
    actions.keep(shop, [told], now=timezone.now(), is_read_now=True)
    order.refresh_from_db()
    assert order.state == "done"


def test_an_order_read_now_is_newer_than_one_of_the_same_moment(shop: Shop) -> None:
    order = practice.order(shop)
    told = facts_json.load(EmbeddedOrder.objects.get().told)
    put(shop.pk, replace(told, note="Kırılgan"))
    actions.reread(shop.pk, [told.outside_id, "unknown"])
    order.refresh_from_db()
    assert order.note == "Kırılgan"


def test_a_practice_shop_is_connected_in_two_steps(client: Client, elif_: Agent) -> None:
    brand = make.brand()
    client.force_login(make.agent("Onur Şen", role="lead"))
    kinds = client.get("/settings/shops/new/").text
    assert "Deneme mağazası" in kinds
    assert "Başka bir mağaza" in kinds
    answer = client.post("/settings/shops/new/?kind=embedded", {"brand": brand.pk, "name": "Deneme"}, follow=True)
    assert "Deneme" in answer.text
    assert Shop.objects.get(name="Deneme").kind == "embedded"


def test_limits_are_the_owners_to_set(client: Client, elif_: Agent) -> None:
    client.force_login(make.agent("Deniz Er", role="owner"))
    told = {"currency": "try", "role": "agent", "alone": "1.500,00", "a_day": ""}
    page = client.post("/settings/shops/limits/", told, follow=True).text
    assert "1.500,00 TL" in page
    assert client.post("/settings/shops/limits/", {**told, "alone": "çok"}).status_code == 422
    client.force_login(elif_)
    assert client.get("/settings/shops/limits/").status_code == 403


def _one(shop: Shop) -> int:
    practice.order(shop)
    return EmbeddedOrder.objects.get(shop=shop).pk


def test_an_order_that_makes_no_sense_holds_up_no_other(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    fill(shop, 3)
    really = EmbeddedShop.changed

    def broken(self: EmbeddedShop, since: object, cursor: str) -> OrderPage:
        page = really(self, since, cursor)  # type: ignore[arg-type]
        return OrderPage(page.orders[1:], page.cursor, ["orders[0].currency: no currency is called XXL"])

    monkeypatch.setattr(EmbeddedShop, "changed", broken)
    actions.read_changes(shop.pk)
    shop.refresh_from_db()
    assert Order.objects.count() == 2
    assert shop.read_until is not None
    client.force_login(make.agent("Onur Şen", role="lead"))
    assert "Siparişlerinden bazıları anlaşılmadı" in client.get(f"/settings/shops/{shop.pk}/").text


def test_reading_each_keeps_what_makes_sense() -> None:
    def read(told: int) -> object:
        if told % 2:
            raise NotUnderstood(f"{told} is odd")
        return told

    assert read_each(range(4), read) == ([0, 2], ["1 is odd", "3 is odd"])  # type: ignore[arg-type]
