"""Treatments as tasks: one taken, done or dropped; one taken up for a reason that nobody proposed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muhatap.causes import charts, measured, placing
from muhatap.causes.actions import treating
from muhatap.causes.forms import NewTaskForm, TaskForm, TurnForm
from muhatap.causes.models import Cause, Letter, LetterKind, Reason, State, Task, TaskState, Treatment
from muhatap.conversations.views.common import draw
from muhatap.team.permissions import AgentRequest

# What a person turns a task into.
BY_HAND = {TaskState.TAKEN, TaskState.DONE, TaskState.DROPPED}


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return _draw(request, _find(pk))


@require_http_methods(["GET", "POST"])
def new(request: AgentRequest) -> HttpResponse:
    """Take up a treatment for a reason; begun with the one of its quarter."""
    chosen = request.GET.get("reason", "")
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) < 19
    reason = Reason.objects.filter(pk=int(chosen)).first() if is_number else None
    begun: dict[str, Any] = {"owner": request.agent}
    if reason is not None:
        said = placing.said_of([reason.pk], now=timezone.now())
        begun |= {"reason": reason, "treatment": placing.place_of_reason(reason, said).treatment}
    form = NewTaskForm(request.POST if request.method == "POST" else None, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            task = treating.open_task(**form.cleaned_data, by=request.agent, now=timezone.now())
        except treating.CannotTreat:
            form.add_error("treatment", _("This treatment of the reason is under way already. Nothing was changed."))
        else:
            messages.success(request, _("Written down."))
            return redirect("causes:task", task.pk)
    context = {"form": form, "nav_current": "causes"}
    return draw(request, "causes/new_task.html", context, status=422 if form.errors else 200)


@require_POST
def turn(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a task or say it anew, call it done, or drop it with a reason."""
    task, to = _find(pk), request.POST.get("to", "")
    form, turning = TaskForm(request.POST), TurnForm(request.POST, to=_as_fixed(to))
    if to == TaskState.TAKEN and not form.is_valid():
        return _draw(request, task, form=form, status=422)
    if to == TaskState.DROPPED and turning.is_valid() and not turning.cleaned_data["text"].strip():
        turning.add_error("text", _("A few words are needed here, so that nobody proposes it again."))
    if to != TaskState.TAKEN and (to not in BY_HAND or not turning.is_valid()):
        return _draw(request, task, turning=turning, status=422)
    try:
        _turned(request, task, to, form.cleaned_data if to == TaskState.TAKEN else turning.cleaned_data)
        messages.success(request, _("Written down."))
    except treating.CannotTreat:
        messages.error(request, _("It has gone on meanwhile; this is how it stands now. Nothing was changed."))
    return redirect("causes:task", pk)


def _turned(request: AgentRequest, task: Task, to: str, given: dict[str, Any]) -> None:
    now = timezone.now()
    if to == TaskState.TAKEN:
        treating.take(task, **given, by=request.agent, now=now)
    elif to == TaskState.DONE:
        on = given["on"] or timezone.localtime(now).date()
        treating.finish(task, on=on, by=request.agent, now=now, said=given["text"])
    else:
        treating.drop(task, why=given["text"], by=request.agent, now=now)


def _as_fixed(to: str) -> str:
    """What is done lies behind us, as a fix does."""
    return State.FIXED if to == TaskState.DONE else ""


def _draw(
    request: AgentRequest,
    task: Task,
    *,
    form: TaskForm | None = None,
    turning: TurnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    begun = {"what": task.what, "owner": task.owner or request.agent, "due_on": task.due_on}
    said = placing.said_of([task.reason_id], now=now)
    causes = Cause.objects.filter(reason=task.reason_id).exclude(state__in=[State.PROPOSED, State.DISMISSED])
    every: Any = causes
    context = {
        "task": task,
        "tone": charts.TONES[Treatment(task.treatment)],
        "place": placing.place_of_reason(task.reason, said),
        "effect": measured.effect_of_task(task, now=now),
        "form": form or TaskForm(initial=begun),
        "turning": turning or TurnForm(),
        "causes": every.visible_to(request.agent)[:5],
        "letters": Letter.objects.filter(kind=LetterKind.TASK, about__startswith=f"{task.pk} ", is_uncertain=True),
        "today": timezone.localdate(),
        "nav_current": "causes",
    }
    return draw(request, "causes/task.html", context, status=status)


def _find(pk: int) -> Task:
    return get_object_or_404(Task.objects.select_related("reason", "owner", "state_by"), pk=pk)
