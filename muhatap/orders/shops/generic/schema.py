"""Read orders that a shop wrote as JSON after our schema (README.md). Pure; refuses rather than guesses."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from muhatap.orders import money
from muhatap.orders.facts import MOST_LINES, Address, LineFacts, OrderFacts, ParcelFacts, RefundFacts

MOST_ORDERS = 500
STATES = ("open", "done", "cancelled")
PAYMENTS = ("unknown", "none", "authorised", "paid", "part_refunded", "refunded", "failed")
PARCELS = ("preparing", "shipped", "in_transit", "out_for_delivery", "delivered", "failed", "returned")
# PostgreSQL's integer and bigint.
MOST_COUNT = 1_000_000
MOST_AMOUNT = 10**15


class NotOrders(ValueError):
    """What was sent cannot be read as orders. `where` is the place ("orders[3].total"), `problem` the reason."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)
        self.where, self.problem = where, problem


def read(body: bytes) -> list[OrderFacts]:
    """Return the orders in a message. Raises NotOrders at the first thing that is missing or makes no sense."""
    try:
        # Numbers stay as they are written: a float would change an amount.
        told = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotOrders("", "this is not JSON") from error
    if not isinstance(told, dict) or not isinstance(told.get("orders"), list):
        raise NotOrders("orders", "a list is expected")
    if len(told["orders"]) > MOST_ORDERS:
        raise NotOrders("orders", f"at most {MOST_ORDERS} at once")
    return [order(each, f"orders[{place}]") for place, each in enumerate(told["orders"])]


def order(told: object, where: str = "order") -> OrderFacts:
    """Return one order. Raises NotOrders."""
    at = _Place(told, where)
    currency = at.text("currency", 3, is_needed=True).upper()
    try:
        money.digits_of(currency)
    except ValueError as error:
        raise NotOrders(f"{where}.currency", str(error)) from error
    who, parts = at.part("customer"), at.parts
    placed_at = at.moment("placed_at", is_needed=True)
    assert placed_at is not None
    facts = OrderFacts(
        outside_id=at.text("id", 120, is_needed=True),
        number=at.text("number", 60) or at.text("id", 60, is_needed=True),
        placed_at=placed_at,
        changed_at=at.moment("changed_at") or placed_at,
        currency=currency,
        total=at.amount("total", currency),
        state=at.one_of("state", STATES, "open"),
        cancelled_at=at.moment("cancelled_at"),
        payment_state=at.one_of("payment", PAYMENTS, "unknown"),
        paid_at=at.moment("paid_at"),
        customer_name=who.text("name", 200),
        email=who.text("email", 320),
        phone=who.text("phone", 20),
        ship_to=_address(at.part("ship_to")),
        note=at.text("note", 5000),
        admin_url=at.address("admin_url"),
        lines=tuple(_line(each, currency) for each in parts("lines", MOST_LINES)),
        parcels=tuple(_parcel(each) for each in parts("parcels", 200)),
        refunds=tuple(_refund(each, currency) for each in parts("refunds", 500)),
    )
    for name in ("lines", "parcels", "refunds"):
        ids = [part.outside_id for part in getattr(facts, name)]
        if len(set(ids)) != len(ids):
            raise NotOrders(f"{where}.{name}", "two carry the same id")
    return facts


def _line(at: "_Place", currency: str) -> LineFacts:
    return LineFacts(
        outside_id=at.text("id", 120, is_needed=True),
        name=at.text("name", 300, is_needed=True),
        sku=at.text("sku", 80),
        quantity=at.count("quantity", is_needed=True),
        total=at.amount("total", currency),
        refunded_count=at.count("refunded"),
        returned_count=at.count("returned"),
    )


def _parcel(at: "_Place") -> ParcelFacts:
    return ParcelFacts(
        outside_id=at.text("id", 120, is_needed=True),
        state=at.one_of("state", PARCELS, "preparing"),
        carrier=at.text("carrier", 80),
        tracking_number=at.text("tracking_number", 80).replace(" ", ""),
        tracking_url=at.address("tracking_url"),
        shipped_at=at.moment("shipped_at"),
        delivered_at=at.moment("delivered_at"),
        last_movement_at=at.moment("last_movement_at"),
        last_movement=at.text("last_movement", 200),
        holds=at.counts("lines"),
    )


def _refund(at: "_Place", currency: str) -> RefundFacts:
    moment = at.moment("at", is_needed=True)
    assert moment is not None
    return RefundFacts(
        outside_id=at.text("id", 120, is_needed=True),
        amount=at.amount("amount", currency),
        at=moment,
        reason=at.text("reason", 300),
        of_lines=at.counts("lines"),
    )


def _address(at: "_Place") -> Address:
    return Address(
        name=at.text("name", 200),
        lines=tuple(at.text(name, 300) for name in ("line1", "line2") if at.text(name, 300)),
        postcode=at.text("postcode", 20),
        city=at.text("city", 100),
        country=at.text("country", 60),
        phone=at.text("phone", 30),
    )


class _Place:
    """An object of the message, and where it stands: whoever built the message should find the fault at once."""

    def __init__(self, told: object, where: str) -> None:
        if not isinstance(told, dict):
            raise NotOrders(where, "an object is expected")
        self._told: Mapping[str, Any] = told
        self._where = where

    def text(self, name: str, longest: int, *, is_needed: bool = False) -> str:
        """Return a text of one field, shortened; numbers are taken as they are written."""
        value = self._told.get(name)
        if value is None or value == "":
            return self._missing(name) if is_needed else ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise NotOrders(f"{self._where}.{name}", "a text is expected")
        text = str(value).replace("\x00", "").strip()
        if is_needed and (not text or len(text) > longest):
            raise NotOrders(f"{self._where}.{name}", f"between 1 and {longest} characters are expected")
        return text[:longest]

    def amount(self, name: str, currency: str) -> int:
        value = self._told.get(name)
        if value is None:
            self._missing(name)
        try:
            minor = money.read(value, currency).minor
        except (ValueError, TypeError) as error:
            raise NotOrders(f"{self._where}.{name}", str(error)) from error
        if not 0 <= minor <= MOST_AMOUNT:
            raise NotOrders(f"{self._where}.{name}", "an amount of nothing or more is expected")
        return minor

    def count(self, name: str, *, is_needed: bool = False) -> int:
        value = self._told.get(name)
        if value is None:
            return int(self._missing(name)) if is_needed else 0
        return self._number(value, f"{self._where}.{name}")

    def counts(self, name: str) -> dict[str, int]:
        told = self._told.get(name)
        if told is None:
            return {}
        if not isinstance(told, dict):
            raise NotOrders(f"{self._where}.{name}", 'an object {"<line id>": count} is expected')
        return {str(key)[:120]: self._number(value, f"{self._where}.{name}.{key}") for key, value in told.items()}

    def moment(self, name: str, *, is_needed: bool = False) -> datetime | None:
        value = self._told.get(name)
        if value is None or value == "":
            if is_needed:
                self._missing(name)
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (ValueError, TypeError) as error:
            raise NotOrders(f"{self._where}.{name}", "a moment as in 2026-11-22T14:30:00+03:00 is expected") from error
        if moment.tzinfo is None:
            raise NotOrders(f"{self._where}.{name}", "the moment lacks its time zone (as in …+03:00)")
        return moment

    def one_of(self, name: str, known: Sequence[str], otherwise: str) -> str:
        value = self._told.get(name) or otherwise
        if value not in known:
            raise NotOrders(f"{self._where}.{name}", f"one of {', '.join(known)} is expected")
        return str(value)

    def address(self, name: str) -> str:
        """Return a web address. Nothing that is no plain link is ever shown as one."""
        value = self.text(name, 500)
        if value and not value.startswith(("https://", "http://")):
            raise NotOrders(f"{self._where}.{name}", "an address with https:// is expected")
        return value

    def part(self, name: str) -> "_Place":
        return _Place(self._told.get(name) or {}, f"{self._where}.{name}")

    def parts(self, name: str, most: int) -> list["_Place"]:
        told = self._told.get(name)
        if told is None:
            return []
        if not isinstance(told, list) or len(told) > most:
            raise NotOrders(f"{self._where}.{name}", f"a list of at most {most} is expected")
        return [_Place(each, f"{self._where}.{name}[{place}]") for place, each in enumerate(told)]

    def _number(self, value: object, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNT:
            raise NotOrders(where, f"a whole number up to {MOST_COUNT} is expected")
        return value

    def _missing(self, name: str) -> str:
        raise NotOrders(f"{self._where}.{name}", "this is missing")


def _no_number(written: str) -> object:
    raise ValueError(written)
