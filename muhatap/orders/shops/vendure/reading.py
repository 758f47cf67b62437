"""Reading what a Vendure says: orders, products, customers. Pure. Nothing is believed before it is looked at.

Vendure counts all money of a shop in units of one precision (two digits, where its owner did not choose others),
whatever the currency: 1,000 yen are 100000.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from muhatap.orders import money
from muhatap.orders.facts import (
    Address,
    CustomerFacts,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    PaymentFacts,
    ProductFacts,
    RefundFacts,
)
from muhatap.orders.shops.contract import NotUnderstood

MOST_COUNT = 1_000_000
_ORDERS = {"Delivered": "done", "Cancelled": "cancelled"}
_PARCELS = {
    "Created": "preparing",
    "Pending": "preparing",
    "Shipped": "shipped",
    "Delivered": "delivered",
}
_PAYMENTS = {
    "Created": "none",
    "Authorized": "authorised",
    "Settled": "paid",
    "Declined": "failed",
    "Error": "failed",
    "Cancelled": "failed",
}
# The money came.
_SETTLED = frozenset({"paid", "part_refunded", "refunded"})


@dataclass(frozen=True)
class Place:
    """A part of an answer and where it stands."""

    told: Mapping[str, Any]
    where: str

    @classmethod
    def of(cls, told: object, where: str) -> "Place":
        if not isinstance(told, dict):
            raise NotUnderstood(f"{where} is missing or no object")
        return cls(cast("dict[str, Any]", told), where)

    def text(self, name: str, longest: int) -> str:
        value = self.told.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise NotUnderstood(f"{self.where}.{name} is no text")
        return " ".join(value.replace("\x00", "").split())[:longest]

    def id(self, name: str = "id") -> str:
        value = self.told.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int) or not str(value) or len(str(value)) > 120:
            raise NotUnderstood(f"{self.where}.{name} is no id")
        return str(value)

    def count(self, name: str) -> int:
        value = self.told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNT:
            raise NotUnderstood(f"{self.where}.{name} is no number of pieces")
        return value

    def moment(self, name: str) -> datetime:
        moment = self.moment_or_none(name)
        if moment is None:
            raise NotUnderstood(f"{self.where}.{name} is missing")
        return moment

    def moment_or_none(self, name: str) -> datetime | None:
        value = self.told.get(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise NotUnderstood(f"{self.where}.{name} is no moment") from error
        if moment.tzinfo is None:
            raise NotUnderstood(f"{self.where}.{name} names no time zone")
        return moment

    def amount(self, name: str, currency: str, precision: int) -> int:
        value = self.told.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise NotUnderstood(f"{self.where}.{name} is no amount")
        return amount_in(value, currency, precision, f"{self.where}.{name}")

    def part(self, name: str) -> "Place":
        return Place.of(self.told.get(name), f"{self.where}.{name}")

    def part_or_empty(self, name: str) -> "Place":
        return Place({}, f"{self.where}.{name}") if self.told.get(name) is None else self.part(name)

    def parts(self, name: str) -> list["Place"]:
        """Return the parts of a list; an empty one where the shop says null."""
        told = self.told.get(name)
        if told is None and name in self.told:
            return []
        if not isinstance(told, list):
            raise NotUnderstood(f"{self.where}.{name} is no list")
        return [Place.of(each, f"{self.where}.{name}[{place}]") for place, each in enumerate(told)]


def amount_in(value: int, currency: str, precision: int, where: str) -> int:
    """Return an amount of the shop in the minor unit of its currency."""
    try:
        return money.read(Decimal(value).scaleb(-precision), currency).minor
    except (money.NotAnAmount, money.UnknownCurrency) as error:
        raise NotUnderstood(f"{where}: {error}") from error


def amount_out(minor: int, currency: str, precision: int) -> int:
    """Return an amount in the units that the shop counts in. Raises NotAnAmount, where it counts in larger ones."""
    value = Decimal(minor).scaleb(precision - money.digits_of(currency))
    if value != value.to_integral_value():
        raise money.NotAnAmount(f"the shop counts in {precision} digits")
    return int(value)


def items(told: object, where: str) -> list[Place]:
    return Place.of(told, where).parts("items")


def order(told: object, *, precision: int, back_office: str = "", where: str = "order") -> OrderFacts:
    """Return an order that the query `ORDER` asked for, whole."""
    place = Place.of(told, where)
    currency = place.text("currencyCode", 3)
    state = _ORDERS.get(place.text("state", 60), "open")
    payments = place.parts("payments")
    history = place.part("history").parts("items")
    refunds = tuple(
        _refund(each, currency, precision)
        for payment in payments
        for each in payment.parts("refunds")
        if each.text("state", 60) != "Failed"
    )
    paid = tuple(_payment(each, currency, precision) for each in payments)
    customer = place.part_or_empty("customer")
    address = _address(place.part_or_empty("shippingAddress"))
    outside_id = place.id()
    is_cancelled = state == "cancelled"
    held = sum(each.amount for each in paid if each.state in (*_SETTLED, "authorised"))
    return OrderFacts(
        outside_id=outside_id,
        number=place.text("code", 60) or outside_id[:60],
        placed_at=place.moment_or_none("orderPlacedAt") or place.moment("createdAt"),
        changed_at=_changed_at(place, payments, history),
        currency=currency,
        # Vendure sets the total of a cancelled order to nothing; what it was can be seen by what was paid.
        total=held if is_cancelled and held else place.amount("totalWithTax", currency, precision),
        state=state,
        cancelled_at=_moment_of(history, "ORDER_STATE_TRANSITION", to="Cancelled") if is_cancelled else None,
        payment_state=_payment_state(paid, refunds),
        paid_at=min((each.at for each in paid if each.state in _SETTLED and each.at), default=None),
        customer_name=_name(customer)[:200] or address.name,
        email=customer.text("emailAddress", 320),
        phone=customer.text("phoneNumber", 20) or address.phone[:20],
        ship_to=address,
        admin_url=f"{back_office}/orders/{outside_id}"[:500] if back_office else "",
        lines=_lines(place, currency, precision, refunds, is_cancelled=is_cancelled),
        parcels=tuple(
            _parcel(each, history) for each in place.parts("fulfillments") if each.text("state", 60) != "Cancelled"
        ),
        refunds=refunds,
        payments=paid,
    )


def notes(place: Place) -> Iterable[str]:
    """Return the notes on an order, the reasons of its cancellations and what was written at its modifications."""
    for entry in place.part("history").parts("items"):
        if entry.text("type", 60) in ("ORDER_NOTE", "ORDER_CANCELLATION"):
            said = entry.part_or_empty("data")
            yield said.text("note", 2000) + said.text("reason", 2000)
    for each in place.parts("modifications"):
        yield each.text("note", 2000)


def product(told: object, *, precision: int, is_counted: bool, where: str) -> ProductFacts:
    """Return a variant. `is_counted`: the shop counts stock where a variant does not say otherwise."""
    place = Place.of(told, where)
    currency = place.text("currencyCode", 3)
    levels = place.parts("stockLevels")
    counts = place.text("trackInventory", 20)
    details = [(each.part("group").text("name", 60), each.text("name", 200)) for each in place.parts("options")]
    details += [(each.part("facet").text("name", 60), each.text("name", 200)) for each in place.parts("facetValues")]
    return ProductFacts(
        outside_id=place.id(),
        sku=place.text("sku", 80),
        name=place.text("name", 300),
        changed_at=max([place.moment("updatedAt"), *(each.moment("updatedAt") for each in levels)]),
        currency=currency,
        price=place.amount("priceWithTax", currency, precision),
        stock=sum(each.count("stockOnHand") - each.count("stockAllocated") for each in levels)
        if counts == "TRUE" or (counts == "INHERIT" and is_counted)
        else None,
        details=tuple((name, value) for name, value in details if name and value),
        is_sold=place.told.get("enabled") is True,
    )


def customer(place: Place) -> CustomerFacts:
    return CustomerFacts(
        outside_id=place.id(),
        name=_name(place)[:200],
        email=place.text("emailAddress", 320),
        phone=place.text("phoneNumber", 20),
        since=place.moment("createdAt"),
        order_count=place.part("orders").count("totalItems"),
    )


def _lines(
    place: Place, currency: str, precision: int, refunds: tuple[RefundFacts, ...], *, is_cancelled: bool
) -> tuple[LineFacts, ...]:
    refunded: dict[str, int] = {}
    for refund in refunds:
        for line, count in refund.of_lines.items():
            refunded[line] = refunded.get(line, 0) + count
    return tuple(_line(each, currency, precision, refunded, is_cancelled=is_cancelled) for each in place.parts("lines"))


def _line(place: Place, currency: str, precision: int, refunded: Mapping[str, int], *, is_cancelled: bool) -> LineFacts:
    variant = place.part("productVariant")
    # Cancelled pieces are taken off a line; of a cancelled order it is shown what was ordered.
    quantity = place.count("orderPlacedQuantity") if is_cancelled else place.count("quantity")
    each = place.amount("proratedUnitPriceWithTax", currency, precision)
    total = place.amount("proratedLinePriceWithTax", currency, precision)
    return LineFacts(
        outside_id=place.id(),
        name=variant.text("name", 300),
        sku=variant.text("sku", 80),
        quantity=quantity,
        total=each * quantity if is_cancelled else total,
        refunded_count=min(refunded.get(place.id(), 0), max(quantity, place.count("orderPlacedQuantity"))),
    )


def _held(place: Place) -> dict[str, int]:
    return {each.id("orderLineId"): each.count("quantity") for each in place.parts("lines")}


def _parcel(place: Place, history: list[Place]) -> ParcelFacts:
    outside_id = place.id()
    said = "ORDER_FULFILLMENT_TRANSITION"
    return ParcelFacts(
        outside_id=outside_id,
        state=_PARCELS.get(place.text("state", 60), "in_transit"),
        carrier=place.text("method", 80),
        tracking_number=place.text("trackingCode", 200).replace(" ", "")[:80],
        shipped_at=_moment_of(history, said, to="Shipped", fulfillment=outside_id),
        delivered_at=_moment_of(history, said, to="Delivered", fulfillment=outside_id),
        last_movement_at=place.moment("updatedAt"),
        holds=_held(place),
    )


def _refund(place: Place, currency: str, precision: int) -> RefundFacts:
    return RefundFacts(
        outside_id=place.id(),
        amount=place.amount("total", currency, precision),
        at=place.moment("createdAt"),
        reason=place.text("reason", 300),
        of_lines=_held(place),
    )


def _payment(place: Place, currency: str, precision: int) -> PaymentFacts:
    amount = place.amount("amount", currency, precision)
    state = _PAYMENTS.get(place.text("state", 60), "unknown")
    back = sum(
        each.amount("total", currency, precision)
        for each in place.parts("refunds")
        if each.text("state", 60) != "Failed"
    )
    if state == "paid" and back:
        state = "refunded" if back >= amount else "part_refunded"
    return PaymentFacts(
        outside_id=place.id(),
        amount=amount,
        state=state,
        method=place.text("method", 80),
        at=place.moment("createdAt"),
        refundable=max(amount - back, 0) if state in _SETTLED else 0,
    )


def _payment_state(paid: tuple[PaymentFacts, ...], refunds: tuple[RefundFacts, ...]) -> str:
    settled = sum(each.amount for each in paid if each.state in _SETTLED)
    back = sum(each.amount for each in refunds)
    states = {each.state for each in paid}
    if states & _SETTLED:
        return "part_refunded" if 0 < back < settled else "refunded" if back else "paid"
    return next((each for each in ("authorised", "unknown", "failed") if each in states), "none")


def _address(place: Place) -> Address:
    street = (place.text("company", 200), place.text("streetLine1", 200), place.text("streetLine2", 200))
    return Address(
        name=place.text("fullName", 200),
        lines=tuple(filter(None, street)),
        postcode=place.text("postalCode", 20),
        city=", ".join(filter(None, (place.text("city", 100), place.text("province", 100)))),
        country=place.text("countryCode", 2),
        phone=place.text("phoneNumber", 40),
    )


def _name(customer: Place) -> str:
    return f"{customer.text('firstName', 100)} {customer.text('lastName', 100)}".strip()


def _moment_of(history: list[Place], kind: str, *, to: str, fulfillment: str = "") -> datetime | None:
    for entry in history:
        data = entry.part_or_empty("data")
        if entry.text("type", 60) != kind or data.told.get("to") != to:
            continue
        if not fulfillment or str(data.told.get("fulfillmentId")) == fulfillment:
            return entry.moment("createdAt")
    return None


def _changed_at(place: Place, payments: list[Place], history: list[Place]) -> datetime:
    parts = [*payments, *place.parts("fulfillments")]
    parts += [each for payment in payments for each in payment.parts("refunds")]
    return max(
        [place.moment("updatedAt")]
        + [each.moment("updatedAt") for each in parts]
        + [each.moment("createdAt") for each in history]
    )
