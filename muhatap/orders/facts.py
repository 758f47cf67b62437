"""What a shop says of an order, in the words that every connector speaks. Pure: nothing here is stored.

Amounts are in the minor unit of the order's currency. Moments carry a time zone. Texts are cut to what is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_LINES = 10_000


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    outside_id: str
    name: str
    quantity: int
    total: int
    sku: str = ""
    refunded_count: int = 0
    returned_count: int = 0


@dataclass(frozen=True, kw_only=True)
class ParcelFacts:
    """`state` is one of models.ParcelState; `holds` says how many of which line, empty for the whole order."""

    outside_id: str
    state: str
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    last_movement_at: datetime | None = None
    last_movement: str = ""
    holds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RefundFacts:
    """Money that went back, or is on its way back; a refund that failed is none."""

    outside_id: str
    amount: int
    at: datetime
    reason: str = ""
    of_lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PaymentFacts:
    """`state` is one of models.PaymentState; `refundable` is what may still go back of it, None where nobody says."""

    outside_id: str
    amount: int
    state: str
    method: str = ""
    at: datetime | None = None
    refundable: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnFacts:
    """Goods on their way back. `state` is one of models.ReturnState."""

    outside_id: str
    state: str
    at: datetime
    reason: str = ""
    of_lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Address:
    name: str = ""
    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """One order, whole: what is not said is not there (any more)."""

    outside_id: str
    number: str
    placed_at: datetime
    changed_at: datetime
    currency: str
    total: int
    state: str = "open"
    cancelled_at: datetime | None = None
    payment_state: str = "unknown"
    paid_at: datetime | None = None
    customer_name: str = ""
    email: str = ""
    phone: str = ""
    ship_to: Address = field(default_factory=Address)
    note: str = ""
    admin_url: str = ""
    lines: tuple[LineFacts, ...] = ()
    parcels: tuple[ParcelFacts, ...] = ()
    refunds: tuple[RefundFacts, ...] = ()
    payments: tuple[PaymentFacts, ...] = ()
    returns: tuple[ReturnFacts, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProductFacts:
    """One thing that can be bought, by its stock number. `stock` is None where nobody counts it."""

    outside_id: str
    sku: str
    name: str
    changed_at: datetime
    currency: str = ""
    price: int | None = None
    stock: int | None = None
    # When more of it is expected, where the shop knows.
    expected_on: date | None = None
    # What a customer asks for: ("Kumaş", "keten"), ("Ölçü", "40 × 60 cm").
    details: tuple[tuple[str, str], ...] = ()
    url: str = ""
    is_sold: bool = True


@dataclass(frozen=True, kw_only=True)
class CustomerFacts:
    """Who has an account with the shop."""

    outside_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    since: datetime | None = None
    order_count: int | None = None
