"""When a subscribed page is due, and about which days. Pure.

A week is mailed on the Monday after it, a month on the first day of the next, in the morning of the desk's clock. A
desk that was down then sends what it missed last when it is up again, and never more than that.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKLY, MONTHLY = "weekly", "monthly"
MORNING = time(7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both included, due from `at` on."""

    since: date
    until: date
    at: datetime


def latest(frequency: str, *, now: datetime, zone: tzinfo) -> Period:
    """Return the last period that is due."""
    due_on = _begins(frequency, now.astimezone(zone).date())
    if _morning(due_on, zone) > now.astimezone(UTC):
        # Before its morning, the period before it is the last one that was.
        due_on = _begins(frequency, due_on - DAY)
    until = due_on - DAY
    return Period(_begins(frequency, until), until, _morning(due_on, zone))


def _begins(frequency: str, day: date) -> date:
    """Return the first day of the week or month that a day is in."""
    return day.replace(day=1) if frequency == MONTHLY else day - timedelta(days=day.weekday())


def _morning(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
