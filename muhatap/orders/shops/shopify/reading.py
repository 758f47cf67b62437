"""What Shopify says of orders, variants and customers, in our words. Pure. Raises NotUnderstood, nothing else.

All amounts are those in the currency of the shop (shopMoney); customers may have paid in another one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

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
from muhatap.orders.shops.shopify.told import Told, number_of

_PAYMENTS = {
    "PAID": "paid", "PARTIALLY_REFUNDED": "part_refunded", "REFUNDED": "refunded", "AUTHORIZED": "authorised",
    "PENDING": "none", "VOIDED": "none", "EXPIRED": "failed",
}  # fmt: skip
_PARCELS = {
    "DELIVERED": "delivered", "PICKED_UP": "delivered", "OUT_FOR_DELIVERY": "out_for_delivery",
    "IN_TRANSIT": "in_transit", "CARRIER_PICKED_UP": "in_transit", "DELAYED": "in_transit",
    "ATTEMPTED_DELIVERY": "in_transit", "FULFILLED": "shipped", "MARKED_AS_FULFILLED": "shipped", "FAILURE": "failed",
    "NOT_DELIVERED": "failed",
}  # fmt: skip
_RETURNS = {"REQUESTED": "asked", "OPEN": "expected", "CLOSED": "received", "DECLINED": "refused"}
_NO_PARCELS = ("CANCELLED", "ERROR", "FAILURE")
_BACK = ("SUCCESS", "PENDING")


def order(
    told: Told, lines: Sequence[Told], inside: Mapping[str, Sequence[Told]], parts: Mapping[str, Sequence[Told]],
    *, shop: str,
) -> OrderFacts:  # fmt: skip
    """Return one order.

    `lines` are all of its lines, `parts` all of its "fulfillments", "refunds", "transactions" and "returns", `inside`
    what each of these holds, by its id. `shop` is the address of the shop.
    """
    outside_id, currency = told.id(), told.currency("currencyCode")
    back = _counts(parts["refunds"], inside)
    returned = _counts([each for each in parts["returns"] if each.text("status", 20) == "CLOSED"], inside)
    read = tuple(_line(line, back, returned, currency) for line in lines)
    if len(read) > MOST_LINES or len({line.outside_id for line in read}) != len(read):
        raise NotUnderstood(f"{told.where}.lineItems: each line once, at most {MOST_LINES}, is expected")
    to, payments = told.maybe("shippingAddress"), _payments(parts["transactions"], currency)
    cancelled_at, customer = told.moment("cancelledAt"), told.maybe("customer")
    paid = [payment.at for payment in payments if payment.at]
    return OrderFacts(
        outside_id=outside_id,
        number=told.text("name", 60).lstrip("#") or number_of(outside_id),
        placed_at=told.needed_moment("createdAt"),
        changed_at=told.needed_moment("updatedAt"),
        currency=currency,
        total=told.amount("totalPriceSet", currency),
        state="cancelled" if cancelled_at else "done" if told.value("closed") is True else "open",
        cancelled_at=cancelled_at,
        payment_state=_PAYMENTS.get(told.text("displayFinancialStatus", 40), "unknown"),
        paid_at=min(paid) if paid else None,
        customer_name=(customer.text("displayName", 200) if customer else "") or (to.text("name", 200) if to else ""),
        email=told.text("email", 320),
        phone=told.text("phone", 20) or (to.text("phone", 20) if to else ""),
        ship_to=address(to) if to else Address(),
        note=told.text("note", 5000),
        admin_url=f"{shop}/admin/orders/{number_of(outside_id)}",
        lines=read,
        parcels=tuple(_parcel(each, inside) for each in parts["fulfillments"]
                      if each.text("status", 20) not in _NO_PARCELS),
        refunds=tuple(refund for each in parts["refunds"] if (refund := _refund(each, inside, currency)).amount),
        payments=payments,
        returns=tuple(_return(each, inside) for each in parts["returns"] if each.text("status", 20) in _RETURNS),
    )  # fmt: skip


def address(told: Told) -> Address:
    lines = (told.text("company", 300), told.text("address1", 300), told.text("address2", 300))
    return Address(
        name=told.text("name", 200) or f"{told.text('firstName', 100)} {told.text('lastName', 100)}".strip(),
        lines=tuple(filter(None, lines)),
        postcode=told.text("zip", 20),
        city=told.text("city", 100),
        country=told.text("countryCodeV2", 60),
        phone=told.text("phone", 30),
    )


def line_of(told: Told) -> str:
    """Return the id of the order's line that an entry of a parcel, refund or return is about, "" when it is gone."""
    holder = told.maybe("fulfillmentLineItem") or told
    line = holder.maybe("lineItem")
    return line.id() if line else ""


def variant(told: Told, currency: str) -> ProductFacts:
    product, title = told.part("product"), told.text("title", 200)
    name = product.text("title", 300)
    tracked = told.part("inventoryItem").value("tracked") is True
    counted = told.value("inventoryQuantity")
    url = product.text("onlineStoreUrl", 500)
    return ProductFacts(
        outside_id=told.id(),
        sku=told.text("sku", 80),
        name=(name if title in ("", "Default Title") else f"{name}: {title}")[:300],
        changed_at=told.needed_moment("updatedAt"),
        currency=currency,
        price=told.plain_amount("price", currency),
        # Shopify counts below zero what was sold without being there.
        stock=max(counted, 0) if tracked and isinstance(counted, int) and abs(counted) < 2**31 else None,
        details=tuple(
            (each.text("name", 80), each.text("value", 300))
            for each in told.parts("selectedOptions")
            if each.text("value", 300) != "Default Title"
        ),
        url=url if url.startswith(("https://", "http://")) else "",
        is_sold=product.text("status", 20) == "ACTIVE" and told.value("availableForSale") is True,
    )


def customer(told: Told) -> CustomerFacts:
    email, phone = told.maybe("defaultEmailAddress"), told.maybe("defaultPhoneNumber")
    count = told.text("numberOfOrders", 20)
    return CustomerFacts(
        outside_id=told.id(),
        name=told.text("displayName", 200),
        email=email.text("emailAddress", 320) if email else "",
        phone=phone.text("phoneNumber", 20) if phone else "",
        since=told.moment("createdAt"),
        order_count=int(count) if count.isdecimal() and count.isascii() and len(count) < 10 else None,
    )


def _line(told: Told, back: Counter[str], returned: Counter[str], currency: str) -> LineFacts:
    line, quantity = told.id(), told.count("quantity")
    return LineFacts(
        outside_id=line,
        name=told.text("name", 300),
        sku=told.text("sku", 80),
        quantity=quantity,
        total=told.amount("discountedTotalSet", currency),
        refunded_count=min(back[line], quantity),
        returned_count=min(returned[line], quantity),
    )


def _held(told: Told, inside: Mapping[str, Sequence[Told]]) -> dict[str, int]:
    held: Counter[str] = Counter()
    for entry in inside.get(told.id(), ()):
        if line := line_of(entry):
            held[line] += entry.count("quantity")
    return {line: count for line, count in held.items() if count}


def _counts(told: Sequence[Told], inside: Mapping[str, Sequence[Told]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for each in told:
        counts.update(_held(each, inside))
    return counts


def _parcel(told: Told, inside: Mapping[str, Sequence[Told]]) -> ParcelFacts:
    tracking = next(iter(told.parts("trackingInfo")), None)
    url = tracking.text("url", 500) if tracking else ""
    delivered_at, moved_at = told.moment("deliveredAt"), told.moment("inTransitAt")
    state = _PARCELS.get(told.text("displayStatus", 40), "preparing")
    return ParcelFacts(
        outside_id=told.id(),
        state=state,
        carrier=tracking.text("company", 80) if tracking else "",
        tracking_number=tracking.text("number", 80).replace(" ", "") if tracking else "",
        tracking_url=url if url.startswith(("https://", "http://")) else "",
        shipped_at=None if state == "preparing" else told.moment("createdAt"),
        delivered_at=delivered_at,
        last_movement_at=delivered_at or moved_at,
        holds=_held(told, inside),
    )


def _refund(told: Told, inside: Mapping[str, Sequence[Told]], currency: str) -> RefundFacts:
    return RefundFacts(
        outside_id=told.id(),
        amount=told.amount("totalRefundedSet", currency),
        at=told.needed_moment("processedAt"),
        reason=told.text("note", 300),
        of_lines=_held(told, inside),
    )


def _return(told: Told, inside: Mapping[str, Sequence[Told]]) -> ReturnFacts:
    notes = [entry.text("returnReasonNote", 300) for entry in inside.get(told.id(), ())]
    return ReturnFacts(
        outside_id=told.id(),
        state=_RETURNS[told.text("status", 20)],
        at=told.needed_moment("createdAt"),
        reason=next(filter(None, notes), ""),
        of_lines=_held(told, inside),
    )


def _payments(told: Sequence[Told], currency: str) -> tuple[PaymentFacts, ...]:
    back: Counter[str] = Counter()
    for each in told:
        parent = each.maybe("parentTransaction")
        if each.text("kind", 40) == "REFUND" and each.text("status", 40) in _BACK and parent:
            back[parent.id()] += each.amount("amountSet", currency)
    return tuple(
        _payment(each, back, currency)
        for each in told
        if each.text("kind", 40) in ("SALE", "CAPTURE") and each.text("status", 40) == "SUCCESS"
    )


def _payment(told: Told, back: Counter[str], currency: str) -> PaymentFacts:
    amount, gone = told.amount("amountSet", currency), back[told.id()]
    return PaymentFacts(
        outside_id=told.id(),
        amount=amount,
        state="paid" if not gone else "refunded" if gone >= amount else "part_refunded",
        method=told.text("formattedGateway", 80) or told.text("gateway", 80),
        at=told.moment("processedAt") or told.moment("createdAt"),
        refundable=max(amount - gone, 0),
    )
