"""Values out of an answer of IdeaSoft: hostile until they are here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from muhatap.orders import money
from muhatap.orders.shops.contract import NotUnderstood

# PostgreSQL's integer.
MOST_COUNT = 2**31 - 1
# What Turkish shops call the lira.
_LIRA = ("TL", "TRL")


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
            self._fail(name, "a text is expected")
        return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()[:longest]

    def id(self, name: str = "id") -> str:
        value = self._told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**18:
            self._fail(name, "a number is expected")
        return str(value)

    def count(self, name: str) -> int:
        """Return a whole number; IdeaSoft writes counts with a point (1.0)."""
        number = self.number(name)
        if number != number.to_integral_value() or not 0 <= number <= MOST_COUNT:
            self._fail(name, "a whole number is expected")
        return int(number)

    def amount(self, name: str, currency: str) -> int:
        """Return an amount in the minor unit, exactly as it is told."""
        try:
            minor = money.read(self.number(name), currency).minor
        except ValueError as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error
        return minor if minor >= 0 else int(self._fail(name, "nothing below 0 is expected"))

    def share(self, name: str, count: Decimal, currency: str) -> int:
        """Return what so many cost at a price that is told with four digits, to the nearest minor unit."""
        minor = (self.number(name) * count).scaleb(money.digits_of(currency))
        if not 0 <= minor <= money.LARGEST:
            self._fail(name, "an amount is expected")
        return int(minor.to_integral_value(ROUND_HALF_UP))

    def currency(self, name: str) -> str:
        code = self.text(name, 8).upper()
        code = "TRY" if code in _LIRA else code
        try:
            money.digits_of(code)
        except money.UnknownCurrency as error:
            raise NotUnderstood(f"{self.where}.{name}: {error}") from error
        return code

    def moment(self, name: str) -> datetime | None:
        value = self._told.get(name)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            pass
        return self._fail(name, "a moment with its time zone is expected")  # type: ignore[no-any-return]

    def needed_moment(self, name: str) -> datetime:
        return self.moment(name) or self._fail(name, "a moment is expected")

    def maybe(self, name: str) -> "Told | None":
        value = self._told.get(name)
        return None if value is None or value == [] else Told(value, f"{self.where}.{name}")

    def parts(self, name: str, most: int) -> list["Told"]:
        return all_of(self._told.get(name) or [], f"{self.where}.{name}", most)

    def number(self, name: str) -> Decimal:
        value = self._told.get(name)
        try:
            number = Decimal(value) if isinstance(value, str) and len(value) <= 30 else value
        except ArithmeticError:
            number = None
        if isinstance(number, bool) or not isinstance(number, int | Decimal):
            raise NotUnderstood(f"{self.where}.{name}: a number is expected")
        known = Decimal(number)
        if not known.is_finite() or not -12 <= known.adjusted() <= 18:
            raise NotUnderstood(f"{self.where}.{name}: a number is expected")
        return known

    def _fail(self, name: str, problem: str) -> Any:
        raise NotUnderstood(f"{self.where}.{name}: {problem}")


def all_of(value: object, where: str, most: int) -> list[Told]:
    """Return the objects of a list. Raises NotUnderstood."""
    if not isinstance(value, list) or len(value) > most:
        raise NotUnderstood(f"{where}: a list of at most {most} is expected")
    return [Told(each, f"{where}[{place}]") for place, each in enumerate(value)]
