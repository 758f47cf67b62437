"""What will come, hour by hour, and how many people that takes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from muhatap.reports import queries
from muhatap.reports.contents import load
from muhatap.reports.views import common
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    choice, known = common.chosen(request)
    said = queries.assumptions()
    week = load.week_of(choice, said)
    context = {
        "choice": choice,
        "known": known,
        "assumptions": said,
        "week": [[hour.expected for hour in day] for day in week] if week else None,
        "people": [[float(hour.people) for hour in day] for day in week] if week else None,
        "reason": load.reason_of(week, said) if week else "",
        "tables": load.tables_of(week) if week else [],
        "tab": "load",
        "nav_current": "reports",
    }
    return render(request, "reports/load.html", context)


@require_GET
def table(request: AgentRequest, name: str) -> HttpResponse:
    choice, _known = common.chosen(request)
    week = load.week_of(choice, queries.assumptions())
    return common.as_csv(load.tables_of(week) if week else load.empty_tables(), name, choice)
