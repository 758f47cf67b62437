"""The real Medusa, which refunds as often as it is asked, and a worker that dies at every step: one refund."""

from collections.abc import Iterator
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
from tests.servers import medusa

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def medusa_shop() -> Iterator[medusa.Medusa]:
    if reason := medusa.why_missing():
        pytest.skip(f"no Medusa: {reason}")
    with medusa.running() as shop:
        yield shop


@pytest.fixture
def shop(medusa_shop: medusa.Medusa, settings: Any) -> Shop:
    settings.SHOPS_MAY_STAY_INSIDE = True
    return actions.connect(
        kind="medusa",
        brand=make.brand(),
        name="Medusa",
        by=None,
        now=timezone.now(),
        settings={"address": medusa_shop.address},
        keys={"secret_key": medusa_shop.secret_key},
    )


def order_here(shop: Shop, bought: medusa.Bought) -> Order:
    told = connector_of(shop).order(bought.id)
    assert told is not None
    (order,) = actions.keep(shop, [told], now=timezone.now())
    return order


@pytest.mark.parametrize("step", STEPS)
def test_it_is_refunded_once_whenever_the_worker_dies(
    step: str, shop: Shop, medusa_shop: medusa.Medusa, settings: Any
) -> None:
    bought = medusa_shop.buy({"SRH-2": 2})
    order = order_here(shop, bought)
    wish = Wish(kind=ActKind.REFUND, lines={bought.lines[0]: 1}, text="Kırık geldi")
    act = actions.ask(order, wish, key="k", by=make.agent(), conversation=None, now=timezone.now())

    kills.kill_at(step, act)
    kills.go_on(act, settings)

    assert act.state == ActState.DONE, act.words
    assert len(medusa_shop.refunds(bought.id)) == 1


def test_the_bare_shop_refunds_twice(shop: Shop, medusa_shop: medusa.Medusa) -> None:
    """It does so for two requests that differ in nothing but our mark: the tests above show something."""
    bought = medusa_shop.buy({"SRH-2": 2})
    order = order_here(shop, bought)
    wish = Wish(kind=ActKind.REFUND, amount=1000)
    act = actions.ask(order, wish, key="k", by=make.agent(), conversation=None, now=timezone.now())
    connector = connector_of(shop)
    for mark in ("mhtp-one", "mhtp-two"):
        connector.do(replace(act.act, mark=mark))
    assert [refund["amount"] for refund in medusa_shop.refunds(bought.id)] == [10, 10]
