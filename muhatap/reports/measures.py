"""Every measure, once: what it counts, of which facts, on which day. The words for people are in docs/use/measures.md.

A measure is added here and nowhere else: its rows give the figures of each day, and with them every sum over days,
brands, channels and teams. `rows` is a SELECT of day, brand_id, channel_id, team_id, value, hit and conversation_id for
the days that `{on_days}` says; `counted` makes of it how many there were of each size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from muhatap.reports.sizes import BOUNDS

_COUNTED = """
SELECT {places}, width_bucket(value - 1, %({bounds})s::bigint[])::int2 AS bucket, count(*)::int4 AS n,
    count(*) FILTER (WHERE hit) AS hits, sum(value) AS total, max(value) AS longest,
    -(max(ARRAY[value, -conversation_id]))[2] AS longest_of
FROM ({rows}) AS facts
GROUP BY {numbers}
"""


class Unit(Enum):
    SECONDS = 60
    PIECES = 1


@dataclass(frozen=True)
class Measure:
    """`unit` says what a value is; its size in buckets is counted in minutes, or in pieces."""

    name: str
    unit: Unit
    rows: str


def _of_wait(name: str, value: str, where: str, *, unit: Unit = Unit.SECONDS, hit: str = "NULL::boolean") -> Measure:
    return Measure(name, unit, _rows("reports_wait", "answered_on", value, where, hit))


def _of_episode(name: str, value: str, *, unit: Unit = Unit.SECONDS) -> Measure:
    # One that nobody answered was not settled by us: a duplicate, a thank-you, a matter for nobody.
    return Measure(name, unit, _rows("reports_episode", "closed_on", value, "answer_count > 0"))


def _rows(table: str, day: str, value: str, where: str, hit: str = "NULL::boolean") -> str:
    return (
        f"SELECT {day} AS day, brand_id, channel_id, team_id, ({value})::bigint AS value, {hit} AS hit, "  # noqa: S608
        f"conversation_id FROM {table} WHERE {day} {{on_days}} AND {where}"
    )


_ALL = (
    # On the day of our answer.
    _of_wait("first_open", "open_seconds", "is_first"),
    _of_wait("first_clock", "clock_seconds", "is_first"),
    _of_wait("next_open", "open_seconds", "NOT is_first"),
    _of_wait("next_clock", "clock_seconds", "NOT is_first"),
    _of_wait("posted", "0", "is_kept IS NOT NULL", unit=Unit.PIECES, hit="is_kept"),
    # On the day of the closing that settled it.
    _of_episode("settled_open", "open_seconds"),
    _of_episode("settled_clock", "clock_seconds"),
    _of_episode("messages", "message_count", unit=Unit.PIECES),
    _of_episode("repeats", "repeat_count", unit=Unit.PIECES),
    _of_episode("hand_offs", "hand_off_count", unit=Unit.PIECES),
    _of_episode("channels", "channel_count", unit=Unit.PIECES),
    _of_episode("days", "closed_on - began_on + 1", unit=Unit.PIECES),
    Measure("unanswered", Unit.PIECES, _rows("reports_episode", "closed_on", "0", "answer_count = 0")),
    # On the day on which it came: the value of an arrival is its hour.
    Measure("arrivals", Unit.PIECES, _rows("reports_wait", "began_on", "began_hour", "TRUE")),
    Measure("contacts", Unit.PIECES, _rows("reports_episode", "began_on", "0", "is_contact")),
    Measure("returns", Unit.PIECES, _rows("reports_episode", "began_on", "0", "NOT is_contact")),
    # On the day on which the promise ended.
    Measure("promises", Unit.PIECES, _rows("reports_promiseend", "ended_on", "0", "TRUE", "is_in_time")),
)
MEASURES: Mapping[str, Measure] = {measure.name: measure for measure in _ALL}

# Which days: some, as a list in `days`, or all from `since` to `until`.
SOME_DAYS, ALL_DAYS = "= ANY(%(days)s)", "BETWEEN %(since)s AND %(until)s"


def counted(measure: Measure, *places: str, on_days: str) -> str:
    """Return the SELECT that counts a measure by places and buckets; its arguments are the days and `bounds`."""
    rows = measure.rows.format(on_days=on_days)
    numbers = ", ".join(str(number + 1) for number in range(len(places) + 1))
    return _COUNTED.format(places=", ".join(places), bounds=measure.unit.name, rows=rows, numbers=numbers)


def bounds() -> dict[str, Any]:
    """Return the bounds of the buckets for each unit, in what its values are counted in."""
    return {unit.name: [bound * unit.value for bound in BOUNDS] for unit in Unit}


# Customers who came with something new, each once a month, on the first of it. Not a sum of days: see `counting`.
CUSTOMERS = "customers"
