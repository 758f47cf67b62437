"""One shop of WooCommerce."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from muhatap.orders.facts import CustomerFacts, OrderFacts, ProductFacts
from muhatap.orders.mentions import key_of
from muhatap.orders.shops.contract import (
    Access,
    Act,
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
    ShopTrouble,
    read_each,
)
from muhatap.orders.shops.woocommerce import acting, reading
from muhatap.orders.shops.woocommerce.api import Api
from muhatap.orders.shops.woocommerce.told import Told

MOST_FOUND = 50
# Each product with variations is one more request.
PRODUCTS = 20
# The first that lists what was modified since a moment.
OLDEST = (5, 8)
TOPICS = ("order.created", "order.updated", "order.deleted")
_PING = re.compile(rb"webhook_id=\d{1,20}\Z")
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


@dataclass(frozen=True)
class WooCommerce:
    access: Access

    def check(self) -> list[Missing]:
        try:
            self._api.page("/orders", {"per_page": 1}, "orders")
        except NotAllowed as trouble:
            return [Missing(Lack.CREDENTIALS, trouble.words)]
        except (Refused, NotUnderstood) as trouble:
            return [Missing(Lack.ADDRESS, trouble.words)]
        return [*self._lacks_writing(), *self._lacks_version(), *self._lacks_webhooks()]

    def order(self, outside_id: str) -> OrderFacts | None:
        # Asked for as a list: an order that is not there is an empty list, and a missing plugin a 404.
        if not (outside_id.isascii() and outside_id.isdecimal()):
            return None
        found, _ = self._api.page("/orders", {"include": outside_id}, "orders")
        return next((self._whole(each) for each in found if each.id("id") == outside_id), None)

    def find(self, asked: Asked) -> list[OrderFacts]:
        found: dict[str, Told] = {}
        for query in self._searches(asked):
            page, _ = self._api.page("/orders", {"per_page": MOST_FOUND, **query}, "orders")
            found |= {each.needed_id("id"): each for each in page if _is_meant(each, asked)}
        newest = sorted(found.values(), key=lambda each: each.needed_moment("date_created_gmt"), reverse=True)
        return [self._whole(each) for each in newest[:MOST_FOUND]]

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        # By id, not by the time of change: what changes while the pages are read then moves nothing to a page that was
        # read already. WooCommerce documents no order by the time of change.
        number = _number(cursor)
        found, is_more = self._api.page("/orders", {"orderby": "id", "order": "asc", **_since(since)}, "orders", number)
        orders, unread = read_each(found, self._whole)
        orders.sort(key=lambda order: order.changed_at)
        return OrderPage(orders, str(number + 1) if is_more else "", unread)

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        number = _number(cursor)
        query = {"per_page": PRODUCTS, "orderby": "id", "order": "asc", **_since(since)}
        found, is_more = self._api.page("/products", query, "products", number)
        currency = self._currency() if found else ""
        told: list[ProductFacts] = []
        for each in found:
            if each.text("type", 40) != "variable":
                told.append(reading.product(each, currency))
                continue
            variations = self._api.pages(f"/products/{each.needed_id('id')}/variations", {}, "variations")
            told += [reading.product(variation, currency, of=each) for variation in variations]
        return ProductPage(told, str(number + 1) if is_more else "")

    def customer(self, email: str) -> CustomerFacts | None:
        found, _ = self._api.page("/customers", {"email": email, "role": "all"}, "customers")
        customers = [reading.customer(each) for each in found]
        return next((each for each in customers if each.email.casefold() == email.casefold()), None)

    def do(self, act: Act) -> Done:
        return acting.do(self._api, act, records_only=self._records_only)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        return acting.trace(self._api, act, records_only=self._records_only)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        signature = headers.get("x-wc-webhook-signature", "")
        if not signature and _PING.match(body.strip()):
            # What WooCommerce sends when a webhook is saved; it says nothing and is not signed.
            return None
        meant = base64.b64encode(hmac.digest(self.access.signing_secret.encode(), body, hashlib.sha256))
        if not self.access.signing_secret or not hmac.compare_digest(meant, signature.encode()):
            raise Forged("the signature of WooCommerce is wrong")
        topic = headers.get("x-wc-webhook-topic", "")[:40]
        try:
            told = Told(json.loads(body), "message")
            outside_id, changed_at = told.needed_id("id"), told.text("date_modified_gmt", 20)
        except (ValueError, RecursionError, NotUnderstood):
            return None
        if not topic.startswith("order."):
            return None
        # The number of a delivery is not unique (its own log counts it).
        key = f"{topic}:{outside_id}:{changed_at}:{hashlib.sha256(body).hexdigest()[:32]}"
        return Heard(key=key, order_ids=(outside_id,))

    @property
    def _api(self) -> Api:
        secrets = self.access.secrets
        return Api(self.access.caller, secrets.get("consumer_key", ""), secrets.get("consumer_secret", ""))

    @property
    def _records_only(self) -> bool:
        return self.access.settings.get("records_only", "").strip().casefold() in ("yes", "evet", "1", "true")

    def _whole(self, told: Told) -> OrderFacts:
        """Read an order with its refunds, of which it names only reason and amount itself."""
        refunds: list[Told] = []
        if told.parts("refunds", reading.MOST_REFUNDS):
            refunds = list(self._api.pages(f"/orders/{told.needed_id('id')}/refunds", {}, "refunds"))
        return reading.order(told, refunds, shop=self.access.caller.base)

    def _searches(self, asked: Asked) -> list[dict[str, str]]:
        if asked.customer_id:
            return [{"customer": asked.customer_id}]
        if asked.email:
            return [{"search": asked.email}]
        number = key_of(asked.number)
        if not number:
            return []
        # Extensions give numbers of their own; without one the number is the id.
        plain = [{"include": number}] if number.isdecimal() and len(number) < 18 else []
        return [*plain, {"search": asked.number.strip().lstrip("#")}]

    def _currency(self) -> str:
        """Return the currency of prices; nothing for a key that may not read it, and then no prices are told."""
        try:
            return acting.currency_of(self._api)
        except (NotAllowed, Refused):
            return ""

    def _lacks_writing(self) -> list[Missing]:
        """Try to change the order of number 0, which is none: a key that only reads is turned away before that."""
        try:
            self._api.ask("PUT", "/orders/0", body={})
        except NotAllowed as trouble:
            return [Missing(Lack.PERMISSION, trouble.words, is_fatal=False)]
        except ShopTrouble:
            pass
        return []

    def _lacks_version(self) -> list[Missing]:
        try:
            version = self._api.one("/system_status", "system_status").part("environment").text("version", 20)
        except (NotAllowed, Refused, NotUnderstood):
            return []
        known = _VERSION.match(version)
        if known and (int(known[1]), int(known[2])) < OLDEST:
            return [Missing(Lack.VERSION, f"WooCommerce {version} < {'.'.join(map(str, OLDEST))}")]
        return []

    def _lacks_webhooks(self) -> list[Missing]:
        try:
            hooks = list(self._api.pages("/webhooks", {}, "webhooks"))
        except (NotAllowed, Refused) as trouble:
            return [Missing(Lack.WEBHOOK, trouble.words, is_fatal=False)]
        active = {each.text("topic", 40) for each in hooks if each.text("status", 20) == "active"}
        missing = [topic for topic in TOPICS if topic not in active]
        return [Missing(Lack.WEBHOOK, ", ".join(missing), is_fatal=False)] if missing else []


def open_shop(access: Access) -> WooCommerce:
    base = access.caller.base.rstrip("/")
    return WooCommerce(replace(access, caller=replace(access.caller, base=base)))


def _is_meant(told: Told, asked: Asked) -> bool:
    """Whether a found order is what was asked for: the shop's search finds also what only looks alike."""
    if asked.customer_id:
        return told.id("customer_id") == asked.customer_id
    if asked.email:
        return told.part("billing").text("email", 320).casefold() == asked.email.casefold()
    return key_of(told.text("number", 60) or told.id("id")) == key_of(asked.number)


def _since(since: datetime | None) -> dict[str, str]:
    if since is None:
        return {}
    return {"modified_after": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "dates_are_gmt": "true"}


def _number(cursor: str) -> int:
    return int(cursor) if cursor.isdecimal() and cursor.isascii() and len(cursor) < 9 else 1
