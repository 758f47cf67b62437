"""Ring the bell."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection

from muhatap.realtime.models import Ring

CHANNEL = "muhatap_bell"
KEPT_FOR = timedelta(hours=1)

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


def prune(*, now: datetime) -> int:
    """Forget rings that no page can still be waiting for; return how many."""
    deleted, _ = Ring.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted
