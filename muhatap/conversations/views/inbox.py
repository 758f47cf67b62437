"""The lists, and the order they stand in."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from muhatap.conversations import listing
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest


def inbox(request: AgentRequest, view: str) -> HttpResponse:
    found = listing.view_named(request.agent, view)
    if found is None:
        raise Http404
    line, before, through = (request.GET.get(name, "") for name in ("filter", "before", "through"))
    context = common.list_context(request.agent, found, line=line, before=before, through=through)
    target = common.target_of(request)
    if target == "more":
        return common.draw(request, "conversations/parts/rows.html", context)
    if target == "list":
        return common.draw(request, "conversations/parts/list.html", context)
    return common.draw(request, "conversations/inbox.html", context)


@require_POST
def order(request: AgentRequest) -> HttpResponse:
    """Sort this agent's lists by something else from now on."""
    wanted = request.POST.get("order", "")
    if wanted in listing.ORDERS:
        request.agent.list_order = wanted
        request.agent.save(update_fields=["list_order"])
    view = listing.view_named(request.agent, request.POST.get("view", "")) or listing.VIEWS["mine"]
    line = request.POST.get("filter", "")
    if common.target_of(request) == "list":
        return common.draw(
            request, "conversations/parts/list.html", common.list_context(request.agent, view, line=line)
        )
    return HttpResponseRedirect(
        reverse("conversations:inbox", args=[view.name], query={"filter": line} if line else None)
    )


def counts(request: AgentRequest) -> HttpResponse:
    """The navigation with its counts, as pages ask for it again when the bell rings."""
    return common.draw(request, "conversations/parts/counts.html", {})
