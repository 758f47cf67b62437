"""The search box: all messages and customers, newest first or best first."""

from django.http import HttpResponse
from django.utils import timezone

from muhatap.conversations import finding
from muhatap.conversations.views import common
from muhatap.conversations.walking import Key
from muhatap.team.permissions import AgentRequest

LONGEST = 300


def search(request: AgentRequest) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGEST]
    order = "best" if request.GET.get("order") == "best" else "recent"
    before = Key.read(request.GET.get("before", ""))
    found = None
    if question:
        found = finding.search(question, agent=request.agent, now=timezone.now(), before=before, order=order)
    context = {"q": question, "found": found, "order": order, "nav_current": "search"}
    if common.target_of(request) == "more":
        return common.draw(request, "conversations/parts/found.html", context)
    return common.draw(request, "conversations/search.html", context)
