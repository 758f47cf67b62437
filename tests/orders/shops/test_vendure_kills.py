"""The real Vendure, which refunds as often as it is asked, and a worker that dies at every step: one refund."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.connecting import connector_of
from muhatap.orders.models import ActState, Order, Shop
from muhatap.orders.shops.contract import ActKind
from muhatap.orders.wishes import Wish
from tests import make
from tests.orders import kills
from tests.orders.dying import STEPS
from tests.servers import vendure

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shop(vendure_shop: vendure.Vendure, settings: Any) -> Shop:
    settings.SHOPS_MAY_STAY_INSIDE = True
    return actions.connect(
        kind="vendure",
        brand=make.brand(),
        name="Vendure",
        by=None,
        now=timezone.now(),
        settings={"address": f"{vendure_shop.address}/admin-api", "user": vendure.USER},
        keys={"password": vendure.PASSWORD},
    )


def order_here(shop: Shop, bought: vendure.Bought) -> Order:
    told = connector_of(shop).order(bought.id)
    assert told is not None
    (order,) = actions.keep(shop, [told], now=timezone.now())
    return order


@pytest.mark.parametrize("step", STEPS)
def test_it_is_refunded_once_whenever_the_worker_dies(
    step: str, shop: Shop, vendure_shop: vendure.Vendure, settings: Any
) -> None:
    bought = vendure_shop.buy({"SRH-2": 2})
    order = order_here(shop, bought)
    wish = Wish(kind=ActKind.REFUND, lines={bought.lines[0]: 1}, text="Kırık geldi")
    act = actions.ask(order, wish, key="k", by=make.agent(), conversation=None, now=timezone.now())

    kills.kill_at(step, act)
    kills.go_on(act, settings)

    assert act.state == ActState.DONE, act.words
    assert len(vendure_shop.refunds(bought.id)) == 1


def test_the_bare_shop_refunds_twice(shop: Shop, vendure_shop: vendure.Vendure) -> None:
    """It does so for two requests that differ in nothing but our mark: the tests above show something."""
    bought = vendure_shop.buy({"SRH-2": 2})
    order = order_here(shop, bought)
    wish = Wish(kind=ActKind.REFUND, amount=1000)
    act = actions.ask(order, wish, key="k", by=make.agent(), conversation=None, now=timezone.now())
    connector = connector_of(shop)
    for mark in ("mhtp-one", "mhtp-two"):
        connector.do(replace(act.act, mark=mark))
    assert [refund["total"] for refund in vendure_shop.refunds(bought.id)] == [1000, 1000]
