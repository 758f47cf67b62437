"""Numbers as a reader writes them. Rounded here: Django's own formatting cuts what it does not show."""

from decimal import Decimal

from django.utils import formats


def one(number: float | None) -> str:
    """One digit behind the point: 4,1 or 4.1; nothing for nothing."""
    return "" if number is None else formats.number_format(round(number, 1), 1, use_l10n=True)


def whole(number: float | Decimal | None) -> str:
    """No digit behind the point, thousands apart: 1.240 or 1,240; nothing for nothing."""
    return "" if number is None else formats.number_format(round(number), 0, use_l10n=True, force_grouping=True)
