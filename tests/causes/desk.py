"""Reasons, causes, departments and the numbers of weeks, for stories."""

import threading
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from muhatap.causes import actions
from muhatap.causes.actions import evidence
from muhatap.causes.models import Cause, Department, Evidence, Heard, Reason, State
from muhatap.orders.models import Counted, DayCount, Shop
from muhatap.team.models import Agent

ISTANBUL = ZoneInfo("Europe/Istanbul")
# A Monday in the morning.
NOW = datetime(2026, 11, 23, 10, tzinfo=ISTANBUL)
TODAY = NOW.date()
DAY = timedelta(days=1)


def reason(name: str = "Kargo aktarmada bekliyor", **fields: Any) -> Reason:
    return Reason.objects.create(name_tr=name, **fields)


def department(name: str = "Depo", **fields: Any) -> Department:
    fields.setdefault("email", "depo@carsi.example")
    return Department.objects.create(name=name, **fields)


def cause(by: Agent | None, name: str = "Paketler aktarmada bekliyor", *, now: datetime = NOW, **fields: Any) -> Cause:
    return actions.open_cause(name=name, by=by, now=now, **fields)


def turned(one: Cause, *ways: str, by: Agent, now: datetime = NOW, on: date | None = None) -> Cause:
    """Bring a cause along the ways, as people would."""
    for to in ways:
        one = actions.turn(one, to=to, by=by, now=now, on=on)
    return one


def fixed(by: Agent, *, on: date, brand: Any = None) -> Cause:
    """A cause that was fixed on a day."""
    return turned(cause(by, brand=brand), State.FIXED, by=by, on=on)


def contacts(one: Cause, counts: Iterable[int], *, since: date) -> None:
    """So many contacts a day from a day on, each at noon."""
    rows = []
    for number, count in enumerate(counts):
        at = timezone.make_aware(datetime.combine(since + number * DAY, time(12)))
        rows += [Heard(cause=one, kind=Evidence.CONVERSATION, at=at) for _ in range(count)]
    Heard.objects.bulk_create(rows)
    evidence.recount(one)


def ordered(shop: Shop, counts: Iterable[int], *, since: date) -> None:
    """So many orders a day from a day on."""
    DayCount.objects.bulk_create(
        DayCount(shop=shop, what=Counted.ORDERS, day=since + number * DAY, count=count)
        for number, count in enumerate(counts)
    )


def side_by_side(*works: Callable[[], object]) -> list[BaseException]:
    """Do all at once, each on a connection of its own; what went wrong."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(works))

    def work(one: Callable[[], object]) -> None:
        try:
            start.wait(20)
            one()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures
