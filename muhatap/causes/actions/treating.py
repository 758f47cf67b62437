"""Treatments as tasks: proposed by where a reason stands, taken by somebody, done or dropped, and measured."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from muhatap.causes import events, figures, measured, placing, queries
from muhatap.causes.actions import owning
from muhatap.causes.models import OPEN, Cause, Choice, Reason, State, Task, TaskState, Treatment
from muhatap.core.events import announce
from muhatap.realtime.actions import publish
from muhatap.team.models import Agent

# What fewer write about in a month is worth nobody's work by itself.
FEWEST_CONTACTS = 10
# So many proposals wait at most: the weightiest. More is read by nobody.
MOST_PROPOSED = 5
# What was done or dropped is not proposed again for a while.
QUIET = timedelta(days=180)
# A cause on its way does away with its reason by itself.
UNDER_WAY = (State.REPORTED, State.ACCEPTED, State.FIXING)


class CannotTreat(Exception):
    """A task does not go from its state into that one, or there is one like it."""


def propose(*, now: datetime) -> int:
    """Propose a treatment for what many write about, from its quarter; return how many are new.

    A proposal that nobody has taken goes with the quarter it came from. Where the values are not known, where something
    is under way, or something ended lately, nothing is proposed.
    """
    month = now - timedelta(days=figures.MONTH_DAYS)
    counted = Choice.objects.filter(heard_at__gte=month, conversation__is_spam=False, reason__isnull=False)
    counts = dict(counted.values_list("reason").annotate(count=Count("pk")).order_by())
    reasons = [each for each in queries.leaves() if counts.get(each.pk, 0) >= FEWEST_CONTACTS]
    said = placing.said_of([each.pk for each in reasons], now=now)
    places = {each.pk: placing.place_of_reason(each, said) for each in reasons}
    wanted = {pk: place for pk, place in places.items() if place.is_known and not _is_cared_for(pk, place, now=now)}
    heaviest = sorted(wanted, key=lambda pk: -counts[pk])[:MOST_PROPOSED]
    waiting = Task.objects.filter(state=TaskState.PROPOSED)
    for task in waiting:
        if task.reason_id not in heaviest or wanted[task.reason_id].treatment != task.treatment:
            task.delete()
    kept = set(waiting.values_list("reason", flat=True))
    made = [_proposed(pk, wanted[pk], counts[pk], now=now) for pk in heaviest if pk not in kept]
    Task.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        publish("causes", "changed")
    return len(made)


@transaction.atomic
def open_task(
    *,
    reason: Reason,
    treatment: str,
    owner: Agent,
    what: str,
    due_on: date | None,
    by: Agent,
    now: datetime,
) -> Task:
    """Take up a treatment that nobody has proposed. Raises CannotTreat where one like it is open."""
    try:
        with transaction.atomic():
            task = Task.objects.create(reason=reason, treatment=treatment, made_at=now)
    except IntegrityError as error:
        raise CannotTreat(f"{treatment} of {reason.pk} is open") from error
    return take(task, owner=owner, what=what, due_on=due_on, by=by, now=now)


@transaction.atomic
def take(task: Task, *, owner: Agent, what: str, due_on: date | None, by: Agent, now: datetime) -> Task:
    """Say who does what until when; also of what was taken before, or has ended. An owner hears it from others.

    Raises CannotTreat where another like it is open by now.
    """
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    others = Task.objects.filter(reason=task.reason_id, treatment=task.treatment, state__in=OPEN)
    if others.exclude(pk=task.pk).exists():
        raise CannotTreat(f"another {task.treatment} of {task.reason_id} is open")
    is_new_owner = task.owner_id != owner.pk or not task.is_open
    task.owner, task.what, task.due_on = owner, what.strip()[:1000], due_on
    task.done_on = task.told_effect_on = None
    task.said = ""
    _turn(task, TaskState.TAKEN, by=by, now=now)
    if is_new_owner and owner.pk != by.pk:
        owning.tell_task_owner(task, owning.GIVEN, mark=timezone.localtime(now).date().toordinal())
    return task


@transaction.atomic
def finish(task: Task, *, on: date, by: Agent, now: datetime, said: str = "") -> Task:
    """Say that it is done since a day; from then on its effect is measured. Raises CannotTreat."""
    task = _locked(task)
    task.done_on, task.said = on, said.strip()[:1000]
    return _turn(task, TaskState.DONE, by=by, now=now)


@transaction.atomic
def drop(task: Task, *, why: str, by: Agent, now: datetime) -> Task:
    """Say that it will not be done, and why. Raises CannotTreat."""
    task = _locked(task)
    task.said = why.strip()[:1000]
    return _turn(task, TaskState.DROPPED, by=by, now=now)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Tell owners that the day of a task has come, and what a treatment has changed; each once. Return how many."""
    today = timezone.localtime(now).date()
    due = Task.objects.select_for_update(of=("self",)).filter(state=TaskState.TAKEN, due_on__lte=today)
    count = 0
    for task in due.exclude(owner=None):
        if task.told_due_on == task.due_on or task.due_on is None:
            continue
        owning.tell_task_owner(task, owning.DUE, mark=task.due_on.toordinal())
        count += Task.objects.filter(pk=task.pk).update(told_due_on=task.due_on)
    ended = Task.objects.select_for_update(of=("self",)).filter(state=TaskState.DONE, told_effect_on=None)
    for task in ended.exclude(owner=None).select_related("reason"):
        shown = measured.effect_of_task(task, now=now)
        if shown is None or task.done_on is None or not (shown.is_wanted or shown.is_unshown):
            continue
        owning.tell_task_owner(
            task, owning.WORKED if shown.is_wanted else owning.NOT_WORKED, mark=task.done_on.toordinal()
        )
        count += Task.objects.filter(pk=task.pk).update(told_effect_on=today)
    return count


def _is_cared_for(reason_id: int, place: placing.Place, *, now: datetime) -> bool:
    own = Task.objects.filter(reason=reason_id)
    if (
        own.filter(state=TaskState.TAKEN).exists()
        or own.exclude(state__in=OPEN).filter(state_at__gt=now - QUIET).exists()
    ):
        return True
    causes = Cause.objects.filter(reason=reason_id, state__in=UNDER_WAY)
    return place.treatment == Treatment.ELIMINATE and causes.exists()


def _proposed(reason_id: int, place: placing.Place, count: int, *, now: datetime) -> Task:
    seen = {"count": count, "customer": round(place.customer, 2), "us": round(place.us, 2)}
    return Task(reason_id=reason_id, treatment=place.treatment, made_at=now, state_at=now, seen=seen)


def _locked(task: Task) -> Task:
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not task.is_open:
        raise CannotTreat(task.state)
    return task


def _turn(task: Task, state: str, *, by: Agent, now: datetime) -> Task:
    was, task.state, task.state_at, task.state_by = task.state, state, now, by
    task.save()
    announce(events.TaskTurned(task_id=task.pk, reason_id=task.reason_id, state=state, was=was), by=by.pk)
    publish("causes", "changed")
    return task
