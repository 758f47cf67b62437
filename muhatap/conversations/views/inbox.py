"""The lists: mine, unassigned, all, closed, spam."""

from django.http import Http404, HttpResponse

from muhatap.conversations import listing
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest


def inbox(request: AgentRequest, view: str) -> HttpResponse:
    if view not in listing.VIEWS:
        raise Http404
    before, through = request.GET.get("before", ""), request.GET.get("through", "")
    context = common.list_context(request.agent, view, before=before, through=through)
    target = common.target_of(request)
    if target == "more":
        return common.draw(request, "conversations/parts/rows.html", context)
    if target == "list":
        return common.draw(request, "conversations/parts/list.html", context)
    return common.draw(request, "conversations/inbox.html", context)


def counts(request: AgentRequest) -> HttpResponse:
    """The navigation with its counts, as pages ask for it again when the bell rings."""
    return common.draw(request, "conversations/parts/counts.html", {})
