"""How much will come in an hour of the week, and how many people that takes. Pure.

Expected is the mean of the same hour on the same weekday over the last eight weeks, leaving out days that were not like
the others (holidays, and days before the desk knew anything). The range is where four of five weeks should lie: mean ±
1.28 standard deviations of a new week, with a variance of at least the mean, as of arrivals that know nothing of each
other (Poisson). People are what has to be answered × minutes for an answer ÷ 60 ÷ the share of their time in which
people can write, for the upper end of the range, rounded up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt

WEEKS = 8
# Fewer weeks than these say nothing about the next one.
ENOUGH = 3
# Eight of ten on both sides of a normal distribution.
Z = 1.2816


@dataclass(frozen=True)
class Hour:
    """An hour of the week: how many are expected, from where to where, and how many people that takes."""

    weekday: int
    hour: int
    expected: float
    low: int
    high: int
    people: int
    weeks: int


def forecast(
    counts: Mapping[date, Sequence[int]],
    *,
    until: date,
    begins: date,
    unusual: frozenset[date],
    handling_minutes: int,
    occupancy_percent: int,
) -> list[list[Hour]] | None:
    """Return the hours of the week by weekday from Monday on; nothing without three like weeks.

    `counts` are of whole days up to and with `until`; a missing day had none. `begins` is the first day the desk knows.
    """
    since = max(until - timedelta(days=7 * WEEKS - 1), begins)
    known = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    usual = [day for day in known if day not in unusual]
    by_weekday = [[day for day in usual if day.weekday() == weekday] for weekday in range(7)]
    if min(map(len, by_weekday)) < ENOUGH:
        return None
    nothing = [0] * 24
    return [
        [
            _hour(
                weekday,
                hour,
                [counts.get(day, nothing)[hour] for day in by_weekday[weekday]],
                handling_minutes=handling_minutes,
                occupancy_percent=occupancy_percent,
            )
            for hour in range(24)
        ]
        for weekday in range(7)
    ]


def people_for(count: float, *, handling_minutes: int, occupancy_percent: int) -> int:
    # A hair less, so that 3.0000000001 people are three.
    return ceil(count * handling_minutes / 60 / (occupancy_percent / 100) - 1e-9)


def _hour(weekday: int, hour: int, seen: Sequence[int], *, handling_minutes: int, occupancy_percent: int) -> Hour:
    n = len(seen)
    mean = sum(seen) / n
    variance = max(sum((count - mean) ** 2 for count in seen) / (n - 1), mean)
    half = Z * sqrt(variance * (1 + 1 / n))
    high = ceil(mean + half - 1e-9)
    people = people_for(high, handling_minutes=handling_minutes, occupancy_percent=occupancy_percent)
    return Hour(weekday, hour, mean, max(int(mean - half), 0), high, people, n)
