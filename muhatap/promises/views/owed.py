"""What we owe, on one page: late, today, next; whose it is; how it ended."""

from urllib.parse import urlencode

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
BY = ("owner", "team", "channel", "reason")


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
        answer = draw(request, "promises/parts/more.html", context)
        if context["here"]:
            # Whoever comes back to the page finds it as far as they had read it.
            answer["HX-Replace-Url"] = str(context["here"])
        return answer
    return draw(request, "promises/owed.html", context)


@require_GET
def rates(request: AgentRequest) -> HttpResponse:
    """How promises of the last months ended: one's own; for leads each person's, team's, channel's and reason's."""
    now = timezone.now()
    tables = []
    if request.agent.role in LEADS:
        tables = [(by, queries.rates(request.agent, by=by, now=now)) for by in BY]
    context = {"own": queries.own_rate(request.agent, now=now), "tables": tables}
    return draw(request, "promises/parts/rates.html", context)


def _owed(request: AgentRequest, whose: str) -> dict[str, object]:
    now = timezone.now()
    after = Key.read(request.GET.get("after", ""))
    # An act says how far the list had been read when it was done, each page of it once: the last one counts.
    through = Key.read(request.POST.get("through") or request.GET.get("through", ""))
    found = queries.page(queries.owed(request.agent, whose), after=after, through=through)
    parts: dict[str, list[object]] = {}
    for row in (shown(one, now=now) for one in found.rows):
        parts.setdefault(row.part, []).append(row)
    end = found.rows[-1] if found.rows else None
    key = Key(end.due_at, end.pk) if end else None
    names = {"parts": parts, "next": found.last, "last": key, "whose": whose, "at": request.GET.get("at", "")}
    # Where the list went on, so that it is that place which the reader comes back to.
    here = f"{request.path}?{urlencode({'through': str(key), 'at': found.rows[0].pk})}" if key and after else ""
    return {"rows": pieces.draw("promises/rows.html", request, names) if found.rows else "", "here": here}
