"""What only the templates of conversations use."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from muhatap.conversations import recipients, thread, wording
from muhatap.conversations.models import Channel
from muhatap.web.templatetags.web import clock

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


@register.simple_tag
def has_channels() -> bool:
    return Channel.objects.exists()


@register.simple_tag
def during(start: str, end: str | None = "") -> str:
    """Say when an invitation is, from its ISO 8601 moments: the day once, the hours where given."""
    first, last = _read_moment(start), _read_moment(end or "")
    if first is None:
        return start
    if last is None or last == first:
        return _say_moment(first)
    if isinstance(first, datetime) and isinstance(last, datetime) and first.date() == last.date():
        return f"{_say_moment(first)}–{clock(last)}"
    return f"{_say_moment(first)} – {_say_moment(last)}"


def _read_moment(written: str) -> date | datetime | None:
    try:
        if len(written) <= len("2026-11-24"):
            return date.fromisoformat(written)
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    # Without a zone it is meant as written, wherever one is.
    return timezone.localtime(at) if at.tzinfo else timezone.make_aware(at)


def _say_moment(at: date | datetime) -> str:
    day = formats.date_format(at, _("l, j F Y"))
    return f"{day}, {clock(at)}" if isinstance(at, datetime) else day
