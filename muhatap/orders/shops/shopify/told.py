"""Values out of an answer of Shopify: hostile until they are here."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from muhatap.orders import money
from muhatap.orders.shops.contract import NotUnderstood

# PostgreSQL's integer.
MOST_COUNT = 2**31 - 1
_GID = re.compile(r"gid://shopify/(?P<kind>[A-Za-z]{1,40})/(?P<number>[0-9]{1,20})\Z")


class Told:
    """An object of an answer, and where it stands. Every method raises NotUnderstood, and nothing else."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise NotUnderstood(f"{where}: an object is expected")
        self._told: Mapping[str, Any] = value
        self.where = where

    def value(self, name: str) -> Any:
        return self._told.get(name)

    def text(self, name: str, longest: int) -> str:
        """Return a text that can be kept, shortened; nothing where there is none."""
        value = self._told.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int) or (isinstance(value, int) and value >= 10**20):
            self.fail(name, "a text is expected")
        return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()[:longest]

    def id(self, name: str = "id") -> str:
        value = self._told.get(name)
        if not isinstance(value, str) or not _GID.match(value):
            self.fail(name, "an id as in gid://shopify/Order/1 is expected")
        return str(value)

    def count(self, name: str) -> int:
        value = self._told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_COUNT:
            raise NotUnderstood(f"{self.where}.{name}: a whole number is expected")
        return value

    def amount(self, name: str, currency: str) -> int:
        """Return the amount of a MoneyBag in the currency of the shop, in its minor unit."""
        shop = self.part(name).part("shopMoney")
        told = shop.text("currencyCode", 8)
        if told != currency:
            shop.fail("currencyCode", f"{currency} is expected")
        return shop.plain_amount("amount", currency)

    def plain_amount(self, name: str, currency: str) -> int:
        try:
            minor = money.read(self._told.get(name), currency).minor
        except ValueError as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error
        return minor if minor >= 0 else int(self.fail(name, "nothing below 0 is expected"))

    def currency(self, name: str) -> str:
        code = self.text(name, 8)
        try:
            money.digits_of(code)
        except money.UnknownCurrency as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error
        return code

    def moment(self, name: str) -> datetime | None:
        value = self._told.get(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return self.fail(name, "a moment is expected")  # type: ignore[no-any-return]

    def needed_moment(self, name: str) -> datetime:
        return self.moment(name) or self.fail(name, "a moment is expected")

    def part(self, name: str) -> "Told":
        return Told(self._told.get(name), f"{self.where}.{name}")

    def maybe(self, name: str) -> "Told | None":
        return None if self._told.get(name) is None else self.part(name)

    def parts(self, name: str) -> list["Told"]:
        value = self._told.get(name)
        if not isinstance(value, list):
            raise NotUnderstood(f"{self.where}.{name}: a list is expected")
        return [Told(each, f"{self.where}.{name}[{place}]") for place, each in enumerate(value)]

    def nodes(self, name: str) -> list["Told"]:
        """Return what a page of a connection holds."""
        return self.part(name).parts("nodes")

    def next(self, name: str) -> str:
        """Return the cursor of the page after this one of a connection, "" when there is none."""
        page = self.part(name).part("pageInfo")
        return page.text("endCursor", 400) if page.value("hasNextPage") is True else ""

    def fail(self, name: str, problem: str) -> Any:
        raise NotUnderstood(f"{self.where}.{name}: {problem}")


def number_of(gid: str) -> str:
    """Return the number that an id ends in."""
    return gid.rpartition("/")[2]


def is_order(gid: str) -> bool:
    known = _GID.match(gid)
    return known is not None and known["kind"] == "Order"
