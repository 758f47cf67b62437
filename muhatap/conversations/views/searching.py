"""The search box: all messages and customers, newest first or best first, and what it offers while one writes."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from muhatap.conversations import asking, completing, finding, standing_searches
from muhatap.conversations.views import common
from muhatap.conversations.walking import Key
from muhatap.team.permissions import AgentRequest


def search(request: AgentRequest) -> HttpResponse:
    question = _asked(request)
    order = "best" if request.GET.get("order") == "best" else "recent"
    before = Key.read(request.GET.get("before", ""))
    now = timezone.now()
    found = None
    if question:
        found = finding.search(question, agent=request.agent, now=now, before=before, order=order)
        if found.rows and not before:
            completing.remember(question, agent=request.agent, now=now)
    context: dict[str, Any] = {
        "q": question,
        "found": found,
        "order": order,
        "is_further": bool(before),
        "nav_current": "search",
    }
    if common.target_of(request) == "more":
        return common.draw(request, "conversations/parts/found.html", context)
    context |= {"operators": completing.operators()} if not question else _kept(request, question)
    return common.draw(request, "conversations/search.html", context)


def completion(request: AgentRequest) -> HttpResponse:
    """The lines below the box, for what stands before the caret."""
    offers = completing.offers(_asked(request, strip=False), agent=request.agent)
    return common.draw(request, "conversations/parts/completion.html", {"offers": offers})


def _kept(request: AgentRequest, question: str) -> dict[str, Any]:
    """What the page offers beside the hits: another order, and the view that would keep the operators."""
    asked = asking.read(question)
    kept = standing_searches.as_filter(asked, request.agent, now=timezone.now())
    return {"has_words": bool(asked.words), "filter": str(kept), "leaves_words": bool(asked.pieces)}


def _asked(request: AgentRequest, *, strip: bool = True) -> str:
    # PostgreSQL keeps no NUL in a text.
    written = request.GET.get("q", "").replace("\0", "")[: asking.LONGEST]
    return written.strip() if strip else written
