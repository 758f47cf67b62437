"""Reading what a Medusa says: orders, products, customers. Pure; nothing is believed before it is looked at.

Medusa writes amounts as decimals in the currency's own unit and reckons with as many digits as come out: 15 % off 28.50
make an order of 24.225. What a currency cannot pay is brought to its minor unit as payment providers do, half up;
what may still be refunded is cut off, so that it is never more than there is.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, cast

from muhatap.orders import money
from muhatap.orders.facts import (
    MOST_LINES,
    Address,
    CustomerFacts,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    PaymentFacts,
    ProductFacts,
    RefundFacts,
    ReturnFacts,
)
from muhatap.orders.shops.contract import NotUnderstood

MOST_COUNT = 1_000_000
ORDER_FIELDS = (
    "id,display_id,custom_display_id,status,created_at,updated_at,canceled_at,currency_code,email,metadata,"
    "region_id,sales_channel_id,customer_id,shipping_total,*items,*items.detail,*shipping_address,*shipping_methods,"
    "*customer,*fulfillments,*fulfillments.labels,*fulfillments.items,*payment_collections,"
    "*payment_collections.payments,*payment_collections.payments.captures,*payment_collections.payments.refunds,"
    "*returns,*returns.items"
)
PRODUCT_FIELDS = (
    "id,title,status,updated_at,*variants,*variants.prices,*variants.options,*variants.options.option,"
    "*variants.inventory_items,*variants.inventory_items.inventory.location_levels"
)
_ORDERS = {"canceled": "cancelled", "completed": "done", "archived": "done"}
_RETURNS = {"requested": "expected", "partially_received": "expected", "received": "received", "canceled": "refused"}
# What the back office calls the variant of a product that has no others.
_ONLY_VARIANT = "Default variant"
# What acts.py writes behind the reason: "[mhtp-0f3a… ordli_01M8…:2]".
_MARKED = re.compile(r"\s*\[(?P<mark>mhtp-[a-z0-9]{1,40})(?P<lines>(?: [\w-]{1,120}:\d{1,7})*)\]\Z", re.ASCII)
_NOTE = re.compile(r"mhtp-[a-z0-9]{1,40}\Z", re.ASCII)


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
        """Return a text on one line, shortened; numbers as they are written."""
        value = self.told.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise NotUnderstood(f"{self.where}.{name} is no text")
        return " ".join(str(value).replace("\x00", "").split())[:longest]

    def id(self, name: str = "id") -> str:
        value = self.told.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= 120:
            raise NotUnderstood(f"{self.where}.{name} is no id")
        return value

    def count(self, name: str) -> int:
        value = self.told.get(name)
        number = value.normalize() if isinstance(value, Decimal) and value.is_finite() else value
        if isinstance(number, bool) or not isinstance(number, int | Decimal) or number != int(number):
            raise NotUnderstood(f"{self.where}.{name} is no number of pieces")
        if not 0 <= number <= MOST_COUNT:
            raise NotUnderstood(f"{self.where}.{name} is no number of pieces")
        return int(number)

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

    def decimal(self, name: str) -> Decimal:
        value = self.told.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise NotUnderstood(f"{self.where}.{name} is no amount")
        number = Decimal(value)
        if not number.is_finite() or (number and abs(number.adjusted()) > 20):
            raise NotUnderstood(f"{self.where}.{name} is no amount")
        return number

    def decimal_or_none(self, name: str) -> Decimal:
        return Decimal(0) if self.told.get(name) is None else self.decimal(name)

    def amount(self, name: str, currency: str) -> int:
        return minor(self.decimal(name), currency, f"{self.where}.{name}")

    def part(self, name: str) -> "Place":
        return Place.of(self.told.get(name), f"{self.where}.{name}")

    def part_or_empty(self, name: str) -> "Place":
        return Place({}, f"{self.where}.{name}") if self.told.get(name) is None else self.part(name)

    def parts(self, name: str, most: int = MOST_LINES) -> list["Place"]:
        told = self.told.get(name)
        if not isinstance(told, list):
            raise NotUnderstood(f"{self.where}.{name} is no list")
        if len(told) > most:
            raise NotUnderstood(f"{self.where}.{name} is longer than {most}")
        return [Place.of(each, f"{self.where}.{name}[{place}]") for place, each in enumerate(told)]


def minor(value: Decimal, currency: str, where: str, *, rounding: str = ROUND_HALF_UP) -> int:
    """Return an amount in the minor unit of its currency."""
    try:
        digits = money.digits_of(currency)
        return money.read(value.quantize(Decimal(1).scaleb(-digits), rounding=rounding), currency).minor
    except (money.NotAnAmount, money.UnknownCurrency) as error:
        raise NotUnderstood(f"{where}: {error}") from error


def number_of(value: int, currency: str) -> int | float:
    """Return an amount in the minor unit as a JSON number, which Medusa wants. Raises NotAnAmount: too many digits."""
    exact = money.Amount(value, currency).decimal
    if exact == exact.to_integral_value():
        return int(exact)
    near = float(exact)
    if Decimal(repr(near)) != exact:
        raise money.NotAnAmount("the amount has too many digits to be sent")
    return near


def orders(told: object, *, base: str = "") -> list[OrderFacts]:
    """Return the orders of a list, read with ORDER_FIELDS."""
    return [order(each, base=base) for each in Place.of(told, "answer").parts("orders")]


def order(place: Place, *, base: str = "") -> OrderFacts:
    """Return one order, whole. `base` is the address of the server, for the link to its page."""
    currency = place.text("currency_code", 3).upper()
    items = [item for item in place.parts("items") if item.count("quantity")]
    collections = place.parts("payment_collections")
    payments = [payment for each in collections for payment in each.parts("payments")]
    refunds = [refund for payment in payments for refund in payment.parts("refunds")]
    fulfilments = [each for each in place.parts("fulfillments") if each.moment_or_none("canceled_at") is None]
    returns = place.parts("returns")
    ship_to = place.part_or_empty("shipping_address")
    customer = place.part_or_empty("customer")
    told_refunds = tuple(_refund(each, currency) for each in refunds)
    told_payments = tuple(_payment(each, currency) for each in payments)
    address = _address(ship_to)
    paid = [payment.at for payment in told_payments if payment.at is not None]
    total = sum((_whole(item) for item in items), place.decimal("shipping_total"))
    return OrderFacts(
        outside_id=place.id(),
        number=place.text("custom_display_id", 60) or place.text("display_id", 60) or place.id()[:60],
        placed_at=place.moment("created_at"),
        changed_at=_changed_at([place, *collections, *payments, *refunds, *fulfilments, *returns]),
        currency=currency,
        total=minor(total, currency, f"{place.where}.total"),
        state=_ORDERS.get(place.text("status", 40), "open"),
        cancelled_at=place.moment_or_none("canceled_at"),
        payment_state=_payment_state(told_payments, told_refunds),
        paid_at=min(paid, default=None),
        customer_name=address.name or _name(customer),
        email=place.text("email", 320),
        phone=(address.phone or customer.text("phone", 20))[:20],
        ship_to=address,
        note=_note(place),
        admin_url=f"{base}/app/orders/{place.id()}"[:500] if base else "",
        lines=_lines(items, told_refunds, currency),
        parcels=tuple(_parcel(each, place) for each in fulfilments),
        refunds=told_refunds,
        payments=told_payments,
        # One that is only being written in the back office ("open") has not been asked for yet.
        returns=tuple(_return(each) for each in returns if each.text("status", 40) in _RETURNS),
    )


def mark_of(written: str) -> str:
    """Return the mark that a note of ours ends in; empty for one that is somebody else's."""
    found = _MARKED.search(written)
    return found["mark"] if found else ""


def marked(text: str, mark: str, lines: Mapping[str, int] | None = None) -> str:
    """Return a text with a mark behind it that `mark_of` finds, and the lines that it is about."""
    about = "".join(f" {line}:{count}" for line, count in (lines or {}).items())
    return f"{text.strip()} [{mark}{about}]".strip()


def products(told: object, *, currency: str) -> list[ProductFacts]:
    """Return what can be bought: each variant that has a stock number. `currency`: the shop's own, in capitals."""
    found: list[ProductFacts] = []
    for product in Place.of(told, "answer").parts("products"):
        variants = product.parts("variants")
        found += [
            _product(variant, product, is_only=len(variants) == 1, currency=currency)
            for variant in variants
            if variant.text("sku", 80)
        ]
    return found


def customer(place: Place, *, order_count: int) -> CustomerFacts:
    return CustomerFacts(
        outside_id=place.id(),
        name=_name(place),
        email=place.text("email", 320),
        phone=place.text("phone", 20),
        since=place.moment_or_none("created_at"),
        order_count=order_count,
    )


def _changed_at(places: Iterable[Place]) -> datetime:
    """Return when any part changed last: a payment that comes does not touch its order in Medusa."""
    return max(each.moment("updated_at") for each in places)


def _whole(item: Place) -> Decimal:
    """Return what all of a line cost, after discounts and with tax. Of what came back Medusa takes the price away."""
    return item.decimal("total") + sum(item.decimal_or_none(f"return_{how}_total") for how in ("received", "dismissed"))


def _lines(items: list[Place], refunds: Iterable[RefundFacts], currency: str) -> tuple[LineFacts, ...]:
    refunded: dict[str, int] = {}
    for refund in refunds:
        for line, count in refund.of_lines.items():
            refunded[line] = refunded.get(line, 0) + count
    return tuple(_line(item, currency, refunded.get(item.id(), 0)) for item in items)


def _line(item: Place, currency: str, refunded: int) -> LineFacts:
    detail, quantity = item.part("detail"), item.count("quantity")
    variant = item.text("variant_title", 100)
    name = item.text("product_title", 300) or item.text("title", 300)
    is_named = variant not in ("", name, _ONLY_VARIANT)
    return LineFacts(
        outside_id=item.id(),
        name=(f"{name}, {variant}" if is_named else name)[:300] or item.id(),
        sku=item.text("variant_sku", 80),
        quantity=quantity,
        total=minor(_whole(item), currency, f"{item.where}.total"),
        refunded_count=min(refunded, quantity),
        returned_count=min(
            detail.count("return_received_quantity") + detail.count("return_dismissed_quantity"), quantity
        ),
    )


def _parcel(fulfilment: Place, place: Place) -> ParcelFacts:
    delivered, shipped = fulfilment.moment_or_none("delivered_at"), fulfilment.moment_or_none("shipped_at")
    labels, methods = fulfilment.parts("labels"), place.parts("shipping_methods")
    holds: dict[str, int] = {}
    for item in fulfilment.parts("items"):
        # Pieces that are no line of the order (parts of a set) carry none.
        if item.told.get("line_item_id") is not None:
            holds[item.id("line_item_id")] = holds.get(item.id("line_item_id"), 0) + item.count("quantity")
    return ParcelFacts(
        outside_id=fulfilment.id(),
        state="delivered" if delivered else "shipped" if shipped else "preparing",
        # Medusa knows no carriers; shops name their shipping options after them.
        carrier=methods[0].text("name", 80) if methods else "",
        tracking_number=labels[0].text("tracking_number", 80).replace(" ", "") if labels else "",
        tracking_url=_link(labels[0].text("tracking_url", 500)) if labels else "",
        shipped_at=shipped,
        delivered_at=delivered,
        last_movement_at=delivered or shipped or fulfilment.moment_or_none("packed_at"),
        holds=holds,
    )


def _link(written: str) -> str:
    """Return a web address; Medusa takes "#" and anything its back office was given."""
    return written if written.startswith(("https://", "http://")) else ""


def _refund(refund: Place, currency: str) -> RefundFacts:
    note = refund.text("note", 20_000)
    found = _MARKED.search(note)
    lines = (each.rsplit(":", 1) for each in found["lines"].split()) if found else ()
    return RefundFacts(
        outside_id=refund.id(),
        amount=refund.amount("amount", currency),
        at=refund.moment("created_at"),
        reason=(note[: found.start()] if found else note)[:300],
        of_lines={line: int(count) for line, count in lines},
    )


def _payment(payment: Place, currency: str) -> PaymentFacts:
    captured = sum((each.decimal("amount") for each in payment.parts("captures")), Decimal(0))
    back = sum((each.decimal("amount") for each in payment.parts("refunds")), Decimal(0))
    if captured:
        state = "refunded" if back >= captured else "part_refunded" if back else "paid"
    else:
        state = "failed" if payment.moment_or_none("canceled_at") else "authorised"
    # Captured in part is not paid.
    if state == "paid" and captured < payment.decimal("amount"):
        state = "authorised"
    left = max(captured - back, Decimal(0))
    return PaymentFacts(
        outside_id=payment.id(),
        amount=payment.amount("amount", currency),
        state=state,
        method=payment.text("provider_id", 80).removeprefix("pp_"),
        at=payment.moment_or_none("captured_at"),
        refundable=minor(left, currency, f"{payment.where}.refunds", rounding=ROUND_DOWN),
    )


def _payment_state(payments: tuple[PaymentFacts, ...], refunds: tuple[RefundFacts, ...]) -> str:
    states = {payment.state for payment in payments}
    if refunds:
        return "refunded" if states <= {"refunded", "failed"} else "part_refunded"
    for state in ("authorised", "paid"):
        if state in states:
            return state
    return "failed" if states else "none"


def _return(place: Place) -> ReturnFacts:
    lines: dict[str, int] = {}
    for item in place.parts("items"):
        lines[item.id("item_id")] = lines.get(item.id("item_id"), 0) + item.count("quantity")
    notes = [item.text("note", 300) for item in place.parts("items")]
    return ReturnFacts(
        outside_id=place.id(),
        state=_RETURNS[place.text("status", 40)],
        at=place.moment("created_at"),
        reason=next(filter(None, notes), ""),
        of_lines=lines,
    )


def _address(place: Place) -> Address:
    lines = (place.text(name, 300) for name in ("company", "address_1", "address_2"))
    return Address(
        name=_name(place),
        lines=tuple(line for line in lines if line),
        postcode=place.text("postal_code", 20),
        city=place.text("city", 100),
        country=place.text("country_code", 2).upper(),
        phone=place.text("phone", 30),
    )


def _name(place: Place) -> str:
    return f"{place.text('first_name', 100)} {place.text('last_name', 100)}".strip()[:200]


def _note(place: Place) -> str:
    """Return the notes that came from here. Medusa has no field for notes; they lie in the metadata of the order."""
    metadata = place.part_or_empty("metadata").told
    texts = [str(value) for key, value in metadata.items() if _NOTE.match(key) and isinstance(value, str)]
    return "\n".join(texts).replace("\x00", "")[:5000]


def _product(variant: Place, product: Place, *, is_only: bool, currency: str) -> ProductFacts:
    title, kind = product.text("title", 200), variant.text("title", 90)
    prices = [each for each in variant.parts("prices") if not each.part_or_empty("rules").told]
    price = next((each for each in prices if each.text("currency_code", 3).upper() == currency), None)
    return ProductFacts(
        outside_id=variant.id(),
        sku=variant.text("sku", 80),
        name=title if is_only or not kind else f"{title}, {kind}",
        changed_at=max(product.moment("updated_at"), variant.moment("updated_at")),
        currency=currency if price else "",
        price=price.amount("amount", currency) if price else None,
        stock=_stock(variant),
        details=tuple(
            (option.part_or_empty("option").text("title", 60), option.text("value", 200))
            for option in variant.parts("options")
        ),
        is_sold=product.text("status", 40) == "published",
    )


def _stock(variant: Place) -> int | None:
    """Return how many can be sold: of a set, as many as its scarcest part allows. None where nobody counts."""
    if variant.told.get("manage_inventory") is not True:
        return None
    sets: list[int] = []
    for item in variant.parts("inventory_items"):
        levels = item.part_or_empty("inventory").told.get("location_levels")
        if not isinstance(levels, list):
            raise NotUnderstood(f"{item.where}.inventory.location_levels is no list")
        there = sum(
            (Place.of(level, f"{item.where}.level").decimal("available_quantity") for level in levels), Decimal(0)
        )
        needed = item.count("required_quantity") if item.told.get("required_quantity") is not None else 1
        sets.append(max(int(there // max(needed, 1)), 0))
    return min(sets, default=None)
