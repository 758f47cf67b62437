"""Time while somebody is there: opening hours by weekday, public holidays and half days, days of their own.

Pure. Everything is counted in minutes that really pass between opening and closing on the shop's clock; moments come in
and go out time zone aware. A day of its own ("special") says what is true for that day alone and wins over weekday and
holiday; a holiday closes its day; a half day (arife, 28 October) closes at 13.00.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

# From opening to closing, in minutes of the day; a day may have several, as around a lunch break.
Spans = tuple[tuple[int, int], ...]

DAY_MINUTES = 24 * 60
# Law 2429 of 19 March 1981, articles 1 and 2: half days begin at 13.00.
HALF_DAY_ENDS = 13 * 60
# Nobody plans further ahead; what has not opened by then never does.
HORIZON_DAYS = 800
HOLIDAYS = ("", "TR")
MOST_SPECIAL_DAYS = 400

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


class NeverOpen(Exception):
    """These hours hold less open time than was asked for."""


class BadHours(Exception):
    """Opening hours that cannot be; the words say what is wrong, for the person who wrote them."""


@dataclass(frozen=True)
class Hours:
    """When somebody is there. `weekly` begins with Monday; `holidays` names the country whose public holidays count."""

    weekly: tuple[Spans, ...]
    holidays: str = ""
    special: Mapping[date, Spans] = field(default_factory=dict)
    zone: tzinfo = UTC

    def spans_of(self, day: date) -> Spans:
        """Return when that day is open, in minutes of the day."""
        if day in self.special:
            return self.special[day]
        closed, half = days_off(self.holidays, day.year)
        if day in closed:
            return ()
        spans = self.weekly[day.weekday()]
        if day in half:
            return tuple((opens, min(closes, HALF_DAY_ENDS)) for opens, closes in spans if opens < HALF_DAY_ENDS)
        return spans


def add(at: datetime, minutes: int, hours: Hours) -> datetime:
    """Return the moment by which so many open minutes have passed since `at`. Raises NeverOpen."""
    left = timedelta(minutes=minutes)
    if not left:
        return at
    for opens, closes in _openings(at, hours):
        begins = max(opens, at)
        if begins + left <= closes:
            return begins + left
        left -= max(closes - begins, timedelta())
    raise NeverOpen


def between(start: datetime, end: datetime, hours: Hours) -> timedelta:
    """Return the open time between two moments; none when the end comes first."""
    total = timedelta()
    for opens, closes in _openings(start, hours, until=end):
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total


def is_open(at: datetime, hours: Hours) -> bool:
    return any(opens <= at < closes for opens, closes in _openings(at, hours, until=at))


def next_opening(at: datetime, hours: Hours) -> datetime:
    """Return when somebody is there next: at once, when it is open. Raises NeverOpen."""
    for opens, closes in _openings(at, hours):
        if at < closes:
            return max(opens, at)
    raise NeverOpen


def always(zone: tzinfo = UTC) -> Hours:
    """Hours that never close."""
    return Hours(weekly=(((0, DAY_MINUTES),),) * 7, zone=zone)


def office(zone: tzinfo = UTC, holidays: str = "TR") -> Hours:
    """Monday to Friday, nine to six: what a shop has until it says otherwise."""
    return Hours(weekly=(((9 * 60, 18 * 60),),) * 5 + ((), ()), holidays=holidays, zone=zone)


def read(data: Mapping[str, Any], zone: tzinfo = UTC) -> Hours:
    """Return the hours of their JSON form; the office hours of an empty one. Raises BadHours.

    {"weekly": [["09:00-12:00", "13:00-18:00"], … seven], "holidays": "TR", "special": {"2026-11-27": ["08:00-24:00"]}}
    """
    return _read(json.dumps(data, sort_keys=True), zone)


def written(hours: Hours) -> dict[str, Any]:
    """Return the JSON form that `read` understands."""
    return {
        "weekly": [[span_in_words(span) for span in spans] for spans in hours.weekly],
        "holidays": hours.holidays,
        "special": {
            day.isoformat(): [span_in_words(span) for span in spans] for day, spans in sorted(hours.special.items())
        },
    }


def read_spans(text: str) -> Spans:
    """Return the spans of "09:00-12:00, 13:00-18:00" in order; none of an empty text. Raises BadHours."""
    spans: list[tuple[int, int]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.fullmatch(part)
        if not found:
            raise BadHours(_("“%(part)s” is no opening time. Write it as 09:00-18:00.") % {"part": part[:40]})
        from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
        opens, closes = from_hour * 60 + from_minute, to_hour * 60 + to_minute
        if max(from_minute, to_minute) > 59 or closes > DAY_MINUTES:
            raise BadHours(_("“%(part)s” is no time of day.") % {"part": part})
        if opens >= closes:
            raise BadHours(
                _("“%(part)s” closes before it opens. For a night, write 22:00-24:00 and 00:00-06:00 on the next day.")
                % {"part": part}
            )
        spans.append((opens, closes))
    spans.sort()
    for (_opens, closes), (opens, _closes) in pairwise(spans):
        if opens < closes:
            raise BadHours(_("Two opening times of one day overlap: %(text)s") % {"text": text[:80]})
    return tuple(spans)


def span_in_words(span: tuple[int, int]) -> str:
    """Write a span as `read_spans` reads it: "09:00-18:00"."""
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


@lru_cache(maxsize=200)
def days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the public holidays of a year and its half days."""
    if not country:
        return frozenset(), frozenset()
    # Half a second to load: only a process that reckons with holidays pays it, once.
    from holidays import HALF_DAY, PUBLIC, country_holidays

    closed, half = (frozenset(country_holidays(country, years=year, categories=(kind,))) for kind in (PUBLIC, HALF_DAY))
    # A day may be both, when a religious holiday falls on the eve of another.
    return closed, half - closed


@lru_cache(maxsize=200)
def _read(text: str, zone: tzinfo) -> Hours:
    data = json.loads(text)
    if not data:
        return office(zone)
    try:
        weekly = tuple(read_spans(",".join(spans)) for spans in data["weekly"])
        special = {date.fromisoformat(day): read_spans(",".join(of)) for day, of in data.get("special", {}).items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadHours(_("These opening hours cannot be read.")) from error
    if len(weekly) != 7 or data.get("holidays", "") not in HOLIDAYS or len(special) > MOST_SPECIAL_DAYS:
        raise BadHours(_("These opening hours cannot be read."))
    if not any(weekly):
        raise BadHours(_("At least one day of the week must be open."))
    return Hours(weekly=weekly, holidays=data.get("holidays", ""), special=special, zone=zone)


def _openings(at: datetime, hours: Hours, *, until: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
    """Yield from the day of `at` on when it opens and closes, in order, in UTC."""
    first = at.astimezone(hours.zone).date()
    days = HORIZON_DAYS if until is None else (until.astimezone(hours.zone).date() - first).days + 1
    for day in (first + timedelta(days=number) for number in range(days)):
        for opens, closes in hours.spans_of(day):
            yield _moment(day, opens, hours.zone), _moment(day, closes, hours.zone)


def _moment(day: date, minute: int, zone: tzinfo) -> datetime:
    if minute == DAY_MINUTES:
        day, minute = day + timedelta(days=1), 0
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
