"""Amounts of money: whole numbers in the minor unit of a currency. Nothing is rounded, nothing is guessed.

Which currencies there are and how they are written comes from CLDR by way of Babel; the digits are those of ISO 4217,
which shops and banks count in.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol
from django.utils.translation import get_language

# Turkish readers write TL; CLDR's English knows only "TRY".
_SIGNS = {("TRY", "tr"): "TL", ("TRY", "en"): "₺"}

# PostgreSQL's bigint holds 9.2 × 10^18.
LARGEST = 10**15
# Where CLDR says how many digits people still write, ISO 4217 how many there are.
_ISO_DIGITS = dict.fromkeys(
    ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SLL", "SOS", "SYP", "YER"), 2
) | {"IQD": 3}  # fmt: skip
_PLAIN = re.compile(r"-?\d{1,18}(\.\d{1,6})?\Z", re.ASCII)
_TURKISH = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d{1,6})?\Z|-?\d{1,18}(,\d{1,6})?\Z", re.ASCII)


class NotAnAmount(ValueError):
    """What was given is no amount of this currency."""


class UnknownCurrency(ValueError):
    """No currency is known by this code."""


class OtherCurrency(ValueError):
    """Amounts of two currencies cannot be added or compared."""


@dataclass(frozen=True)
class Amount:
    """So many of the minor unit: `Amount(64990, "TRY")` is 649,90 TL."""

    minor: int
    currency: str

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.minor - self._same(other), self.currency)

    def __lt__(self, other: "Amount") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Amount") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Amount") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Amount") -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """Say it in the language of whoever reads."""
        return said(self, get_language() or "tr")

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.minor).scaleb(-digits_of(self.currency))

    def _same(self, other: "Amount") -> int:
        if other.currency != self.currency:
            raise OtherCurrency(f"{self.currency} and {other.currency}")
        return other.minor


@lru_cache(maxsize=400)
def digits_of(currency: str) -> int:
    """Return how many digits the minor unit has: 2 for TRY, 0 for JPY, 3 for KWD. Raises UnknownCurrency."""
    if currency not in Locale("en").currencies:
        raise UnknownCurrency(f"no currency is called {currency[:8]!r}")
    return _ISO_DIGITS.get(currency, int(get_currency_precision(currency)))


def read(value: object, currency: str, *, is_minor: bool = False, is_turkish: bool = False) -> Amount:
    """Return the amount that a text, whole number or Decimal says. Raises NotAnAmount, UnknownCurrency.

    `is_minor`: it is counted in the minor unit. `is_turkish`: written as in "1.249,90"; otherwise "1249.90".
    """
    digits = digits_of(currency)
    number = _number(value, is_turkish=is_turkish)
    minor = number if is_minor else number.scaleb(digits)
    if minor != minor.to_integral_value():
        raise NotAnAmount(f"{currency} has {digits} digits after the point")
    if abs(minor) > LARGEST:
        raise NotAnAmount("the amount is too large to be one")
    return Amount(int(minor), currency)


def said(amount: Amount, language: str) -> str:
    """Write an amount as people read it: "1.249,90 TL" and "1.249,90 €" in Turkish, "₺1,249.90" in English."""
    is_turkish = language.startswith("tr")
    locale = "tr" if is_turkish else "en"
    sign = _SIGNS.get((amount.currency, locale)) or get_currency_symbol(amount.currency, locale=locale)
    digits = digits_of(amount.currency)
    number = format_decimal(amount.decimal, format=f"#,##0.{'0' * digits}" if digits else "#,##0", locale=locale)
    if is_turkish:
        return f"{number} {sign}"
    # "KWD 1.250", but "£12.90".
    before = f"{sign} " if sign[-1:].isalpha() else sign
    return f"-{before}{number[1:]}" if amount.minor < 0 else f"{before}{number}"


def _number(value: object, *, is_turkish: bool) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise NotAnAmount("an amount is written as a text or a whole number")
    if isinstance(value, Decimal):
        if not value.is_finite() or (value and abs(value.adjusted()) > 20):
            raise NotAnAmount("this is no amount")
        return value or Decimal(0)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotAnAmount("the amount is too large to be one")
        return Decimal(value)
    written = value.strip()
    if not (_TURKISH if is_turkish else _PLAIN).match(written):
        raise NotAnAmount(
            "an amount as in 1.249,90 is expected" if is_turkish else "an amount as in 1249.90 is expected"
        )
    return Decimal(written.replace(".", "").replace(",", ".") if is_turkish else written)
