"""What customers said: satisfaction and effort by place and reason, their words, and what waiting has to do with it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from muhatap.reports import satisfaction, shown
from muhatap.reports.contents import said
from muhatap.reports.views import common
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    choice, known = common.chosen(request)
    now, before = satisfaction.said(choice), satisfaction.said(choice.before)
    coupling = satisfaction.coupled(choice)
    context = {
        "choice": choice,
        "known": known,
        "periods": common.periods(choice),
        "said": now,
        "before": before,
        "enough": shown.ENOUGH,
        "score_bars": said.score_bars(now.scores),
        "effort_bars": said.score_bars(now.efforts),
        "kinds": said.kinds(choice, known),
        "words": satisfaction.words(choice, request.agent),
        "coupling": coupling,
        "coupling_bars": said.coupling_bars(coupling),
        "coupling_said": said.coupling_said(coupling),
        "coupling_table": said.coupling_table(coupling),
        "tables": [
            said.scores_table("scores", _("Score"), now.scores),
            said.scores_table("efforts", _("Effort"), now.efforts),
        ],
        "tab": "said",
        "nav_current": "reports",
    }
    return render(request, "reports/said.html", context)


@require_GET
def table(request: AgentRequest, name: str) -> HttpResponse:
    choice, known = common.chosen(request)
    now = satisfaction.said(choice)
    tables = [
        said.scores_table("scores", _("Score"), now.scores),
        said.scores_table("efforts", _("Effort"), now.efforts),
        said.coupling_table(satisfaction.coupled(choice)),
        *(kind.table for kind in said.kinds(choice, known)),
    ]
    return common.as_csv(tables, name, choice)
