"""What one agent answered, settled and promised: for themselves and their leads, beside nobody."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from muhatap.reports import queries, shown
from muhatap.reports.queries import Summary, added
from muhatap.reports.views import common
from muhatap.surveys.statistics import share
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
    found, before = (queries.of_agent(agent.pk, each) for each in (choice, choice.before))
    targets = queries.targets()
    cards = shown.cards(found, before, targets=targets, settled_within=queries.assumptions().resolution_minutes)
    promises = added(found.get("promises", {}))
    kept = _kept(promises)
    context = {
        "whose": agent,
        "choice": choice,
        "periods": common.periods(choice),
        "cards": [card for card in cards if card.n],
        "kept": kept,
        "promises": promises.count,
        "kept_percent": kept * 100 // promises.count if promises.count else 0,
        "kept_interval": share(kept, promises.count),
        "colleagues": _colleagues(request.agent),
        "enough": shown.ENOUGH,
        "tab": "own" if agent == request.agent else "colleagues",
        "nav_current": "reports",
    }
    return render(request, "reports/own.html", context)


def _kept(promises: Summary) -> int:
    """Those in time carry a 1; they fall into a bucket of their own."""
    return promises.total


def _colleagues(agent: Agent) -> list[Agent]:
    return list(Agent.objects.active()) if allowed(agent, "reports.manage") else []
