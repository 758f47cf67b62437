"""Whether something comes more often than expected: by the day, for its weekday and volume, with few false alarms.

Method and measured rates in docs/build/measuring-effect.md. Pure standard library; about a millisecond a series.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from muhatap.causes.thinking import chances
from muhatap.causes.thinking.effect import PER, Day, smooth_volume, weekdays
from muhatap.causes.thinking.enough import NotEnough

# What is expected is learned from so many days before the days in question.
BASE_DAYS = 56
FEWEST_BASE_DAYS = 28
# So many days are looked at together: a jump shows in one, a slow rise in seven.
WINDOWS = (1, 3, 7)
# A month of a shop with 60 series has 1,800 looks; the three windows share the one false alarm that it may bring.
SERIES = 60
FALSE_ALARMS_A_MONTH = 0.2
# And nobody is called for less, however surprising.
FEWEST_CONTACTS = 5
LEAST_TIMES = 1.5
# Weeks scatter by so much (variance of the level, relative) where too little is known to say.
USUAL_SCATTER = 0.05
# Eight weeks tell of their scatter only so surely; chosen by `benchmarks.causes_thinking`, quiet against quick.
UNSURE = 1.5


@dataclass(frozen=True, slots=True)
class Spike:
    """More than expected: `count` contacts from `since` to the last day where `expected` would be usual.

    `times` is the one by the other; `rate` and `usual_rate` are per 1,000 of the volume. `chance` is how often so many
    come by chance alone on one look.
    """

    since: date
    until: date
    count: int
    expected: float
    times: float
    rate: float
    usual_rate: float
    chance: float


def spike_in(days: Iterable[Day], *, on: date, series: int = SERIES) -> Spike | NotEnough | None:
    """Return the spike that lasts on this day, None when all is as usual.

    `series` is how many are looked at each day, at least 60 being assumed. Not enough: "days" below 28 of history,
    "volume" where there was none.
    """
    every = [day for day in smooth_volume(days) if day.on <= on]
    if not every or every[-1].on != on:
        return NotEnough("days", 0, FEWEST_BASE_DAYS)
    found: Spike | None = None
    for window in WINDOWS:
        base, now = every[:-window][-BASE_DAYS:], every[-window:]
        if len(base) < FEWEST_BASE_DAYS:
            return found or NotEnough("days", len(base), FEWEST_BASE_DAYS)
        if not sum(day.volume for day in base):
            return NotEnough("volume", 0, 1)
        one = _looked(base, now, FALSE_ALARMS_A_MONTH / (30 * max(series, SERIES) * len(WINDOWS)))
        if one and (found is None or one.chance < found.chance):
            found = one
    return found


def _looked(base: Sequence[Day], now: Sequence[Day], most_chance: float) -> Spike | None:
    count = sum(day.contacts for day in now)
    if count < FEWEST_CONTACTS:
        return None
    factors = weekdays(base)
    exposure = sum(day.volume * factors[day.on.weekday()] for day in base)
    share = sum(day.volume * factors[day.on.weekday()] for day in now) / exposure
    known = sum(day.contacts for day in base)
    # Half a contact more than was seen: what never came may still come once.
    expected = (known + 0.5) * share
    if count < LEAST_TIMES * expected:
        return None
    # What is not known of the level itself is scatter, too.
    scatter = UNSURE * _scatter(base, factors, len(now)) + 1 / (known + 0.5)
    chance = chances.so_many(count, expected, scatter)
    if chance > most_chance:
        return None
    volume = sum(day.volume for day in now)
    return Spike(
        since=now[0].on,
        until=now[-1].on,
        count=count,
        expected=expected,
        times=count / expected,
        rate=PER * count / volume if volume else 0.0,
        usual_rate=PER * known / sum(day.volume for day in base),
        chance=chance,
    )


def _scatter(base: Sequence[Day], factors: Sequence[float], window: int) -> float:
    """Return the relative variance of the level from one window to the next, beyond chance: by moments, held towards
    what is usual while little is known."""
    rate = sum(day.contacts for day in base) / sum(day.volume * factors[day.on.weekday()] for day in base)
    over = squares = 0.0
    for start in range(0, len(base) - window + 1, window):
        part = base[start : start + window]
        mean = rate * sum(day.volume * factors[day.on.weekday()] for day in part)
        over += (sum(day.contacts for day in part) - mean) ** 2 - mean
        squares += mean * mean
    # As much as is known: windows in which two contacts or more are expected.
    weight = squares / (squares + 8.0)
    seen = max(over, 0.0) / squares if squares else 0.0
    return weight * seen + (1 - weight) * USUAL_SCATTER if math.isfinite(seen) else USUAL_SCATTER
