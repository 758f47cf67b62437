"""What one agent answered, settled and promised: for themselves and their leads, beside nobody."""

from django.core.exceptions import PermissionDenied
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
def index(request: AgentRequest, pk: int) -> HttpResponse:
    if pk != request.agent.pk and not allowed(request.agent, "reports.manage"):
        raise PermissionDenied
    agent = get_object_or_404(Agent, pk=pk)
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
        "kept_interval": share(kept, promises.count),
        "colleagues": _colleagues(request.agent),
        "enough": shown.ENOUGH,
        "tab": "own" if pk == request.agent.pk else "colleagues",
    }
    return render(request, "reports/own.html", context)


def _kept(promises: Summary) -> int:
    """Those in time carry a 1; they fall into a bucket of their own."""
    return promises.total


def _colleagues(agent: Agent) -> list[Agent]:
    return list(Agent.objects.active()) if allowed(agent, "reports.manage") else []
