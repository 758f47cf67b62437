"""One Vendure, as the contract of connectors asks for it."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property

from muhatap.core import signing
from muhatap.orders.facts import CustomerFacts, OrderFacts
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
from muhatap.orders.shops.vendure import queries, reading
from muhatap.orders.shops.vendure.acts import Acts
from muhatap.orders.shops.vendure.asking import Admin, NoToken
from muhatap.orders.shops.vendure.reading import Place

PAGE = 100
MOST_FOUND = 50
MOST_CUSTOMERS = 10
MOST_IDS = 100
NEEDED = ("ReadOrder", "ReadCustomer", "ReadCatalog")
FOR_ACTS = ("UpdateOrder", "CreateOrder", "DeleteOrder", "ReadPromotion", "CreatePromotion", "DeletePromotion")
_MILLISECOND = timedelta(milliseconds=1)
_DIGITS = re.compile(r"\D")


class Vendure:
    def __init__(self, access: Access) -> None:
        self._access = access
        self._admin = Admin(access)
        self._acts = Acts(self._admin, lambda: self._precision)

    def check(self) -> list[Missing]:
        if self._access.secrets.get("api_key"):
            return self._check_key()
        try:
            me = Place.of(self._admin.ask(queries.ME), "me")
            channel = Place.of(self._admin.ask(queries.CHANNEL), "activeChannel").text("token", 200)
        except NoToken as reason:
            return [Missing(Lack.SETTING, reason.words)]
        except NotAllowed as reason:
            return [Missing(Lack.CREDENTIALS, reason.words)]
        except (Refused, NotUnderstood) as reason:
            return [Missing(Lack.ADDRESS, reason.words)]
        granted = _permissions(me, channel)
        if "SuperAdmin" in granted:
            return self._check_version()
        lacking = [Missing(Lack.PERMISSION, name) for name in NEEDED if not _has(granted, name)]
        lacking += [Missing(Lack.PERMISSION, name, is_fatal=False) for name in FOR_ACTS if name not in granted]
        return lacking or self._check_version()

    def order(self, outside_id: str) -> OrderFacts | None:
        told = self._admin.ask(queries.ORDER, id=outside_id)
        return None if told is None else self._read(told, "order")

    def find(self, asked: Asked) -> list[OrderFacts]:
        if asked.number:
            # Codes are written in capitals; customers do not always.
            either = sorted({asked.number, asked.number.upper()})
            return self._orders({"filter": {**_PLACED, "code": {"in": either}}, **_NEWEST})
        found = [
            self._read(each.told, each.where)
            for uid in self._customer_ids(asked)
            for each in self._orders_of(uid)
            if each.told.get("orderPlacedAt") is not None
        ]
        return sorted(found, key=lambda order: order.placed_at, reverse=True)[:MOST_FOUND]

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        start, skipped = _where(since, cursor)
        told = self._page(queries.ORDERS, "orders", _PLACED, start, skipped)
        orders, unread = read_each(told, lambda each: self._read(each.told, each.where))
        return OrderPage(orders, _onward(told, start, skipped), unread)

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        """Read all variants: stock that moves does not count as a change of its variant in Vendure."""
        start, skipped = _where(None, cursor)
        told = self._page(queries.VARIANTS, "productVariants", {}, start, skipped)
        read = [
            reading.product(each.told, precision=self._precision, is_counted=self._is_counted, where=each.where)
            for each in told
        ]
        changed = [each for each in read if since is None or each.changed_at > since]
        return ProductPage(changed, _onward(told, start, skipped))

    def customer(self, email: str) -> CustomerFacts | None:
        found = self._customers({"emailAddress": {"eq": email.lower()}})
        return next((reading.customer(each) for each in found if each.told.get("user") is not None), None)

    def do(self, act: Act) -> Done:
        return self._acts.do(act)

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        return self._acts.trace(act, before)

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        secret = self._access.signing_secret
        try:
            key = signing.verify(secret, given=headers, body=body, now=datetime.now(UTC))
        except ValueError as reason:
            raise Forged(str(reason)) from reason
        try:
            told = Place.of(json.loads(body), "message")
            ids = tuple(dict.fromkeys(each.id() for each in told.parts("orders")))
        except (ValueError, RecursionError, NotUnderstood) as reason:
            raise Forged("the message is none of Muhatap's plugin") from reason
        return Heard(key=key[:120], order_ids=ids[:MOST_IDS]) if ids else None

    @cached_property
    def _settings(self) -> Place:
        return Place.of(self._admin.ask(queries.SETTINGS), "globalSettings")

    @property
    def _precision(self) -> int:
        precision = self._settings.part("serverConfig").count("moneyStrategyPrecision")
        if precision > 6:
            raise NotUnderstood("globalSettings: money has more than six digits")
        return precision

    @property
    def _is_counted(self) -> bool:
        return self._settings.told.get("trackInventory") is True

    def _check_key(self) -> list[Missing]:
        """Try what a key may read: Vendure does not tell a key its permissions."""
        lacking: list[Missing] = []
        for name, query in _PROBES.items():
            try:
                self._admin.ask(query, options={"take": 1})
            except NotAllowed:
                lacking.append(Missing(Lack.PERMISSION, name, is_fatal=name in NEEDED))
            except (Refused, NotUnderstood) as reason:
                return [Missing(Lack.ADDRESS, reason.words)]
        if len(lacking) == len(_PROBES):
            return [Missing(Lack.CREDENTIALS, "the shop does not know this key")]
        return lacking or self._check_version()

    def _check_version(self) -> list[Missing]:
        try:
            self._orders({"filter": _PLACED, "take": 1})
            _ = self._precision
        except (Refused, NotUnderstood) as reason:
            return [Missing(Lack.VERSION, reason.words)]
        return []

    def _read(self, told: object, where: str) -> OrderFacts:
        return reading.order(told, precision=self._precision, back_office=self._back_office, where=where)

    @property
    def _back_office(self) -> str:
        base, _, last = self._access.caller.base.rpartition("/")
        return f"{base}/dashboard" if last == "admin-api" else ""

    def _orders(self, options: Mapping[str, object]) -> list[OrderFacts]:
        told = reading.items(self._admin.ask(queries.ORDERS, options=options), "orders")
        return [self._read(each.told, each.where) for each in told]

    def _page(
        self, query: str, name: str, wanted: Mapping[str, object], start: datetime | None, skipped: int
    ) -> list[Place]:
        since = {"updatedAt": {"after": (start - _MILLISECOND).isoformat()}} if start else {}
        options = {"filter": {**wanted, **since}, "sort": {"updatedAt": "ASC"}, "take": PAGE, "skip": skipped}
        return reading.items(self._admin.ask(query, options=options), name)

    def _customer_ids(self, asked: Asked) -> Iterator[str]:
        if asked.customer_id:
            yield asked.customer_id
            return
        if asked.email:
            yield from (each.id() for each in self._customers({"emailAddress": {"eq": asked.email.lower()}}))
        elif national := _DIGITS.sub("", asked.phone)[-10:]:
            # Numbers are kept as they were typed: 0532 123 45 67.
            typed = r"\D*".join(national) + r"\D*$"
            yield from (each.id() for each in self._customers({"phoneNumber": {"regex": typed}}))

    def _customers(self, wanted: Mapping[str, object]) -> list[Place]:
        options = {"filter": wanted, "sort": {"createdAt": "DESC"}, "take": MOST_CUSTOMERS}
        return reading.items(self._admin.ask(queries.CUSTOMERS, options=options), "customers")

    def _orders_of(self, customer: str) -> list[Place]:
        told = self._admin.ask(queries.CUSTOMER_ORDERS, id=customer, options=_NEWEST)
        return [] if told is None else Place.of(told, "customer").part("orders").parts("items")


_PROBES = {
    "ReadOrder": queries.ORDERS,
    "ReadCustomer": queries.CUSTOMERS,
    "ReadCatalog": queries.VARIANTS,
    "ReadPromotion": queries.PROMOTIONS,
}
_PLACED: Mapping[str, object] = {"orderPlacedAt": {"isNull": False}}
_NEWEST: Mapping[str, object] = {"sort": {"orderPlacedAt": "DESC"}, "take": MOST_FOUND}


def _permissions(me: Place, channel: str) -> set[str]:
    granted: set[str] = set()
    for each in me.parts("channels"):
        told = each.told.get("permissions")
        if each.text("token", 200) == channel and isinstance(told, list):
            granted.update(str(name) for name in told)
    return granted


def _has(granted: set[str], name: str) -> bool:
    return name in granted or (name == "ReadCatalog" and "ReadProduct" in granted)


def _where(since: datetime | None, cursor: str) -> tuple[datetime | None, int]:
    """Return from which change on, and how many of those that changed in that very millisecond are known."""
    if not cursor:
        return since, 0
    moment, _, count = cursor.partition("~")
    try:
        return datetime.fromisoformat(moment), int(count)
    except ValueError as error:
        raise Refused("this is no cursor of ours") from error


def _onward(told: list[Place], start: datetime | None, skipped: int) -> str:
    """Return where the next page begins; half a page may come twice, so that none is left out while others change."""
    if len(told) < PAGE:
        return ""
    last = told[-1].moment("updatedAt")
    known = sum(each.moment("updatedAt") >= last for each in told)
    known += skipped if start is not None and last <= start else 0
    return f"{last.isoformat()}~{max(0, known - PAGE // 2)}"
