"""Runs over many that meet each other, and a worker that dies in the middle: on committed data, with real processes."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.models import BulkRun, BulkState, Channel, Conversation
from muhatap.core.models import Event
from muhatap.team.models import Agent
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

NOW = timezone.now()
MANY = 90


@pytest.fixture
def many(mailbox_channel: Channel) -> list[int]:
    return [make.conversation(channel=mailbox_channel, at=NOW - timedelta(hours=n + 1)).pk for n in range(MANY)]


def plan(act: str, by: Agent, **arguments: object) -> BulkRun:
    return actions.start_bulk(Conversation.objects.all(), act=act, arguments=arguments, by=by, now=NOW)  # type: ignore[arg-type]


def side_by_side(*works: Callable[[], object]) -> None:
    failures: list[BaseException] = []

    def work(one: Callable[[], object]) -> None:
        try:
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
    assert failures == []


def events_of(name: str) -> Counter[str]:
    return Counter(Event.objects.filter(name=name).values_list("subject", flat=True))


def test_two_runs_on_the_same_conversations_both_come_to_their_end(elif_: Agent, onur: Agent, many: list[int]) -> None:
    closing, giving = plan("close", elif_), plan("assign", onur, agent=onur.pk)

    side_by_side(
        lambda: actions.go_on_with_bulk(closing.pk, now=NOW, seconds=None),
        lambda: actions.go_on_with_bulk(giving.pk, now=NOW, seconds=None),
    )

    closing.refresh_from_db()
    giving.refresh_from_db()
    assert [(run.state, run.done_count, run.failed_count) for run in (closing, giving)] == [
        (BulkState.DONE, MANY, 0)
    ] * 2
    assert Conversation.objects.filter(status="closed", assigned_to=onur).count() == MANY


def test_two_workers_on_one_run_do_each_conversation_once(elif_: Agent, many: list[int]) -> None:
    run = plan("close", elif_)

    side_by_side(*[lambda: actions.go_on_with_bulk(run.pk, now=NOW, seconds=None)] * 2)

    run.refresh_from_db()
    assert (run.state, run.done_count) == (BulkState.DONE, MANY)
    assert set(events_of("ConversationClosed").values()) == {1}


def test_a_colleague_works_on_while_a_run_goes(elif_: Agent, onur: Agent, many: list[int]) -> None:
    run = plan("close", elif_)
    longest = 0.0

    def work() -> None:
        nonlocal longest
        for number in many[::6]:
            began = time.monotonic()
            actions.assign(Conversation.objects.get(pk=number), to=onur, by=onur)
            longest = max(longest, time.monotonic() - began)

    side_by_side(lambda: actions.go_on_with_bulk(run.pk, now=NOW, seconds=None), work)

    # The steps are short: nobody waits for the run, only for the step that holds their conversation.
    assert longest < 2.0
    assert Conversation.objects.filter(assigned_to=onur).count() == len(many[::6])


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_nothing_twice(
    elif_: Agent, many: list[int]
) -> None:
    run = plan("close", elif_)
    script = (
        "from django.utils import timezone\nfrom muhatap.conversations import actions\n"
        f"actions.go_on_with_bulk({run.pk}, now=timezone.now(), seconds=None)"
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "muhatap.cli.main", "manage", "shell", "-v", "0", "-c", script],
        env={**os.environ, "DATABASE_URL": _test_database()},
    )
    until = time.monotonic() + 60
    while not BulkRun.objects.filter(pk=run.pk, done_count__gt=0).exists() and time.monotonic() < until:
        time.sleep(0.005)
    worker.kill()
    worker.wait(timeout=10)
    run.refresh_from_db()
    done = run.done_count
    assert 0 < done < MANY, "the worker was to be killed on its way"
    assert Conversation.objects.filter(status="closed").count() == run.items.filter(state="done").count() == done

    actions.go_on_with_bulk(run.pk, now=NOW, seconds=None)

    run.refresh_from_db()
    assert (run.state, run.done_count) == (BulkState.DONE, MANY)
    closed = events_of("ConversationClosed")
    assert (len(closed), set(closed.values())) == (MANY, {1})


def _test_database() -> str:
    # The name that pytest-django chose, on the server that the run started.
    before, _, rest = settings.DATABASE_URL.rpartition("/")
    query = rest.partition("?")[2]
    return f"{before}/{connection.settings_dict['NAME']}" + (f"?{query}" if query else "")
