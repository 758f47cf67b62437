"""What words of time come to: a day or a moment in the shop's calendar, or the reason why one has to ask.

Rules that a person should know:

- A part of a day means its end ("yarın sabah": by 12.00), and "until" it its beginning ("akşama kadar": by 18.00).
- "Saat 5" is the one of the two that lies in opening hours; 8 to 11 are mornings and 12 to 7 afternoons otherwise.
- A business day is one with opening hours, a half day too; they are counted from the day after today.
- A day named by its date or weekday stays as it is said, also when nobody is there then.
- A date without a year is the next one; but who is ten months ahead of it has just missed it, and is asked.
- Of several times for one act the latest counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from muhatap.core import business_time
from muhatap.core.business_time import HORIZON_DAYS, Hours

SAID = "said"
NO_TIME = "no_time"
PAST = "past"
IMPOSSIBLE = "impossible"
AMBIGUOUS = "ambiguous"
WEEKDAY_DIFFERS = "weekday_differs"
VAGUE = "vague"

# Of a year and of a month: a day further ahead than this was meant to be the one that has just gone.
FURTHEST_IN_YEAR = 305
FURTHEST_IN_MONTH = 25

# Minutes of the day: the end of a part, and its beginning for "until" it.
PARTS = {
    "morning": (12 * 60, 9 * 60),
    "before_noon": (12 * 60, 12 * 60),
    "noon": (12 * 60, 12 * 60),
    "afternoon": (18 * 60, 12 * 60),
    "late_afternoon": (18 * 60, 16 * 60),
    "evening": (21 * 60, 18 * 60),
    "night": (23 * 60 + 59, 23 * 60 + 59),
}
_FORENOON = {"morning", "before_noon"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or why there is none. `weekday` when the word was a bare weekday, which may belong to a date beside it."""

    on: date | None
    why: str = SAID
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes; None when there is no such time. `sure` when no half of the day is left open."""

    minute: int | None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day, one of PARTS; `until` when its beginning is meant, `this` when it can only be today's."""

    name: str
    until: bool = False
    this: bool = False


@dataclass(frozen=True, slots=True)
class Exact:
    """A moment that needs no day: "within two hours"."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class Closing:
    """When the shop closes on the day said beside it, else today."""


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of the day said beside it, else today."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Words of time that set no due moment: past days, opening hours ("every Friday")."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Words of time that set none but should: "a few days"."""

    why: str = VAGUE


Value = Day | Clock | Part | Exact | Closing | DayEnd | Nothing | Asked


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of time, or a few, at `start:end` of the folded draft. `counted` when it counts from a moment."""

    start: int
    end: int
    value: Value
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise is due: a moment, a day, or neither with the reason."""

    at: datetime | None
    on: date | None
    why: str


def combine(atoms: Sequence[Atom], now: datetime, hours: Hours) -> Due:
    """Return what the times said for one act come to."""
    values = [atom.value for atom in atoms if not isinstance(atom.value, Nothing)]
    if not values:
        return Due(None, None, NO_TIME)
    day = _day(atoms)
    if day is not None and day.why != SAID:
        return Due(None, None, day.why)
    exacts = [value.at for value in values if isinstance(value, Exact)]
    if exacts and (day is None or day.on is None):
        return _exact(exacts)
    if day is None and all(isinstance(value, Asked) for value in values):
        return Due(None, None, VAGUE)
    return _on_day(day.on if day else _next_morning(values, now), values, now, hours)


def _next_morning(values: Sequence[Value], now: datetime) -> date | None:
    """Return tomorrow when "in the morning" is said after noon."""
    mornings = [value for value in values if isinstance(value, Part) and value.name == "morning"]
    if now.hour < 12 or not mornings or mornings[-1].this:
        return None
    return days_on(now.date(), 1).on


def _exact(moments: Iterable[datetime | None]) -> Due:
    known = [moment for moment in moments if moment is not None]
    return Due(max(known).replace(microsecond=0), None, SAID) if known else Due(None, None, IMPOSSIBLE)


def _day(atoms: Sequence[Atom]) -> Day | None:
    """Return the latest day said; a reason to ask when one of them gives it."""
    days = [atom for atom in atoms if isinstance(atom.value, Day)]
    chosen: Day | None = None
    for number, atom in enumerate(days):
        value = atom.value
        assert isinstance(value, Day)
        beside = days[number - 1] if number else None
        if beside is not None and atom.start - beside.end <= 3 and _one_bare(beside.value, value):
            if not _agree(beside.value, value):
                return Day(None, WEEKDAY_DIFFERS)
            value = beside.value if value.weekday is not None else value
            assert isinstance(value, Day)
            if chosen is not None and chosen.weekday is not None:
                chosen = None
        if chosen is None or (chosen.why == SAID and (value.why != SAID or _later(value, chosen))):
            chosen = value
    return chosen


def _one_bare(one: Value, other: Value) -> bool:
    assert isinstance(one, Day)
    assert isinstance(other, Day)
    return (one.weekday is None) != (other.weekday is None)


def _agree(one: Value, other: Value) -> bool:
    assert isinstance(one, Day)
    assert isinstance(other, Day)
    dated, bare = (one, other) if one.weekday is None else (other, one)
    return dated.on is None or dated.on.weekday() == bare.weekday


def _later(one: Day, other: Day) -> bool:
    return one.on is not None and (other.on is None or one.on > other.on)


def _on_day(on: date | None, values: Sequence[Value], now: datetime, hours: Hours) -> Due:
    today = now.date()
    minute = _minute(on or today, values, now, hours)
    if minute is None:
        return _whole_day(on or today, today)
    if minute < 0:
        return Due(None, None, IMPOSSIBLE)
    at = moment(on or today, minute, hours)
    if at is None:
        return Due(None, None, IMPOSSIBLE)
    return Due(at, None, SAID) if at > now else Due(None, None, PAST)


def _whole_day(on: date, today: date) -> Due:
    return Due(None, on, SAID) if on >= today else Due(None, None, PAST)


def _minute(on: date, values: Sequence[Value], now: datetime, hours: Hours) -> int | None:
    """Return the minute of the day; -1 when there is no such time, None when none is said."""
    parts = [value for value in values if isinstance(value, Part)]
    clocks = [value for value in values if isinstance(value, Clock)]
    if clocks:
        if any(clock.minute is None for clock in clocks):
            return -1
        return max(_of_clock(clock, parts, on, now, hours) for clock in clocks)
    if parts:
        return max(PARTS[part.name][part.until] for part in parts)
    if any(isinstance(value, Closing) for value in values):
        spans = hours.spans_of(on)
        return min(spans[-1][1], 24 * 60 - 1) if spans else None
    return None


def _of_clock(clock: Clock, parts: Sequence[Part], on: date, now: datetime, hours: Hours) -> int:
    minute = clock.minute
    assert minute is not None
    if clock.sure or minute >= 13 * 60 or minute < 60:
        return minute
    early, late = minute % (12 * 60), minute % (12 * 60) + 12 * 60
    if parts:
        if parts[-1].name == "night" and minute == 12 * 60:
            return 24 * 60 - 1
        return early if parts[-1].name in _FORENOON and minute < 12 * 60 else late
    spans = hours.spans_of(on)
    open_early, open_late = (any(opens <= at <= closes for opens, closes in spans) for at in (early, late))
    if open_early != open_late:
        chosen = early if open_early else late
    else:
        chosen = early if 8 * 60 <= minute < 12 * 60 else late
    passed = on == now.date() and chosen <= now.hour * 60 + now.minute
    return late if passed and not open_early and 8 * 60 <= minute < 12 * 60 else chosen


def moment(on: date, minute: int, hours: Hours) -> datetime | None:
    """Return that minute of that day on the shop's clock."""
    try:
        return datetime.combine(on, time(minute // 60, minute % 60), tzinfo=hours.zone)
    except (ValueError, OverflowError):
        return None


def days_on(on: date, count: int) -> Day:
    """Return the day so many days on."""
    try:
        return Day(on + timedelta(days=count))
    except OverflowError:
        return Day(None, IMPOSSIBLE)


def months_on(on: date, count: int) -> Day:
    """Return the same day so many months on; the month's last when it has none."""
    year, month = divmod(on.year * 12 + on.month - 1 + count, 12)
    for day in range(on.day, 27, -1) if on.day > 28 else (on.day,):
        try:
            return Day(date(year, month + 1, day))
        except ValueError:
            continue
    return Day(None, IMPOSSIBLE)


def business_days_on(on: date, count: int, hours: Hours) -> Day:
    """Return the so-many-th day with opening hours after `on`."""
    left = count
    for number in range(1, HORIZON_DAYS + 1):
        day = days_on(on, number)
        if day.on is None:
            break
        left -= bool(hours.spans_of(day.on))
        if left <= 0:
            return day
    return Day(None, VAGUE)


def time_on(now: datetime, minutes: int, hours: Hours, *, business: bool = False) -> Exact:
    """Return the moment after so many minutes; `business` counts only while somebody is there."""
    try:
        if business:
            return Exact(business_time.add(now.astimezone(UTC), minutes, hours).astimezone(hours.zone))
        return Exact((now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(hours.zone))
    except (business_time.NeverOpen, OverflowError, ValueError):
        return Exact(None)


def weekday(today: date, number: int, *, which: str = "") -> Day:
    """Return the day of that weekday (0 is Monday).

    `which`: "" the next one, asked about when it is today's; "this" today counts; "coming" today does not; "next" the
    one of the week after this one; "after_next" of the week after that.
    """
    ahead = (number - today.weekday()) % 7
    if which in ("next", "after_next"):
        count = 7 * (2 if which == "after_next" else 1) - today.weekday() + number
    elif which == "coming":
        count = ahead or 7
    else:
        count = ahead
    day = days_on(today, count)
    return Day(day.on, AMBIGUOUS if not which and not ahead else day.why, weekday=number)


def week_end(today: date, hours: Hours, *, weeks: int = 0) -> Day:
    """Return the last day of a week with opening hours that is not past; its Sunday when there is none."""
    sunday = days_on(today, 6 - today.weekday() + 7 * weeks)
    if sunday.on is None:
        return sunday
    for back in range(7):
        day = sunday.on - timedelta(days=back)
        if day < today:
            break
        if hours.spans_of(day):
            return Day(day)
    return sunday


def month_end(today: date, *, months: int = 0) -> Day:
    """Return the last day of a month."""
    year, month = divmod(today.year * 12 + today.month - 1 + months + 1, 12)
    try:
        return Day(date(year, month + 1, 1) - timedelta(days=1))
    except (ValueError, OverflowError):
        return Day(None, IMPOSSIBLE)


def month_named_end(today: date, month: int, year: int | None = None) -> Day:
    """Return the last day of the month of that name, this year's or, when it is gone, the next."""
    first = _date(year or today.year + (month < today.month), month, 1)
    return month_end(first) if first else Day(None, IMPOSSIBLE)


def dated(today: date, day: int, month: int, year: int | None = None) -> Day:
    """Return the day of a date; without a year the next one, unless it has just gone."""
    if year is not None:
        on = _date(year + 2000 if year < 100 else year, month, day)
        return Day(on, SAID if on and on >= today else PAST if on else IMPOSSIBLE)
    for this in (today.year, today.year + 1):
        on = _date(this, month, day)
        if on and on >= today:
            return Day(on, SAID if (on - today).days <= FURTHEST_IN_YEAR else PAST)
    return Day(None, PAST if _date(today.year, month, day) else IMPOSSIBLE)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def day_of_month(today: date, day: int, *, months: int | None = None) -> Day:
    """Return the so-many-th of this month or, when that is long past, of the next; `months` on when it is said."""
    year, month = divmod(today.year * 12 + today.month - 1 + (months or 0), 12)
    try:
        on = date(year, month + 1, day)
    except (ValueError, OverflowError):
        return Day(None, IMPOSSIBLE)
    if on >= today:
        return Day(on)
    if months is not None:
        return Day(None, PAST)
    following = day_of_month(today, day, months=1)
    if following.on is not None and (following.on - today).days > FURTHEST_IN_MONTH:
        return Day(None, PAST)
    return following
