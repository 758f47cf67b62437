"""What the pages of a conversation share: finding it, drawing it whole or in part."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib.messages import get_messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from muhatap.conversations import actions, bulk_words, listing, queues, thread
from muhatap.conversations.models import BulkRun, Conversation, ConversationQuerySet, Message
from muhatap.core.compiled import compiled
from muhatap.team import queries as team_queries
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest
from muhatap.web.presence import not_here


def visible(agent: Agent) -> ConversationQuerySet:
    found: ConversationQuerySet = Conversation.objects.visible_to(agent)
    return found


def find(request: AgentRequest, pk: int) -> Conversation:
    """Return a conversation of the agent's; "not yours" and "not there" are both 404."""
    for found in _found(pk, request.agent.pk, request.agent.brand_ids):
        return found
    raise Http404


def find_bare(request: AgentRequest, pk: int) -> Conversation:
    """Return it with nothing joined, for an act that reads it again under its lock. Raises Http404 likewise."""
    for found in _bare(pk, request.agent.pk, request.agent.brand_ids):
        return found
    raise Http404


@compiled
def _bare(pk: int, agent_id: int, brand_ids: list[int]) -> QuerySet[Conversation]:
    return visible(Agent.seeing_only(agent_id, brand_ids)).main().filter(pk=pk)


@compiled
def _found(pk: int, agent_id: int, brand_ids: list[int]) -> QuerySet[Conversation]:
    whole = visible(Agent.seeing_only(agent_id, brand_ids)).main().filter(pk=pk)
    joined = whole.select_related("customer", "assigned_to", "brand", "channel", "team")
    return joined.prefetch_related("customer__identities")


def find_message(request: AgentRequest, pk: int) -> Message:
    return get_object_or_404(
        Message.objects.filter(conversation__in=visible(request.agent)).select_related(
            "conversation__aside_of", "delivery"
        ),
        pk=pk,
    )


def target_of(request: HttpRequest) -> str:
    """Return the id of the element that htmx asks for, or nothing for a whole page."""
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-History-Restore-Request"):
        return ""
    return request.headers.get("HX-Target", "")


def draw(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """Render a page or part that nobody may keep: it shows what customers wrote."""
    return private(render(request, template, dict(context), status=status))


def private(answer: HttpResponse) -> HttpResponse:
    """Let nobody keep an answer."""
    answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def list_context(
    agent: Agent, view: str | listing.View, *, line: str = "", before: str = "", through: str = ""
) -> dict[str, Any]:
    """Return what a list shows. `line` is a filter as it stands in an address; one that cannot be read says so."""
    now = timezone.now()
    found = view if isinstance(view, listing.View) else listing.view_named(agent, view) or listing.VIEWS["all"]
    problem = ""
    try:
        asked = listing.asked(agent, found, line=line)
    except listing.BadFilter as refusal:
        asked, line = listing.plain(agent, found), ""
        problem = _("%(problem)s The whole list is shown.") % {"problem": refusal}
    try:
        page = listing.page(agent, asked, before=listing.Key.read(before), through=listing.Key.read(through), now=now)
    except listing.TakesTooLong:
        page = listing.Page([], None, None)
        problem = _("This filter takes too long here. Add a condition that narrows it, such as a status or a period.")
    return {
        "view": found.name,
        "asked": asked,
        "line": line,
        # Stands behind every address that leads back to this list.
        "query": f"view={found.name}&filter={quote(line)}" if line else f"view={found.name}",
        "page": page,
        "now": now,
        "filter_problem": problem,
        "nav_current": f"inbox-{found.name}",
    }


def thread_context(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    """Return what head and messages of a conversation show."""
    agents = team_queries.everyone()
    return {
        "conversation": conversation,
        "thread": thread.of(conversation, agents=agents, at_most=_at_most(request)),
        "agents": (seeing := [agent for agent in agents if agent.sees(conversation.brand_id)]),
        "not_here": not_here(seeing, now=timezone.now()),
        "teams": team_queries.teams(),
        "is_taken_by_opening": queues.is_taken_by_opening(conversation),
        "view": view_of(request, conversation),
    }


def _at_most(request: AgentRequest) -> int | None:
    """Return how many messages the page asks for; each act on a conversation says how far back its page has gone."""
    if "all" in request.GET:
        return None
    said = request.GET.get("shown") or request.POST.get("shown") or ""
    return max(int(said), thread.LATEST) if said.isdecimal() and len(said) < 7 else thread.LATEST


def view_of(request: AgentRequest, conversation: Conversation) -> str:
    asked = request.GET.get("view", "")
    known = listing.view_named(request.agent, asked) if asked else None
    return known.name if known else listing.view_holding(conversation, request.agent)


def act(request: AgentRequest, conversation: Conversation, name: str, do: Callable[[], object]) -> HttpResponse:
    """Do one of `ACTS` to the open conversation, and answer with the offer to take it back."""
    run = actions.do_undoably(conversation, act=name, do=do, by=request.agent, now=timezone.now())
    return after_act(request, conversation, run=run)


def after_act(request: AgentRequest, conversation: Conversation, *, run: BulkRun | None = None) -> HttpResponse:
    """Answer an act on a conversation: htmx gets its head and messages anew, a plain form the page."""
    if not target_of(request):
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.page.pk]))
    fresh = find(request, conversation.page.pk)
    answer = draw(request, "conversations/parts/conversation.html", thread_context(request, fresh))
    if run:
        answer.write(toast_of(request, run))
    # What would otherwise be said on the next page only.
    for message in get_messages(request):
        said = {"text": message.message, "wrong": message.level_tag}
        answer.write(render_to_string("web/parts/toast_oob.html", said, request=request))
    return answer


def toast_of(request: AgentRequest, run: BulkRun) -> str:
    """Draw what a run did, with its undo."""
    context = {"run": run, "told": bulk_words.told(run)}
    return render_to_string("conversations/parts/bulk_toast.html", context, request=request)


def is_undoing(request: HttpRequest) -> bool:
    """Whether a resource is taken back: DELETE, which a plain form says as `_method`."""
    return request.method == "DELETE" or request.POST.get("_method") == "DELETE"
