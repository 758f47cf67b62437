"""Ten thousand conversations closed in one run, and how long a colleague's acts on the same ones take meanwhile."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Event
from typing import Any

from benchmarks.table import Figure, Times

MANY = 10_000
ALONE = 100


def run(url: str, conversations: int) -> Iterator[Figure]:
    """Close, while somebody works; put it all back, so that the next run finds the desk as it was."""
    context = multiprocessing.get_context("spawn")
    over = context.Event()
    line: Any = context.SimpleQueue()
    colleague = context.Process(target=_work, args=(url, over, line))
    colleague.start()
    alone = line.get()
    worker = context.Process(target=_close_and_undo, args=(url, over, line))
    worker.start()
    closed, count = line.get()
    meanwhile = line.get()
    undone, _count = line.get()
    for process in (worker, colleague):
        process.join()
    yield Figure(
        f"{count:,} conversations closed in one run, on a desk of {conversations:,}",
        f"{closed:.1f} s ({count / closed:,.0f} /s)",
        f"all of it undone in {undone:.1f} s",
        "without blocking others",
    )
    yield Figure(
        "a colleague's act on one of them meanwhile",
        f"{Times(meanwhile)}, longest {max(meanwhile):.0f} ms",
        f"alone {Times(alone)}",
        "p95 ≤ 150 ms",
    )


def _set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()


def _close_and_undo(url: str, over: Event, line: Any) -> None:
    _set_up(url)
    from django.utils import timezone

    from muhatap.conversations import actions
    from muhatap.conversations.models import Conversation
    from muhatap.team.models import Agent

    agent = Agent.objects.filter(role="owner").first() or Agent.objects.get(pk=1)
    chosen = Conversation.objects.active().filter(pk__in=_numbers())
    run = actions.start_bulk(chosen, act="close", by=agent, now=timezone.now())
    began = time.perf_counter()
    actions.go_on_with_bulk(run.pk, now=timezone.now(), seconds=None)
    line.put((time.perf_counter() - began, run.item_count))
    over.set()
    run.refresh_from_db()
    began = time.perf_counter()
    actions.undo_bulk(run, now=timezone.now())
    actions.go_on_with_bulk(run.pk, now=timezone.now(), seconds=None)
    line.put((time.perf_counter() - began, run.item_count))


def _work(url: str, over: Event, line: Any) -> None:
    """Give conversations to oneself and back, one after the other, all over those of the run."""
    _set_up(url)
    from muhatap.conversations import actions
    from muhatap.conversations.models import Conversation
    from muhatap.team.models import Agent

    agent = Agent.objects.order_by("pk")[0]
    numbers = _numbers()

    def act(turn: int) -> float:
        conversation = Conversation.objects.get(pk=numbers[turn * 37 % len(numbers)])
        began = time.perf_counter()
        actions.assign(conversation, to=None if conversation.assigned_to_id == agent.pk else agent, by=agent)
        return (time.perf_counter() - began) * 1000

    for turn in range(10):
        act(turn)
    line.put([act(turn) for turn in range(ALONE)])
    meanwhile = []
    while not over.is_set():
        meanwhile.append(act(len(meanwhile)))
        # As quick as ten agents who do nothing else.
        time.sleep(0.02)
    line.put(meanwhile)


def _numbers() -> list[int]:
    from muhatap.conversations.models import Conversation

    return list(Conversation.objects.active().order_by("-pk").values_list("pk", flat=True)[:MANY])
