"""All causes on one page: the month's flow, the list, the matrix, and what is new among what we hear."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.causes import advising, charts, figures, measured, placing, queries, watching
from muhatap.causes.actions.reasons import manner
from muhatap.causes.figures import Burden, Trend
from muhatap.causes.measured import Shown, ShownTask
from muhatap.causes.models import Cause, Task, Treatment
from muhatap.causes.thinking import Kind
from muhatap.conversations.views.common import draw
from muhatap.team.permissions import LEADS, AgentRequest

PAGE = 60
# However far somebody goes back: a page that still comes at once.
MOST = 1_000
# Of the tasks only one's own.
MINE = "mine"
# What of the list of reasons is told here, too: the rest is for whoever keeps the list.
TOLD = {Kind.CATCH_ALL, Kind.OVERLAP, Kind.NAMES_WHAT}


@dataclass(frozen=True)
class Row:
    """One cause of the list; `effect` once it is fixed."""

    cause: Cause
    trend: Trend
    line: str
    burden: Burden
    effect: Shown | None


@dataclass(frozen=True)
class TaskRow:
    """One treatment of the list; `effect` once it is done."""

    task: Task
    tone: str
    effect: ShownTask | None


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    now = timezone.now()
    own = manner()
    shown = shown_of(request, PAGE)
    causes = list(queries.board(request.agent)[: shown + 1])
    has_more, causes = len(causes) > shown, causes[:shown]
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
    said = placing.said_of([cause.reason_id for cause in causes if cause.reason_id], now=now)
    is_mine = request.GET.get("tasks") == MINE
    context = {
        "flow": figures.flow(request.agent, now=now),
        "spared": measured.sum_of(row.effect for row in rows),
        "rows": rows,
        "more": min(shown + PAGE, MOST) if has_more and shown < MOST else None,
        "matrix": charts.matrix([(row.cause, row.burden) for row in rows if row.cause.is_active], said),
        "tasks": [
            TaskRow(task, charts.TONES[Treatment(task.treatment)], measured.effect_of_task(task, now=now))
            for task in queries.tasks(of=request.agent if is_mine else None)
        ],
        "is_mine": is_mine,
        "today": timezone.localdate(now),
        "proposals": queries.proposed(request.agent)[:8],
        "demands": watching.demands(request.agent, now=now)[:5],
        "findings": _told(advising.findings(request.agent, now=now)),
        "is_lead": request.agent.role in LEADS,
        "late_reports": queries.late_reports(request.agent),
        "manner": own,
        "nav_current": "causes",
    }
    return draw(request, "causes/board.html", context)


def shown_of(request: AgentRequest, page: int) -> int:
    """Return how many rows the address asks for: a page, or what "show more" has come to."""
    asked = request.GET.get("shown", "")
    return min(max(int(asked), page), MOST) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else page


def _told(findings: list[advising.Advice]) -> list[advising.Advice]:
    """Return the weightiest finding of each reason, two of them."""
    first: dict[int, advising.Advice] = {}
    for each in findings:
        if each.kind in TOLD:
            first.setdefault(each.reason.pk, each)
    return list(first.values())[:2]


@require_POST
def demand(request: AgentRequest) -> HttpResponse:
    """Open a cause for what is asked for in vain; the report to the department is the next step."""
    cause = watching.send_demand(request.POST.get("key", "")[:120], by=request.agent, now=timezone.now())
    if cause is None:
        messages.error(request, _("Nobody asks for that any more; nothing was changed."))
        return redirect("causes:board")
    return redirect("causes:show", cause.pk)
