"""Ring the bell."""

from datetime import datetime, timedelta

from django.db import connection

from muhatap.realtime.models import Ring

CHANNEL = "muhatap_bell"
KEPT_FOR = timedelta(hours=1)


def publish(topic: str, kind: str) -> None:
    """Tell every page that shows `topic` to ask again, once the current transaction commits."""
    Ring.objects.create(topic=topic, kind=kind)
    with connection.cursor() as cursor:
        # PostgreSQL folds equal notifications of one transaction into one.
        cursor.execute(f"NOTIFY {CHANNEL}")


def prune(*, now: datetime) -> int:
    """Forget rings that no page can still be waiting for; return how many."""
    deleted, _ = Ring.objects.filter(at__lt=now - KEPT_FOR).delete()
    return deleted
