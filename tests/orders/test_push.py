"""A shop sends its orders: signed, each message once, in whatever order they come."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.orders.models import Intake, Order, Shop
from muhatap.team.models import Brand
from tests import make
from tests.orders import desk


@pytest.fixture
def shop(db: None) -> Shop:
    return desk.shop(make.brand())


def test_an_order_is_kept_as_the_shop_tells_it(client: Client, shop: Shop) -> None:
    answer = desk.send(client, shop, {"orders": [desk.told("8812")]})

    assert (answer.status_code, answer.json()) == (200, {"kept": 1})
    order = Order.objects.get()
    assert (order.number, order.email, order.phone, order.total, order.currency) == (
        "8812", "zeynep@example.com", "+905321234567", 64800, "TRY",
    )  # fmt: skip
    assert [(line.name, line.quantity, line.total) for line in order.lines.all()] == [("Toprak sürahi", 2, 64800)]
    assert [parcel.tracking_number for parcel in order.parcels.all()] == ["104512887341"]
    shop.refresh_from_db()
    assert shop.last_heard_at is not None


def test_a_message_that_comes_again_changes_nothing(client: Client, shop: Shop) -> None:
    desk.send(client, shop, {"orders": [desk.told("8812")]}, uid="m1")
    again = desk.send(client, shop, {"orders": [desk.told("8812", total="1.00")]}, uid="m1")

    assert again.json() == {"kept": 0, "repeated": True}
    assert Order.objects.get().total == 64800
    assert Intake.objects.count() == 1


def test_of_two_descriptions_the_newer_stays_whichever_comes_first(client: Client, shop: Shop) -> None:
    now = timezone.now()
    newer = desk.told("8812", state="done", changed_at=now.isoformat(), lines=[])
    older = desk.told("8812", state="open", changed_at=(now - timedelta(hours=1)).isoformat())
    desk.send(client, shop, {"orders": [newer]}, uid="m1")
    desk.send(client, shop, {"orders": [older]}, uid="m2")

    order = Order.objects.get()
    assert (order.state, order.line_count, order.lines.count()) == ("done", 0, 0)


def test_what_is_not_signed_by_the_shop_is_refused(client: Client, shop: Shop) -> None:
    other = desk.shop(Brand.objects.get(), name="Öteki")
    body = {"orders": [desk.told("8812")]}

    unsigned = client.post(f"/orders/push/{shop.uid}/", json.dumps(body), content_type="application/json")
    with_another_secret = desk.send(client, shop, body, secret=other.secret)
    an_hour_old = desk.send(client, shop, body, at=timezone.now() - timedelta(hours=1))

    assert [answer.status_code for answer in (unsigned, with_another_secret, an_hour_old)] == [401, 401, 401]
    assert not Order.objects.exists()
    shop.refresh_from_db()
    assert shop.problem == ""


def test_a_message_that_was_changed_on_its_way_is_refused(client: Client, shop: Shop) -> None:
    signed = desk.send(client, shop, {"orders": []}).request
    changed = json.dumps({"orders": [desk.told("8812")]}).encode()
    headers = {
        name: signed[f"HTTP_WEBHOOK_{name[8:].upper()}"]
        for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    }
    answer = client.post(f"/orders/push/{shop.uid}/", changed, content_type="application/json", headers=headers)

    assert answer.status_code == 401
    assert not Order.objects.exists()


def test_a_fault_is_named_by_its_place_and_nothing_of_the_message_is_kept(client: Client, shop: Shop) -> None:
    wrong = desk.told("8813", total="altı yüz")
    answer = desk.send(client, shop, {"orders": [desk.told("8812"), wrong]})

    assert answer.status_code == 422
    assert answer.json()["where"] == "orders[1].total"
    assert not Order.objects.exists()
    assert not Intake.objects.exists()
    shop.refresh_from_db()
    assert shop.problem.startswith("orders[1].total")
    # Mended and sent again, it is taken in.
    assert desk.send(client, shop, {"orders": [desk.told("8812"), desk.told("8813")]}).json() == {"kept": 2}
    shop.refresh_from_db()
    assert shop.problem == ""


def test_a_message_that_is_too_large_is_refused(client: Client, shop: Shop) -> None:
    answer = desk.send(client, shop, b'{"orders": []}' + b" " * 6_000_000)

    assert answer.status_code == 413


def test_an_order_of_ten_thousand_lines_is_kept(client: Client, shop: Shop) -> None:
    lines = [{"id": str(place), "name": f"Kâse {place}", "quantity": 1, "total": "10.00"} for place in range(10_000)]
    answer = desk.send(client, shop, {"orders": [desk.told("8812", total="100000.00", lines=lines)]})

    assert answer.status_code == 200
    assert Order.objects.get().lines.count() == 10_000


def test_a_secret_made_anew_ends_the_old_one(client: Client, shop: Shop) -> None:
    from muhatap.orders import actions

    before = shop.secret
    actions.renew_secret(shop, by=make.agent())

    assert desk.send(client, shop, {"orders": []}, secret=before).status_code == 401
    assert desk.send(client, shop, {"orders": []}, uid="m2").status_code == 200
