"""Amounts: whole numbers of the minor unit, as people read them."""

from decimal import Decimal

import pytest

from muhatap.orders.money import Amount, NotAnAmount, OtherCurrency, UnknownCurrency, read, said


@pytest.mark.parametrize(
    ("value", "currency", "options", "minor"),
    [
        ("649.90", "TRY", {}, 64990),
        ("649", "TRY", {}, 64900),
        (649, "TRY", {}, 64900),
        (64990, "TRY", {"is_minor": True}, 64990),
        (Decimal("0.10"), "TRY", {}, 10),
        ("1200", "JPY", {}, 1200),
        ("1.250", "KWD", {}, 1250),
        ("-5.00", "EUR", {}, -500),
        ("5.500", "IQD", {}, 5500),
        ("5.50", "SYP", {}, 550),
        (Decimal("0E-30"), "TRY", {}, 0),
        ("649.900", "TRY", {}, 64990),
        ("1.249,90", "TRY", {"is_turkish": True}, 124990),
        ("1249,9", "TRY", {"is_turkish": True}, 124990),
    ],
)
def test_what_is_read(value: object, currency: str, options: dict[str, bool], minor: int) -> None:
    assert read(value, currency, **options) == Amount(minor, currency)


@pytest.mark.parametrize(
    ("value", "currency"),
    [
        ("1.249,90", "TRY"), ("649,90", "TRY"), ("649.901", "TRY"), ("1.5", "JPY"), ("", "TRY"), ("NaN", "TRY"),
        ("1e9", "TRY"), (Decimal("NaN"), "TRY"), (Decimal("Infinity"), "TRY"), (Decimal("1e400"), "TRY"),
        (6.5, "TRY"), (True, "TRY"), (10**40, "TRY"), (None, "TRY"), ("9" * 18, "TRY"),
        ("١٢", "TRY"), ("12 ", "XXQ"), ("12", "try"),
    ],
)  # fmt: skip
def test_what_is_refused(value: object, currency: str) -> None:
    with pytest.raises((NotAnAmount, UnknownCurrency)):
        read(value, currency)


@pytest.mark.parametrize(
    ("amount", "language", "words"),
    [
        (Amount(124990, "TRY"), "tr", "1.249,90 TL"),
        (Amount(124990, "TRY"), "en", "₺1,249.90"),
        (Amount(1290, "GBP"), "en", "£12.90"),
        (Amount(1290, "EUR"), "tr", "12,90 €"),
        (Amount(1200, "JPY"), "en", "¥1,200"),
        (Amount(-500, "TRY"), "tr", "-5,00 TL"),
        (Amount(550, "LBP"), "en", "LBP 5.50"),
        (Amount(-1290, "GBP"), "en", "-£12.90"),
        (Amount(1250, "KWD"), "en", "KWD 1.250"),
    ],
)
def test_what_is_said(amount: Amount, language: str, words: str) -> None:
    assert said(amount, language) == words


def test_two_currencies_are_never_added() -> None:
    assert Amount(100, "TRY") + Amount(50, "TRY") - Amount(25, "TRY") == Amount(125, "TRY")
    for act in (lambda: Amount(1, "TRY") + Amount(1, "EUR"), lambda: Amount(1, "TRY") < Amount(2, "EUR")):
        with pytest.raises(OtherCurrency):
            act()
