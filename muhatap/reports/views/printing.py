"""The pages of measures as files to print and to pass on."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.reports.papers import writing
from muhatap.reports.views import common
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest


@require_GET
def page(request: AgentRequest, name: str) -> HttpResponse:
    return _printed(request, request.agent, name)


@require_GET
def of_agent(request: AgentRequest, pk: int) -> HttpResponse:
    return _printed(request, get_object_or_404(Agent, pk=pk), "own")


def _printed(request: AgentRequest, whose: Agent, name: str) -> HttpResponse:
    # Whoever prints nothing carries no library for it.
    from muhatap.reports.papers import pdf

    if name not in writing.PAGES:
        raise Http404
    choice, known = common.chosen(request)
    paper = writing.PAGES[name](choice, known, whose, now=timezone.now())
    answer = HttpResponse(pdf.print_(paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{paper.name}"'
    return answer
