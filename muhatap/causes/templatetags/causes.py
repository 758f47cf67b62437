"""What the pages of causes say of numbers."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from babel.numbers import format_currency
from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muhatap.causes import proposals
from muhatap.causes.figures import Trend
from muhatap.causes.models import Cause
from muhatap.web.numbers import one, whole
from muhatap.web.templatetags.web import full_day, short_day

register = template.Library()
register.filter("one", one)
register.filter("whole", whole)

SPARK_HEIGHT = 26
# A week this far above the middle of the others stands out.
HIGH = 1.6


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """An amount without its pence, in the reader's way: ₺1.240 or ₺1,240."""
    return format_currency(amount, currency, format="¤#,##0", currency_digits=False, locale=get_language() or "tr")


@register.filter
def hours(minutes_in_hours: float) -> str:
    """A load in words: "11 h", "40 min"."""
    if minutes_in_hours < 1:
        return _("%(count)d min") % {"count": round(minutes_in_hours * 60)}
    return _("%(count)s h") % {"count": whole(minutes_in_hours)}


@register.filter
def spark(trend: Trend) -> Iterator[tuple[tuple[str, str], bool]]:
    """Yield (y, height) of each week's bar within `SPARK_HEIGHT`, as SVG writes them, and whether it stands out."""
    values = trend.values
    top = max(values, default=0.0) or 1.0
    middle = sorted(values)[len(values) // 2] if values else 0.0
    for value in values:
        height = max(SPARK_HEIGHT * value / top, 1.0)
        yield (f"{SPARK_HEIGHT - height:.1f}", f"{height:.1f}"), value > max(middle * HIGH, top * 0.4)


@register.filter
def of(pairs: dict[object, object], key: object) -> object:
    """Look something up by its number."""
    return pairs.get(key, "")


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 in the reader's way: %82 or 82%."""
    return "–" if share is None else _("%(percent)d%%") % {"percent": round(100 * share)}


@register.filter
def moment(written: str) -> datetime:
    """A moment as a report keeps it."""
    return datetime.fromisoformat(written)


@register.filter
def day(on: date) -> str:
    """A day as lists say it: "25 Kas"."""
    return short_day(_noon(on))


@register.filter
def day_whole(on: date) -> str:
    """A day as letters say it: "25 Kasım 2026"."""
    return full_day(_noon(on))


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))


@register.filter
def decimal(written: str) -> Decimal:
    return Decimal(written)


@register.filter
def translated(kept: str) -> str:
    """A sentence that is kept in English, in the reader's language."""
    return _(kept) if kept else ""


@register.filter
def turn_words(text: str) -> str:
    """What was said at a turn; what the desk itself notes is kept in English."""
    return _(text) if text else ""


@register.filter
def proposed_because(cause: Cause) -> str:
    """Why the desk proposes a cause."""
    return proposals.because(cause.proposal, name=cause.title)
