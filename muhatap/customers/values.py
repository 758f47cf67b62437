"""Values of custom attributes: read from what people type, kept as JSON, shown in words. Pure but for the words."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from muhatap.customers.models import AttributeDefinition, AttributeKind

LONGEST = 300


class NotAValue(ValueError):
    """What was typed does not fit the type; the sentence is in `args[0]`."""


def read(definition: AttributeDefinition, typed: str) -> Any:
    """Return the value to keep, None for nothing. Raises NotAValue."""
    typed = typed.replace("\0", "").strip()
    if not typed:
        return None
    match definition.kind:
        case AttributeKind.NUMBER:
            return _number(definition, typed)
        case AttributeKind.DATE:
            return _date(definition, typed)
        case AttributeKind.YES_NO:
            if typed not in ("yes", "no"):
                raise NotAValue(_("%(name)s is yes or no.") % {"name": definition.name})
            return typed == "yes"
        case AttributeKind.CHOICE if typed not in definition.choices:
            raise NotAValue(
                _("%(name)s is one of: %(choices)s.")
                % {"name": definition.name, "choices": ", ".join(definition.choices)}
            )
    return typed[:LONGEST]


def shown(definition: AttributeDefinition, value: Any) -> str:
    """Return a kept value in words; one that does not fit a changed type as it is."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if definition.kind == AttributeKind.DATE and isinstance(value, str):
        try:
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        except ValueError:
            return value
    if definition.kind == AttributeKind.NUMBER:
        try:
            return formats.number_format(Decimal(str(value)))
        except InvalidOperation:
            return str(value)
    return str(value)


def typed_again(definition: AttributeDefinition, value: Any) -> str:
    """Return a kept value as the form holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _number(definition: AttributeDefinition, typed: str) -> str:
    # In Turkish the comma parts the decimals: 1.250,50 is 1250.50.
    plain = typed.replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise NotAValue(_("%(name)s is a number, such as 1250 or 12,5.") % {"name": definition.name}) from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise NotAValue(_("%(name)s is a number, such as 1250 or 12,5.") % {"name": definition.name})
    return format(number, "f")


def _date(definition: AttributeDefinition, typed: str) -> str:
    for pattern in (r"%Y-%m-%d", r"%d.%m.%Y", r"%d/%m/%Y"):
        try:
            return _parsed(typed, pattern)
        except ValueError:
            continue
    raise NotAValue(_("%(name)s is a date, such as 24.11.2026.") % {"name": definition.name})


def _parsed(typed: str, pattern: str) -> str:
    return datetime.strptime(typed, pattern).date().isoformat()
