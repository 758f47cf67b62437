"""What IdeaSoft says of orders, products and members, in our words. Pure. Raises NotUnderstood, nothing else."""

from muhatap.orders.facts import (
    MOST_LINES,
    Address,
    CustomerFacts,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    PaymentFacts,
    ProductFacts,
)
from muhatap.orders.shops.contract import NotUnderstood
from muhatap.orders.shops.ideasoft.told import MOST_COUNT, Told

_STATES = {"delivered": "done", "refunded": "done", "cancelled": "cancelled", "deleted": "cancelled"}
_PAYMENTS = {"success": "paid", "in_transaction": "none", "failed": "failed"}
_PARCELS = {"delivered": "delivered", "fulfilled": "shipped"}


def order(told: Told) -> OrderFacts:
    """Return one order. Where it stands in the shop's own panel is not documented."""
    outside_id, currency, status = told.id(), told.currency("currency"), told.text("status", 40)
    placed_at, to = told.needed_moment("createdAt"), told.maybe("shippingAddress")
    total = told.amount("finalAmount", currency)
    paid = "refunded" if status == "refunded" else _PAYMENTS.get(told.text("paymentStatus", 40), "unknown")
    lines = tuple(_line(each, currency) for each in told.parts("orderItems", MOST_LINES))
    if len({line.outside_id for line in lines}) != len(lines):
        raise NotUnderstood(f"{told.where}.orderItems: two carry the same id")
    return OrderFacts(
        outside_id=outside_id,
        number=told.text("transactionId", 60) or outside_id,
        placed_at=placed_at,
        changed_at=told.moment("updatedAt") or placed_at,
        currency=currency,
        total=total,
        state=_STATES.get(status, "open"),
        payment_state=paid,
        customer_name=_name(told, "customerFirstname", "customerSurname"),
        email=told.text("customerEmail", 320),
        phone=told.text("customerPhone", 20),
        ship_to=_address(to) if to else Address(),
        note=told.text("giftNote", 5000),
        lines=lines,
        parcels=_parcels(told, status),
        payments=(PaymentFacts(outside_id="payment", amount=total, state=paid,
                               method=told.text("paymentTypeName", 80)),) if paid == "paid" else (),
    )  # fmt: skip


def product(told: Told) -> ProductFacts:
    currency, price = "", None
    if (known := told.maybe("currency")) is not None:
        try:
            currency = known.currency("abbr")
            # Prices have four digits; one that no bank could pay is not told.
            price = told.amount("price1", currency)
        except NotUnderstood:
            price = None
    stock = None if told.value("stockAmount") is None else told.number("stockAmount")
    return ProductFacts(
        outside_id=told.id(),
        sku=told.text("sku", 80),
        name=told.text("fullName", 300) or told.text("name", 300),
        changed_at=told.moment("updatedAt") or told.needed_moment("createdAt"),
        currency=currency if price is not None else "",
        price=price,
        # Of what is sold by the metre, whole ones.
        stock=None if stock is None or abs(stock) > MOST_COUNT else max(int(stock), 0),
        is_sold=told.value("status") in (1, True, "1"),
    )


def member(told: Told) -> CustomerFacts:
    return CustomerFacts(
        outside_id=told.id(),
        name=_name(told, "firstname", "surname"),
        email=told.text("email", 320),
        phone=told.text("mobilePhoneNumber", 20),
        since=told.moment("createdAt"),
    )


def _line(told: Told, currency: str) -> LineFacts:
    if told.text("productCurrency", 8) and (priced := told.currency("productCurrency")) != currency:
        raise NotUnderstood(f"{told.where}.productCurrency: {currency} is expected, not {priced}")
    name, much = told.text("productName", 300), told.number("productQuantity")
    is_counted = much == much.to_integral_value()
    if not is_counted:
        # Sold by the metre or kilogram: one piece of so much.
        name = f"{name[:240]} ({much:f} {told.text('productStockTypeLabel', 20)})"
    return LineFacts(
        outside_id=told.id(),
        name=name,
        sku=told.text("productSku", 80),
        quantity=told.count("productQuantity") if is_counted else 1,
        total=told.share("productPrice", much, currency),
    )


def _parcels(told: Told, status: str) -> tuple[ParcelFacts, ...]:
    number = told.text("shippingTrackingCode", 80).replace(" ", "")
    if not number:
        return ()
    carrier = told.text("shippingProviderName", 80) or told.text("shippingCompanyName", 80)
    return (
        ParcelFacts(
            outside_id="parcel",
            state=_PARCELS.get(status, "preparing"),
            carrier=carrier or told.text("shippingProviderCode", 80),
            tracking_number=number,
        ),
    )


def _address(told: Told) -> Address:
    district, city = told.text("subLocation", 100), told.text("location", 100)
    return Address(
        name=_name(told, "firstname", "surname"),
        lines=tuple(filter(None, (told.text("address", 300), district))),
        postcode=told.text("zipCode", 20),
        city=city,
        country=told.text("country", 60),
        phone=told.text("mobilePhoneNumber", 30) or told.text("phoneNumber", 30),
    )


def _name(told: Told, first: str, last: str) -> str:
    return f"{told.text(first, 100)} {told.text(last, 100)}".strip()
