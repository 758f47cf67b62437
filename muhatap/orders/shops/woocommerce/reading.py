"""What WooCommerce says of orders, products and customers, in our words. Pure. Raises NotUnderstood, nothing else."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

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
)
from muhatap.orders.shops.contract import NotUnderstood
from muhatap.orders.shops.woocommerce.told import Told

MOST_REFUNDS = 500
MOST_META = 5000
# Shops add states of their own; those are open.
_STATES = {"completed": "done", "refunded": "done", "cancelled": "cancelled", "trash": "cancelled"}


def order(told: Told, refunds: Sequence[Told], *, shop: str) -> OrderFacts:
    """Return one order with its refunds, which WooCommerce tells apart. `shop` is the address of the shop."""
    currency, outside_id = told.currency("currency"), told.needed_id("id")
    placed_at = told.needed_moment("date_created_gmt")
    changed_at = told.moment("date_modified_gmt") or placed_at
    paid_at, total = told.moment("date_paid_gmt"), _not_below(told, "total", currency)
    back = tuple(refund(each, currency) for each in refunds)
    sent_back = sum(each.amount for each in back)
    status, billing, shipping = told.text("status", 40), told.part("billing"), told.part("shipping")
    return OrderFacts(
        outside_id=outside_id,
        number=told.text("number", 60) or outside_id,
        placed_at=placed_at,
        changed_at=changed_at,
        currency=currency,
        total=total,
        state=_STATES.get(status, "open"),
        payment_state=_payment_state(status, is_paid=paid_at is not None, total=total, back=sent_back),
        paid_at=paid_at,
        customer_name=_name(billing),
        email=billing.text("email", 320),
        phone=billing.text("phone", 20),
        ship_to=address(shipping) if _name(shipping) or shipping.text("address_1", 1) else address(billing),
        note=told.text("customer_note", 5000),
        admin_url=f"{shop}/wp-admin/post.php?post={outside_id}&action=edit",
        lines=_lines(told, back, currency),
        parcels=_parcels(told),
        refunds=back,
        payments=_payments(told, paid_at, total, sent_back),
    )


def refund(told: Told, currency: str) -> RefundFacts:
    """Return one refund. Its lines carry ids of their own and name those of the order in their meta data."""
    of_lines: Counter[str] = Counter()
    for line in told.parts("line_items", MOST_LINES):
        item = meta(line, "_refunded_item_id")
        if item:
            of_lines[item] += abs(line.count("quantity"))
    return RefundFacts(
        outside_id=told.needed_id("id"),
        amount=_not_below(told, "amount", currency),
        at=told.needed_moment("date_created_gmt"),
        reason=told.text("reason", 300),
        of_lines={item: count for item, count in of_lines.items() if count},
    )


def meta(told: Told, key: str) -> str:
    """Return the text of an entry of meta data, "" where there is none."""
    for entry in told.parts("meta_data", MOST_META):
        if entry.value("key") == key and isinstance(entry.value("value"), str | int):
            return entry.text("value", 120)
    return ""


def address(told: Told) -> Address:
    lines = (told.text("company", 300), told.text("address_1", 300), told.text("address_2", 300))
    return Address(
        name=_name(told),
        lines=tuple(filter(None, lines)),
        postcode=told.text("postcode", 20),
        city=told.text("city", 100),
        country=told.text("country", 60),
        phone=told.text("phone", 30),
    )


def product(told: Told, currency: str, *, of: Told | None = None) -> ProductFacts:
    """Return a product, or one variation `of` a product. Without a known `currency` nothing is said of prices."""
    name = told.text("name", 300)
    if of is not None and not name.startswith(of.text("name", 300)):
        name = f"{of.text('name', 300)}: {name}"[:300] if name else of.text("name", 300)
    owner = of or told
    return ProductFacts(
        outside_id=told.needed_id("id"),
        sku=told.text("sku", 80),
        name=name,
        changed_at=told.moment("date_modified_gmt") or told.needed_moment("date_created_gmt"),
        currency=currency,
        price=_not_below(told, "price", currency) if currency and told.value("price") not in ("", None) else None,
        stock=_stock(told),
        details=_details(told),
        url=link(told.text("permalink", 500)),
        is_sold=told.text("status", 20) == "publish" == owner.text("status", 20) and told.value("purchasable") is True,
    )


def customer(told: Told) -> CustomerFacts:
    return CustomerFacts(
        outside_id=told.needed_id("id"),
        name=_name(told) or told.text("username", 200),
        email=told.text("email", 320),
        phone=told.part("billing").text("phone", 20),
        since=told.moment("date_created_gmt"),
    )


def link(written: str) -> str:
    """Return a web address; nothing that is no plain link is ever shown as one."""
    return written if written.startswith(("https://", "http://")) else ""


def _lines(told: Told, refunds: Sequence[RefundFacts], currency: str) -> tuple[LineFacts, ...]:
    back: Counter[str] = Counter()
    for each in refunds:
        back.update(each.of_lines)
    lines = tuple(_line(line, back, currency) for line in told.parts("line_items", MOST_LINES))
    if len({line.outside_id for line in lines}) != len(lines):
        raise NotUnderstood(f"{told.where}.line_items: two carry the same id")
    return lines


def _line(told: Told, back: Counter[str], currency: str) -> LineFacts:
    outside_id, quantity = told.needed_id("id"), told.count("quantity")
    if quantity < 0:
        raise NotUnderstood(f"{told.where}.quantity: nothing below 0 is expected")
    tax = 0 if told.value("total_tax") in (None, "") else told.amount("total_tax", currency)
    return LineFacts(
        outside_id=outside_id,
        name=told.text("name", 300),
        sku=told.text("sku", 80),
        quantity=quantity,
        total=max(told.amount("total", currency) + tax, 0),
        refunded_count=min(back[outside_id], quantity),
    )


def _payment_state(status: str, *, is_paid: bool, total: int, back: int) -> str:
    if back:
        return "refunded" if back >= total else "part_refunded"
    if is_paid:
        return "paid"
    return "failed" if status == "failed" else "none"


def _payments(told: Told, paid_at: datetime | None, total: int, back: int) -> tuple[PaymentFacts, ...]:
    if paid_at is None:
        return ()
    return (
        PaymentFacts(
            outside_id=told.text("transaction_id", 120) or "payment",
            amount=total,
            state=_payment_state("", is_paid=True, total=total, back=back),
            method=told.text("payment_method_title", 80) or told.text("payment_method", 80),
            at=paid_at,
            refundable=max(total - back, 0),
        ),
    )


def _parcels(told: Told) -> tuple[ParcelFacts, ...]:
    """Return what the extension Shipment Tracking keeps; WooCommerce itself knows of no parcels.

    Source: woocommerce.com/document/shipment-tracking, "meta data of the order". Other programs write there too, so
    an entry that makes no sense is none.
    """
    kept = next(
        (each.value("value") for each in told.parts("meta_data", MOST_META)
         if each.value("key") == "_wc_shipment_tracking_items"), None,
    )  # fmt: skip
    parcels = {}
    for place, entry in enumerate(kept[:100] if isinstance(kept, list) else []):
        try:
            parcel = _parcel(Told(entry, f"{told.where}.tracking[{place}]"), place)
        except NotUnderstood:
            continue
        parcels[parcel.outside_id] = parcel
    return tuple(parcels.values())


def _parcel(told: Told, place: int) -> ParcelFacts:
    number = told.text("tracking_number", 80).replace(" ", "")
    if not number:
        raise NotUnderstood(f"{told.where}: no number")
    return ParcelFacts(
        outside_id=told.text("tracking_id", 120) or str(place + 1),
        state="shipped",
        carrier=told.text("custom_tracking_provider", 80) or told.text("tracking_provider", 80),
        tracking_number=number,
        tracking_url=link(told.text("custom_tracking_link", 500)),
        shipped_at=_since_1970(told.text("date_shipped", 20)),
    )


def _since_1970(written: str) -> datetime | None:
    return datetime.fromtimestamp(int(written), UTC) if written.isdecimal() and len(written) <= 11 else None


def _stock(told: Told) -> int | None:
    if told.value("manage_stock") in (True, "parent") and told.value("stock_quantity") is not None:
        return told.count("stock_quantity")
    return 0 if told.value("stock_status") == "outofstock" else None


def _details(told: Told) -> tuple[tuple[str, str], ...]:
    details = []
    for each in told.parts("attributes", 200):
        options = each.value("options")
        said = options if isinstance(options, list) else [each.value("option")]
        words = ", ".join(option for option in said if isinstance(option, str))
        if words:
            details.append((each.text("name", 80), words.replace("\x00", "").encode("utf-8", "replace").decode()[:300]))
    return tuple(details)


def _not_below(told: Told, name: str, currency: str) -> int:
    amount = told.amount(name, currency)
    if amount < 0:
        raise NotUnderstood(f"{told.where}.{name}: nothing below 0 is expected")
    return amount


def _name(told: Told) -> str:
    return f"{told.text('first_name', 100)} {told.text('last_name', 100)}".strip()
