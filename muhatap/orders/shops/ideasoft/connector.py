"""One shop of IdeaSoft."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

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
    ShopTrouble,
    read_each,
)
from muhatap.orders.shops.ideasoft import reading
from muhatap.orders.shops.ideasoft.api import Api
from muhatap.orders.shops.ideasoft.told import Told

MOST_FOUND = 50
TOPICS = ("order/create", "order/update")
NEEDED = ("client_id", "client_secret")


@dataclass(frozen=True)
class IdeaSoft:
    access: Access
    _api: Api = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_api", Api(self.access))

    def check(self) -> list[Missing]:
        if empty := [name for name in NEEDED if not self.access.secrets.get(name)]:
            return [Missing(Lack.CREDENTIALS, ", ".join(empty))]
        try:
            self._api.page("/orders", {}, "orders", size=1)
        except NotAllowed as trouble:
            # Whoever got a token may still not be allowed to read orders.
            lack = Lack.PERMISSION if self._api.is_fresh else Lack.CREDENTIALS
            return [Missing(lack, "orders" if self._api.is_fresh else trouble.words)]
        except (Refused, NotUnderstood) as trouble:
            return [Missing(Lack.ADDRESS, trouble.words)]
        missing = []
        for what in ("members", "products"):
            try:
                self._api.page(f"/{what}", {}, what, size=1)
            except (NotAllowed, Refused):
                missing.append(Missing(Lack.PERMISSION, what, is_fatal=False))
        return [*missing, *self._deaf()]

    def order(self, outside_id: str) -> OrderFacts | None:
        if not (outside_id.isascii() and outside_id.isdecimal()):
            return None
        # Asked for as a list: an order that is not there is an empty list, and a wrong address a 404.
        found, _ = self._api.page("/orders", {"ids": outside_id}, "orders")
        return next((reading.order(each) for each in found if each.id() == outside_id), None)

    def find(self, asked: Asked) -> list[OrderFacts]:
        found: dict[str, Told] = {}
        for query in _searches(asked):
            page, _ = self._api.page("/orders", {**query, "sort": "-id"}, "orders", size=MOST_FOUND)
            found |= {each.id(): each for each in page if _is_meant(each, asked)}
        orders = sorted(map(reading.order, found.values()), key=lambda order: order.placed_at, reverse=True)
        return orders[:MOST_FOUND]

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        told, following = self._since("/orders", since, cursor)
        orders, unread = read_each(told, reading.order)
        orders.sort(key=lambda order: order.changed_at)
        return OrderPage(orders, following, unread)

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        told, following = self._since("/products", since, cursor)
        return ProductPage([reading.product(each) for each in told], following)

    def customer(self, email: str) -> CustomerFacts | None:
        found, _ = self._api.page("/members", {"s": email}, "members")
        members = [reading.member(each) for each in found]
        return next((each for each in members if each.email.casefold() == email.casefold()), None)

    def do(self, act: Act) -> Done:
        raise Refused("IdeaSoft's documentation does not say how.")

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        return None

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        secret = self.access.secrets.get("client_secret", "")
        meant = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256))
        if not secret or not hmac.compare_digest(meant, headers.get("x-ideashop-hmac-sha256", "").encode()):
            raise Forged("the signature of IdeaSoft is wrong")
        try:
            outside_id = Told(json.loads(body), "message").id()
        except (ValueError, RecursionError, NotUnderstood):
            return None
        # Only what changed is sent, and when, so a message is another one when its content is.
        return Heard(key=hashlib.sha256(body).hexdigest(), order_ids=(outside_id,))

    def _since(self, path: str, since: datetime | None, cursor: str) -> tuple[Sequence[Told], str]:
        """Return a page of what changed since a moment, and the cursor of the next.

        All there are: by id, from the one of the page before on. Since a moment: the newest change first, until one is
        older; what changes meanwhile pushes the others back, so that they come twice, and none is left out.
        """
        where = path.strip("/")
        plain = cursor if cursor.isascii() and cursor.isdecimal() and len(cursor) < 19 else ""
        if since is None:
            found, is_more = self._api.page(path, {"sort": "id", **({"sinceId": plain} if plain else {})}, where)
            last = max((int(each.id()) for each in found), default=0)
            if plain and found and last <= int(plain):
                raise NotUnderstood(f"{where}: the shop does not go on after {plain}")
            return found, str(last) if is_more else ""
        number = int(plain or 1)
        found, is_more = self._api.page(path, {"sort": "-updatedAt", "page": number}, where)
        changes = [each.moment("updatedAt") or each.needed_moment("createdAt") for each in found]
        if changes != sorted(changes, reverse=True):
            raise NotUnderstood(f"{where}: the shop does not sort by the time of change")
        fresh = [each for each, at in zip(found, changes, strict=True) if at >= since]
        return fresh, str(number + 1) if is_more and len(fresh) == len(found) else ""

    def _deaf(self) -> list[Missing]:
        try:
            hooks, _ = self._api.page("/client_webhooks", {}, "client_webhooks")
        except ShopTrouble as trouble:
            return [Missing(Lack.WEBHOOK, trouble.words, is_fatal=False)]
        active = {each.text("topic", 60) for each in hooks if each.value("status") in (1, True, "1")}
        deaf = [topic for topic in TOPICS if topic not in active]
        return [Missing(Lack.WEBHOOK, ", ".join(deaf), is_fatal=False)] if deaf else []


def _searches(asked: Asked) -> list[dict[str, str]]:
    if asked.customer_id:
        return [{"member": asked.customer_id}]
    if asked.email:
        return [{"s": asked.email}]
    number = key_of(asked.number)
    if not number:
        return []
    plain = [{"ids": number}] if number.isdecimal() and len(number) < 18 else []
    return [*plain, {"s": asked.number.strip().lstrip("#")}]


def _is_meant(told: Told, asked: Asked) -> bool:
    """Whether a found order is what was asked for: the shop's search finds also what only looks alike."""
    if asked.customer_id:
        member = told.maybe("member")
        return member is not None and member.id() == asked.customer_id
    if asked.email:
        return told.text("customerEmail", 320).casefold() == asked.email.casefold()
    return key_of(asked.number) in (key_of(told.text("transactionId", 60)), told.id())
