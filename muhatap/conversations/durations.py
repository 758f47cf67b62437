"""Lengths of opening time as people write and read them: "4 h", "30 min", "1 sa 15 dk", "4,5 saat", "1:30"."""

import re

from muhatap.core.turkish import fold
from muhatap.core.words import gettext as _

HOUR = 60
LONGEST = 60 * 24 * HOUR
_PART = re.compile(r"\s*(\d{1,5}(?:[.,]\d{1,2})?)\s*([^\W\d_]+)\.?\s*(?:,|ve\b|and\b)?")
_CLOCK = re.compile(r"\s*(\d{1,4}):([0-5]\d)\s*")
_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "s", "sa", "saat"), HOUR),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "d", "dk", "dakika"), 1),
}


class NotALength(ValueError):
    """No hours and minutes are written there, or too many."""


def read(text: str) -> int:
    """Return the minutes of a length in Turkish or English, 1 to `LONGEST`. Raises NotALength."""
    minutes = _minutes(text[:60])
    if not 1 <= minutes <= LONGEST:
        raise NotALength(text)
    return minutes


def said(minutes: int) -> str:
    """Say minutes in hours and minutes: "4 h", "1 h 30 min"; never in days, of which each brand has its own length."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    words = _("%(hours)d h %(minutes)d min") if rest else _("%(hours)d h")
    return words % {"hours": hours, "minutes": rest}


def _minutes(text: str) -> int:
    if clock := _CLOCK.fullmatch(text):
        return int(clock.group(1)) * HOUR + int(clock.group(2))
    total, at = 0.0, 0
    while at < len(text.rstrip()):
        part = _PART.match(text, at)
        unit = _UNITS.get(fold(part.group(2))) if part else None
        if part is None or unit is None:
            raise NotALength(text)
        total += float(part.group(1).replace(",", ".")) * unit
        at = part.end()
    return round(total)
