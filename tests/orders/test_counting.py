"""Orders by day, product and carrier: always what the orders say, whatever came when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.actions import counting
from muhatap.orders.facts import LineFacts, ParcelFacts
from muhatap.orders.models import DayCount, Shop, StaleDay
from tests import make
from tests.orders import shop as practice

# Half past midnight in Istanbul, still the day before by UTC.
MIDNIGHT = datetime(2026, 11, 19, 21, 30, tzinfo=UTC)


@pytest.fixture
def shop(db: None) -> Shop:
    return practice.shop(make.brand())


def counted() -> dict[tuple[str, str, str], int]:
    while actions.count_days():
        pass
    rows = DayCount.objects.values_list("day", "what", "key", "count")
    return {(day.isoformat(), what, key): count for day, what, key, count in rows}


def test_a_day_is_counted_by_orders_products_and_carriers(shop: Shop) -> None:
    line = LineFacts(outside_id="1", sku="SRH-2", name="Sürahi", quantity=3, total=100)
    twice = (
        ParcelFacts(outside_id="1", state="shipped", carrier="Aras"),
        ParcelFacts(outside_id="2", state="shipped", carrier="ARAS KARGO"),
    )
    practice.order(shop, "1", placed_at=MIDNIGHT, lines=(line, replace(line, outside_id="2")), parcels=twice)
    practice.order(shop, "2", placed_at=MIDNIGHT + timedelta(hours=3), lines=(line,))
    assert counted() == {
        ("2026-11-20", "orders", ""): 2,
        ("2026-11-20", "product", "SRH-2"): 2,
        ("2026-11-20", "carrier", "aras"): 1,
    }
    assert not StaleDay.objects.exists()


def test_what_changes_is_counted_anew_and_never_twice(shop: Shop) -> None:
    practice.order(shop, "1", placed_at=MIDNIGHT, lines=())
    assert counted() == {("2026-11-20", "orders", ""): 1}
    later = timezone.now()
    practice.order(shop, "1", placed_at=MIDNIGHT - timedelta(days=1), changed_at=later, lines=())
    assert counted() == {("2026-11-19", "orders", ""): 1}


def test_many_days_are_counted_in_turns(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "AT_ONCE", 2)
    for day in range(5):
        practice.order(shop, str(day), placed_at=MIDNIGHT - timedelta(days=day), lines=())
    assert actions.count_days()
    assert len(counted()) == 5
