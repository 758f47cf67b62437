"""When a promised day ends for a brand, and when its owner is reminded. Pure."""

from datetime import date, datetime, time, timedelta

from muhatap.core import business_time
from muhatap.core.business_time import Hours, NeverOpen

# Open time between the reminder and the promised moment: enough to still do it, or to tell the customer.
AHEAD = timedelta(hours=2)
# How far back the reminder may lie, over nights, weekends and feasts.
_STEPS = tuple(timedelta(hours=hours) for hours in (2, 6, 16, 24, 48, 72, 96, 120, 240))
WORKING_DAY_MINUTES = 9 * 60
LAST_MINUTE = time(23, 59)
DAY = timedelta(days=1)
_MOST_DAYS_CLOSED = 14
_MOST_DAYS_AHEAD = 400


def end_of(day: date, hours: Hours, *, now: datetime) -> datetime:
    """Return by when something promised for a day is due: when the brand closes then.

    On a day without opening it is due when the brand closes before that day, if that is still ahead of `now`: nobody
    would be there to keep it. Otherwise at the end of the day.
    """
    for back in range(_MOST_DAYS_CLOSED):
        closing = _closing(day - back * DAY, hours)
        if closing is not None:
            if closing > now:
                return closing
            break
    return datetime.combine(day, LAST_MINUTE, hours.zone)


def warn_at(due: datetime, hours: Hours, *, made: datetime) -> datetime:
    """Return when to remind of a promise: two open hours ahead, or half-way for one that is due sooner than that."""
    found = _before(due, hours)
    return found if found > made else made + max(due - made, timedelta()) / 2


def offered(hours: Hours, *, now: datetime) -> list[datetime]:
    """Return moments that one promises often, on the half hour: in two open hours, in a working day, in two."""
    found = []
    for minutes in (2 * 60, WORKING_DAY_MINUTES, 2 * WORKING_DAY_MINUTES):
        try:
            due = business_time.add(now, minutes, hours).astimezone(hours.zone)
        except NeverOpen:
            continue
        found.append(due.replace(minute=30 if due.minute >= 30 else 0, second=0, microsecond=0))
    return list(dict.fromkeys(each for each in found if each > now))


def in_a_working_day(hours: Hours, *, now: datetime) -> datetime:
    """Return what stands in a form at first: a working day from now; the same hour tomorrow where nobody ever opens."""
    return next(iter(offered(hours, now=now)[1:]), now + DAY)


def in_open_minutes(minutes: int, hours: Hours, *, now: datetime) -> datetime:
    """Return the moment by which so many open minutes have passed; a day later where nobody ever opens."""
    try:
        return business_time.add(now, minutes, hours)
    except NeverOpen:
        return now + DAY


def check_back_at(closed_at: datetime, hours: Hours, *, working_days: int) -> datetime:
    """Return when to ask whether all is well: so many days with opening hours later, at the same time of day.

    Where nobody is there at that time of the day, when they come next; where nobody ever opens, by the calendar.
    """
    local = closed_at.astimezone(hours.zone)
    day, left = local.date(), working_days
    for _ in range(_MOST_DAYS_AHEAD):
        day += DAY
        left -= bool(hours.spans_of(day))
        if not left:
            # Through the calendar of the wall, so that a day of 23 or 25 hours moves nothing.
            return open_at(datetime.combine(day, local.time(), hours.zone), hours)
    return closed_at + working_days * DAY


def open_at(moment: datetime, hours: Hours) -> datetime:
    """Return the moment itself where somebody is there, else when they come next."""
    try:
        return business_time.next_opening(moment, hours)
    except NeverOpen:
        return moment


def _before(due: datetime, hours: Hours) -> datetime:
    for step in _STEPS:
        start = due - step
        spare = business_time.between(start, due, hours) - AHEAD
        if spare >= timedelta():
            return business_time.add(start, int(spare.total_seconds() // 60), hours)
    return due - DAY


def _closing(day: date, hours: Hours) -> datetime | None:
    spans = hours.spans_of(day)
    if not spans:
        return None
    midnight = datetime.combine(day, time(), hours.zone)
    # On the wall clock, so that a day of 23 or 25 hours closes at its hour.
    minutes = min(spans[-1][1], 24 * 60 - 1)
    return midnight.replace(hour=minutes // 60, minute=minutes % 60)
