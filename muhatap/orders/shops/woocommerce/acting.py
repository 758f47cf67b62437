"""Acts on orders of WooCommerce, and finding out whether one was done.

WooCommerce does an identical request a second time. Every act leaves its mark: in the reason of a refund, in a note, in
the description of a coupon, or as meta data of an order (`_<mark>`), written in the same request.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, timedelta
from typing import Any

from muhatap.orders.facts import MOST_LINES, Address
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import Act, ActKind, Done, Refused, Unclear
from muhatap.orders.shops.woocommerce import reading
from muhatap.orders.shops.woocommerce.api import Api
from muhatap.orders.shops.woocommerce.told import Told

# Codes under which a refund is refused with a status of 500. The payment gateway's own fault comes under the same code
# and is then removed by WooCommerce as if it had never been: to ask again by ourselves could pay a second time.
REFUSALS = frozenset({"woocommerce_rest_cannot_create_order_refund", "woocommerce_rest_invalid_order_refund"})
# The shop's clock may be behind ours.
EARLIER = timedelta(minutes=15)


def do(api: Api, act: Act, *, records_only: bool) -> Done:
    if act.kind == ActKind.REFUND:
        return _refund(api, act, records_only=records_only)
    deed = _DEEDS.get(act.kind)
    if deed is None:
        raise Refused("WooCommerce has no such act.")
    return deed(api, act)


def trace(api: Api, act: Act, *, records_only: bool) -> Done | None:
    """Return what carries the mark of an act."""
    if act.kind == ActKind.REFUND:
        return _refund_of(api, act, records_only=records_only)
    if act.kind == ActKind.NOTE:
        notes = api.pages(f"/orders/{_id(act.order_id)}/notes", {}, "notes")
        return next((Done(outside_id=each.id("id")) for each in notes if act.mark in each.text("note", 5000)), None)
    if act.kind == ActKind.DISCOUNT:
        return _coupon_of(api, act)
    if act.kind in (ActKind.RESHIP, ActKind.DRAFT):
        return _order_of(api, act)
    return Done() if reading.meta(_order(api, act), _key(act)) else None


def _refund(api: Api, act: Act, *, records_only: bool) -> Done:
    order = _order(api, act)
    body = {
        "amount": _amount(act),
        "reason": f"{act.text[:200]} [{act.mark}]".strip(),
        "api_refund": not records_only,
        "api_restock": act.is_restocking,
        "line_items": _refunded_lines(order, act),
    }
    made = api.enveloped("POST", f"/orders/{_id(act.order_id)}/refunds", body, "refund", refusals=REFUSALS)
    return Done(outside_id=made.needed_id("id"))


def _refunded_lines(order: Told, act: Act) -> list[dict[str, Any]]:
    """Return what of which line goes back, for the shop's books: how much money goes back is `amount`.

    A part that does not come out even is counted down to the minor unit.
    """
    lines = {line.needed_id("id"): line for line in order.parts("line_items", MOST_LINES)}
    if unknown := act.lines.keys() - lines.keys():
        raise Refused(f"The order has no line {min(unknown)}.")
    wanted = dict(act.lines)
    if not wanted and not order.value("refunds") and act.amount == order.amount("total", act.currency):
        wanted = {line_id: line.count("quantity") for line_id, line in lines.items()}
    return [_refunded_line(lines[line_id], count, act) for line_id, count in wanted.items() if count > 0]


def _refunded_line(line: Told, count: int, act: Act) -> dict[str, Any]:
    quantity = max(line.count("quantity"), 1)

    def part(told: Told, name: str) -> str:
        minor = told.amount(name, act.currency) if told.value(name) not in (None, "") else 0
        return _written(minor * count // quantity, act.currency)

    return {
        "id": int(line.needed_id("id")),
        "quantity": count,
        "refund_total": part(line, "total"),
        "refund_tax": [
            {"id": int(tax.needed_id("id")), "refund_total": part(tax, "total")} for tax in line.parts("taxes", 100)
        ],
    }


def _refund_of(api: Api, act: Act, *, records_only: bool) -> Done | None:
    for each in api.pages(f"/orders/{_id(act.order_id)}/refunds", {}, "refunds"):
        if act.mark in each.text("reason", 5000):
            if not records_only and each.value("refunded_payment") is not True:
                # Written down before the gateway is asked, and taken back if that refuses.
                raise Unclear("The refund is written down, but the payment has not gone back yet.")
            return Done(outside_id=each.needed_id("id"))
    return None


def _cancel(api: Api, act: Act) -> Done:
    if (status := _order(api, act).text("status", 40)) in ("completed", "refunded", "failed"):
        raise Refused(f"The order is {status}.")
    api.ask("PUT", f"/orders/{_id(act.order_id)}", body={"status": "cancelled", "meta_data": _marks(act)})
    return Done()


def _correct_address(api: Api, act: Act) -> Done:
    before = reading.address(_order(api, act).part("shipping"))
    shipping = _shipping(act.ship_to)
    if (before.city, before.postcode) != (act.ship_to.city, act.ship_to.postcode):
        # The province of the old address is wrong for the new one; none is better.
        shipping["state"] = ""
    api.ask("PUT", f"/orders/{_id(act.order_id)}", body={"shipping": shipping, "meta_data": _marks(act)})
    return Done()


def _note(api: Api, act: Act) -> Done:
    body = {"note": f"{act.text} [{act.mark}]", "customer_note": False}
    made = Told(api.ask("POST", f"/orders/{_id(act.order_id)}/notes", body=body).told, "note")
    return Done(outside_id=made.needed_id("id"))


def _discount(api: Api, act: Act) -> Done:
    email = _order(api, act).part("billing").text("email", 320)
    if act.percent is None and currency_of(api) != act.currency:
        raise Refused(f"The shop gives discounts in another currency than {act.currency}.")
    body = {
        "code": _code(act),
        "discount_type": "fixed_cart" if act.percent is None else "percent",
        "amount": _amount(act) if act.percent is None else str(act.percent),
        "individual_use": True,
        "usage_limit": 1,
        "description": f"{act.text} [{act.mark}]".strip(),
        **({"email_restrictions": [email]} if email else {}),
    }
    made = Told(api.ask("POST", "/coupons", body=body).told, "coupon")
    return Done(outside_id=made.needed_id("id"), called=made.text("code", 120) or _code(act))


def _coupon_of(api: Api, act: Act) -> Done | None:
    for each in api.pages("/coupons", {"code": _code(act)}, "coupons", most=1):
        if act.mark in each.text("description", 5000):
            return Done(outside_id=each.needed_id("id"), called=each.text("code", 120))
    return None


def _reship(api: Api, act: Act) -> Done:
    order = _order(api, act)
    lines = {line.needed_id("id"): line for line in order.parts("line_items", MOST_LINES)}
    if unknown := act.lines.keys() - lines.keys():
        raise Refused(f"The order has no line {min(unknown)}.")
    counts = act.lines or {line_id: line.count("quantity") for line_id, line in lines.items()}
    items = [
        {
            "product_id": int(lines[line_id].id("product_id") or 0),
            "variation_id": int(lines[line_id].id("variation_id") or 0),
            "name": lines[line_id].text("name", 300),
            "quantity": count,
            "subtotal": "0",
            "total": "0",
        }
        for line_id, count in counts.items()
        if count > 0
    ]
    return _sell(api, act, order, items, status="processing")


def _draft(api: Api, act: Act) -> Done:
    order = _order(api, act)
    items = []
    for sku, count in act.wanted.items():
        product = next(iter(api.pages("/products", {"sku": sku}, "products", most=1)), None)
        if product is None:
            raise Refused(f"There is nothing called {sku} in the shop.")
        own, parent = int(product.needed_id("id")), product.value("parent_id")
        is_variation = product.text("type", 40) == "variation" and isinstance(parent, int)
        items.append({"product_id": parent, "variation_id": own, "quantity": count} if is_variation
                     else {"product_id": own, "quantity": count})  # fmt: skip
    return _sell(api, act, order, items, status="pending")


def _sell(api: Api, act: Act, order: Told, items: list[dict[str, Any]], *, status: str) -> Done:
    to = order.part("billing")
    billing = {name: to.text(name, 300) for name in (
        "first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country", "email",
        "phone",
    )}  # fmt: skip
    by = order.part("shipping")
    shipping = {name: by.text(name, 300) for name in billing if name != "email"}
    body = {
        "status": status,
        "currency": act.currency,
        "customer_id": int(order.id("customer_id") or 0) if "customer_id" in order else 0,
        "billing": billing if billing["email"] else {name: said for name, said in billing.items() if name != "email"},
        "shipping": _shipping(act.ship_to) if act.ship_to != Address() else shipping,
        "line_items": items,
        "meta_data": _marks(act),
    }
    made = Told(api.ask("POST", "/orders", body=body).told, "order")
    return Done(outside_id=made.needed_id("id"), called=made.text("number", 60) or made.needed_id("id"))


def _order_of(api: Api, act: Act) -> Done | None:
    """Look through what was sold since the act was asked for: the shop cannot search meta data."""
    since = (act.asked_at.astimezone(UTC) - EARLIER).strftime("%Y-%m-%dT%H:%M:%S")
    for each in api.pages("/orders", {"after": since, "dates_are_gmt": "true", "order": "asc", "orderby": "id"},
                          "orders", most=50):  # fmt: skip
        if reading.meta(each, _key(act)):
            return Done(outside_id=each.needed_id("id"), called=each.text("number", 60) or each.needed_id("id"))
    return None


def currency_of(api: Api) -> str:
    """Return the currency the shop sells in."""
    return api.one("/data/currencies/current", "currency").currency("code")


def _order(api: Api, act: Act) -> Told:
    return api.one(f"/orders/{_id(act.order_id)}", "order")


def _shipping(to: Address) -> dict[str, str]:
    first, _, last = to.name.rpartition(" ")
    lines = [*to.lines, "", ""] if len(to.lines) < 3 else list(to.lines)
    company = lines.pop(0) if len(to.lines) > 2 else ""
    # Whatever is written as more than two letters is no country that WooCommerce knows.
    country = {"country": to.country.upper()} if len(to.country) == 2 else {}
    return {
        "first_name": first or last,
        "last_name": last if first else "",
        "company": company,
        "address_1": lines[0],
        "address_2": ", ".join(filter(None, lines[1:])),
        "city": to.city,
        "postcode": to.postcode,
        "phone": to.phone,
        **country,
    }


def _marks(act: Act) -> list[dict[str, str]]:
    return [{"key": _key(act), "value": act.text[:100] or act.kind.value}]


def _key(act: Act) -> str:
    return f"_{act.mark}"


def _code(act: Act) -> str:
    """Return the code of a coupon: the same for the same act, so that the shop itself refuses a second one."""
    return f"m-{act.mark.rpartition('-')[2][-12:]}"


def _amount(act: Act) -> str:
    if act.amount is None or act.amount <= 0:
        raise Refused("An amount is needed.")
    return _written(act.amount, act.currency)


def _written(minor: int, currency: str) -> str:
    return f"{Amount(minor, currency).decimal:f}"


def _id(outside_id: str) -> str:
    if not (outside_id.isascii() and outside_id.isdecimal()):
        raise Refused("There is no such order.")
    return outside_id


_DEEDS: Mapping[ActKind, Callable[[Api, Act], Done]] = {
    ActKind.CANCEL: _cancel,
    ActKind.RESHIP: _reship,
    ActKind.ADDRESS: _correct_address,
    ActKind.NOTE: _note,
    ActKind.DISCOUNT: _discount,
    ActKind.DRAFT: _draft,
}
