"""When somebody works, when they are absent, and what they can take: their own page, and the one that leads see."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.team import working
from muhatap.team.models import Agent, Presence
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import absences_ahead, standings
from muhatap.team.work_forms import AbsenceForm, LoadForm, WeekForm


@require_POST
def presence(request: AgentRequest) -> HttpResponse:
    """Say that one is here, away or off."""
    chosen = request.POST.get("presence", "")
    if chosen in Presence.values:
        working.choose_presence(request.agent, presence=chosen, now=timezone.now())
    if request.headers.get("HX-Request"):
        return render(request, "web/parts/me.html")
    target = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if is_ours else "/")


def own(request: AgentRequest) -> HttpResponse:
    """Show and set one's own shifts."""
    return _shifts(request, request.agent)


def of_colleague(request: AgentRequest, pk: int) -> HttpResponse:
    """Show and set a colleague's shifts."""
    return _shifts(request, get_object_or_404(Agent, pk=pk))


@require_POST
def own_absences(request: AgentRequest) -> HttpResponse:
    return _absences(request, request.agent)


@require_POST
def absences_of_colleague(request: AgentRequest, pk: int) -> HttpResponse:
    return _absences(request, get_object_or_404(Agent, pk=pk))


@require_POST
def load(request: AgentRequest, pk: int) -> HttpResponse:
    """Set what a colleague can take."""
    person = get_object_or_404(Agent, pk=pk)
    form = LoadForm(request.POST, agent=person)
    if not form.is_valid():
        return _page(request, person, load_form=form)
    working.set_load(person, by=request.agent, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(_place_of(request, person))


def _shifts(request: AgentRequest, person: Agent) -> HttpResponse:
    form = WeekForm(request.POST or None, agent=person)
    if request.method != "POST" or not form.is_valid():
        return _page(request, person, week_form=form)
    working.set_shifts(person, days=form.week(), time_zone=form.cleaned_data["time_zone"], by=request.agent)
    messages.success(request, _("Saved."))
    return redirect(_place_of(request, person))


def _absences(request: AgentRequest, person: Agent) -> HttpResponse:
    """Note an absence, or end the one that is named."""
    if named := request.POST.get("end", ""):
        _end(request, person, named)
        return redirect(_place_of(request, person))
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _page(request, person, absence_form=form)
    working.note_absence(person, by=request.agent, **form.cleaned_data)
    messages.success(request, _("Noted. On the first day their open conversations go back to their queue."))
    return redirect(_place_of(request, person))


def _end(request: AgentRequest, person: Agent, named: str) -> None:
    if not named.isdecimal() or len(named) > 18:
        raise Http404
    working.end_absence(get_object_or_404(person.absences, pk=int(named)), by=request.agent)
    messages.success(request, _("The absence is off the calendar."))


def _page(
    request: AgentRequest,
    person: Agent,
    *,
    week_form: WeekForm | None = None,
    absence_form: AbsenceForm | None = None,
    load_form: LoadForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    forms = [form for form in (week_form, absence_form, load_form) if form]
    # Whoever looks at their own page by the address of a lead sees the lead's.
    is_own = request.resolver_match is not None and "pk" not in request.resolver_match.kwargs
    return render(
        request,
        "team/work.html",
        {
            "nav_current": "" if is_own else "team-agents",
            "person": person,
            "is_own": is_own,
            "standing": standings([person], now=now)[person.pk],
            "week_form": week_form or WeekForm(agent=person),
            "absence_form": absence_form or AbsenceForm(),
            "load_form": None if is_own else load_form or LoadForm(agent=person),
            "absences": absences_ahead(person, now=now),
        },
        status=422 if any(form.errors for form in forms) else 200,
    )


def _place_of(request: AgentRequest, person: Agent) -> str:
    is_own = request.resolver_match is not None and "pk" not in request.resolver_match.kwargs
    return reverse("team:own_work") if is_own else reverse("team:work", args=[person.pk])
