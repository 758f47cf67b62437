"""What a fix was worth: the contact rate before and after it, and whether the rate has come back.

Method and assumptions in docs/build/measuring-effect.md; measured by `make bench ARGS="--only causes"`.
Pure standard library; some milliseconds a cause.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muhatap.causes.thinking import chances
from muhatap.causes.thinking.enough import NotEnough

PER = 1_000
# Longer ago the shop was another one.
MOST_DAYS = 84
FEWEST_DAYS_BEFORE = 28
FEWEST_DAYS_AFTER = 14
FEWEST_CONTACTS_BEFORE = 20
FEWEST_EXPECTED_AFTER = 20
WEEK = 7
# So many contacts of an even week are added to what is known of the weekdays.
EVEN_CONTACTS = 4.0
# How much weeks scatter in shops (variance of the level, relative), and how many weeks of one's own that is worth.
USUAL_SCATTER = 0.03
USUAL_WEEKS = 3
# A bad fortnight does not begin with a week of ours: cut across, it looks more even than it is.
CUT_ACROSS = 1.25
# A watched cause is called back wrongly once in so many days at most, however long it is watched.
DAYS_PER_FALSE_ALARM = 1_000
LEAST_RISE = 1.5
# Parcels that left before a fix, and customers who write late, speak of what was: no fix is doubted before.
DAYS_UNTIL_DOUBT = 42
# A fix that takes less than a fifth away has not mended what it was for.
LEAST_DROP = 0.2


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a series. `volume` is what the rate is per: orders, or active customers where no orders are known."""

    on: date
    contacts: int
    volume: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the rate, with 95 % intervals (low, high).

    Rates are per 1,000 of the volume, unadjusted: what everybody can recount. `ratio` is after to before, adjusted for
    weekday and volume; below 1 is fewer. `avoided` are the contacts of the days after that did not come, below zero
    when more came. `scatter` is the variance of the level from week to week beyond chance, relative to its square.
    """

    rate_before: float
    rate_after: float
    ratio: float
    ratio_low: float
    ratio_high: float
    avoided: float
    avoided_low: float
    avoided_high: float
    expected: float
    contacts_before: int
    contacts_after: int
    days_before: int
    days_after: int
    scatter: float

    @property
    def is_better(self) -> bool:
        return self.ratio_high < 1

    @property
    def is_worse(self) -> bool:
        return self.ratio_low > 1

    @property
    def is_as_before(self) -> bool:
        """Whether the interval rules out a drop of a fifth, after six weeks: the contacts are as before, or more."""
        return self.days_after >= DAYS_UNTIL_DOUBT and not self.is_better and self.ratio_low > 1 - LEAST_DROP

    @property
    def is_spent(self) -> bool:
        """Whether all the days that are ever looked at have passed and nothing has shown."""
        return self.days_after >= MOST_DAYS and not self.is_better


@dataclass(frozen=True, slots=True)
class Return:
    """Whether the rate is back above its fixed level.

    `since` is the day on which the rise began, as far as can be told, `told_on` the first on which it was sure. `rate`
    is per 1,000 since then, `fixed_rate` what it is held against. `surprise` is how far the evidence is on its way
    to an alarm, 1 is there.
    """

    is_back: bool
    since: date | None
    told_on: date | None
    rate: float
    fixed_rate: float
    surprise: float


@dataclass(frozen=True, slots=True)
class _Period:
    contacts: int
    exposure: float
    volume: float
    days: int
    weeks: tuple[tuple[float, float], ...]  # contacts and exposure of each


def effect_of(days: Iterable[Day], *, fixed_on: date, within: tuple[date, date] | None = None) -> Effect | NotEnough:
    """Return what a fix on `fixed_on` did; the day itself counts on neither side.

    Of the days after it only those `within` count, from the first to the last of the two, where that is asked.

    Days that are missing had neither contacts nor volume. Not enough: "days_before" below 28, "days_after" below 14,
    "volume" none on a side, "contacts_before" below 20, "expected_after" below 20 contacts without the fix.
    """
    series = smooth_volume(days)
    first, last = fixed_on - timedelta(MOST_DAYS), fixed_on + timedelta(MOST_DAYS)
    before = [day for day in series if first <= day.on < fixed_on]
    since, until = within or (first, last)
    after = [day for day in series if fixed_on < day.on <= last and since <= day.on <= until]
    if thin := _thin(before, after):
        return thin
    factors = weekdays(before, after)
    # Weeks are counted from the fix: backwards before it, forwards after it.
    earlier, later = _period(before[::-1], factors), _period(after, factors)
    expected = later.exposure * earlier.contacts / earlier.exposure
    if expected < FEWEST_EXPECTED_AFTER:
        return NotEnough("expected_after", round(expected, 1), FEWEST_EXPECTED_AFTER)
    return _measured(earlier, later, expected)


def is_back(days: Iterable[Day], *, fixed_on: date, verified_on: date) -> Return | NotEnough:
    """Return whether the rate came back after `verified_on`, against the level between the two dates.

    Asked each day; a wrong alarm comes once in 1,000 days of watching a cause at most. Not enough: as `effect_of` up to
    the day of verification, and "days_since" before the first day after it.
    """
    series = sorted(days, key=lambda day: day.on)
    fixed = effect_of([day for day in series if day.on <= verified_on], fixed_on=fixed_on)
    if isinstance(fixed, NotEnough):
        return fixed
    smooth = smooth_volume(series)
    before = [day for day in smooth if fixed_on - timedelta(MOST_DAYS) <= day.on < fixed_on]
    after = [day for day in smooth if fixed_on < day.on <= verified_on][:MOST_DAYS]
    since = [day for day in smooth if day.on > verified_on]
    if not since:
        return NotEnough("days_since", 0, 1)
    return _watched(since, weekdays(before, after), before, after, fixed)


def _thin(before: Sequence[Day], after: Sequence[Day]) -> NotEnough | None:
    contacts = sum(day.contacts for day in before)
    if len(before) < FEWEST_DAYS_BEFORE:
        return NotEnough("days_before", len(before), FEWEST_DAYS_BEFORE)
    if len(after) < FEWEST_DAYS_AFTER:
        return NotEnough("days_after", len(after), FEWEST_DAYS_AFTER)
    if not all(sum(day.volume for day in side) > 0 for side in (before, after)):
        return NotEnough("volume", 0, 1)
    if contacts < FEWEST_CONTACTS_BEFORE:
        return NotEnough("contacts_before", contacts, FEWEST_CONTACTS_BEFORE)
    return None


def _measured(before: _Period, after: _Period, expected: float) -> Effect:
    scatter = _scatter((before, after))
    low, high = _interval(before, after, scatter)
    avoided_low, avoided_high = _avoided(before, after, scatter)
    ratio = after.contacts / expected
    return Effect(
        rate_before=PER * before.contacts / before.volume,
        rate_after=PER * after.contacts / after.volume,
        ratio=ratio,
        ratio_low=low,
        ratio_high=high,
        avoided=expected - after.contacts,
        avoided_low=avoided_low,
        avoided_high=avoided_high,
        expected=expected,
        contacts_before=before.contacts,
        contacts_after=after.contacts,
        days_before=before.days,
        days_after=after.days,
        scatter=scatter,
    )


def _interval(before: _Period, after: _Period, scatter: float) -> tuple[float, float]:
    """Return the 95 % interval of the rate ratio.

    Given the sum of both counts the later one is binomial; Jeffreys' interval of its share (Brown, Cai and DasGupta,
    2001), on counts and exposures divided by how many times more than by chance they vary.
    """
    earlier, later = (1 + scatter * _per_week(period) for period in (before, after))
    per = (before.exposure / earlier) / (after.exposure / later)
    low, high = (
        chances.beta_point(share, after.contacts / later + 0.5, before.contacts / earlier + 0.5)
        for share in (0.025, 0.975)
    )
    return (0.0 if not after.contacts else per * low / (1 - low)), per * high / (1 - high)


def _avoided(before: _Period, after: _Period, scatter: float) -> tuple[float, float]:
    """Return the 95 % interval of the contacts that did not come: the one of a difference of two counts, from the
    interval of each (MOVER; Zou and Donner, 2008)."""
    share = after.exposure / before.exposure
    least, most = (share * limit for limit in _count_interval(before, scatter))
    low, high = _count_interval(after, scatter)
    without, came = share * before.contacts, after.contacts
    return (
        without - came - math.hypot(without - least, high - came),
        without - came + math.hypot(most - without, came - low),
    )


def _count_interval(period: _Period, scatter: float) -> tuple[float, float]:
    """Return the 95 % interval of the mean behind a count, as Byar does it (Breslow and Day, 1987, 2.3)."""
    over = 1 + scatter * _per_week(period)
    count = period.contacts / over + 0.5
    middle, reach = 1 - 1 / (9 * count), 1.959964 / (3 * math.sqrt(count))
    low, high = (over * count * max(middle + side, 0.0) ** 3 for side in (-reach, reach))
    return min(low, period.contacts), high


def _scatter(periods: Sequence[_Period]) -> float:
    """Return the upper side of how much weeks scatter: Pearson's statistic, held towards what is usual.

    What is not known of it itself widens it as Student's distribution does.
    """
    freedom = max(sum(len(period.weeks) for period in periods) - len(periods), 1)
    whole = even = 0.0
    for period in periods:
        rate = period.contacts / period.exposure
        for contacts, exposure in period.weeks:
            if rate * exposure > 0:
                whole += (contacts - rate * exposure) ** 2 / (rate * exposure)
                even += rate * exposure
    mean = even / (freedom + len(periods))
    seen = (whole / freedom - 1) / mean
    held = (freedom * seen + USUAL_WEEKS * USUAL_SCATTER) / (freedom + USUAL_WEEKS)
    return CUT_ACROSS * max(held, 0.0) * (chances.t_point(0.975, freedom + USUAL_WEEKS) / 1.959964) ** 2


def _per_week(period: _Period) -> float:
    return period.contacts / len(period.weeks)


def smooth_volume(days: Iterable[Day]) -> list[Day]:
    """Return every day from the first to the last, its volume the mean of the seven days up to it.

    Customers write in the days after they order, and they write on Sundays, when a shop may ship nothing.
    """
    known = {day.on: day for day in days}
    if not known:
        return []
    first, last = min(known), max(known)
    every = [known.get(first + timedelta(step)) for step in range((last - first).days + 1)]
    volumes = [max(day.volume, 0.0) if day else 0.0 for day in every]
    smooth = []
    running = 0.0
    for place, each in enumerate(every):
        running += volumes[place] - (volumes[place - WEEK] if place >= WEEK else 0.0)
        mean = max(running, 0.0) / min(place + 1, WEEK)
        smooth.append(Day(first + timedelta(place), max(each.contacts, 0) if each else 0, mean))
    return smooth


def weekdays(*sides: Sequence[Day]) -> list[float]:
    """Return how many times as many contacts each weekday has, from Monday on, whatever the level on each side."""
    factors = [1.0] * WEEK
    sums = [[[0.0, 0.0] for _ in range(WEEK)] for _ in sides]
    for side, table in zip(sides, sums, strict=True):
        for day in side:
            cell = table[day.on.weekday()]
            cell[0] += day.contacts
            cell[1] += day.volume
    for _ in range(6):
        rates = [
            sum(cell[0] for cell in table) / max(sum(f * cell[1] for f, cell in zip(factors, table, strict=True)), 1e-9)
            for table in sums
        ]
        for weekday in range(WEEK):
            contacts = sum(table[weekday][0] for table in sums)
            even = sum(rate * table[weekday][1] for rate, table in zip(rates, sums, strict=True))
            factors[weekday] = (contacts + EVEN_CONTACTS) / (even + EVEN_CONTACTS)
    return factors


def _period(days: Sequence[Day], factors: Sequence[float]) -> _Period:
    counted = [(float(day.contacts), day.volume * factors[day.on.weekday()]) for day in days]
    weeks = [counted[start : start + WEEK] for start in range(0, len(counted), WEEK)]
    if len(weeks) > 1 and len(weeks[-1]) < WEEK:
        rest = weeks.pop()
        weeks[-1] = weeks[-1] + rest
    return _Period(
        contacts=sum(day.contacts for day in days),
        exposure=sum(exposure for _, exposure in counted),
        volume=sum(day.volume for day in days),
        days=len(days),
        weeks=tuple((sum(c for c, _ in week), sum(e for _, e in week)) for week in weeks),
    )


def _watched(
    since: Sequence[Day], factors: Sequence[float], before: Sequence[Day], after: Sequence[Day], fixed: Effect
) -> Return:
    """Follow the days with a CUSUM of log-likelihood ratios (Page, 1954; its false alarms: Lorden, 1971)."""
    earlier, later = _period(before, factors), _period(after, factors)
    # Held against half-way to the upper end of what the fixed level may be: its uncertainty alone raises no alarm.
    usual = earlier.contacts / earlier.exposure
    level = max(usual * math.sqrt(max(fixed.ratio, fixed.ratio_high / 4) * fixed.ratio_high), 1e-9)
    raised = max(level * LEAST_RISE, math.sqrt(level * usual))
    limit = math.log(DAYS_PER_FALSE_ALARM) * (1 + fixed.scatter * _per_week(later))
    evidence, began, highest = 0.0, None, 0.0
    alarm: date | None = None
    told_on: date | None = None
    for day in since:
        exposure = day.volume * factors[day.on.weekday()]
        step = day.contacts * math.log(raised / level) - (raised - level) * exposure
        if evidence + step <= 0:
            evidence, began = 0.0, None
        else:
            began = began or day.on
            evidence += step
        if evidence >= limit and told_on is None:
            alarm, told_on = began, day.on
        highest = max(highest, evidence) if alarm else evidence
    from_day = alarm or began
    seen = [day for day in since if from_day is None or day.on >= from_day]
    volume = sum(day.volume for day in seen)
    return Return(
        is_back=alarm is not None,
        since=alarm,
        told_on=told_on,
        rate=PER * sum(day.contacts for day in seen) / volume if volume else 0.0,
        fixed_rate=fixed.rate_after,
        surprise=min(1.0, highest / limit),
    )
