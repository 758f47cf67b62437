"""Acts on orders of Shopify, and finding out whether one was done.

Only refunds carry a key that Shopify knows again (@idempotent); everything leaves its mark: in the note of a refund or
an order, in the reason of a return, in the title of a code, as a tag of a new order, as a metafield `muhatap.<mark>`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from muhatap.orders.facts import Address, OrderFacts
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import Act, ActKind, Done, NotUnderstood, Refused, Unclear
from muhatap.orders.shops.shopify import queries
from muhatap.orders.shops.shopify.api import Api
from muhatap.orders.shops.shopify.told import Told, is_order

LONGEST_NOTE = 5000
_LINES_AT_ONCE = 200


def do(api: Api, act: Act) -> Done:
    """Do anything but a refund."""
    deed = _DEEDS.get(act.kind)
    if deed is None:
        raise Refused("Shopify has no such act.")
    return deed(api, act)


def trace(api: Api, act: Act, before: OrderFacts) -> Done | None:
    """Return what came of anything but refunds and returns; those are parts of the order (is_marked)."""
    if act.kind == ActKind.NOTE:
        return Done() if act.mark in _order(api, act).text("note", LONGEST_NOTE * 2) else None
    if act.kind == ActKind.CANCEL:
        return Done() if before.cancelled_at is None and _order(api, act).moment("cancelledAt") else None
    if act.kind == ActKind.ADDRESS:
        marked = api.ask(queries.MARKED, {"id": act.order_id, "key": act.mark}).part("order")
        return Done() if marked.maybe("metafield") else None
    if act.kind == ActKind.DISCOUNT:
        return _code_of(api, act)
    query, name = (queries.TAGGED_DRAFTS, "draftOrders") if act.kind == ActKind.DRAFT else (queries.TAGGED, "orders")
    found = api.ask(query, {"query": f'tag:"{act.mark}"'}).nodes(name)
    return next((_called(each) for each in found if act.mark in (each.value("tags") or ())), None)


def refund(api: Api, act: Act, now: OrderFacts, transactions: Iterable[Told]) -> Done:
    """Give money back. `now` is the order as it is, `transactions` all of its payments."""
    if _order(api, act).text("presentmentCurrencyCode", 8) != act.currency:
        raise Refused("The customer paid in another currency than the shop's: refund it in Shopify.")
    body = {
        "orderId": act.order_id,
        "note": f"{act.text[:500]} [{act.mark}]".strip(),
        "notify": False,
        "refundLineItems": _refunded_lines(api, act, now),
        "transactions": _shares(act, now, transactions),
    }
    done = api.act(queries.REFUND, {"input": body, "key": act.mark}, "refundCreate")
    return Done(outside_id=_made(done, "refund").id())


def _refunded_lines(api: Api, act: Act, now: OrderFacts) -> list[dict[str, Any]]:
    known = {line.outside_id for line in now.lines}
    if unknown := act.lines.keys() - known:
        raise Refused(f"The order has no line {min(unknown)}.")
    lines = [{"lineItemId": line, "quantity": count, "restockType": "NO_RESTOCK"} for line, count in act.lines.items()]
    if not act.is_restocking or not lines:
        return lines
    # Where a line goes back to, and whether it ever left, Shopify knows best.
    asked = [{**line, "restockType": "RETURN"} for line in lines]
    told = api.ask(queries.STOCKED, {"id": act.order_id, "lines": asked}).part("order").part("suggestedRefund")
    for each in told.parts("refundLineItems"):
        location = each.maybe("location")
        for line in lines:
            if location and line["lineItemId"] == each.part("lineItem").id():
                line |= {"restockType": each.text("restockType", 40), "locationId": location.id()}
    return lines


def _shares(act: Act, now: OrderFacts, transactions: Iterable[Told]) -> list[dict[str, Any]]:
    """Return which payments the money goes back by: the largest that is left first."""
    if act.amount is None or act.amount <= 0:
        raise Refused("An amount is needed.")
    gateways = {each.id(): each.text("gateway", 200) for each in transactions}
    left, shares = act.amount, []
    for payment in sorted(now.payments, key=lambda payment: -(payment.refundable or 0)):
        part = min(left, payment.refundable or 0)
        if part > 0:
            left -= part
            shares.append(
                {"orderId": act.order_id, "parentId": payment.outside_id, "kind": "REFUND",
                 "gateway": gateways.get(payment.outside_id, ""), "amount": _written(part, act.currency)}
            )  # fmt: skip
    if left:
        raise Refused("The amount is larger than what is left of the payment.")
    return shares


def _cancel(api: Api, act: Act) -> Done:
    said = {"id": act.order_id, "reason": "OTHER", "restock": True, "note": _text(act, 250)}
    api.act(queries.CANCEL, said, "orderCancel", errors="orderCancelUserErrors")
    if _order(api, act).moment("cancelledAt") is None:
        # Shopify does it in its own time, and may still think otherwise.
        raise Unclear("Shopify is cancelling the order.")
    return Done()


def _correct_address(api: Api, act: Act) -> Done:
    marked = {"namespace": "muhatap", "key": act.mark, "type": "single_line_text_field", "value": "address"}
    body = {"id": act.order_id, "shippingAddress": _address(act.ship_to), "metafields": [marked]}
    api.act(queries.UPDATE, {"input": body}, "orderUpdate")
    return Done()


def _note(api: Api, act: Act) -> Done:
    """Add to the one note that an order has."""
    note = f"{_order(api, act).text('note', LONGEST_NOTE * 2)}\n{act.text} [{act.mark}]".strip()
    if len(note) > LONGEST_NOTE:
        raise Refused("The note of the order is full.")
    api.act(queries.UPDATE, {"input": {"id": act.order_id, "note": note}}, "orderUpdate")
    return Done()


def _return(api: Api, act: Act) -> Done:
    wanted = _variants(api, act.wanted) if act.kind == ActKind.EXCHANGE else []
    body = {
        "orderId": act.order_id,
        "returnLineItems": [
            {"fulfillmentLineItemId": line, "quantity": count, "returnReason": "OTHER",
             "returnReasonNote": _text(act, 250)}
            for line, count in _returnable(api, act)
        ],
        **({"exchangeLineItems": wanted} if wanted else {}),
    }  # fmt: skip
    made = _made(api.act(queries.RETURN, {"input": body}, "returnCreate"), "return")
    return Done(outside_id=made.id(), called=made.text("name", 120))


def _returnable(api: Api, act: Act) -> list[tuple[str, int]]:
    """Return how many of which fulfilled line come back; only what was sent can."""
    left, chosen = dict(act.lines), []
    parcels = api.pages(queries.RETURNABLE, {"id": act.order_id}, "returnableFulfillments")
    for parcel in parcels:
        if parcel.next("returnableFulfillmentLineItems"):
            raise Refused("The parcel holds more than 25 lines: take it back in Shopify.")
        for each in parcel.nodes("returnableFulfillmentLineItems"):
            sent = each.part("fulfillmentLineItem")
            line, there = sent.part("lineItem").id(), each.count("quantity")
            count = min(left.get(line, 0), there) if act.lines else there
            if count:
                chosen.append((sent.id(), count))
                left[line] = left.get(line, 0) - count
    if not chosen or any(count > 0 for count in left.values()):
        raise Refused("Only what was sent and is not back yet can come back.")
    return chosen


def _reship(api: Api, act: Act) -> Done:
    items, counts = [], dict(act.lines)
    sold = api.pages(queries.SOLD, {"id": act.order_id, "first": _LINES_AT_ONCE}, "order", "lineItems")
    for line in sold:
        count = counts.pop(line.id(), 0) if act.lines else line.count("quantity")
        variant = line.maybe("variant")
        nothing = {"shopMoney": {"amount": "0", "currencyCode": act.currency}}
        if count:
            what = {"variantId": variant.id()} if variant else {"title": line.text("name", 300)}
            items.append({**what, "quantity": count, "priceSet": nothing})
    if counts or not items:
        raise Refused("The order has no such line.")
    order = _order(api, act)
    body = {
        "currency": act.currency,
        "lineItems": items,
        "financialStatus": "PAID",
        "note": act.text[:LONGEST_NOTE],
        "tags": [act.mark],
        **_who(order, act),
        **({"customer": {"toAssociate": {"id": buyer.id()}}} if (buyer := order.maybe("customer")) else {}),
    }
    options = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY", "sendReceipt": False}
    return _called(_made(api.act(queries.CREATE, {"order": body, "options": options}, "orderCreate"), "order"))


def _draft(api: Api, act: Act) -> Done:
    order = _order(api, act)
    body = {
        "lineItems": _variants(api, act.wanted),
        "note": act.text[:LONGEST_NOTE],
        "tags": [act.mark],
        **_who(order, act),
        **({"purchasingEntity": {"customerId": buyer.id()}} if (buyer := order.maybe("customer")) else {}),
    }
    return _called(_made(api.act(queries.DRAFT, {"input": body}, "draftOrderCreate"), "draftOrder"))


def _discount(api: Api, act: Act) -> Done:
    buyer = _order(api, act).maybe("customer")
    if act.percent is not None:
        value: dict[str, Any] = {"percentage": act.percent / 100}
    else:
        amount = _written(act.amount or 0, act.currency)
        value = {"discountAmount": {"amount": amount, "appliesOnEachItem": False}}
    body = {
        "title": _text(act, 250),
        "code": _code(act),
        "startsAt": act.asked_at.isoformat(),
        "usageLimit": 1,
        "appliesOncePerCustomer": True,
        "context": {"customers": {"add": [buyer.id()]}} if buyer else {"all": "ALL"},
        "customerGets": {"value": value, "items": {"all": True}},
    }
    done = api.act(queries.DISCOUNT, {"input": body}, "discountCodeBasicCreate")
    return Done(outside_id=_made(done, "codeDiscountNode").id(), called=_code(act))


def _code_of(api: Api, act: Act) -> Done | None:
    found = api.ask(queries.CODE, {"code": _code(act)}).maybe("codeDiscountNodeByCode")
    if found is None or act.mark not in found.part("codeDiscount").text("title", 300):
        return None
    return Done(outside_id=found.id(), called=_code(act))


def _variants(api: Api, wanted: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return what is ordered by its stock number. Raises Refused for what is not sold."""
    items = []
    for sku, count in wanted.items():
        told = api.ask(queries.VARIANTS, {"query": f"sku:{quoted(sku)}", "first": 10}).nodes("productVariants")
        variant = next((each for each in told if each.text("sku", 80) == sku), None)
        if variant is None:
            raise Refused(f"There is nothing called {sku} in the shop.")
        items.append({"variantId": variant.id(), "quantity": count})
    return items


def quoted(said: str) -> str:
    """Return a text as a term of Shopify's search."""
    plain = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _order(api: Api, act: Act) -> Told:
    if not is_order(act.order_id):
        raise Refused("There is no such order.")
    order = api.ask(queries.ACT_ON, {"id": act.order_id}).maybe("order")
    if order is None:
        raise Refused("There is no such order.")
    return order


def _who(order: Told, act: Act) -> dict[str, Any]:
    """Return for whom a new order is, and where it goes."""
    to, email = order.maybe("shippingAddress"), order.text("email", 320)
    if act.ship_to != Address():
        place = _address(act.ship_to)
    elif to:
        place = {name: to.text(name, 300) for name in (
            "firstName", "lastName", "company", "address1", "address2", "zip", "city", "provinceCode", "phone",
        )} | {"countryCode": to.text("countryCodeV2", 2)}  # fmt: skip
    else:
        place = {}
    place = {name: said for name, said in place.items() if said}
    return {**({"email": email} if email else {}), **({"shippingAddress": place} if place else {})}


def _address(to: Address) -> dict[str, str]:
    first, _, last = to.name.rpartition(" ")
    lines = list(to.lines)
    company = lines.pop(0) if len(lines) > 2 else ""
    address = {
        "firstName": first, "lastName": last, "company": company, "address1": lines[0] if lines else "",
        "address2": ", ".join(lines[1:]), "zip": to.postcode, "city": to.city, "phone": to.phone,
    }  # fmt: skip
    return address | ({"countryCode": to.country.upper()} if len(to.country) == 2 else {})


def is_marked(told: Told, act: Act) -> bool:
    """Whether a refund or return carries the mark of an act."""
    if act.kind == ActKind.REFUND:
        return act.mark in told.text("note", LONGEST_NOTE * 2)
    return any(act.mark in each.text("returnReasonNote", 300) for each in told.nodes("returnLineItems"))


def _made(done: Told, name: str) -> Told:
    made = done.maybe(name)
    if made is None:
        raise NotUnderstood(f"{done.where}.{name}: nothing was made, and nothing refused")
    return made


def _called(told: Told) -> Done:
    return Done(outside_id=told.id(), called=told.text("name", 120).lstrip("#"))


def _text(act: Act, longest: int) -> str:
    return f"{act.text[: longest - len(act.mark) - 3]} [{act.mark}]".strip()


def _code(act: Act) -> str:
    """Return the code of a discount: the same for the same act, so that Shopify itself refuses a second one."""
    return f"M-{act.mark.rpartition('-')[2][-12:].upper()}"


def _written(minor: int, currency: str) -> str:
    return f"{Amount(minor, currency).decimal:f}"


_DEEDS: Mapping[ActKind, Callable[[Api, Act], Done]] = {
    ActKind.CANCEL: _cancel,
    ActKind.RETURN: _return,
    ActKind.EXCHANGE: _return,
    ActKind.RESHIP: _reship,
    ActKind.ADDRESS: _correct_address,
    ActKind.NOTE: _note,
    ActKind.DISCOUNT: _discount,
    ActKind.DRAFT: _draft,
}
