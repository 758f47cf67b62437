"""Beside a conversation: why they wrote, and the cause behind it; each said with one key."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from muhatap.causes import actions, figures, queries, suggesting
from muhatap.causes.actions.evidence import GATHERED_BACK
from muhatap.causes.forms import CauseForm
from muhatap.causes.models import Reason
from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Conversation
from muhatap.conversations.views import closing as asking
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest

UNKNOWN = "unknown"


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return _draw(request, common.find(request, pk))


@require_http_methods(["GET", "POST"])
def reason(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose from the whole list; then keep what was chosen."""
    conversation = common.find(request, pk)
    if request.method == "POST" and (chosen := _chosen(request)) is not None:
        _choose(request, conversation, chosen[0])
        return _answer(request, conversation)
    return _ask(request, conversation, "reason", _reasons_of(conversation))


@require_http_methods(["GET", "POST"])
def cause(request: AgentRequest, pk: int) -> HttpResponse:
    """Find a cause it belongs to, or open one."""
    conversation = common.find(request, pk)
    now = timezone.now()
    if request.method == "POST" and (number := request.POST.get("cause", "")).isdecimal():
        same_brand = queries.visible(request.agent).filter(Q(brand=None) | Q(brand=conversation.brand_id))
        # More digits than a number of ours has are nobody's.
        found = get_object_or_404(same_brand, pk=number[:18])
        actions.join(found, conversation, by=request.agent, now=now)
        return _answer(request, conversation)
    typed = request.GET.get("q", "")[:120]
    if common.target_of(request) == "picks":
        found_ones = queries.matching(request.agent, conversation, typed)
        return common.draw(request, "causes/parts/picks.html", {"found": found_ones, "q": typed})
    form = CauseForm(request.POST or None, initial=_begun(conversation, typed))
    if request.method == "POST" and form.is_valid():
        opened = actions.open_cause(by=request.agent, now=now, conversation=conversation, **form.cleaned_data)
        if opened.gathers:
            actions.gather_past(opened, since=now - GATHERED_BACK, now=now)
        return _answer(request, conversation)
    context = {"form": form, "q": typed, "found": queries.matching(request.agent, conversation, typed)}
    return _ask(request, conversation, "cause", context, status=422 if form.errors else 200)


@require_POST
def leave(request: AgentRequest, pk: int, cause_pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    found = get_object_or_404(queries.visible(request.agent), pk=cause_pk)
    actions.leave(found, conversation, by=request.agent)
    return _answer(request, conversation)


@require_POST
def closing(request: AgentRequest, pk: int) -> HttpResponse:
    """Close, once it is said why the customer wrote."""
    conversation = common.find(request, pk)
    chosen = _chosen(request)
    if chosen is None:
        return asking.ask(request, conversation)
    _choose(request, conversation, chosen[0])
    now = timezone.now()
    try:
        return common.act(
            request, conversation, "close", lambda: conversations.close(conversation, by=request.agent, now=now)
        )
    except conversations.SaidFirst:
        return asking.ask(request, conversation)


def context_of(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    """Return what the panel shows: the reason or what it may be, and each cause with its course."""
    choice = queries.choice_of(conversation)
    heard = queries.causes_of(conversation)
    trends = figures.trends([each.cause for each in heard], now=timezone.now())
    return {
        "conversation": conversation,
        "choice": choice,
        "guesses": [] if choice else suggesting.suggest(conversation),
        "causes": [(each, trends[each.cause_id]) for each in heard],
        "has_reasons": bool(queries.leaves()),
    }


def _draw(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    return common.draw(request, "causes/parts/beside.html", context_of(request, conversation))


def _answer(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    if not common.target_of(request):
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.page.pk]))
    return _draw(request, conversation)


def _chosen(request: AgentRequest) -> tuple[Reason | None] | None:
    """Return the reason that was sent, nothing in it for "not known yet"; None when none was."""
    sent = request.POST.get("reason", "")
    if sent == UNKNOWN:
        return (None,)
    found = {str(each.pk): each for each in queries.leaves()}
    return (found[sent],) if sent in found else None


def _choose(request: AgentRequest, conversation: Conversation, chosen: Reason | None) -> None:
    guesses = suggesting.suggest(conversation)
    guessed = actions.Guessed(
        reason_ids=tuple(each.reason.pk for each in guesses), certainty=guesses[0].certainty if guesses else None
    )
    actions.choose(conversation, reason=chosen, by=request.agent, now=timezone.now(), guessed=guessed)


def _reasons_of(conversation: Conversation) -> dict[str, Any]:
    guesses = suggesting.suggest(conversation)
    return {"tree": queries.tree(), "guesses": guesses, "choice": queries.choice_of(conversation)}


def _begun(conversation: Conversation, typed: str) -> dict[str, Any]:
    choice = queries.choice_of(conversation)
    reason = choice.reason if choice else None
    return {
        "name": typed or (reason.name if reason else ""),
        "reason": reason,
        "department": reason and reason.department,
    }


def _ask(
    request: AgentRequest, conversation: Conversation, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a dialog; a page of its own for whoever opens its address."""
    title = {"reason": _("Why did they write?"), "cause": _("What is behind it?")}[name]
    is_page = not common.target_of(request)
    context = {**context, "conversation": conversation, "title": title, "part": f"causes/parts/{name}.html"}
    # What is picked from a list is wider than what is filled in.
    context |= {"is_page": is_page, "is_list": True}
    answer = common.draw(
        request, "conversations/ask.html" if is_page else "causes/parts/dialog.html", context, status=status
    )
    if status != 200:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer
