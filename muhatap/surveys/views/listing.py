"""What customers think, on one page: the newest words beside their scores; what became of low ones."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.conversations.views.common import draw, target_of
from muhatap.surveys import queries
from muhatap.surveys.queries import PAGE, Key, Wanted
from muhatap.surveys.statistics import ENOUGH
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    asked = request.GET
    wanted = Wanted.read(asked.get("brand", ""), asked.get("scores", ""), asked.get("commented", ""))
    found = queries.answers(request.agent, wanted, after=Key.read(asked.get("after", "")))
    last = found[PAGE - 1] if len(found) > PAGE else None
    context: dict[str, Any] = {
        "rows": found[:PAGE],
        "next": Key(last.answered_at, last.pk) if last and last.answered_at else None,
        "wanted": wanted,
        "brands": list(brands_of(request.agent)),
        "nav_current": "surveys",
        "tab": "answers",
    }
    if target_of(request) == "more":
        return draw(request, "surveys/parts/answers.html", context)
    context["summary"] = queries.summary(request.agent, wanted, now=timezone.now())
    return draw(request, "surveys/index.html", context)


@require_GET
def follow_ups(request: AgentRequest) -> HttpResponse:
    """What is to be followed up, late ones first, and what was lately."""
    context = {
        "now": timezone.now(),
        "open": list(queries.follow_ups(request.agent, is_open=True)[:200]),
        "ended": list(queries.follow_ups(request.agent, is_open=False)[:PAGE]),
        "nav_current": "surveys",
        "tab": "follow_ups",
    }
    return draw(request, "surveys/follow_ups.html", context)


@require_GET
def recovery(request: AgentRequest) -> HttpResponse:
    """Whether those made good are more satisfied than those for whom nothing went wrong, as far as numbers can say."""
    found = queries.recovery(request.agent, now=timezone.now())
    return draw(
        request,
        "surveys/recovery.html",
        {"recovery": found, "enough": ENOUGH, "nav_current": "surveys", "tab": "recovery"},
    )
