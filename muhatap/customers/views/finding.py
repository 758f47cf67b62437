"""The list of customers: found by name, address or number, newest first."""

from django.http import HttpResponse
from django.shortcuts import render

from muhatap.customers import queries
from muhatap.customers.models import Segment
from muhatap.customers.views import common
from muhatap.team.permissions import AgentRequest

LONGEST = 200


def index(request: AgentRequest) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGEST]
    segment = common.number(request.GET.get("segment", ""))
    page = queries.page(
        request.agent, question=question, before=common.number(request.GET.get("before", "")), segment=segment
    )
    context = {
        "page": page,
        "asked": question,
        "segment": segment,
        "segments": Segment.objects.filter(is_archived=False),
        "nav_current": "customers",
    }
    part = "customers/parts/rows.html" if common.target_of(request) == "more" else "customers/index.html"
    answer = render(request, part, context)
    answer["Cache-Control"] = "private, no-store"
    return answer
