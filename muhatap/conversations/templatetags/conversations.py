"""What only the templates of conversations use."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import template
from django.utils import formats, timezone

from muhatap.conversations import recipients, thread, wording

register = template.Library()


@register.filter
def people(persons: Iterable[Mapping[str, str]] | None) -> str:
    """Name people for reading: the name where there is one, else the address."""
    return ", ".join(person.get("name") or person.get("address", "") for person in persons or [])


@register.filter
def addresses(persons: Iterable[Mapping[str, str]] | None) -> str:
    return recipients.written(persons or [])


@register.filter
def is_message(item: object) -> bool:
    return isinstance(item, thread.Shown)


@register.filter
def told(kept: str) -> str:
    """Tell a reason that was kept in English in the reader's language."""
    return wording.told(kept)


@register.filter
def moment(written: str) -> str:
    """Say an ISO 8601 moment of an invitation in the reader's time: a whole day without the hour."""
    try:
        if len(written) <= len("2026-11-24"):
            return formats.date_format(date.fromisoformat(written), "DATE_FORMAT")
        at = datetime.fromisoformat(written)
    except ValueError:
        return written
    # Without a zone it is meant as written, wherever one is.
    return formats.date_format(timezone.localtime(at) if at.tzinfo else at, "DATETIME_FORMAT")
