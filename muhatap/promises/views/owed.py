"""What we owe, on one page: late, today, next; whose it is; how it ended."""

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.conversations.views.common import draw, target_of
from muhatap.promises import queries
from muhatap.promises.queries import PAGE, WHOSE, Key
from muhatap.promises.shown import shown
from muhatap.team.permissions import LEADS, AgentRequest
from muhatap.web import pieces

ENDED = "ended"


@require_GET
def index(request: AgentRequest, whose: str) -> HttpResponse:
    return drawn(request, whose)


def drawn(request: AgentRequest, whose: str) -> HttpResponse:
    """Draw the page as it is now: asked for, or after an act on it."""
    if whose not in (*WHOSE, ENDED):
        raise Http404
    now = timezone.now()
    context = {"whose": whose, "now": now, "nav_current": "promises"}
    if whose == ENDED:
        context["ended"] = queries.ended(request.agent, "all").select_related("owner", "conversation")[:PAGE]
    else:
        context |= _owed(request, whose)
        context["offers"] = queries.offered_to(request.agent) if whose == "mine" else []
    if target_of(request) == "more":
        return draw(request, "promises/parts/more.html", context)
    return draw(request, "promises/owed.html", context)


@require_GET
def rates(request: AgentRequest) -> HttpResponse:
    """How promises of the last months ended: one's own; for leads each person's, team's and channel's."""
    now = timezone.now()
    tables = []
    if request.agent.role in LEADS:
        tables = [(by, queries.rates(request.agent, by=by, now=now)) for by in ("owner", "team", "channel")]
    context = {"own": queries.own_rate(request.agent, now=now), "tables": tables}
    return draw(request, "promises/parts/rates.html", context)


def _owed(request: AgentRequest, whose: str) -> dict[str, object]:
    now = timezone.now()
    after = Key.read(request.GET.get("after", ""))
    found = queries.page(queries.owed(request.agent, whose), after=after)
    rows = [shown(one, now=now) for one in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    parts: dict[str, list[object]] = {}
    for row in rows:
        parts.setdefault(row.part, []).append(row)
    names = {"parts": parts, "next": Key(last.due_at, last.pk) if last else None, "whose": whose}
    return {"rows": pieces.draw("promises/rows.html", request, names) if rows else ""}
