"""The connector and the shop at once. Like a real shop it does whatever it is asked, as often as it is asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from muhatap.orders import facts_json
from muhatap.orders.facts import (
    CustomerFacts,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    RefundFacts,
    ReturnFacts,
)
from muhatap.orders.mentions import key_of
from muhatap.orders.models import EmbeddedOrder, Product
from muhatap.orders.shops.contract import (
    Access,
    Act,
    ActKind,
    Asked,
    Done,
    Heard,
    Missing,
    OrderPage,
    ProductPage,
    Refused,
)

PAGE = 100
MOST_FOUND = 50


@dataclass(frozen=True)
class EmbeddedShop:
    access: Access

    def check(self) -> list[Missing]:
        return []

    def order(self, outside_id: str) -> OrderFacts | None:
        row = self._rows().filter(outside_id=outside_id).first()
        return facts_json.load(row.told) if row else None

    def find(self, asked: Asked) -> list[OrderFacts]:
        rows = self._rows()
        if asked.email:
            rows = rows.filter(told__email=asked.email)
        elif asked.phone:
            rows = rows.filter(told__phone=asked.phone)
        found = [facts_json.load(row.told) for row in rows.order_by("-changed_at")]
        if asked.number:
            found = [order for order in found if key_of(order.number) == key_of(asked.number)]
        return found[:MOST_FOUND]

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        rows = self._rows() if since is None else self._rows().filter(changed_at__gte=since)
        # Those that change while the pages are read come again at the end.
        rows = rows.filter(pk__gt=int(cursor or 0)).order_by("pk")[:PAGE]
        page = list(rows)
        return OrderPage([facts_json.load(row.told) for row in page], str(page[-1].pk) if len(page) == PAGE else "")

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        # What it sells stands in the desk's own table from the start.
        return ProductPage([])

    def customer(self, email: str) -> CustomerFacts | None:
        return None

    def do(self, act: Act) -> Done:
        return _DEEDS[act.kind](self, act)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        now = self._needed(act)
        if act.kind == ActKind.ADDRESS:
            return Done() if now.ship_to == act.ship_to != before.ship_to else None
        if act.kind == ActKind.CANCEL:
            return Done() if now.state == "cancelled" != before.state else None
        if act.kind in (ActKind.NOTE, ActKind.DISCOUNT):
            return Done(called=_code(act) if act.kind == ActKind.DISCOUNT else "") if act.mark in now.note else None
        if act.kind == ActKind.DRAFT or act.kind == ActKind.RESHIP:
            made = self.order(act.mark)
            return Done(outside_id=act.mark, called=made.number) if made else None
        ids = {part.outside_id for part in now.refunds} | {part.outside_id for part in now.returns}
        return Done(outside_id=act.mark) if act.mark in ids else None

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        return None

    def refund(self, act: Act) -> Done:
        amount = act.amount or 0

        def given_back(order: OrderFacts) -> OrderFacts:
            back = sum(refund.amount for refund in order.refunds)
            if amount > order.total - back:
                raise Refused("The amount is larger than what is left of the payment.")
            made = RefundFacts(
                outside_id=self._free_id(order, act.mark), amount=amount, at=timezone.now(), reason=act.text,
                of_lines=act.lines,
            )  # fmt: skip
            lines = tuple(
                replace(
                    line, refunded_count=min(line.refunded_count + act.lines.get(line.outside_id, 0), line.quantity)
                )
                for line in order.lines
            )
            state = "refunded" if back + amount >= order.total else "part_refunded"
            return replace(order, refunds=(*order.refunds, made), lines=lines, payment_state=state)

        self._change(act, given_back)
        return Done(outside_id=act.mark)

    def cancel(self, act: Act) -> Done:
        def cancelled(order: OrderFacts) -> OrderFacts:
            if order.state == "cancelled":
                raise Refused("This order is cancelled already.")
            if any(parcel.state != "preparing" for parcel in order.parcels):
                raise Refused("A parcel of this order has left the house.")
            return replace(order, state="cancelled", cancelled_at=timezone.now())

        self._change(act, cancelled)
        return Done()

    def send_back(self, act: Act) -> Done:
        def returned(order: OrderFacts) -> OrderFacts:
            lines = act.lines or {line.outside_id: line.quantity for line in order.lines}
            made = ReturnFacts(
                outside_id=act.mark, state="expected", at=timezone.now(), reason=act.text, of_lines=lines
            )
            return replace(order, returns=(*order.returns, made))

        self._change(act, returned)
        return Done(outside_id=act.mark)

    def exchange(self, act: Act) -> Done:
        self.send_back(act)
        return self._sell(act, self._wanted(act))

    def reship(self, act: Act) -> Done:
        wanted = act.lines
        order = self._needed(act)
        lines = tuple(
            replace(
                line, quantity=wanted.get(line.outside_id, line.quantity), total=0, refunded_count=0, returned_count=0
            )
            for line in order.lines
            if not wanted or line.outside_id in wanted
        )  # fmt: skip
        return self._sell(act, lines)

    def correct_address(self, act: Act) -> Done:
        def corrected(order: OrderFacts) -> OrderFacts:
            if any(parcel.state != "preparing" for parcel in order.parcels):
                raise Refused("A parcel of this order has left the house.")
            return replace(order, ship_to=act.ship_to)

        self._change(act, corrected)
        return Done()

    def note(self, act: Act) -> Done:
        self._change(act, lambda order: replace(order, note=f"{order.note}\n{act.text} [{act.mark}]".strip()))
        return Done()

    def discount(self, act: Act) -> Done:
        code = _code(act)
        self._change(act, lambda order: replace(order, note=f"{order.note}\n{code} [{act.mark}]".strip()))
        return Done(called=code)

    def draft(self, act: Act) -> Done:
        return self._sell(act, self._wanted(act))

    def _wanted(self, act: Act) -> tuple[LineFacts, ...]:
        sold = {each.sku: each for each in Product.objects.filter(shop=self.access.shop_id, sku__in=act.wanted)}
        if missing := [sku for sku in act.wanted if sku not in sold]:
            raise Refused(f"There is nothing called {missing[0]} here.")
        return tuple(
            LineFacts(
                outside_id=str(place), sku=sku, name=sold[sku].name, quantity=count,
                total=0 if act.kind == ActKind.EXCHANGE else (sold[sku].price or 0) * count,
            )
            for place, (sku, count) in enumerate(act.wanted.items())
        )  # fmt: skip

    def _sell(self, act: Act, lines: tuple[LineFacts, ...]) -> Done:
        order, now = self._needed(act), timezone.now()
        total = sum(line.total for line in lines)
        number = f"{order.number}-{self._rows().filter(outside_id__startswith='mhtp-').count() + 1}"
        made = OrderFacts(
            outside_id=act.mark,
            number=number,
            placed_at=now,
            changed_at=now,
            currency=order.currency,
            total=total,
            payment_state="none" if total else "paid",
            paid_at=None if total else now,
            customer_name=order.customer_name,
            email=order.email,
            phone=order.phone,
            ship_to=order.ship_to,
            note=act.text,
            lines=lines,
            parcels=() if act.kind == ActKind.DRAFT else (ParcelFacts(outside_id="1", state="preparing"),),
        )
        put(self.access.shop_id, made)
        return Done(outside_id=act.mark, called=number)

    def _change(self, act: Act, change: Callable[[OrderFacts], OrderFacts]) -> None:
        with transaction.atomic():
            row = self._rows().select_for_update().filter(outside_id=act.order_id).first()
            if row is None:
                raise Refused("There is no such order.")
            was = facts_json.load(row.told)
            now = max(timezone.now(), was.changed_at + timedelta(microseconds=1))
            row.told, row.changed_at = facts_json.dump(replace(change(was), changed_at=now)), now
            row.save()

    def _needed(self, act: Act) -> OrderFacts:
        order = self.order(act.order_id)
        if order is None:
            raise Refused("There is no such order.")
        return order

    def _free_id(self, order: OrderFacts, mark: str) -> str:
        """Return the mark, or for one that is asked for again what a careless shop would: another one."""
        count = sum(refund.outside_id.startswith(mark) for refund in order.refunds)
        return f"{mark}-{count + 1}" if count else mark

    def _rows(self) -> QuerySet[EmbeddedOrder]:
        return EmbeddedOrder.objects.filter(shop=self.access.shop_id)


def put(shop_id: int, order: OrderFacts) -> None:
    """Place an order in the shop, or describe one anew."""
    EmbeddedOrder.objects.update_or_create(
        shop_id=shop_id,
        outside_id=order.outside_id,
        defaults={"told": facts_json.dump(order), "changed_at": order.changed_at},
    )


def put_all(shop_id: int, orders: Iterable[OrderFacts]) -> None:
    """Place many orders that are not there yet."""
    EmbeddedOrder.objects.bulk_create(
        [
            EmbeddedOrder(
                shop_id=shop_id,
                outside_id=order.outside_id,
                told=facts_json.dump(order),
                changed_at=order.changed_at,
            )
            for order in orders
        ],
        batch_size=500,
    )


def _refunded(line: LineFacts, count: int) -> LineFacts:
    return replace(line, refunded_count=min(line.refunded_count + count, line.quantity))


def _code(act: Act) -> str:
    return f"OZUR-{act.mark[-6:].upper()}"


_DEEDS: Mapping[ActKind, Callable[[EmbeddedShop, Act], Done]] = {
    ActKind.REFUND: EmbeddedShop.refund,
    ActKind.CANCEL: EmbeddedShop.cancel,
    ActKind.RETURN: EmbeddedShop.send_back,
    ActKind.EXCHANGE: EmbeddedShop.exchange,
    ActKind.RESHIP: EmbeddedShop.reship,
    ActKind.ADDRESS: EmbeddedShop.correct_address,
    ActKind.NOTE: EmbeddedShop.note,
    ActKind.DISCOUNT: EmbeddedShop.discount,
    ActKind.DRAFT: EmbeddedShop.draft,
}
