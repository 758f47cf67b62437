"""A walk through search entries, newest first, that stops when it has enough or when its time is up.

The weeks are asked in steps: few at first, then as many as fit into the time that is left, judged by the steps before.
A question that is full after one week costs one short statement; two common words that never meet cost no more than
their time, and the page goes on where the walk stopped.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self

from django.db import connection

WEEK_SECONDS = 7 * 24 * 3600
# Stands for the week in a question before it is asked of one; no lexeme holds it.
ANY_WEEK = "\x1f"
FIRST_STEP = 8
_EPOCH = datetime.fromtimestamp(0, tz=UTC)

# message, conversation, time
Row = tuple[int, int, datetime]


@dataclass(frozen=True)
class Key:
    """Where a hit stands: the time and number of its message. Number 0 is the very beginning of that moment."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return the key of its written form, or None for anything else."""
        micros, _, pk = text.partition("-")
        try:
            return cls(_EPOCH + timedelta(microseconds=int(micros)), int(pk))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass(frozen=True)
class Asked:
    """What is asked of the entries: a tsquery with `ANY_WEEK` for the week, within some time, of some conversations."""

    tsquery: str
    since: datetime | None = None
    until: datetime | None = None
    # All of them when None; few otherwise: they are asked one by one instead of week by week.
    of: tuple[int, ...] | None = None
    # An order number or an address is in few messages: looking for it takes no time worth watching.
    is_rare: bool = False


class Walk:
    """A question on its way back through the weeks; `at` is where it stands, None once the past is at its end."""

    def __init__(self, asked: Asked, *, before: Key | None = None, seconds: float | None = None) -> None:
        self.asked = asked
        self._until = None if seconds is None or asked.is_rare else time.monotonic() + seconds
        self._begin = time.monotonic()
        self._walked = 0
        self.at: Key | None = before
        self.is_over = False

    @property
    def has_time(self) -> bool:
        return self._until is None or time.monotonic() < self._until

    def rows(self, limit: int) -> list[Row]:
        """Return the next hits, newest first, at most `limit`; fewer when the past or the time is over."""
        if self.asked.of is not None:
            return self._rows_of_few(limit)
        found: list[Row] = []
        while not self.is_over and len(found) < limit and (self.has_time or not self._walked):
            found += self._step(limit - len(found))
        return found

    def _step(self, limit: int) -> list[Row]:
        weeks = self._weeks[: self._step_length()]
        if not weeks:
            self.is_over = True
            return []
        rows = self._rows_of(weeks, limit)
        if len(rows) == limit:
            self.at = Key(rows[-1][2], rows[-1][0])
            reached = week_of(self.at.at)
            self._weeks = [week for week in self._weeks if week <= reached]
        else:
            self.at = Key(_EPOCH + timedelta(seconds=weeks[-1] * WEEK_SECONDS), 0)
            self._weeks = self._weeks[len(weeks) :]
            self.is_over = not self._weeks
        self._walked += len(weeks)
        return rows

    @cached_property
    def _weeks(self) -> list[int]:
        """The weeks that are still to be asked, newest first."""
        conditions, values = ["TRUE"], {}
        if self.at:
            # A moment's very beginning belongs to the week before it.
            newest = self.at.at - timedelta(microseconds=1) if self.at.pk == 0 else self.at.at
            conditions.append("number <= %(newest)s")
            values["newest"] = week_of(newest)
        if self.asked.until:
            conditions.append("number <= %(until)s")
            values["until"] = week_of(self.asked.until)
        if self.asked.since:
            conditions.append("number >= %(since)s")
            values["since"] = week_of(self.asked.since)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT number FROM conversations_searchweek WHERE {' AND '.join(conditions)} "  # noqa: S608
                "ORDER BY number DESC",
                values,
            )
            return [row[0] for row in cursor.fetchall()]

    def _step_length(self) -> int:
        if self._until is None:
            return len(self._weeks)
        if not self._walked:
            return FIRST_STEP
        each = (time.monotonic() - self._begin) / self._walked
        return max(int((self._until - time.monotonic()) / each), FIRST_STEP)

    def _rows_of(self, weeks: Sequence[int], limit: int) -> list[Row]:
        """Ask the weeks one by one, newest first, until the limit is reached: one statement.

        OFFSET 0 keeps the planner from walking the messages by time in the hope of meeting a hit.
        """
        within, values = self._within()
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT hit.message_id, hit.conversation_id, hit.at
                FROM unnest(%(weeks)s::int[]) AS week (number)
                CROSS JOIN LATERAL (
                    SELECT * FROM (
                        SELECT message_id, conversation_id, at FROM conversations_searchentry
                        WHERE words @@ replace(%(question)s, %(any)s, week.number::text)::tsquery {within}
                        OFFSET 0
                    ) AS of_week
                    ORDER BY at DESC, message_id DESC LIMIT %(limit)s
                ) AS hit
                LIMIT %(limit)s
                """,  # noqa: S608
                {**values, "weeks": list(weeks), "question": self.asked.tsquery, "any": ANY_WEEK, "limit": limit},
            )
            return list(cursor.fetchall())

    def _rows_of_few(self, limit: int) -> list[Row]:
        within, values = self._within()
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT message_id, conversation_id, at FROM (
                    SELECT * FROM conversations_searchentry WHERE conversation_id = ANY(%(of)s) {within} OFFSET 0
                ) AS theirs
                WHERE words @@ {of_its_week()}
                ORDER BY at DESC, message_id DESC LIMIT %(limit)s
                """,  # noqa: S608
                {
                    **values,
                    "of": list(self.asked.of or ()),
                    "question": self.asked.tsquery,
                    "any": ANY_WEEK,
                    "limit": limit,
                },
            )
            rows = list(cursor.fetchall())
        self._walked = 1
        self.is_over = len(rows) < limit
        if rows:
            self.at = Key(rows[-1][2], rows[-1][0])
        return rows

    def _within(self) -> tuple[str, dict[str, Any]]:
        conditions = ""
        values: dict[str, Any] = {}
        if self.at:
            conditions += " AND (at, message_id) < (%(at)s, %(pk)s)"
            values |= {"at": self.at.at, "pk": self.at.pk}
        if self.asked.since:
            conditions += " AND at >= %(since)s"
            values["since"] = self.asked.since
        if self.asked.until:
            conditions += " AND at < %(until)s"
            values["until"] = self.asked.until
        return conditions, values


def newer_rows(asked: Asked, conversation_ids: Sequence[int], since: Key) -> list[Row]:
    """Return the hits of these conversations at or after a place: what an earlier page may have shown."""
    if not conversation_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT message_id, conversation_id, at FROM conversations_searchentry
            WHERE conversation_id = ANY(%(of)s) AND (at, message_id) >= (%(at)s, %(pk)s)
            AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
            AND words @@ {of_its_week()}
            """,  # noqa: S608
            {
                "of": list(conversation_ids), "at": since.at, "pk": since.pk, "until": asked.until,
                "question": asked.tsquery, "any": ANY_WEEK,
            },
        )  # fmt: skip
        return list(cursor.fetchall())


def of_its_week() -> str:
    """Return the SQL of the question under the week of the entry's own time."""
    return f"replace(%(question)s, %(any)s, floor(extract(epoch FROM at) / {WEEK_SECONDS})::int::text)::tsquery"


def week_of(at: datetime) -> int:
    """Return the number of the week, counted from 1970."""
    return int(at.timestamp() // WEEK_SECONDS)
