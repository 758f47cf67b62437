"""Count orders by day, product and carrier, for measures that speak of "per 1,000 orders".

Whatever changes an order makes its day stale; a stale day is counted anew, whole. So a count is right whatever came,
came twice or came late, and nobody goes through all orders to know it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from muhatap.core.jobs import defer
from muhatap.orders import carriers
from muhatap.orders.models import Counted, DayCount, Order, OrderLine, Parcel, Shop, StaleDay

COUNT = "muhatap.orders.jobs.count_days"
AT_ONCE = 100


def make_stale(shop: Shop, moments: Iterable[datetime]) -> None:
    """Note that orders of these moments are new or have changed."""
    zone = timezone.get_default_timezone()
    days = {timezone.localdate(moment, zone) for moment in moments}
    # A mark that is there already is written again, which holds it until these orders are committed: otherwise it could
    # be counted without them and taken away.
    StaleDay.objects.bulk_create(
        [StaleDay(shop=shop, day=day) for day in sorted(days)],
        update_conflicts=True,
        unique_fields=["shop", "day"],
        update_fields=["day"],
    )


def count_days() -> bool:
    """Count some stale days; True when there are more, and a job planned for them."""
    with transaction.atomic():
        stale = list(StaleDay.objects.select_for_update(skip_locked=True).order_by("shop", "day")[:AT_ONCE])
        for shop_id, rows in groupby(stale, key=lambda row: row.shop_id):
            days = [row.day for row in rows]
            counts = [count for day in days for count in _counts(shop_id, day)]
            DayCount.objects.filter(shop=shop_id, day__in=days).delete()
            DayCount.objects.bulk_create(counts)
        StaleDay.objects.filter(pk__in=[row.pk for row in stale]).delete()
        if is_more := len(stale) == AT_ONCE:
            defer(COUNT, lock=COUNT)
    return is_more


def _counts(shop_id: int, day: date) -> list[DayCount]:
    start = datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=timezone.get_default_timezone())
    orders = Order.objects.filter(shop=shop_id, placed_at__gte=start.astimezone(UTC), placed_at__lt=end.astimezone(UTC))
    found = [DayCount(shop_id=shop_id, day=day, what=Counted.ORDERS, count=orders.count())]
    lines = OrderLine.objects.filter(order__in=orders).exclude(sku="")
    for sku, count in lines.values_list("sku").annotate(Count("order", distinct=True)):
        found.append(DayCount(shop_id=shop_id, day=day, what=Counted.PRODUCT, key=sku, count=count))
    by_carrier: Counter[str] = Counter()
    parcels = Parcel.objects.filter(order__in=orders).exclude(carrier="")
    # Shops write one carrier in several ways; an order with two parcels of it counts once.
    for _, carrier in {(order, _carrier(name)) for order, name in parcels.values_list("order", "carrier")}:
        by_carrier[carrier] += 1
    found += [
        DayCount(shop_id=shop_id, day=day, what=Counted.CARRIER, key=key, count=count)
        for key, count in sorted(by_carrier.items())
    ]
    return [each for each in found if each.count]


def _carrier(name: str) -> str:
    known = carriers.known(name)
    return known.code if known else name[:80]
