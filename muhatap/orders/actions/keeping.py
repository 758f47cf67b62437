"""Take in what a shop says of its orders."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from muhatap.core.events import announce
from muhatap.customers.actions.identifying import normalise
from muhatap.customers.models import Identity
from muhatap.orders import events
from muhatap.orders.actions.counting import make_stale
from muhatap.orders.facts import OrderFacts, ProductFacts
from muhatap.orders.mentions import key_of
from muhatap.orders.models import GoodsReturn, Intake, Order, OrderLine, Parcel, Payment, Product, Refund, Shop
from muhatap.realtime.actions import publish_all

AT_ONCE = 500
RUNG = 50
# A signature is good for minutes (core.signing); the rest is for whoever wonders what came.
INTAKES_KEPT = timedelta(days=30)
# All that a fresh description of an order overwrites.
_WRITTEN = (
    "number", "number_key", "placed_at", "changed_at", "state", "cancelled_at", "currency", "total", "payment_state",
    "paid_at", "refunded", "customer_name", "email", "phone", "ship_to", "note", "admin_url", "line_count", "kept_at",
)  # fmt: skip
_PRODUCT_WRITTEN = (
    "sku", "name", "changed_at", "currency", "price", "stock", "expected_on", "details", "url", "is_sold",
)  # fmt: skip


def keep(shop: Shop, told: Sequence[OrderFacts], *, now: datetime, is_read_now: bool = False) -> list[Order]:
    """Store orders as a shop describes them and return those that are new or newer than what was known.

    Harmless however often and in whatever order it comes: of two descriptions of an order the one that the shop
    changed last stays. `is_read_now`: it was asked for just now, so of two of the same moment it is the newer one; some
    shops do not count every act as a change.
    """
    kept: list[Order] = []
    for start in range(0, len(told), AT_ONCE):
        kept += _keep(shop, told[start : start + AT_ONCE], now=now, is_read_now=is_read_now)
    return kept


def keep_once(shop: Shop, key: str, told: Sequence[OrderFacts], *, now: datetime) -> bool:
    """Store what came in one message of a shop; False, and nothing done, when a message of this key has come before."""
    with transaction.atomic():
        if is_new := note_intake(shop, key, order_count=len(told), now=now):
            keep(shop, told, now=now)
            note_heard(shop, now=now)
    return is_new


def note_intake(shop: Shop, key: str, *, order_count: int, now: datetime) -> bool:
    """Note a message of a shop; False when one of this key came before, also one that is being taken in right now."""
    # One statement, where get_or_create takes four.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_intake (shop_id, key, at, order_count) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (shop_id, key) DO NOTHING",
            [shop.pk, key, now, order_count],
        )
        return bool(cursor.rowcount)


def keep_products(shop: Shop, told: Sequence[ProductFacts]) -> None:
    """Store products as a shop describes them; of two descriptions of one the last of the list stays."""
    newest = {facts.outside_id: facts for facts in told}
    Product.objects.bulk_create(
        [
            Product(shop=shop, **{**vars(facts), "details": [list(pair) for pair in facts.details]})
            for facts in newest.values()
        ],
        update_conflicts=True,
        unique_fields=["shop", "outside_id"],
        update_fields=_PRODUCT_WRITTEN,
    )


def note_heard(shop: Shop, *, now: datetime) -> None:
    """Note that the shop spoke and was understood."""
    Shop.objects.filter(pk=shop.pk).update(last_heard_at=now, problem="", problem_at=None)


def note_problem(shop: Shop, problem: str, *, now: datetime) -> None:
    """Note why what the shop said last could not be read."""
    Shop.objects.filter(pk=shop.pk).update(problem=problem[:500], problem_at=now)


def forget_intakes(*, now: datetime) -> int:
    """Forget messages so old that they would be refused anyway if they came again; return how many."""
    count, _ = Intake.objects.filter(at__lt=now - INTAKES_KEPT).delete()
    return count


@transaction.atomic(savepoint=False)
def _keep(shop: Shop, told: Sequence[OrderFacts], *, now: datetime, is_read_now: bool) -> list[Order]:
    newest = _newest(told)
    # Two messages about one order at the same moment: the second waits, and then sees what the first has stored.
    _queue_up(shop, newest)
    rows = Order.objects.filter(shop=shop, outside_id__in=newest).values_list("outside_id", "changed_at", "placed_at")
    known = {outside_id: (changed_at, placed_at) for outside_id, changed_at, placed_at in rows}
    fresh = [
        facts
        for facts in newest.values()
        if (was := known.get(facts.outside_id)) is None
        or was[0] < facts.changed_at
        or (is_read_now and was[0] == facts.changed_at)
    ]
    if not fresh:
        return []
    written = Order.objects.bulk_create(
        [_order(shop, facts, now=now) for facts in fresh],
        update_conflicts=True, unique_fields=["shop", "outside_id"], update_fields=_WRITTEN,
    )  # fmt: skip
    _keep_parts(list(zip(written, fresh, strict=True)), known=known)
    before = [known[facts.outside_id][1] for facts in fresh if facts.outside_id in known]
    make_stale(shop, [*before, *(facts.placed_at for facts in fresh)])
    ids = [order.pk for order in written]
    announce(events.OrdersKept(shop_id=shop.pk, order_ids=ids))
    # Pages show single orders. Of a whole import nobody waits for any.
    if len(ids) <= RUNG:
        publish_all([f"order:{pk}" for pk in ids], "kept")
    return written


def _newest(told: Iterable[OrderFacts]) -> dict[str, OrderFacts]:
    """Return each order once, as it was described last."""
    newest: dict[str, OrderFacts] = {}
    for facts in told:
        other = newest.get(facts.outside_id)
        if other is None or other.changed_at <= facts.changed_at:
            newest[facts.outside_id] = facts
    return newest


def _queue_up(shop: Shop, outside_ids: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        # In one order, so that two messages never wait for each other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || key, 4)) FROM unnest(%s::text[]) AS key ORDER BY key",
            [f"order:{shop.pk}:", sorted(outside_ids)],
        )


def _order(shop: Shop, facts: OrderFacts, *, now: datetime) -> Order:
    return Order(
        shop=shop,
        outside_id=facts.outside_id,
        number=facts.number,
        number_key=key_of(facts.number)[:60],
        placed_at=facts.placed_at,
        changed_at=facts.changed_at,
        state=facts.state,
        cancelled_at=facts.cancelled_at,
        currency=facts.currency,
        total=facts.total,
        payment_state=facts.payment_state,
        paid_at=facts.paid_at,
        refunded=sum(refund.amount for refund in facts.refunds),
        customer_name=facts.customer_name,
        email=normalise(Identity.EMAIL, facts.email) if facts.email else "",
        phone=normalise(Identity.PHONE, facts.phone)[:20] if facts.phone else "",
        ship_to=_as_kept(facts.ship_to),
        note=facts.note,
        admin_url=facts.admin_url,
        line_count=len(facts.lines),
        kept_at=now,
    )


def _as_kept(address: Any) -> dict[str, Any]:
    """Return an address without what it does not say."""
    return {name: value for name, value in asdict(address).items() if value}


def _keep_parts(pairs: Sequence[tuple[Order, OrderFacts]], *, known: Container[str]) -> None:
    """Put lines, parcels and what else in the place of those that were known: a description is whole."""
    if ids := [order.pk for order, facts in pairs if facts.outside_id in known]:
        for part in (OrderLine, Parcel, Refund, Payment, GoodsReturn):
            part.objects.filter(order__in=ids).delete()
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, **_fields(line))
        for order, facts in pairs
        for position, line in enumerate(facts.lines)
    )
    Parcel.objects.bulk_create(
        Parcel(order=order, **_fields(parcel)) for order, facts in pairs for parcel in facts.parcels
    )
    Refund.objects.bulk_create(
        Refund(order=order, **_fields(refund)) for order, facts in pairs for refund in facts.refunds
    )
    Payment.objects.bulk_create(
        Payment(order=order, **_fields(payment)) for order, facts in pairs for payment in facts.payments
    )
    GoodsReturn.objects.bulk_create(
        GoodsReturn(order=order, **_fields(each)) for order, facts in pairs for each in facts.returns
    )


def _fields(part: Any) -> dict[str, Any]:
    return {name: dict(value) if name in ("holds", "of_lines") else value for name, value in vars(part).items()}
