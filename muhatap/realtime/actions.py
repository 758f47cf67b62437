"""Ring the bell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection

from muhatap.realtime import queries
from muhatap.realtime.models import Lease, Ring

CHANNEL = "muhatap_bell"
KEPT_FOR = timedelta(hours=1)

# Pages say every 15 seconds that they are still there; two of these may get lost.
HELD_FOR = timedelta(seconds=40)
TYPING_FOR = timedelta(seconds=9)
PRESENCE = "presence"

_gathered: ContextVar[dict[tuple[str, str], None] | None] = ContextVar("gathered", default=None)


def publish(topic: str, kind: str) -> None:
    """Tell every page that shows `topic` to ask again, once the current transaction commits."""
    publish_all([topic], kind)


def publish_all(topics: Sequence[str], kind: str) -> None:
    """The same for several topics, in one statement: every mail and every reply rings twice."""
    gathered = _gathered.get()
    if gathered is not None:
        gathered.update(dict.fromkeys((topic, kind) for topic in topics))
        return
    with connection.cursor() as cursor:
        # PostgreSQL folds equal notifications of one transaction into one.
        cursor.execute(
            "WITH rung AS (INSERT INTO realtime_ring (topic, kind, at) SELECT unnest(%s::text[]), %s, now()) "
            "SELECT pg_notify(%s, '')",
            [list(topics), kind, CHANNEL],
        )


@contextmanager
def ringing_once(*, but: Sequence[str] = ()) -> Iterator[None]:
    """Let many acts of one transaction ring each topic once, at their end, and those in `but` not at all.

    A page need not ask fifty times, and all open lists need not ask for each step of a long work.
    """
    if _gathered.get() is not None:
        yield
        return
    gathered: dict[tuple[str, str], None] = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for kind in dict.fromkeys(kind for _, kind in gathered):
        if topics := [topic for topic, of_kind in gathered if of_kind == kind and topic not in but]:
            publish_all(topics, kind)


def be_at(topic: str, *, agent_id: int, page: str, is_typing: bool, now: datetime) -> None:
    """Note that somebody has a thing before them ("conversation:42") or is writing there; rings when that is new.

    The lease ends by itself: HELD_FOR after the last word of its page, TYPING_FOR after the last letter.
    """
    before = queries.present([topic], now=now, agent_id=agent_id)
    Lease.objects.bulk_create(
        [
            Lease(
                topic=topic,
                agent_id=agent_id,
                page=page,
                until=now + HELD_FOR,
                typing_until=now + TYPING_FOR if is_typing else None,
            )
        ],
        update_conflicts=True,
        unique_fields=["topic", "agent_id", "page"],
        update_fields=["until", "typing_until"],
    )
    _tell_if_new(topic, before=before, agent_id=agent_id, now=now)


def go_from(topic: str, *, agent_id: int, page: str, now: datetime) -> None:
    """End a lease at once: the page was closed, hidden, or shows something else."""
    before = queries.present([topic], now=now, agent_id=agent_id)
    Lease.objects.filter(topic=topic, agent_id=agent_id, page=page).delete()
    _tell_if_new(topic, before=before, agent_id=agent_id, now=now)


def _tell_if_new(topic: str, *, before: Sequence[queries.Present], agent_id: int, now: datetime) -> None:
    after = queries.present([topic], now=now, agent_id=agent_id)
    if [one.is_typing for one in before] != [one.is_typing for one in after]:
        publish(PRESENCE, topic)


def prune(*, now: datetime) -> int:
    """Forget rings that no page can still be waiting for; return how many."""
    Lease.objects.filter(until__lt=now - KEPT_FOR).delete()
    deleted, _ = Ring.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted
