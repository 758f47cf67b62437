"""Settings of reasons, departments and how the desk deals with them."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muhatap.causes import actions, advising, figures, queries
from muhatap.causes.actions import departments
from muhatap.causes.actions.reasons import manner
from muhatap.causes.forms import DepartmentForm, MannerForm, ReasonForm
from muhatap.causes.models import Department, Letter, Reason
from muhatap.team.permissions import AgentRequest

COUNTED = timedelta(days=90)
# What becomes of the reasons of a group that is put away: they go with it, or under the group of that number, or stay.
ALL_AWAY = "away"


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    context = {
        "tree": queries.tree(),
        "away": list(Reason.objects.filter(is_archived=True)),
        "counts": figures.reason_counts(request.agent, since=now - COUNTED),
        "findings": advising.findings(request.agent, now=now),
        "lessons": advising.lessons(request.agent),
        "departments": queries.departments(),
        "letters": list(Letter.objects.filter(is_uncertain=True, cause=None)),
        "manner": MannerForm(instance=manner()),
        "nav_current": "reasons",
    }
    return render(request, "causes/reasons.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    reason = get_object_or_404(Reason, pk=pk) if pk else Reason()
    form = ReasonForm(request.POST or None, instance=reason)
    if request.method == "POST" and form.is_valid():
        actions.write_reason(form.save(commit=False), by=request.agent)
        messages.success(request, _("Saved."))
        return redirect("causes:reasons")
    context = {
        "form": form,
        "reason": reason if pk else None,
        "own": list(reason.children.filter(is_archived=False)) if pk else [],
        "groups": queries.groups(besides=reason) if pk else [],
        "nav_current": "reasons",
    }
    return render(request, "causes/reason.html", context, status=422 if form.errors else 200)


@require_POST
def away(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a reason away, or bring it back."""
    reason = get_object_or_404(Reason, pk=pk)
    if reason.is_archived:
        actions.put_away(reason, by=request.agent, is_archived=False)
    else:
        becomes = request.POST.get("becomes", "")
        into = next((each for each in queries.groups(besides=reason) if str(each.pk) == becomes), None)
        actions.put_away(reason, by=request.agent, has_all_away=becomes == ALL_AWAY, into=into)
    words = _("“%(name)s” is put away. What stands under it stays.") if reason.is_archived else _("“%(name)s” is back.")
    messages.success(request, words % {"name": reason.name})
    return redirect("causes:reasons")


@require_POST
def merge(request: AgentRequest, pk: int) -> HttpResponse:
    """Put all of one reason under another."""
    reason = get_object_or_404(Reason, pk=pk)
    chosen = request.POST.get("into", "")
    into = Reason.objects.exclude(pk=pk).filter(pk=int(chosen)).first() if _is_number(chosen) else None
    if into is None:
        messages.error(request, _("That reason is gone; nothing was changed."))
        return redirect("causes:reasons")
    count = actions.merge_reasons(reason, into=into, by=request.agent)
    said = ngettext(
        "%(count)d conversation stands under “%(name)s” now.",
        "%(count)d conversations stand under “%(name)s” now.",
        count,
    )
    messages.success(request, said % {"count": count, "name": into.name})
    return redirect("causes:reasons")


@require_POST
def split(request: AgentRequest, pk: int) -> HttpResponse:
    """Make reasons of the parts that were given a name."""
    reason = get_object_or_404(Reason, pk=pk)
    named = {number: request.POST.get(f"name-{number}", "")[:80] for number in range(len(reason.parts))}
    made = actions.split_reason(reason, names=named, by=request.agent, language=request.agent.language)
    if made:
        names = ", ".join(f"“{each.name}”" for each in made)
        messages.success(request, _("Split off: %(names)s. Look at each once more.") % {"names": names})
    else:
        messages.error(request, _("Give at least one part a name; nothing was changed."))
    return redirect("causes:reasons")


@require_POST
def refuse_finding(request: AgentRequest) -> HttpResponse:
    actions.refuse_finding(request.POST.get("finding", "")[:120], by=request.agent, now=timezone.now())
    return redirect("causes:reasons")


@require_POST
def plant(request: AgentRequest) -> HttpResponse:
    count = actions.plant(by=request.agent, language=request.agent.language)
    words = ngettext(
        "%(count)d reason is here, in both languages. Make it yours.",
        "%(count)d reasons are here, in both languages. Make them yours.",
        count,
    )
    messages.success(request, words % {"count": count} if count else _("All are here already."))
    return redirect("causes:reasons")


@require_POST
def set_manner(request: AgentRequest) -> HttpResponse:
    form = MannerForm(request.POST)
    if form.is_valid():
        actions.set_manner(form.save(commit=False), by=request.agent)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("That could not be read; nothing was changed."))
    return redirect("causes:reasons")


@require_http_methods(["GET", "POST"])
def department(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    found = get_object_or_404(Department, pk=pk) if pk else Department(language=request.agent.language)
    form = DepartmentForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        departments.keep(form.save(commit=False), by=request.agent)
        messages.success(request, _("Saved."))
        return redirect("causes:reasons")
    context = {"form": form, "department": found if pk else None, "nav_current": "reasons"}
    return render(request, "causes/department.html", context, status=422 if form.errors else 200)


def _is_number(sent: str) -> bool:
    return sent.isascii() and sent.isdecimal() and len(sent) < 19
