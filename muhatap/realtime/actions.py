"""Ring the bell."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from muhatap.realtime.models import Ring

CHANNEL = "muhatap_bell"
KEPT_FOR = timedelta(hours=1)


def publish(topic: str, kind: str) -> None:
    """Tell every page that shows `topic` to ask again, once the current transaction commits."""
    publish_all([topic], kind)


def publish_all(topics: Sequence[str], kind: str) -> None:
    """The same for several topics, in one statement: every mail and every reply rings twice."""
    with connection.cursor() as cursor:
        # PostgreSQL folds equal notifications of one transaction into one.
        cursor.execute(
            "WITH rung AS (INSERT INTO realtime_ring (topic, kind, at) SELECT unnest(%s::text[]), %s, now()) "
            "SELECT pg_notify(%s, '')",
            [list(topics), kind, CHANNEL],
        )


def prune(*, now: datetime) -> int:
    """Forget rings that no page can still be waiting for; return how many."""
    deleted, _ = Ring.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted
