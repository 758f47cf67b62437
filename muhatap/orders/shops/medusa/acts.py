"""What a Medusa is asked to do, and how it is found again there.

Where the mark lies: in the note of a refund, the internal note of a return, exchange or claim (where it survives every
step), the metadata of an address, an order or a draft, and in a discount code, which is the mark. A cancelled order
carries none; it is cancelled once.

A return, an exchange and a claim are put together in steps, as one open change of the order. One that broke off is
found by its mark, with the steps it has taken, and goes on from there.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from muhatap.orders.facts import Address, OrderFacts, PaymentFacts, RefundFacts
from muhatap.orders.money import NotAnAmount
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import (
    Act,
    ActKind,
    Done,
    NotAllowed,
    NotUnderstood,
    Refused,
    ShopTrouble,
    Unclear,
)
from muhatap.orders.shops.medusa import reading
from muhatap.orders.shops.medusa.reading import ORDER_FIELDS, Place

# Under this name the mark stands in metadata.
KEY = "muhatap"
# Two clocks never agree to the second.
CLOCKS = timedelta(minutes=10)
_GONE = ("canceled", "declined")
_REFUNDS = {"fields": "id,*refunds"}


@dataclass(frozen=True)
class Step:
    """A request that an order change is put together from; `leaves` is what is then seen in the change."""

    path: str
    leaves: str
    body: Mapping[str, Any]


def order_place(caller: Caller, order_id: str) -> Place | None:
    """Return an order as Medusa tells it; None when there is none of this id."""
    told = caller.ask("GET", "/admin/orders", query={"id": order_id, "fields": ORDER_FIELDS, "limit": 1}).told
    found = Place.of(told, "answer").parts("orders")
    return found[0] if found else None


def do(caller: Caller, act: Act) -> Done:
    return _DEEDS[act.kind](caller, act)


def trace(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    return _TRACES[act.kind](caller, act, before)


def _refund(caller: Caller, act: Act) -> Done:
    place = _needed(caller, act)
    own = _own_refunds(place, act)
    left = (act.amount or 0) - sum(refund.amount for refund in own)
    if left <= 0:
        return Done(outside_id=own[0].outside_id if own else "")
    first = own[0].outside_id if own else ""
    for payment_id, amount in _parts(reading.order(place).payments, left):
        # The lines stand with the first part only: they went back once.
        note = reading.marked(act.text, act.mark, {} if first else act.lines)
        body = {"amount": _number(amount, act.currency), "note": note}
        try:
            told = caller.ask("POST", f"/admin/payments/{payment_id}/refund", query=_REFUNDS, body=body).told
        except (NotAllowed, Refused) as error:
            # What has gone back already is not undone by what the shop refuses now.
            raise Unclear(error.words) if first else error from error
        first = first or _made(told, act)
    return Done(outside_id=first)


def _parts(payments: Sequence[PaymentFacts], amount: int) -> list[tuple[str, int]]:
    """Return how much goes back of which payment: all of one, or, where none is large enough, of several."""
    left = {payment.outside_id: payment.refundable or 0 for payment in payments}
    for payment_id, there in left.items():
        if there >= amount:
            return [(payment_id, amount)]
    parts: list[tuple[str, int]] = []
    for payment_id, there in left.items():
        if part := min(there, amount):
            parts.append((payment_id, part))
            amount -= part
    if amount:
        raise Refused("You are not allowed to refund more than the captured amount")
    return parts


def _made(told: object, act: Act) -> str:
    """Return the id of the refund just made. An answer that does not show it was none."""
    refunds = Place.of(told, "answer").part("payment").parts("refunds")
    found = [each.id() for each in refunds if reading.mark_of(each.text("note", 20_000)) == act.mark]
    if not found:
        raise NotUnderstood("the answer shows no refund of ours")
    return found[-1]


def _trace_refund(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    """A refund of the same amount that carries another mark, or none, is another one."""
    own = _own_refunds(_needed(caller, act), act)
    is_whole = bool(own) and sum(refund.amount for refund in own) >= (act.amount or 0)
    return Done(outside_id=own[0].outside_id) if is_whole else None


def _own_refunds(place: Place, act: Act) -> list[RefundFacts]:
    marks = {
        refund.id(): reading.mark_of(refund.text("note", 20_000))
        for each in place.parts("payment_collections")
        for payment in each.parts("payments")
        for refund in payment.parts("refunds")
    }
    return [refund for refund in reading.order(place).refunds if marks[refund.outside_id] == act.mark]


def _cancel(caller: Caller, act: Act) -> Done:
    """Medusa gives back what was captured with it, and lets nothing be cancelled of which a parcel is packed."""
    caller.ask("POST", f"/admin/orders/{act.order_id}/cancel", body={})
    return Done()


def _trace_cancel(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    is_cancelled = reading.order(_needed(caller, act)).state == "cancelled"
    return Done() if is_cancelled and before.state != "cancelled" else None


def _return(caller: Caller, act: Act) -> Done:
    place = _needed(caller, act)
    begin = _begin(act) | ({"location_id": location} if (location := _location(place)) else {})
    items = _items(act, place)
    return _change(
        caller, act, "returns", begin, [Step("request-items", "RETURN_ITEM", {"items": items})]
    )  # fmt: skip


def _exchange(caller: Caller, act: Act) -> Done:
    place = _needed(caller, act)
    wanted = [
        {"variant_id": _variant(caller, sku), "quantity": count} for sku, count in act.wanted.items()
    ]  # fmt: skip
    if not wanted:
        raise Refused("Nothing is named that should go out instead.")
    inbound: dict[str, Any] = {"items": _items(act, place)}
    if location := _location(place):
        inbound["location_id"] = location
    steps = [
        Step("inbound/items", "RETURN_ITEM", inbound),
        Step("outbound/items", "ITEM_ADD", {"items": wanted}),
        *_shipping(place),
    ]
    return _change(caller, act, "exchanges", _begin(act), steps)


def _reship(caller: Caller, act: Act) -> Done:
    """A claim of the kind "replace": the same again, at no charge."""
    place = _needed(caller, act)
    items = _items(act, place)
    variants = {item.id(): item.told.get("variant_id") for item in place.parts("items")}
    if not all(isinstance(variants[item["id"]], str) for item in items):
        raise Refused("One of these lines is nothing that the shop has on its shelves.")
    claimed = [item | {"reason": "other"} for item in items]
    sent = [
        {"variant_id": variants[item["id"]], "quantity": item["quantity"], "unit_price": 0} for item in items
    ]  # fmt: skip
    steps = [
        Step("claim-items", "WRITE_OFF_ITEM", {"items": claimed}),
        Step("outbound/items", "ITEM_ADD", {"items": sent}),
        *_shipping(place),
    ]
    return _change(caller, act, "claims", _begin(act) | {"type": "replace"}, steps)


def _change(caller: Caller, act: Act, what: str, begin: Mapping[str, Any], steps: Sequence[Step]) -> Done:
    """Put a change of an order together and confirm it, from wherever an earlier attempt of the same mark broke off."""
    own = _own_change(caller, act)
    if own is None:
        told = caller.ask("POST", f"/admin/{what}", body={"order_id": act.order_id, **begin}).told
        done, taken = Done(outside_id=Place.of(told, "answer").part(what.removesuffix("s")).id()), set[str]()
    else:
        done = Done(outside_id=own.id(_IDS[what]))
        taken = {action.text("action", 60) for action in own.parts("actions")}
        if own.text("status", 40) == "confirmed":
            return done
    path = f"/admin/{what}/{done.outside_id}"
    try:
        for step in steps:
            if step.leaves not in taken:
                caller.ask("POST", f"{path}/{step.path}", body=step.body)
        caller.ask("POST", f"{path}/request", body={})
    except Refused:
        # Left open, it would keep everybody from changing the order.
        with suppress(ShopTrouble):
            caller.ask("DELETE", f"{path}/request")
        raise
    return done


def _trace_change(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    own = _own_change(caller, act)
    if own is None or own.text("status", 40) != "confirmed":
        return None
    return Done(outside_id=own.id(_IDS[_WHATS[act.kind]]))


def _own_change(caller: Caller, act: Act) -> Place | None:
    told = caller.ask("GET", f"/admin/orders/{act.order_id}/changes").told
    changes = Place.of(told, "answer").parts("order_changes")
    return next(
        (
            each
            for each in changes
            if reading.mark_of(each.text("internal_note", 20_000)) == act.mark and each.text("status", 40) not in _GONE
        ),
        None,
    )  # fmt: skip


def _correct_address(caller: Caller, act: Act) -> Done:
    was = _needed(caller, act).part_or_empty("shipping_address")
    address = _written(act.ship_to) | {"metadata": {KEY: act.mark}}
    # A province that belongs to the old address would send the parcel there.
    if act.ship_to.city == was.text("city", 100):
        address |= {"province": was.text("province", 100) or None}
    caller.ask("POST", f"/admin/orders/{act.order_id}", body={"shipping_address": address})
    return Done()


def _trace_address(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    metadata = _needed(caller, act).part_or_empty("shipping_address").part_or_empty("metadata")
    return Done() if metadata.told.get(KEY) == act.mark else None


def _note(caller: Caller, act: Act) -> Done:
    # What else stands in the metadata stays: Medusa merges it key by key.
    caller.ask("POST", f"/admin/orders/{act.order_id}", body={"metadata": {act.mark: act.text[:5000]}})
    return Done()


def _trace_note(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    return Done() if act.mark in _needed(caller, act).part_or_empty("metadata").told else None


def _discount(caller: Caller, act: Act) -> Done:
    """A code for one order. Medusa refuses a second one of the same name."""
    method: dict[str, Any] = {"target_type": "order", "currency_code": act.currency.lower()}
    if act.amount is not None:
        method |= {"type": "fixed", "value": _number(act.amount, act.currency)}
    elif act.percent is not None:
        method |= {"type": "percentage", "value": act.percent}
    else:
        raise Refused("Neither an amount nor a percentage is named.")
    body = {
        "code": _code(act), "type": "standard", "status": "active", "limit": 1, "application_method": method,
    }  # fmt: skip
    made = Place.of(caller.ask("POST", "/admin/promotions", body=body).told, "answer").part("promotion")
    return Done(outside_id=made.id(), called=_code(act))


def _trace_discount(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    told = caller.ask("GET", "/admin/promotions", query={"code": _code(act), "fields": "id,code"}).told
    found = [each for each in Place.of(told, "answer").parts("promotions") if each.text("code", 200) == _code(act)]
    return Done(outside_id=found[0].id(), called=_code(act)) if found else None


def _draft(caller: Caller, act: Act) -> Done:
    place = _needed(caller, act)
    body = {
        "email": place.text("email", 320),
        "region_id": place.id("region_id"),
        "sales_channel_id": place.told.get("sales_channel_id"),
        "customer_id": place.told.get("customer_id"),
        "currency_code": act.currency.lower(),
        "shipping_address": {
            name: place.part_or_empty("shipping_address").told.get(name) for name in _ADDRESS
        },
        "items": [
            {"variant_id": _variant(caller, sku), "quantity": count} for sku, count in act.wanted.items()
        ],
        "no_notification_order": True,
        "metadata": {KEY: act.mark},
    }  # fmt: skip
    if not act.wanted:
        raise Refused("Nothing is named that should be in the order.")
    made = Place.of(caller.ask("POST", "/admin/draft-orders", body=body).told, "answer").part("draft_order")
    return Done(outside_id=made.id(), called=made.text("display_id", 60))


def _trace_draft(caller: Caller, act: Act, before: OrderFacts) -> Done | None:
    query = {
        "created_at[$gte]": (act.asked_at - CLOCKS).isoformat(),
        "fields": "id,display_id,metadata",
        "order": "-created_at",
        "limit": 100,
    }
    # One that somebody has turned into an order since is no draft any more.
    for kind in ("draft-orders", "orders"):
        told = Place.of(caller.ask("GET", f"/admin/{kind}", query=query).told, "answer")
        for each in told.parts(kind.replace("-", "_")):
            if each.part_or_empty("metadata").told.get(KEY) == act.mark:
                return Done(outside_id=each.id(), called=each.text("display_id", 60))
    return None


def _begin(act: Act) -> dict[str, Any]:
    return {"internal_note": reading.marked(act.text, act.mark), "metadata": {KEY: act.mark}}


def _items(act: Act, place: Place) -> list[dict[str, Any]]:
    """Return how many of which line; of all lines what has not come back, when none is named."""
    lines = act.lines or {
        line.outside_id: line.quantity - line.returned_count
        for line in reading.order(place).lines
        if line.quantity > line.returned_count
    }
    known = {item.id() for item in place.parts("items")}
    if not lines or not set(lines) <= known:
        raise Refused("The order has no such line.")
    return [{"id": line, "quantity": count} for line, count in lines.items()]


def _shipping(place: Place) -> list[Step]:
    """Send it the way the order went, at no charge. Without a way, no stock is set aside and nobody can pack it."""
    options = (each.text("shipping_option_id", 120) for each in place.parts("shipping_methods"))
    option = next(filter(None, options), "")
    body = {"shipping_option_id": option, "custom_amount": 0}
    return [Step("outbound/shipping-method", "SHIPPING_ADD", body)] if option else []


def _location(place: Place) -> str:
    """Return where the goods went out from, so that they are expected back there."""
    found = (each.text("location_id", 120) for each in place.parts("fulfillments"))
    return next(filter(None, found), "")


def _variant(caller: Caller, sku: str) -> str:
    told = caller.ask("GET", "/admin/product-variants", query={"sku": sku, "fields": "id,sku", "limit": 2}).told
    found = [each.id() for each in Place.of(told, "answer").parts("variants") if each.text("sku", 200) == sku]
    if len(found) != 1:
        raise Refused(f"There is nothing called {sku[:80]} here.")
    return found[0]


def _needed(caller: Caller, act: Act) -> Place:
    place = order_place(caller, act.order_id)
    if place is None:
        raise Refused("There is no such order.")
    return place


def _number(amount: int, currency: str) -> int | float:
    try:
        return reading.number_of(amount, currency)
    except NotAnAmount as error:
        raise Refused(str(error)) from error


def _code(act: Act) -> str:
    return act.mark.upper()


def _written(address: Address) -> dict[str, Any]:
    first, _, last = address.name.rpartition(" ")
    return {
        "first_name": first,
        "last_name": last,
        "company": "",
        "address_1": address.lines[0] if address.lines else "",
        "address_2": ", ".join(address.lines[1:]),
        "postal_code": address.postcode,
        "city": address.city,
        "province": None,
        "country_code": address.country.lower() or None,
        "phone": address.phone,
    }


_ADDRESS = (
    "first_name", "last_name", "phone", "company", "address_1", "address_2", "city", "country_code", "province",
    "postal_code",
)  # fmt: skip
_IDS = {"returns": "return_id", "exchanges": "exchange_id", "claims": "claim_id"}
_WHATS = {ActKind.RETURN: "returns", ActKind.EXCHANGE: "exchanges", ActKind.RESHIP: "claims"}
_DEEDS: Mapping[ActKind, Callable[[Caller, Act], Done]] = {
    ActKind.REFUND: _refund,
    ActKind.CANCEL: _cancel,
    ActKind.RETURN: _return,
    ActKind.EXCHANGE: _exchange,
    ActKind.RESHIP: _reship,
    ActKind.ADDRESS: _correct_address,
    ActKind.NOTE: _note,
    ActKind.DISCOUNT: _discount,
    ActKind.DRAFT: _draft,
}
_TRACES: Mapping[ActKind, Callable[[Caller, Act, OrderFacts], Done | None]] = {
    ActKind.REFUND: _trace_refund,
    ActKind.CANCEL: _trace_cancel,
    ActKind.RETURN: _trace_change,
    ActKind.EXCHANGE: _trace_change,
    ActKind.RESHIP: _trace_change,
    ActKind.ADDRESS: _trace_address,
    ActKind.NOTE: _trace_note,
    ActKind.DISCOUNT: _trace_discount,
    ActKind.DRAFT: _trace_draft,
}
