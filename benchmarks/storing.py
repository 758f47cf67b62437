"""How many mails a second are stored for good, beside single-row durable commits of the same PostgreSQL."""

import contextlib
import multiprocessing
import os
import time
from collections.abc import Iterator
from typing import Any

import psycopg

from benchmarks import mails
from benchmarks.table import Figure

PROCESSES = 2
SECONDS = 12.0
LIMIT_SECONDS = 5.0
# More than one process stores in that time.
MOST = 6_000


def run(url: str, conversations: int) -> Iterator[Figure]:
    """Store new mails with two processes on a desk of this size."""
    stored = _together(_store, SECONDS, url)
    commits = _together(_commit, LIMIT_SECONDS, url)
    yield Figure(
        f"mails stored /s, {PROCESSES} processes, a durable commit each ({conversations:,} conversations)",
        f"{stored:,.0f}",
        f"single-row durable commits {commits:,.0f} /s (ratio {stored / commits:.2f})",
        "≥ 150",
    )


def _together(work: Any, seconds: float, url: str) -> float:
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        first = int(time.time()) * 1000
        return sum(pool.starmap(work, [(url, seconds, first + 10_000_000 * n) for n in range(PROCESSES)]))


def _store(url: str, seconds: float, first: int) -> float:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from django.utils import timezone

    from muhatap.conversations.models import Channel
    from muhatap.mail.actions import receive
    from muhatap.mail.models import SourceState

    channel = Channel.objects.get(address="destek@marka1.example")
    letters = [mails.mail(first + number) for number in range(MOST)]
    receive(letters.pop(), channel=channel, source="bench", now=timezone.now())
    count, began = 0, time.perf_counter()
    for raw in letters:
        row = receive(raw, channel=channel, source="bench", now=timezone.now())
        count += row.state == SourceState.STORED
        if time.perf_counter() - began > seconds:
            break
    return count / (time.perf_counter() - began)


def _commit(url: str, seconds: float, first: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        with contextlib.suppress(psycopg.errors.UniqueViolation):
            # Both processes may make it at once; one of them does.
            connection.execute("CREATE TABLE IF NOT EXISTS bench_commit (id bigint PRIMARY KEY, text text)")
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds:
            connection.execute("INSERT INTO bench_commit VALUES (%s, 'a row') ON CONFLICT DO NOTHING", [first + count])
            count += 1
        return count / (time.perf_counter() - began)
