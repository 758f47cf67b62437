"""What pages ask of the bell, and who is at what just now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from muhatap.realtime.models import Lease


def newest_ring() -> int:
    """Return the number of the newest ring, 0 before the first. Asked on every page: a plain statement is cheapest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM realtime_ring ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class Present:
    """Somebody who has a thing before them, over all their pages; `lasts` until the picture may change by itself."""

    topic: str
    agent_id: int
    is_typing: bool
    lasts: timedelta


def present(topics: Sequence[str], *, now: datetime, agent_id: int | None = None) -> list[Present]:
    """Return who is at these things, those who write first."""
    leases = Lease.objects.filter(topic__in=topics, until__gt=now)
    if agent_id is not None:
        leases = leases.filter(agent_id=agent_id)
    found: dict[tuple[str, int], Present] = {}
    for lease in leases:
        is_typing = lease.typing_until is not None and lease.typing_until > now
        ends = lease.typing_until if is_typing and lease.typing_until else lease.until
        one = Present(lease.topic, lease.agent_id, is_typing, ends - now)
        known = found.get((one.topic, one.agent_id))
        if known is None or (one.is_typing, one.lasts) > (known.is_typing, known.lasts):
            found[one.topic, one.agent_id] = one
    return sorted(found.values(), key=lambda one: (not one.is_typing, one.agent_id))
