"""The practice shop and a worker that dies: quick enough to try every step each time."""

from typing import Any

import pytest
from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.models import ActState
from muhatap.orders.shops.contract import ActKind
from muhatap.orders.wishes import Wish
from tests import make
from tests.orders import kills
from tests.orders import shop as practice
from tests.orders.dying import STEPS

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


# Nothing is sent to a shop in the same database.
@pytest.mark.parametrize("step", [step for step in STEPS if step != "sent"])
def test_it_is_refunded_once_whenever_the_worker_dies(step: str, settings: Any) -> None:
    shop = practice.shop(make.brand())
    order = practice.order(shop)
    wish = Wish(kind=ActKind.REFUND, lines={"1": 1})
    act = actions.ask(order, wish, key="k", by=make.agent(), conversation=None, now=timezone.now())

    kills.kill_at(step, act)
    kills.go_on(act, settings)

    assert act.state == ActState.DONE
    assert practice.refunds_there(shop) == [32450]
