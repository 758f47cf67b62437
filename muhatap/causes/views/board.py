"""All causes on one page: the month's flow, the list, the matrix, and what is new among what we hear."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.causes import charts, figures, measured, queries
from muhatap.causes.actions.reasons import manner
from muhatap.causes.figures import Burden, Trend
from muhatap.causes.measured import Shown
from muhatap.causes.models import Cause
from muhatap.conversations.views.common import draw
from muhatap.team.permissions import LEADS, AgentRequest

MOST = 60


@dataclass(frozen=True)
class Row:
    """One cause of the list; `effect` once it is fixed."""

    cause: Cause
    trend: Trend
    line: str
    burden: Burden
    effect: Shown | None


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    own = manner()
    causes = list(queries.board(request.agent)[:MOST])
    trends = figures.trends(causes, now=now)
    burdens = figures.burdens(causes, manner=own, now=now)
    rows = [
        Row(
            cause,
            trends[cause.pk],
            charts.sparkline(trends[cause.pk].values),
            burdens.get(cause.pk) or figures.nothing(),
            measured.effect_of(cause, now=now) if cause.is_settled else None,
        )
        for cause in causes
    ]
    context = {
        "flow": figures.flow(request.agent, now=now),
        "spared": measured.sum_of(row.effect for row in rows),
        "rows": rows,
        "matrix": charts.matrix([(row.cause, row.burden) for row in rows if row.cause.is_active]),
        "proposals": queries.proposed(request.agent)[:8],
        "is_lead": request.agent.role in LEADS,
        "late_reports": queries.late_reports(request.agent),
        "manner": own,
        "nav_current": "causes",
    }
    return draw(request, "causes/board.html", context)
