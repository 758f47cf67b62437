"""When a customer is asked, whether they are among those who are, and by when a low score is followed up. Pure."""

import hashlib
from datetime import UTC, datetime, time, timedelta, tzinfo

from muhatap.core import business_time
from muhatap.core.business_time import Hours, NeverOpen

# On the brand's clock: nobody wants to be asked how it went in the middle of the night.
EARLIEST, LATEST = time(9), time(20)
# A question that comes weeks late (the desk was off) asks about something forgotten.
PATIENCE = timedelta(days=7)
# Between this question and another of ours, such as whether what was solved holds.
APART = timedelta(days=2)
# So long a question can be answered, and so long what was said can be changed.
OPEN_FOR = timedelta(days=30)
CHANGED_FOR = timedelta(days=7)


def asked_at(closed_at: datetime, *, after_hours: int, zone: tzinfo) -> datetime:
    """Return when to ask: so many real hours after closing, moved to the next morning where that is by night."""
    # Added on a clock that never jumps: on one that does, Python counts the hours of the wall.
    local = (closed_at.astimezone(UTC) + timedelta(hours=after_hours)).astimezone(zone)
    if local.time() < EARLIEST:
        return datetime.combine(local.date(), EARLIEST, zone)
    if local.time() >= LATEST:
        return datetime.combine(local.date() + timedelta(days=1), EARLIEST, zone)
    return local


def is_sampled(uid: str, episode: int, *, percent: int) -> bool:
    """Say whether an episode of a conversation is asked about: always the same answer, whoever asks and when.

    Whoever is among 10 of 100 is also among 20.
    """
    digest = hashlib.sha256(f"{uid}:{episode}".encode()).digest()
    return int.from_bytes(digest[:4], "big") * 100 < percent << 32


def due_at(now: datetime, *, open_hours: int, hours: Hours) -> datetime:
    """Return by when a low score is followed up: in open hours; by the clock where the brand never opens."""
    try:
        return business_time.add(now, open_hours * 60, hours)
    except NeverOpen:
        return now.astimezone(UTC) + timedelta(hours=open_hours)


def is_open(*, asked: datetime, answered: datetime | None, now: datetime) -> bool:
    """Say whether an answer is still taken: a first one for a month, a changed one for a week."""
    return now < (answered + CHANGED_FOR if answered else asked + OPEN_FOR)
