"""One shop of Shopify."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from muhatap.orders.facts import CustomerFacts, OrderFacts
from muhatap.orders.mentions import key_of
from muhatap.orders.shops.contract import (
    Access,
    Act,
    ActKind,
    Asked,
    Done,
    Forged,
    Heard,
    Lack,
    Missing,
    NotAllowed,
    NotUnderstood,
    OrderPage,
    ProductPage,
    Refused,
    read_each,
)
from muhatap.orders.shops.shopify import acting, queries, reading
from muhatap.orders.shops.shopify.acting import quoted
from muhatap.orders.shops.shopify.api import Api
from muhatap.orders.shops.shopify.told import Told, is_order

MOST_FOUND = 50
PRODUCTS = 50
# What each permission is needed for stands in README.md; without the first nothing works.
SCOPES = (
    "read_orders", "read_all_orders", "write_orders", "read_customers", "read_products", "read_inventory",
    "read_fulfillments", "write_returns", "write_discounts", "write_draft_orders",
)  # fmt: skip
TOPICS = ("ORDERS_CREATE", "ORDERS_UPDATED")
_INSIDE = {"fulfillments": "fulfillmentLineItems", "refunds": "refundLineItems", "returns": "returnLineItems"}
_TRACED = {ActKind.REFUND: "refunds", ActKind.RETURN: "returns", ActKind.EXCHANGE: "returns"}


@dataclass(frozen=True)
class Shopify:
    access: Access

    def check(self) -> list[Missing]:
        try:
            told = self._api.ask(queries.CHECK)
            scopes = {each.text("handle", 100) for each in told.part("currentAppInstallation").parts("accessScopes")}
            versions = {each.text("handle", 40) for each in told.parts("publicApiVersions")
                        if each.value("supported") is True}  # fmt: skip
            topics = {each.text("topic", 100) for each in told.nodes("webhookSubscriptions")}
        except NotAllowed as trouble:
            return [Missing(Lack.CREDENTIALS, trouble.words)]
        except (Refused, NotUnderstood) as trouble:
            return [Missing(Lack.ADDRESS, trouble.words)]
        # Whoever may write may read.
        lacking = [each for each in SCOPES if not {each, each.replace("read_", "write_", 1)} & scopes]
        missing = [Missing(Lack.PERMISSION, each, is_fatal=each == SCOPES[0]) for each in lacking]
        if queries.VERSION not in versions:
            missing.append(Missing(Lack.VERSION, queries.VERSION))
        if not self.access.secrets.get("api_secret"):
            missing.append(Missing(Lack.SETTING, "api_secret", is_fatal=False))
        if deaf := [topic for topic in TOPICS if topic not in topics]:
            missing.append(Missing(Lack.WEBHOOK, ", ".join(deaf), is_fatal=False))
        return missing

    def order(self, outside_id: str) -> OrderFacts | None:
        told = self._told(outside_id) if is_order(outside_id) else None
        return self._whole(told, queries.WHOLE) if told else None

    def find(self, asked: Asked) -> list[OrderFacts]:
        if asked.phone:
            who = self._customer({"phoneNumber": asked.phone})
            return self.find(Asked(customer_id=who.id())) if who else []
        number = key_of(asked.number)
        if asked.customer_id:
            query = f"customer_id:{acting.quoted(asked.customer_id.rpartition('/')[2])}"
        elif asked.email:
            query = f"email:{quoted(asked.email)}"
        elif number:
            query = f"name:{quoted(asked.number.strip().lstrip('#'))}"
        else:
            return []
        said = {"query": query, "sort": "CREATED_AT", "reverse": True}
        found: list[OrderFacts] = []
        cursor: str | None = None
        while len(found) < MOST_FOUND:
            page = self._api.ask(queries.ORDERS, {**said, **queries.SLIM, "first": queries.SLIM_ORDERS,
                                                  "after": cursor})  # fmt: skip
            found += [self._filled(each) for each in page.nodes("orders") if _is_meant(each, asked)]
            cursor = page.next("orders")
            if not cursor:
                break
        return found[:MOST_FOUND]

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        # Shopify's cursor holds the time of change: what changes while the pages are read comes again at the end.
        said = {"query": _since(since), "sort": "UPDATED_AT", "reverse": False, "after": cursor or None}
        page = self._api.ask(queries.ORDERS, {**said, **queries.SLIM, "first": queries.SLIM_ORDERS})
        orders, unread = read_each(page.nodes("orders"), self._filled)
        return OrderPage(orders, page.next("orders"), unread)

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        page = self._api.ask(queries.VARIANTS, {"query": _since(since), "after": cursor or None, "first": PRODUCTS})
        currency = page.part("shop").currency("currencyCode")
        told = [reading.variant(each, currency) for each in page.nodes("productVariants")]
        return ProductPage(told, page.next("productVariants"))

    def customer(self, email: str) -> CustomerFacts | None:
        told = self._customer({"emailAddress": email})
        return reading.customer(told) if told else None

    def do(self, act: Act) -> Done:
        if act.kind != ActKind.REFUND:
            return acting.do(self._api, act)
        told = self._told(act.order_id) if is_order(act.order_id) else None
        if told is None:
            raise Refused("There is no such order.")
        transactions = self._all(told, "transactions", queries.WHOLE)
        return acting.refund(self._api, act, self._whole(told, queries.WHOLE), transactions)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        name = _TRACED.get(act.kind)
        if name is None:
            return acting.trace(self._api, act, before)
        told = self._told(act.order_id)
        parts = self._all(told, name, queries.WHOLE) if told else []
        return next((Done(outside_id=each.id()) for each in parts if acting.is_marked(each, act)), None)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        secret = self.access.secrets.get("api_secret") or self.access.signing_secret
        meant = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(meant, headers.get("x-shopify-hmac-sha256", "").encode()):
            raise Forged("the signature of Shopify is wrong")
        try:
            told = Told(json.loads(body), "message")
        except (ValueError, RecursionError, NotUnderstood):
            return None
        order_id = _order_of(headers.get("x-shopify-topic", ""), told)
        if not order_id:
            return None
        key = headers.get("x-shopify-webhook-id", "")[:100] or hashlib.sha256(body).hexdigest()
        return Heard(key=key, order_ids=(order_id,))

    @property
    def _api(self) -> Api:
        return Api(self.access.caller, self.access.secrets.get("token", ""))

    def _told(self, outside_id: str) -> Told | None:
        return self._api.ask(queries.ORDER, {"id": outside_id, **queries.WHOLE}).maybe("order")

    def _customer(self, who: Mapping[str, str]) -> Told | None:
        return self._api.ask(queries.CUSTOMER, {"who": who}).maybe("customerByIdentifier")

    def _filled(self, told: Told) -> OrderFacts:
        """Read an order of a list; one that is larger than lists show is asked for by itself."""
        if _fits(told, queries.SLIM):
            return self._whole(told, queries.SLIM)
        whole = self._told(told.id())
        return self._whole(whole or told, queries.WHOLE)

    def _whole(self, told: Told, sizes: Mapping[str, int]) -> OrderFacts:
        api, order_id = self._api, told.id()
        lines = told.nodes("lineItems")
        if after := told.next("lineItems"):
            said = {"id": order_id, "first": queries.MOST_LINES_AT_ONCE}
            lines += api.pages(queries.LINES, said, "order", "lineItems", after=after)
        parts = {name: self._all(told, name, sizes) for name in ("fulfillments", "refunds", "transactions", "returns")}
        inside = {each.id(): self._inside(each, _INSIDE[name]) for name in _INSIDE for each in parts[name]}
        return reading.order(told, lines, inside, parts, shop=self.access.caller.base)

    def _all(self, told: Told, name: str, sizes: Mapping[str, int]) -> list[Told]:
        """Return all parts of an order of one sort, asking again for those that did not fit."""
        said: dict[str, Any] = {"id": told.id(), "inside": queries.WHOLE["inside"]}
        if name == "returns":
            after = told.next(name)
            more = self._api.pages(queries.RETURNS, {**said, "first": 20}, "order", name, after=after) if after else ()
            return [*told.nodes(name), *more]
        parts = told.parts(name)
        size = sizes["parcels" if name == "fulfillments" else name]
        if len(parts) < size:
            return parts
        if name == "transactions":
            del said["inside"]
        return self._api.ask(queries.PARTS[name], {**said, "first": queries.FULL[name]}).part("order").parts(name)

    def _inside(self, told: Told, name: str) -> list[Told]:
        after = told.next(name)
        said = {"id": told.id(), "first": queries.MOST_LINES_AT_ONCE}
        more = self._api.pages(queries.INSIDE[name], said, "node", name, after=after) if after else ()
        return [*told.nodes(name), *more]


def _fits(told: Told, sizes: Mapping[str, int]) -> bool:
    full: Sequence[bool] = (
        bool(told.next("lineItems")),
        bool(told.next("returns")),
        len(told.parts("fulfillments")) >= sizes["parcels"],
        len(told.parts("refunds")) >= sizes["refunds"],
        len(told.parts("transactions")) >= sizes["transactions"],
    )
    return not any(full)


def _is_meant(told: Told, asked: Asked) -> bool:
    """Whether a found order is what was asked for: the shop's search finds also what begins alike."""
    if asked.email:
        return told.text("email", 320).casefold() == asked.email.casefold()
    return bool(asked.customer_id) or key_of(told.text("name", 60)) == key_of(asked.number)


def _order_of(topic: str, told: Told) -> str:
    """Return the id of the order that a message is about, "" when it is about none."""
    subject = topic.partition("/")[0]
    if subject == "orders":
        number = told.value("id")
    elif subject in ("refunds", "fulfillments", "order_transactions"):
        number = told.value("order_id")
    elif subject == "returns":
        order = told.value("order")
        number = order.get("id") if isinstance(order, dict) else None
    else:
        return ""
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 10**20
    return f"gid://shopify/Order/{number}" if is_number else ""


def _since(since: datetime | None) -> str | None:
    return None if since is None else f"updated_at:>='{since.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%SZ')}'"
