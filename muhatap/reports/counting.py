"""Keep the figures: what was marked is read anew, days whose facts changed are counted anew, each whole.

One at a time, under a lock of the database; acts never wait for it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from muhatap.reports import calendars, facts
from muhatap.reports.measures import CUSTOMERS, MEASURES, SOME_DAYS, bounds, counted
from muhatap.reports.models import Figure, StaleDay

CONVERSATIONS_AT_ONCE = 500
DAYS_AT_ONCE = 20
_LOCK = 0x6F6C6375
_PLACES = ("day", "brand_id", "channel_id", "team_id")

_TAKE_MARKS = """
DELETE FROM reports_mark WHERE id IN (SELECT id FROM reports_mark ORDER BY id LIMIT %s) RETURNING conversation_id
"""
_COUNT = """
INSERT INTO reports_figure
    (day, brand_id, channel_id, team_id, measure, count, hits, total, longest, longest_of, buckets)
SELECT day, brand_id, channel_id, team_id, %(measure)s::text, sum(n), sum(hits), sum(total), max(longest),
    (array_agg(longest_of ORDER BY longest DESC, longest_of))[1],
    string_agg(int2send(bucket) || int4send(n), '' ORDER BY bucket)
FROM ({counted}) AS counted
GROUP BY 1, 2, 3, 4
"""
_COUNT_CUSTOMERS = """
INSERT INTO reports_figure (day, brand_id, measure, count, hits, total, longest, buckets)
SELECT date_trunc('month', began_on)::date, brand_id, %(measure)s, count(DISTINCT customer_id), 0, 0, 0, ''
FROM reports_episode, unnest(%(months)s::date[]) AS month
WHERE is_contact AND began_on >= month AND began_on < month + interval '1 month'
GROUP BY 1, 2
"""


def fold(*, now: datetime) -> None:
    """Bring all figures up to what has happened by now. Running twice is harmless."""
    calendars.note_changes(now=now)
    while _read_some():
        pass
    while _count_some():
        pass


def measure_again() -> None:
    """Let every conversation be read and every day be counted anew by the next `fold`."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reports_mark (conversation_id) SELECT id FROM conversations_conversation")
        cursor.execute(
            "INSERT INTO reports_staleday (day) SELECT DISTINCT day FROM reports_figure WHERE measure <> %s "
            "ON CONFLICT DO NOTHING",
            [CUSTOMERS],
        )


@transaction.atomic
def _read_some() -> bool:
    with connection.cursor() as cursor:
        _take_turns()
        cursor.execute(_TAKE_MARKS, [CONVERSATIONS_AT_ONCE])
        numbers = sorted({number for (number,) in cursor.fetchall()})
    if numbers:
        facts.read_anew(numbers)
    return bool(numbers)


@transaction.atomic
def _count_some() -> bool:
    _take_turns()
    stale = list(StaleDay.objects.order_by("day")[:DAYS_AT_ONCE])
    if stale:
        count([row.day for row in stale])
        StaleDay.objects.filter(pk__in=[row.pk for row in stale]).delete()
    return bool(stale)


def count(days: Sequence[date]) -> None:
    """Count these days anew from their facts."""
    Figure.objects.filter(day__in=days, measure__in=MEASURES).delete()
    months = sorted({day.replace(day=1) for day in days})
    Figure.objects.filter(day__in=months, measure=CUSTOMERS).delete()
    with connection.cursor() as cursor:
        for measure in MEASURES.values():
            question = _COUNT.format(counted=counted(measure, *_PLACES, on_days=SOME_DAYS))
            cursor.execute(question, bounds() | {"measure": measure.name, "days": list(days)})
        cursor.execute(_COUNT_CUSTOMERS, {"measure": CUSTOMERS, "months": months})


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
