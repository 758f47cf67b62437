"""The team: who answers, with which role, for which brands."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.core.turkish import sort_key
from muhatap.team import actions, invitation_mail
from muhatap.team.forms import AgentForm
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed
from muhatap.team.queries import open_invitations


def index(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    may_invite = allowed(request.agent, "team.invite")
    return render(
        request,
        "team/agents.html",
        {
            "agents": sorted(
                Agent.objects.prefetch_related("brands"), key=lambda agent: (not agent.is_active, sort_key(agent.name))
            ),
            # A link is a key to a seat: only those who may give one see it.
            "invitations": [
                (invitation, invitation_mail.link_to(invitation), invitation.is_open(now=now))
                for invitation in open_invitations()
            ]
            if may_invite
            else [],
            "may_invite": may_invite,
            "may_change_work": allowed(request.agent, "team.change_work"),
            "may_change": allowed(request.agent, "team.change_agents"),
        },
    )


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=pk)
    form = AgentForm(request.POST or None, instance=get_object_or_404(Agent, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agent(agent, by=request.agent, **form.cleaned_data)
        except actions.LastOwner:
            form.add_error("role", _the_last_owner())
        else:
            messages.success(request, _("Saved."))
            return redirect("team:agents")
    return render(
        request,
        "team/agent.html",
        {"nav_current": "team-agents", "form": form, "person": agent},
        status=422 if form.errors else 200,
    )


@require_POST
def deactivate(request: AgentRequest, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent, pk=pk)
    try:
        actions.deactivate(agent, by=request.agent)
    except actions.LastOwner:
        messages.error(request, _the_last_owner())
        return redirect("team:agent", pk=pk)
    messages.success(
        request, _("%(name)s is signed out. Their open conversations are unassigned now.") % {"name": agent}
    )
    return redirect("team:agents")


@require_POST
def reactivate(request: AgentRequest, pk: int) -> HttpResponse:
    agent = actions.reactivate(get_object_or_404(Agent, pk=pk), by=request.agent)
    messages.success(request, _("%(name)s can sign in again.") % {"name": agent})
    return redirect("team:agents")


def _the_last_owner() -> str:
    return _("This is the only owner. Nothing was changed; make somebody else an owner first.")
