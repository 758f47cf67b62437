"""Teams: who is in them, and how the conversations of their queue come to somebody."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.core.turkish import sort_key
from muhatap.team import working
from muhatap.team.models import Team
from muhatap.team.permissions import AgentRequest
from muhatap.team.work_forms import TeamForm


def index(request: AgentRequest) -> HttpResponse:
    teams = sorted(Team.objects.prefetch_related("agents"), key=lambda team: sort_key(team.name))
    return render(request, "team/teams.html", {"teams": teams})


def new(request: AgentRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        team = working.create_team(by=request.agent, **form.cleaned_data)
        messages.success(request, _("%(team)s is here. Conversations can be given to it.") % {"team": team})
        return redirect("team:teams")
    return _page(request, form)


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=get_object_or_404(Team, pk=pk))
    if request.method == "POST" and form.is_valid():
        working.change_team(team, by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("team:teams")
    return _page(request, form, team)


@require_POST
def remove(request: AgentRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    working.remove_team(team, by=request.agent)
    said = _("%(team)s is dissolved. What stood in its queue stands in everyone’s now.")
    messages.success(request, said % {"team": team.name})
    return redirect("team:teams")


def _page(request: AgentRequest, form: TeamForm, team: Team | None = None) -> HttpResponse:
    context = {"nav_current": "team-teams", "form": form, "team": team}
    return render(request, "team/team.html", context, status=422 if form.errors else 200)
