"""The week that somebody works, by the clock on their wall.

Kept as people write it: `{"mon": ["09:00-12:30", "13:30-18:00"], "fri": ["22:00-06:00"]}`; a shift that ends before it
begins goes on past midnight. A week without any shift means: whenever they are here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
# Far enough to see the last shift and the next one of somebody who works one day a week.
_LOOKED_AT = range(-8, 9)

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_BETWEEN = re.compile(r"[\s,;+/]+")


class NotAShift(ValueError):
    """The words say no time from and to."""


@dataclass(frozen=True, order=True)
class Span:
    """From and to in minutes after midnight; `ends` is beyond 1440 when it ends the next morning."""

    starts: int
    ends: int

    def __str__(self) -> str:
        return f"{_clock(self.starts)}-{_clock(self.ends - DAY_MINUTES if self.ends > DAY_MINUTES else self.ends)}"


@dataclass(frozen=True)
class Shift:
    """One that is worked: two moments."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Week:
    """Seven days from Monday on, each with its shifts."""

    days: tuple[tuple[Span, ...], ...]
    zone: ZoneInfo

    @classmethod
    def read(cls, kept: Mapping[str, Sequence[str]], zone: ZoneInfo) -> "Week":
        """Return the week of its kept form. Raises NotAShift."""
        return cls(tuple(spans_of(", ".join(kept.get(day, ()))) for day in DAYS), zone)

    def kept(self) -> dict[str, list[str]]:
        return {day: [str(span) for span in spans] for day, spans in zip(DAYS, self.days, strict=True) if spans}

    def __bool__(self) -> bool:
        return any(self.days)

    def at(self, moment: datetime) -> Shift | None:
        """Return the shift that is worked at a moment."""
        return next((shift for shift in self._around(moment) if shift.starts_at <= moment < shift.ends_at), None)

    def after(self, moment: datetime) -> Shift | None:
        """Return the first shift that begins after a moment."""
        return next((shift for shift in self._around(moment) if shift.starts_at > moment), None)

    def before(self, moment: datetime) -> Shift | None:
        """Return the last shift that had ended by a moment."""
        ended = [shift for shift in self._around(moment) if shift.ends_at <= moment]
        return ended[-1] if ended else None

    def _around(self, moment: datetime) -> tuple[Shift, ...]:
        return _shifts_around(self, moment.astimezone(self.zone).date())

    def on(self, day: date) -> list[Shift]:
        """Return the shifts that begin on a day."""
        return [
            Shift(self._moment(day, span.starts), self._moment(day, span.ends)) for span in self.days[day.weekday()]
        ]

    def _moment(self, day: date, minutes: int) -> datetime:
        days, minutes = divmod(minutes, DAY_MINUTES)
        # By the wall's clock, so that nine is nine also after the clocks were changed.
        at = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), tzinfo=self.zone)
        return at.astimezone(UTC)


# A page asks three times for each of the team, and all day long the answer is the same.
@lru_cache(maxsize=1000)
def _shifts_around(week: Week, today: date) -> tuple[Shift, ...]:
    """Return the shifts of the weeks around a day in order; those that touch are one."""
    found: list[Shift] = []
    for shift in (shift for offset in _LOOKED_AT for shift in week.on(today + timedelta(days=offset))):
        if found and shift.starts_at <= found[-1].ends_at:
            found[-1] = Shift(found[-1].starts_at, max(found[-1].ends_at, shift.ends_at))
        else:
            found.append(shift)
    return tuple(found)


@lru_cache(maxsize=1000)
def spans_of(text: str) -> tuple[Span, ...]:
    """Read one day as people write it: "9-18", "09.00–12.30, 13.30–18.00", or nothing. Raises NotAShift."""
    spans = tuple(sorted(_span(found) for found in _SPAN.finditer(text)))
    if _BETWEEN.sub("", _SPAN.sub("", text)):
        raise NotAShift(text)
    if any(later.starts < earlier.ends for earlier, later in pairwise(spans)):
        raise NotAShift(text)
    return spans


def _span(found: re.Match[str]) -> Span:
    from_hour, from_minute, to_hour, to_minute = (int(part or 0) for part in found.groups())
    starts, ends = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    if max(from_minute, to_minute) > 59 or starts >= DAY_MINUTES or ends > DAY_MINUTES or starts == ends:
        raise NotAShift(found.group())
    return Span(starts, ends if ends > starts else ends + DAY_MINUTES)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
