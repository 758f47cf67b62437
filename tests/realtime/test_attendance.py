"""Who has a page open is noted, so that others can ask whether somebody is there."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from muhatap.realtime.attendance import Attendance
from muhatap.realtime.models import Listener
from tests.realtime.loops import in_own_loop


@pytest.mark.django_db(transaction=True)
def test_somebody_who_opens_a_page_is_seen_at_once_and_only_they() -> None:
    long_ago = timezone.now() - timedelta(hours=3)
    Listener.objects.create(agent_id=7, seen_at=long_ago)
    Listener.objects.create(agent_id=9, seen_at=long_ago)

    @in_own_loop
    async def story() -> None:
        attendance = Attendance(_address())
        keeping = asyncio.create_task(attendance.keep())
        attendance.come(7)
        attendance.come(8)
        attendance.come(8)
        attendance.go(8)
        await asyncio.sleep(0.4)
        attendance.come(11)
        await asyncio.sleep(0.4)
        keeping.cancel()

    story()

    seen = dict(Listener.objects.values_list("agent_id", "seen_at"))
    assert seen.keys() == {7, 8, 9, 11}
    assert seen[9] == long_ago
    assert all(timezone.now() - seen[each] < timedelta(seconds=30) for each in (7, 8, 11))


@in_own_loop
async def test_a_database_that_is_down_does_not_end_the_keeping() -> None:
    attendance = Attendance("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    keeping = asyncio.create_task(attendance.keep())
    attendance.come(7)
    await asyncio.sleep(0.3)

    assert not keeping.done()
    keeping.cancel()


def _address() -> str:
    return psycopg.conninfo.make_conninfo(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"])
