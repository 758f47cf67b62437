"""When a letter was written, from a Date header in any of its shapes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import mktime_tz, parsedate_tz

_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d(?::\d\d)?(?:\.\d+)?\s*(?:Z|[+-]\d\d:?\d\d)?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?)?\s*([+-]\d{4})?")
_ZONE_WORDS = re.compile(r"\b(?:GMT|UTC?)\s*([+-])(\d\d?):?(\d\d)?\b", re.IGNORECASE)
_ZONE_COLON = re.compile(r"([+-]\d\d):(\d\d)\s*$")

# Mailers that print dates in the language of their machine; English names pass through.
_NAMES = {
    "oca": "jan", "ocak": "jan", "şub": "feb", "sub": "feb", "şubat": "feb", "subat": "feb", "mart": "mar",
    "nis": "apr", "nisan": "apr", "mayıs": "may", "mayis": "may", "haz": "jun", "haziran": "jun",
    "tem": "jul", "temmuz": "jul", "ağu": "aug", "agu": "aug", "ağustos": "aug", "agustos": "aug",
    "eyl": "sep", "eylül": "sep", "eylul": "sep", "eki": "oct", "ekim": "oct", "kas": "nov", "kasım": "nov",
    "kasim": "nov", "ara": "dec", "aralık": "dec", "aralik": "dec", "märz": "mar", "mär": "mar", "mai": "may",
    "okt": "oct", "dez": "dec", "juni": "jun", "juli": "jul",
}  # fmt: skip
_DAY_NAMES = re.compile(
    r"^\s*(?:paz|pzt|sal|çar|car|per|cum|cmt|pazar|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi"
    r"|mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun)[a-zçğışöü]*\.?,?\s+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+\.?")
_LONGEST = 200


def parse(value: str) -> datetime | None:
    """An aware moment, or None where the words hold no date. A missing zone is read as UTC (RFC 5322 -0000)."""
    value = " ".join(value[:_LONGEST].split())
    if not value:
        return None
    if _ZONE_COLON.search(value) or _ZONE_WORDS.search(value):
        # The standard reader would take the date and drop the zone.
        return _iso(value) or _repaired(value) or _dotted(value)
    return _usual(value) or _repaired(value) or _iso(value) or _dotted(value)


def from_received(value: str) -> datetime | None:
    """The moment a server wrote behind the last semicolon of its Received line."""
    _, semicolon, moment = value.rpartition(";")
    return parse(moment) if semicolon else None


def _usual(value: str) -> datetime | None:
    try:
        parts = parsedate_tz(value)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if parts is None or not 1970 <= parts[0] <= 9998:
        return None
    offset = parts[9]
    try:
        if offset is None or abs(offset) >= 86_400:
            mktime_tz((*parts[:9], 0))
            return datetime(*parts[:6], tzinfo=UTC)
        return datetime(*parts[:6], tzinfo=timezone(timedelta(seconds=offset)) if offset else UTC)
    except (ValueError, OverflowError):
        return None


def _repaired(value: str) -> datetime | None:
    """Zone words, comments, local month names and superfluous day names put right."""
    value = _COMMENT.sub(" ", value).strip(" .,;\"'")
    value = _ZONE_WORDS.sub(lambda found: f"{found[1]}{int(found[2]):02}{found[3] or '00'}", value)
    value = _ZONE_COLON.sub(r"\1\2", value)
    value = _DAY_NAMES.sub("", value)
    value = _WORD.sub(lambda found: _NAMES.get(found[0].lower().rstrip("."), found[0].rstrip(".")), value)
    return _usual(value)


def _iso(value: str) -> datetime | None:
    found = _ISO.search(value)
    if not found:
        return None
    try:
        moment = datetime.fromisoformat(found[0].replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    if moment.year < 1970:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _dotted(value: str) -> datetime | None:
    """`05.03.2024 10:00`: day first, as Turkish and German machines write it."""
    found = _DOTTED.search(value)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(found[place] or 0) for place in range(1, 7))
    zone = found[7] or "+0000"
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset) if offset else UTC)
    except ValueError:
        return None
