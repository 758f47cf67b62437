"""The bell, its menu, the page of all notices, and calling them read."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from muhatap.notices import actions, queries
from muhatap.notices.bell import drawn
from muhatap.notices.sentences import line_of
from muhatap.team.permissions import AgentRequest

IN_MENU = 12
ON_PAGE = 100


def index(request: AgentRequest) -> HttpResponse:
    """All notices of the last ninety days as a page, the newest of them as the bell's menu."""
    is_menu = request.headers.get("HX-Target") == "notices-list"
    lines = [line_of(notice) for notice in queries.newest(request.agent, limit=IN_MENU if is_menu else ON_PAGE)]
    template = "notices/parts/lines.html" if is_menu else "notices/index.html"
    has_unread = any(line.notice.read_at is None for line in lines)
    return _private(render(request, template, {"lines": lines, "has_unread": has_unread, "is_menu": is_menu}))


def bell(request: AgentRequest) -> HttpResponse:
    return _private(HttpResponse(drawn(request)))


@require_POST
def reading(request: AgentRequest) -> HttpResponse:
    """Call notices read: those of one conversation, or all."""
    given = request.POST.get("conversation", "")
    # Longer is no number of ours, and more than the database counts.
    pk = int(given) if given.isdecimal() and len(given) < 19 else None
    if pk is not None or not given:
        actions.read(request.agent, conversation_id=pk, now=timezone.now())
    if request.headers.get("HX-Request"):
        return bell(request)
    return HttpResponseRedirect(reverse("notices:index"))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    return answer
