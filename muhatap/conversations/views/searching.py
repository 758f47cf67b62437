"""The search box: all messages, newest first."""

from django.http import HttpResponse

from muhatap.conversations import search as messages_search
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest

LONGEST = 300


def search(request: AgentRequest) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:LONGEST]
    before = messages_search.Key.read(request.GET.get("before", ""))
    found = messages_search.search(question, agent=request.agent, before=before) if question else None
    context = {"q": question, "found": found, "nav_current": "search"}
    if common.target_of(request) == "more":
        return common.draw(request, "conversations/parts/found.html", context)
    return common.draw(request, "conversations/search.html", context)
