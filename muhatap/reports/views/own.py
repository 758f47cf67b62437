"""What one agent answered, settled and promised: for themselves and their leads, beside nobody."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from muhatap.reports import shown
from muhatap.reports.contents.own import own
from muhatap.reports.views import common
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    return _page(request, request.agent)


@require_GET
def of_agent(request: AgentRequest, pk: int) -> HttpResponse:
    return _page(request, get_object_or_404(Agent, pk=pk))


def _page(request: AgentRequest, agent: Agent) -> HttpResponse:
    choice, _known = common.chosen(request)
    drawn = own(agent, choice)
    context = {
        "whose": agent,
        "choice": choice,
        "periods": common.periods(choice),
        "cards": drawn.cards,
        "kept": drawn.kept,
        "promises": drawn.promises,
        "kept_percent": drawn.kept_percent,
        "kept_interval": drawn.kept_interval,
        "colleagues": _colleagues(request.agent),
        "enough": shown.ENOUGH,
        "tab": "own" if agent == request.agent else "colleagues",
        "nav_current": "reports",
    }
    return render(request, "reports/own.html", context)


def _colleagues(agent: Agent) -> list[Agent]:
    return list(Agent.objects.active()) if allowed(agent, "reports.manage") else []
