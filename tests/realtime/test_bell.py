"""The bell, heard by real readers of a real database: nothing is lost when its connection dies, nothing rings twice."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from muhatap.realtime.actions import CHANNEL, publish
from muhatap.realtime.feed import APPLICATION_NAME, Feed, Heard
from tests.realtime.loops import in_own_loop

pytestmark = pytest.mark.django_db(transaction=True)


def _address() -> str:
    """The address of the test's own database."""
    return psycopg.conninfo.make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])


@asynccontextmanager
async def _following(heard: list[Heard]) -> AsyncIterator[Feed]:
    feed = Feed(_address(), channel=CHANNEL, deliver=heard.append)
    task = asyncio.create_task(feed.follow())
    await _until(lambda: feed.is_connected)
    try:
        yield feed
    finally:
        task.cancel()


async def _until(is_true: Callable[[], bool], *, seconds: float = 8) -> None:
    async with asyncio.timeout(seconds):
        while not is_true():
            await asyncio.sleep(0.01)


def _ring(topic: str, *, times: int = 1) -> None:
    def work() -> None:
        for number in range(times):
            publish(topic, str(number))
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


@in_own_loop
async def test_a_ring_is_heard_at_once_and_once() -> None:
    heard: list[Heard] = []
    async with _following(heard):
        await asyncio.to_thread(_ring, "inbox")
        await _until(lambda: len(heard) == 1, seconds=1)
        await asyncio.sleep(1.2)

    assert [(ring.topic, ring.kind) for ring in heard] == [("inbox", "0")]


@in_own_loop
async def test_nothing_is_lost_while_the_listening_connection_is_killed_again_and_again() -> None:
    heard: list[Heard] = []
    async with _following(heard):
        ringing = asyncio.create_task(asyncio.to_thread(_ring, "inbox", times=400))
        for _ in range(3):
            await asyncio.sleep(0.15)
            await asyncio.to_thread(_kill_listeners)
        await ringing
        await _until(lambda: len(heard) >= 400)
        await asyncio.sleep(1.2)

    assert sorted(int(ring.kind) for ring in heard) == list(range(400))


def _kill_listeners() -> None:
    with psycopg.connect(_address(), autocommit=True) as killer:
        killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [APPLICATION_NAME],
        )


@in_own_loop
async def test_a_long_transaction_that_commits_late_is_still_heard() -> None:
    heard: list[Heard] = []
    started, finish = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            publish("late", "late")
            started.set()
            finish.wait(5)
        connection.close()

    async with _following(heard):
        slow = threading.Thread(target=slowly)
        slow.start()
        await asyncio.to_thread(started.wait)
        await asyncio.to_thread(_ring, "early", times=3)
        await _until(lambda: len(heard) == 3)
        finish.set()
        await asyncio.to_thread(slow.join)
        await _until(lambda: len(heard) == 4)

    assert [ring.topic for ring in heard] == ["early", "early", "early", "late"]
