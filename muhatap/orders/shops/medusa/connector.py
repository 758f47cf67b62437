"""One Medusa: asked over its Admin API."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from muhatap.core import signing
from muhatap.orders.facts import CustomerFacts, OrderFacts
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
    read_each,
)
from muhatap.orders.shops.medusa import acts, reading
from muhatap.orders.shops.medusa.reading import ORDER_FIELDS, PRODUCT_FIELDS, Place

PAGE = 100
FOUND = 50
# A short number stands in the addresses and phone numbers of many orders; behind so many nobody looks for it.
MOST_SEARCHED = 1000
MOST_HEARD = 100
_MILLISECOND = timedelta(milliseconds=1)
# What each part of the desk asks for, beside the orders.
_OTHERS = (
    "/admin/products", "/admin/customers", "/admin/returns", "/admin/exchanges", "/admin/claims", "/admin/promotions",
    "/admin/draft-orders",
)  # fmt: skip


class Medusa:
    def __init__(self, access: Access) -> None:
        self.access = access
        key = base64.b64encode(f"{access.secrets.get('secret_key', '')}:".encode()).decode()
        self.caller = replace(access.caller, headers={**access.caller.headers, "Authorization": f"Basic {key}"})

    def check(self) -> list[Missing]:
        try:
            Place.of(self._get("/admin/orders", limit=1, fields="id"), "answer").parts("orders")
        except NotAllowed as error:
            return [Missing(Lack.CREDENTIALS, error.words)]
        except (Refused, NotUnderstood) as error:
            return [Missing(Lack.ADDRESS, error.words)]
        missing: list[Missing] = []
        for path in _OTHERS:
            try:
                self._get(path, limit=1, fields="id")
            except NotAllowed:
                missing.append(Missing(Lack.PERMISSION, path, is_fatal=False))
            except Refused:
                missing.append(Missing(Lack.VERSION, path, is_fatal=False))
        return missing

    def order(self, outside_id: str) -> OrderFacts | None:
        place = acts.order_place(self.caller, outside_id)
        return reading.order(place, base=self.caller.base) if place else None

    def find(self, asked: Asked) -> list[OrderFacts]:
        if asked.customer_id:
            query: dict[str, Any] = {"customer_id": asked.customer_id}
            return self._orders(**query, order="-created_at", limit=FOUND)
        if asked.email:
            found = self._orders(q=asked.email, order="-created_at", limit=PAGE)
            return [order for order in found if order.email.casefold() == asked.email.casefold()][:FOUND]
        if asked.phone:
            # Medusa compares what is written; what precedes the number in one's own country is written in many ways.
            digits = _digits(asked.phone)[-10:]
            found = self._orders(q=digits, order="-created_at", limit=PAGE)
            return [order for order in found if digits and _digits(order.phone).endswith(digits)][:FOUND]
        return self._numbered(asked.number) if asked.number else []

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        told, cursor = self._page("/admin/orders", "orders", ORDER_FIELDS, since, cursor)
        orders, unread = read_each(told, lambda each: reading.order(each, base=self.caller.base))
        return OrderPage(orders, cursor, unread)

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        told, cursor = self._page("/admin/products", "products", PRODUCT_FIELDS, since, cursor)
        currency = self._currency() if told else ""
        return ProductPage(reading.products({"products": [each.told for each in told]}, currency=currency), cursor)

    def customer(self, email: str) -> CustomerFacts | None:
        told = self._get("/admin/customers", email=email, has_account="true", limit=2)
        found = Place.of(told, "answer").parts("customers")
        if not found:
            return None
        orders = self._get("/admin/orders", customer_id=found[0].id(), fields="id", limit=1)
        return reading.customer(found[0], order_count=Place.of(orders, "answer").count("count"))

    def do(self, act: Act) -> Done:
        return acts.do(self.caller, act)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        return acts.trace(self.caller, act, before)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        """Take what muhatap.js sends: {"event": "order.placed", "order_ids": ["order_…"]}."""
        try:
            key = signing.verify(self.access.signing_secret, given=headers, body=body, now=datetime.now(UTC))
        except signing.Forged as error:
            raise Forged(str(error)) from error
        ids: object = None
        with suppress(ValueError, RecursionError):
            told = json.loads(body)
            ids = told.get("order_ids") if isinstance(told, dict) else None
        if not isinstance(ids, list):
            return None
        known = [each for each in ids if isinstance(each, str) and 0 < len(each) <= 120]
        return Heard(key=key[:120], order_ids=tuple(dict.fromkeys(known[:MOST_HEARD]))) if known else None

    def _get(self, path: str, **query: Any) -> Any:
        return self.caller.ask("GET", path, query=query).told

    def _orders(self, **query: Any) -> list[OrderFacts]:
        return reading.orders(self._get("/admin/orders", fields=ORDER_FIELDS, **query), base=self.caller.base)

    def _numbered(self, number: str) -> list[OrderFacts]:
        """Medusa finds a number only among all else that is written in an order."""
        key = key_of(number)
        ids = [
            each.id()
            for each in self._searched(number.strip().lstrip("#")[:60])
            if key in (key_of(each.text("custom_display_id", 60)), key_of(each.text("display_id", 60)))
        ]
        return self._orders(id=ids[:FOUND], order="-created_at", limit=FOUND) if ids and key else []

    def _searched(self, words: str) -> Iterator[Place]:
        for offset in range(0, MOST_SEARCHED, PAGE):
            told = Place.of(
                self._get(
                    "/admin/orders", q=words, order="-created_at", limit=PAGE, offset=offset,
                    fields="id,display_id,custom_display_id",
                ),
                "answer",
            ).parts("orders")  # fmt: skip
            yield from told
            if len(told) < PAGE:
                return

    def _page(self, path: str, name: str, fields: str, since: datetime | None, cursor: str) -> tuple[list[Place], str]:
        """Return a page of what changed, the longest unchanged first, and where the next begins.

        Medusa orders by one column, so those of one moment come in any order. A page therefore ends before its last
        moment, which the next one begins with: `cursor` is that moment. Only where a whole page is of one moment (an
        import) is that gone through by id: `cursor` is then the moment and the last id.
        """
        start, _, last_id = cursor.partition(" ")
        if last_id:
            return self._same_moment(path, name, fields, datetime.fromisoformat(start), last_id)
        first = datetime.fromisoformat(start) if start else since
        found = self._ask_page(path, name, fields, {"order": "updated_at"} | (_from(first) if first else {}))
        if len(found) < PAGE:
            return found, ""
        last = found[-1].moment("updated_at")
        if before := [each for each in found if each.moment("updated_at") < last]:
            return before, _written(last)
        return self._same_moment(path, name, fields, last, "")

    def _same_moment(
        self, path: str, name: str, fields: str, moment: datetime, last_id: str
    ) -> tuple[list[Place], str]:
        limits = _from(moment) | {"updated_at[$lt]": _written(moment + _MILLISECOND), "order": "id"}
        if last_id:
            limits["id[$gt]"] = last_id
        found = self._ask_page(path, name, fields, limits)
        if len(found) == PAGE:
            return found, f"{_written(moment)} {found[-1].id()}"
        return found, _written(moment + _MILLISECOND)

    def _ask_page(self, path: str, name: str, fields: str, limits: Mapping[str, Any]) -> list[Place]:
        return Place.of(self._get(path, fields=fields, limit=PAGE, **limits), "answer").parts(name)

    def _currency(self) -> str:
        """Return what the shop itself counts in."""
        stores = Place.of(self._get("/admin/stores", fields="id,*supported_currencies", limit=1), "answer").parts(
            "stores"
        )
        currencies = stores[0].parts("supported_currencies") if stores else []
        own = [each for each in currencies if each.told.get("is_default") is True] or currencies
        return own[0].text("currency_code", 3).upper() if own else ""


def _from(moment: datetime) -> dict[str, str]:
    return {"updated_at[$gte]": _written(moment)}


def _written(moment: datetime) -> str:
    """Return a moment as Medusa tells it: to the millisecond, cut off."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())
