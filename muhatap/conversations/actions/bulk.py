"""One act on many conversations: a run that is planned, carried out in small steps, stopped, and undone as a whole.

Each step takes a few conversations, does the act on each, notes what became of it and commits, so that nobody waits for
a long lock, a worker may die at any moment, and each conversation is dealt with exactly once. Few conversations are
done at once, in the request; many by a job that makes room for others every few seconds.
"""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from psycopg import errors

from muhatap.conversations.actions import bulk_acts
from muhatap.conversations.actions.bulk_acts import ACTS, CannotBeDone, Facts, Given, NotUnderstood
from muhatap.conversations.actions.common import locked
from muhatap.conversations.models import (
    BulkItem,
    BulkItemState,
    BulkRun,
    BulkState,
    Conversation,
    ConversationQuerySet,
)
from muhatap.conversations.models.bulk import AT_ONCE, HERE
from muhatap.core.jobs import defer
from muhatap.realtime.actions import publish, publish_all, ringing_once
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed

log = logging.getLogger(__name__)

# More than these are taken in several runs: one press shall not change a whole desk.
LARGEST = 10_000
# Conversations a step holds at most, and for how long: fewer where the machine is busy, so that nobody waits for long.
STEP = 20
STEP_SECONDS = 0.15
# After so long a job lets others have its place.
BREATH_SECONDS = 3.0
# All open lists ask again each time they are told.
TOLD_EVERY_SECONDS = 1.0
TRIES = 6
LOST_AFTER = timedelta(seconds=15)
KEPT_FOR = timedelta(days=30)

GOING = (BulkState.WAITING, BulkState.RUNNING, BulkState.UNDOING)
JOB = "muhatap.conversations.jobs.go_on_with_bulk"


class NotAllowed(Exception):
    """The agent's role does not have this act."""


class NothingChosen(Exception):
    """None of what was chosen is there for this agent."""


def start_bulk(
    conversations: ConversationQuerySet,
    *,
    act: str,
    arguments: Mapping[str, Any] | None = None,
    by: Agent,
    now: datetime,
    asked: Mapping[str, Any] | None = None,
) -> BulkRun:
    """Do an act on a set of conversations, as it is at this moment and as far as the agent sees it.

    A small set is done on return, a large one by a job. `asked` is kept to tell where the set came from. Raises
    NotAllowed, NotUnderstood and NothingChosen.
    """
    if act not in ACTS:
        raise NotUnderstood(act)
    if not allowed(by, ACTS[act].permission):
        raise NotAllowed
    ACTS[act].check(Given.read(arguments or {}))
    with transaction.atomic():
        run = BulkRun.objects.create(
            agent=by, act=act, arguments=dict(arguments or {}), asked=dict(asked or {}), created_at=now
        )
        run.item_count = _freeze(conversations & _in_reach(act, by), run)
        if not run.item_count:
            raise NothingChosen
        run.save(update_fields=["item_count"])
        if run.is_large:
            defer(JOB, run_id=run.pk)
    if not run.is_large:
        go_on_with_bulk(run.pk, now=now, seconds=None)
    run.refresh_from_db()
    return run


@transaction.atomic
def do_undoably(
    conversation: Conversation, *, act: str, do: Callable[[], object], by: Agent, now: datetime
) -> BulkRun | None:
    """Do one act on the open conversation and note what it changed: a run of one, undone as every run is.

    `act` is the one of `ACTS` that `do` carries out. Returns None when nothing changed; what `do` raises goes on.
    """
    before = bulk_acts.facts_of(locked(conversation))
    do()
    after = bulk_acts.facts_of(Conversation.objects.get(pk=conversation.pk))
    before, after = bulk_acts.changes(before, after, about=ACTS[act].about)
    if not after:
        return None
    run = BulkRun.objects.create(
        agent=by,
        act=act,
        asked=dict(HERE),
        state=BulkState.DONE,
        item_count=1,
        done_count=1,
        created_at=now,
        ended_at=now,
    )
    run.items.create(conversation=conversation, state=BulkItemState.DONE, before=before, after=after)
    return run


def go_on_with_bulk(run_id: int, *, now: datetime, seconds: float | None = BREATH_SECONDS) -> None:
    """Take steps of a run until it ends or the time is over; then a new job goes on. Harmless when run twice."""
    began, told = time.monotonic(), -TOLD_EVERY_SECONDS
    size, before, is_quiet = STEP, 0.0, False
    while _step(run_id, now=now, size=size, is_quiet=is_quiet):
        past = time.monotonic() - began
        size = min(max(int(size * STEP_SECONDS / max(past - before, 0.001)), 1), STEP)
        before = past
        if seconds is not None and past >= seconds:
            defer(JOB, run_id=run_id)
            return
        told = told if is_quiet else past
        is_quiet = past - told < TOLD_EVERY_SECONDS


@transaction.atomic
def stop_bulk(run: BulkRun, *, now: datetime) -> BulkRun:
    """Let a run take no further step. What it has done stays, until it is undone."""
    run = _held(run.pk)
    if run.state in (BulkState.WAITING, BulkState.RUNNING):
        run.state, run.ended_at = BulkState.CANCELLED, now
        run.save(update_fields=["state", "ended_at"])
        publish(f"agent:{run.agent_id}", "bulk")
    return run


def undo_bulk(run: BulkRun, *, now: datetime) -> BulkRun:
    """Put back what a run has changed, where nobody has changed it since. Raises NotAllowed."""
    if not bulk_acts.may_put_back(run.agent, run.act):
        raise NotAllowed
    with transaction.atomic():
        run = _held(run.pk)
        if run.state not in (BulkState.DONE, BulkState.CANCELLED):
            return run
        run.state, run.dismissed_at = BulkState.UNDOING, None
        run.save(update_fields=["state", "dismissed_at"])
        if run.done_count > AT_ONCE:
            defer(JOB, run_id=run.pk)
    if run.done_count <= AT_ONCE:
        go_on_with_bulk(run.pk, now=now, seconds=None)
    run.refresh_from_db()
    return run


@transaction.atomic
def dismiss_bulk(run: BulkRun, *, now: datetime) -> BulkRun:
    """Put the line about a run away. One that is under way stays."""
    run = _held(run.pk)
    if run.state not in GOING:
        run.dismissed_at = now
        run.save(update_fields=["dismissed_at"])
    return run


def sweep_bulk(*, now: datetime) -> int:
    """Plan a job for each run under way that has none, and return how many: a worker or a web process may have died."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    lost = BulkRun.objects.filter(state__in=GOING, created_at__lt=now - LOST_AFTER).values_list("pk", flat=True)
    jobs = ProcrastinateJob.objects.filter(task_name=JOB, status__in=["todo", "doing"], args__run_id__in=list(lost))
    unplanned = set(lost) - set(jobs.values_list("args__run_id", flat=True))
    for run_id in sorted(unplanned):
        defer(JOB, run_id=run_id)
    return len(unplanned)


def forget_bulk_runs(*, now: datetime) -> int:
    """Forget runs of a month ago: nobody undoes them any more. Return how many those are."""
    _, counts = BulkRun.objects.filter(created_at__lt=now - KEPT_FOR).exclude(state__in=GOING).delete()
    return counts.get("conversations.BulkRun", 0)


def _freeze(conversations: ConversationQuerySet, run: BulkRun) -> int:
    """Write down which conversations the run is about, in one statement, and return how many."""
    try:
        sql, values = conversations.order_by().values("pk")[:LARGEST].query.sql_with_params()
    except EmptyResultSet:
        # Django sees without asking that there can be none.
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO conversations_bulkitem (run_id, conversation_id, state, why) "  # noqa: S608
            f"SELECT %s, chosen.id, %s, '' FROM ({sql}) AS chosen (id)",
            [run.pk, BulkItemState.TODO, *values],
        )
        return int(cursor.rowcount)


def _in_reach(act: str, agent: Agent) -> ConversationQuerySet:
    """Those an act may be about: what the agent sees, or what lies in the bin."""
    conversations: ConversationQuerySet = Conversation.objects.all()
    return conversations.in_bin_of(agent) if act == "restore" else conversations.visible_to(agent)


def _step(run_id: int, *, now: datetime, size: int, is_quiet: bool) -> bool:
    """Take one step of a run; whether there may be another. Tried again when two acts stood in each other's way."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                with ringing_once(but=["inbox"]):
                    run, is_over = _deal_with_some(_held(run_id), now=now, size=size)
                if is_over or not is_quiet:
                    publish_all(["inbox", f"agent:{run.agent_id}"], "bulk")
                return not is_over
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, errors.DeadlockDetected | errors.LockNotAvailable):
                raise
            time.sleep(random.uniform(0.02, 0.2))  # noqa: S311
    return False


def _held(run_id: int) -> BulkRun:
    """Return the run, held: steps, a stop and an undo follow one another."""
    return BulkRun.objects.select_for_update(of=("self",), no_key=True).select_related("agent").get(pk=run_id)


def _deal_with_some(run: BulkRun, *, now: datetime, size: int) -> tuple[BulkRun, bool]:
    """Return the run, and whether it is over."""
    if run.state not in GOING:
        return run, True
    is_undo = run.state == BulkState.UNDOING
    wanted = BulkItemState.DONE if is_undo else BulkItemState.TODO
    items = list(run.items.filter(state=wanted).order_by("conversation_id")[:size])
    if items:
        _undo(run, items, now=now) if is_undo else _do(run, items, now=now)
        _count(run, items)
    is_over = len(items) < size
    if is_over:
        run.state, run.ended_at = (BulkState.UNDONE if is_undo else BulkState.DONE), now
    elif not is_undo:
        run.state = BulkState.RUNNING
    run.save()
    return run, is_over


def _do(run: BulkRun, items: list[BulkItem], *, now: datetime) -> None:
    act, found = ACTS[run.act], _conversations(_in_reach(run.act, run.agent), items)
    before = {pk: bulk_acts.facts_of(conversation) for pk, conversation in found.items()}
    try:
        given = Given.read(run.arguments)
    except NotUnderstood:
        return _fail_all(items, "not_there")
    if not allowed(run.agent, act.permission):
        return _fail_all(items, "not_allowed")
    for item in items:
        try:
            conversation = found.get(item.conversation_id)
            if conversation is None:
                raise CannotBeDone("gone")
            if conversation.merged_into_id:
                raise CannotBeDone("merged")
            act.do(conversation, given, run.agent, now)
        except CannotBeDone as reason:
            item.state, item.why = BulkItemState.FAILED, reason.why
        except OperationalError:
            raise
        except Exception:
            # One conversation that something is wrong with must not keep the others waiting.
            log.exception("run %s: conversation %s", run.pk, item.conversation_id)
            item.state, item.why = BulkItemState.FAILED, "broken"
        else:
            item.state = BulkItemState.DONE
    return _compare(items, before, about=act.about)


def _undo(run: BulkRun, items: list[BulkItem], *, now: datetime) -> None:
    conversations: ConversationQuerySet = Conversation.objects.all()
    found = _conversations(conversations.of_brands(run.agent), items)
    for item in items:
        conversation = found.get(item.conversation_id)
        item.state = BulkItemState.KEPT
        if conversation is None or not bulk_acts.is_as_left(bulk_acts.facts_of(conversation), item.after or {}):
            continue
        try:
            with transaction.atomic():
                bulk_acts.put_back(conversation, item.before or {}, by=run.agent, now=now)
        except OperationalError:
            raise
        except Exception:
            log.exception("undo of run %s: conversation %s", run.pk, item.conversation_id)
            item.why = "broken"
        else:
            item.state = BulkItemState.UNDONE
    BulkItem.objects.bulk_update(items, ["state", "why"])


def _conversations(reach: ConversationQuerySet, items: Iterable[BulkItem]) -> dict[int, Conversation]:
    """Return them as they are now, held in one order: two runs on the same ones queue up."""
    chosen = reach.filter(pk__in=[item.conversation_id for item in items])
    return {each.pk: each for each in chosen.select_for_update(of=("self",), no_key=True).order_by("pk")}


def _compare(items: list[BulkItem], before: Mapping[int, Facts], *, about: Collection[str]) -> None:
    """Note what has changed; where nothing has, there was nothing to do."""
    after = Conversation.objects.in_bulk([item.conversation_id for item in items])
    for item in items:
        if item.state == BulkItemState.DONE:
            now = bulk_acts.facts_of(after[item.conversation_id])
            item.before, item.after = bulk_acts.changes(before[item.conversation_id], now, about=about)
            item.state = BulkItemState.DONE if item.after else BulkItemState.SAME
    BulkItem.objects.bulk_update(items, ["state", "why", "before", "after"])


def _fail_all(items: list[BulkItem], why: str) -> None:
    for item in items:
        item.state, item.why = BulkItemState.FAILED, why
    BulkItem.objects.bulk_update(items, ["state", "why"])


def _count(run: BulkRun, items: Iterable[BulkItem]) -> None:
    states = Counter(item.state for item in items)
    for state, column in _COLUMNS.items():
        setattr(run, column, getattr(run, column) + states[state])
    failed = Counter(item.why for item in items if item.state == BulkItemState.FAILED)
    run.failures = dict(Counter(run.failures) + failed)


_COLUMNS = {
    BulkItemState.DONE: "done_count",
    BulkItemState.SAME: "same_count",
    BulkItemState.FAILED: "failed_count",
    BulkItemState.UNDONE: "undone_count",
    BulkItemState.KEPT: "kept_count",
}
