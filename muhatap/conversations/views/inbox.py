"""The lists, and the order they stand in."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from muhatap.conversations import building, listing
from muhatap.conversations.filters import Group
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest


def inbox(request: AgentRequest, view: str) -> HttpResponse:
    found = listing.view_named(request.agent, view)
    if found is None:
        raise Http404
    if "build" in request.GET:
        return _build(request, found)
    line, before, through = (request.GET.get(name, "") for name in ("filter", "before", "through"))
    context = common.list_context(request.agent, found, line=line, before=before, through=through)
    target = common.target_of(request)
    if target == "more":
        return common.draw(request, "conversations/parts/rows.html", context)
    if target == "list":
        return common.draw(request, "conversations/parts/list.html", context)
    return common.draw(request, "conversations/inbox.html", context)


def filter_form(request: AgentRequest, view: str) -> HttpResponse:
    """The form of a filter, for the filter in the address."""
    found = listing.view_named(request.agent, view)
    if found is None:
        raise Http404
    line, problem = request.GET.get("filter", ""), ""
    try:
        blocks = building.blocks_of(Group.read(line))
    except listing.BadFilter as refusal:
        blocks, line, problem = building.blocks_of(Group()), "", str(refusal)
    return _draw_form(request, found, blocks, line=line, problem=problem)


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


def _build(request: AgentRequest, view: listing.View) -> HttpResponse:
    """Lead from the form of a filter to the list that it describes."""
    try:
        line = str(building.read(request.GET))
    except listing.BadFilter as refusal:
        return _draw_form(request, view, building.typed_blocks(request.GET), problem=str(refusal))
    there = reverse("conversations:inbox", args=[view.name], query={"filter": line} if line else None)
    if common.target_of(request) != "list":
        return HttpResponseRedirect(there)
    context = common.list_context(request.agent, view, line=line)
    answer = common.draw(request, "conversations/parts/list.html", context)
    answer["HX-Push-Url"] = there
    return answer


def _draw_form(
    request: AgentRequest, view: listing.View, blocks: list[building.Block], *, line: str = "", problem: str = ""
) -> HttpResponse:
    context = {
        "view": view.name,
        "asked": listing.plain(request.agent, view),
        "title": view.title,
        "line": line,
        "blocks": blocks,
        "problem": problem,
        "empty_row": building.Row("status", "is", "open"),
        "fields": building.fields(),
        "operators": building.operators(),
        "choices": building.choices(request.agent),
        "controls": sorted({*(kind for _name, _label, kind in building.fields()), "duration"}),
        "nav_current": f"inbox-{view.name}",
    }
    if not common.target_of(request):
        return common.draw(request, "conversations/filter.html", context)
    answer = common.draw(request, "conversations/parts/filter.html", context)
    if problem:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#filter-panel", "innerHTML"
    return answer
