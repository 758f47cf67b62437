"""Values out of an answer of WooCommerce: hostile until they are here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from muhatap.orders import money
from muhatap.orders.shops.contract import NotUnderstood

# PostgreSQL's integer.
MOST_COUNT = 2**31 - 1


class Told:
    """An object of an answer, and where it stands. Every method raises NotUnderstood, and nothing else."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise NotUnderstood(f"{where}: an object is expected")
        self._told: Mapping[str, Any] = value
        self.where = where

    def __contains__(self, name: str) -> bool:
        return name in self._told

    def value(self, name: str) -> Any:
        return self._told.get(name)

    def text(self, name: str, longest: int) -> str:
        """Return a text, shortened; nothing where there is none."""
        return text_of(self._told.get(name), f"{self.where}.{name}")[:longest]

    def id(self, name: str) -> str:
        """Return an id, which WooCommerce counts from 1; "" for 0, its word for none."""
        value = self._told.get(name)
        if isinstance(value, str) and value.isdecimal() and value.isascii():
            value = int(value[:20])
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**20:
            raise NotUnderstood(f"{self.where}.{name}: a number is expected")
        return str(value) if value else ""

    def needed_id(self, name: str) -> str:
        return self.id(name) or self._fail(name, "a number is expected")

    def count(self, name: str) -> int:
        """Return a whole number, also one below 0: a refund counts its lines backwards."""
        value = self._told.get(name)
        if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value():
            value = int(value) if abs(value) <= MOST_COUNT else None
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_COUNT:
            raise NotUnderstood(f"{self.where}.{name}: a whole number is expected")
        return value

    def amount(self, name: str, currency: str) -> int:
        """Return an amount, which WooCommerce writes as a text, in the minor unit."""
        try:
            return money.read(self._told.get(name), currency).minor
        except ValueError as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error

    def currency(self, name: str) -> str:
        code = self.text(name, 8).upper()
        try:
            money.digits_of(code)
        except money.UnknownCurrency as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error
        return code

    def moment(self, name: str) -> datetime | None:
        """Return a moment of a field whose name ends in _gmt: it is written without a time zone."""
        value = self._told.get(name)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError) as error:
            raise NotUnderstood(f"{self.where}.{name}: a moment is expected") from error

    def needed_moment(self, name: str) -> datetime:
        return self.moment(name) or self._fail(name, "a moment is expected")

    def part(self, name: str) -> "Told":
        """Return an object; an empty one where there is none, which PHP writes as a list."""
        value = self._told.get(name)
        return Told({} if value is None or value == [] else value, f"{self.where}.{name}")

    def parts(self, name: str, most: int) -> list["Told"]:
        return all_of(self._told.get(name) or [], f"{self.where}.{name}", most)

    def _fail(self, name: str, problem: str) -> Any:
        raise NotUnderstood(f"{self.where}.{name}: {problem}")


def all_of(value: object, where: str, most: int) -> list[Told]:
    """Return the objects of a list. Raises NotUnderstood."""
    if not isinstance(value, list) or len(value) > most:
        raise NotUnderstood(f"{where}: a list of at most {most} is expected")
    return [Told(each, f"{where}[{place}]") for place, each in enumerate(value)]


def text_of(value: object, where: str) -> str:
    """Return a text that can be kept: without NUL and halves of signs. Raises NotUnderstood."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NotUnderstood(f"{where}: a text is expected")
    written = str(value) if isinstance(value, str) or abs(value) < 10**20 else ""
    return written.replace("\x00", "").encode("utf-8", "replace").decode().strip()
