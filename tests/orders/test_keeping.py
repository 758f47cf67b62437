"""Two messages of a shop about the same orders at the same moment."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.models import Order, OrderLine
from muhatap.orders.shops.generic import schema
from tests import make
from tests.orders import desk


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_leave_the_newer_description_and_no_line_twice() -> None:
    shop = desk.shop(make.brand())
    now = timezone.now()
    numbers = [str(8000 + place) for place in range(40)]
    failures: list[BaseException] = []

    def say(version: int) -> None:
        changed_at = (now + timedelta(seconds=version)).isoformat()
        # Half of them in the other order: whoever locks as they come would wait for each other.
        order = numbers if version % 2 else numbers[::-1]
        told: list[dict[str, Any]] = [desk.told(number, changed_at=changed_at, note=str(version)) for number in order]
        try:
            actions.keep(shop, [schema.order(each) for each in told], now=now)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=[version]) for version in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert failures == []
    assert set(Order.objects.values_list("note", flat=True)) == {"7"}
    assert (Order.objects.count(), OrderLine.objects.count()) == (40, 40)


def test_one_message_may_describe_an_order_twice(db: None) -> None:
    shop = desk.shop(make.brand())
    later = desk.told("8812", changed_at=timezone.now().isoformat(), note="sonra")
    kept = actions.keep(shop, [schema.order(later), schema.order(desk.told("8812", note="önce"))], now=timezone.now())

    assert [order.note for order in kept] == ["sonra"]


def test_an_order_follows_the_address_not_the_customer(db: None) -> None:
    from muhatap.customers import actions as customers
    from muhatap.orders import finding

    brand, elif_ = make.brand(), make.agent()
    desk.order(desk.shop(brand), "8812")
    zeynep = make.customer("Zeynep Aksoy", email="zeynep@example.com")
    other = make.customer("Z. Aksoy", email="z.aksoy@example.com")
    assert finding.picture_of(other, elif_).count == 0

    customers.merge(zeynep, into=other, by=elif_)
    other.refresh_from_db()

    assert [order.number for order in finding.of_customer(other, elif_)] == ["8812"]


def test_the_customers_page_shows_what_they_ordered(db: None, client: Client) -> None:
    desk.order(desk.shop(make.brand()), "8812")
    zeynep = make.customer("Zeynep Aksoy", email="zeynep@example.com")
    murat = make.customer("Murat Demir", email="murat@example.com")
    client.force_login(make.agent())

    assert "8812" in client.get(f"/customers/{zeynep.pk}/").text
    assert "8812" not in client.get(f"/customers/{murat.pk}/").text
