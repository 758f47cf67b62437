"""One act on many conversations: asked for from the list, watched, stopped, undone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations import actions, bulk_words, listing
from muhatap.conversations.actions.bulk import LARGEST
from muhatap.conversations.models import BulkRun, Conversation, ConversationQuerySet
from muhatap.conversations.views import common, reading
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

NUMBERS = ("agent", "team", "label", "into")


def bulk(request: AgentRequest) -> HttpResponse:
    """Do an act on what was chosen; asked with GET, show the runs that are under way."""
    if request.method != "POST":
        return common.draw(request, "conversations/parts/bulk_runs.html", {})
    try:
        act, arguments = read_act(request.POST)
        run = actions.start_bulk(
            read_chosen(request.POST, request.agent),
            act=act,
            arguments=arguments,
            by=request.agent,
            now=timezone.now(),
            asked=read_asked(request.POST),
        )
    except actions.NothingChosen:
        return _refuse(request, _("None of these conversations is there any more. Nothing was changed."))
    except actions.NotAllowed:
        return _refuse(request, _("Your role does not allow this. Nothing was changed."), status=403)
    except (actions.NotUnderstood, ValueError):
        return _refuse(request, _("That was not understood, so nothing was changed. Choose again."))
    return _answer(request, run)


def count(request: AgentRequest) -> HttpResponse:
    """How many a view holds, for the button that chooses them all: counted to the most that one run takes."""
    try:
        chosen = listed(request.GET, request.agent)
    except ValueError:
        return _refuse(request, _("That was not understood, so nothing was changed. Choose again."))
    found = chosen.order_by().values("pk")[: LARGEST + 1].count()
    context = {"count": bulk_words.said(min(found, LARGEST)), "is_more": found > LARGEST}
    return common.draw(request, "conversations/parts/bulk_all.html", context)


@require_POST
def stop(request: AgentRequest) -> HttpResponse:
    return _with_run(request, lambda run, now: actions.stop_bulk(run, now=now))


@require_POST
def undo(request: AgentRequest) -> HttpResponse:
    return _with_run(request, lambda run, now: actions.undo_bulk(run, now=now))


@require_POST
def dismiss(request: AgentRequest) -> HttpResponse:
    return _with_run(request, lambda run, now: actions.dismiss_bulk(run, now=now))


def read_act(posted: QueryDict) -> tuple[str, Mapping[str, Any]]:
    """Return act and arguments of a button ("close", "assign:agent:3") and of the field that stands beside it.

    Raises ValueError.
    """
    act, _colon, rest = posted.get("act", "").partition(":")
    name, _colon, value = rest.partition(":")
    if name and not value:
        value = posted.get(name, "")
    if not name:
        return act, {}
    if not value:
        # An empty field must not become another act: without a moment, a snooze would last until they write.
        raise ValueError(f"no {name}")
    if name in NUMBERS:
        return act, {name: int(value)}
    return act, {name: _moment(value).isoformat() if name == "until" else value}


def read_chosen(posted: QueryDict, agent: Agent) -> ConversationQuerySet:
    """Return the chosen rows, or all of the view they stand in. Raises ValueError."""
    if posted.get("all") == "1":
        return listed(posted, agent)
    numbers = [int(number) for number in posted.get("ids", "").split(",") if number]
    if len(numbers) > LARGEST:
        raise ValueError("too many")
    conversations: ConversationQuerySet = Conversation.objects.filter(pk__in=numbers)
    return conversations


def read_asked(posted: QueryDict) -> Mapping[str, Any]:
    return {"view": posted.get("view", ""), "filter": posted.get("filter", "")} if posted.get("all") == "1" else {}


def listed(asked: QueryDict, agent: Agent) -> ConversationQuerySet:
    """Return what a list holds at this moment. Raises ValueError for a view or a filter that is not there."""
    view = listing.view_named(agent, asked.get("view", ""))
    if view is None:
        raise ValueError("no such view")
    try:
        wanted = listing.asked(agent, view, line=asked.get("filter", ""))
    except listing.BadFilter as error:
        raise ValueError("no such filter") from error
    return wanted.conversations(agent, now=timezone.now())


def _moment(written: str) -> datetime:
    """Read a moment; without a zone it is meant as the desk's clock shows it. Raises ValueError."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else timezone.make_aware(at)


def _with_run(request: AgentRequest, act: Callable[[BulkRun, datetime], BulkRun]) -> HttpResponse:
    number = request.POST.get("run", "")
    run = (
        BulkRun.objects.select_related("agent").filter(agent=request.agent, pk=number).first()
        if _is_key(number)
        else None
    )
    if run is None:
        return _refuse(request, _("There is nothing to undo or to stop any more."))
    try:
        run = act(run, timezone.now())
    except actions.NotAllowed:
        return _refuse(request, _("Your role does not allow this. Nothing was changed."), status=403)
    return _answer(request, run)


def _is_key(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) < 19


def _answer(request: AgentRequest, run: BulkRun) -> HttpResponse:
    """Tell at once what a small run did; a large one tells of itself in its own place."""
    if not common.target_of(request):
        return HttpResponseRedirect(reverse("conversations:inbox", args=[request.POST.get("view") or "mine"]))
    if run.is_here and run.act == "delete" and run.undone_count:
        return _show_again(request, run)
    is_small = not run.is_large and run.dismissed_at is None
    context = {"run": run, "told": bulk_words.told(run)} if is_small else {}
    answer = common.draw(request, "conversations/parts/bulk_answer.html", context)
    # The list takes the marks off its rows and asks for itself again.
    answer["HX-Trigger-After-Settle"] = "bulk-done"
    return answer


def _show_again(request: AgentRequest, run: BulkRun) -> HttpResponse:
    """Say that the open conversation is back, and show it where the page still shows that it lies in the bin."""
    pk = run.items.get().conversation_id
    if urlsplit(request.headers.get("HX-Current-URL", "")).path != reverse("conversations:show", args=[pk]):
        return HttpResponse(common.toast_of(request, run))
    answer = reading.work(request, pk)
    answer.write(common.toast_of(request, run))
    answer["HX-Retarget"], answer["HX-Reswap"] = "#work", "innerHTML show:none"
    return answer


def _refuse(request: AgentRequest, words: str, *, status: int = 422) -> HttpResponse:
    return common.draw(request, "web/parts/toast_oob.html", {"text": words, "wrong": "error"}, status=status)
