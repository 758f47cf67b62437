"""By when a customer was told to expect an answer, and what hurts most. Pure.

A conversation is due when the posted expectation of its channel has passed in the brand's opening hours. It presses
earlier the more effort it has cost the customer: an hour for each time they had to write again, four for each time a
closed matter came back, a day at most, so that a new customer is not forgotten behind an old story.
"""

from datetime import datetime, timedelta

from muhatap.core import business_time
from muhatap.core.business_time import Hours, NeverOpen

WRITTEN_AGAIN = timedelta(hours=1)
REOPENED = timedelta(hours=4)
MOST = timedelta(days=1)


def due_at(since: datetime | None, *, expected_minutes: int, hours: Hours) -> datetime | None:
    """Return by when an answer was promised to one who waits since then; by the plain clock where nobody ever is."""
    if since is None:
        return None
    try:
        return business_time.add(since, expected_minutes, hours)
    except NeverOpen:
        return since + timedelta(minutes=expected_minutes)


def pressing_at(due: datetime | None, *, written_count: int, reopen_count: int) -> datetime | None:
    """Return when it hurts as much as one that becomes due then and cost its customer nothing more."""
    return None if due is None else due - effort(written_count=written_count, reopen_count=reopen_count)


def effort(*, written_count: int, reopen_count: int) -> timedelta:
    """Return how much earlier the effort so far lets a conversation press."""
    return min(max(written_count - 1, 0) * WRITTEN_AGAIN + reopen_count * REOPENED, MOST)
