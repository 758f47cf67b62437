"""What becomes of promises: kept, moved, given up; written down by hand; asked about when a conversation closes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Conversation
from muhatap.conversations.views import closing as asking
from muhatap.conversations.views import common
from muhatap.promises import actions, queries, telling, timing
from muhatap.promises.forms import DueField, EndForm, MoveForm, PromiseForm
from muhatap.promises.models import Promise, PromiseQuerySet, State
from muhatap.promises.shown import Fate, shown
from muhatap.promises.views import owed
from muhatap.team.opening import hours_of
from muhatap.team.permissions import AgentRequest

# Where an act was asked for when not in the conversation: on the page of all that is owed.
ON_PAGE = "owed"


@require_POST
def kept(request: AgentRequest, pk: int) -> HttpResponse:
    one = _find(request, pk)
    return _do(request, one, lambda: actions.keep(one, by=request.agent, now=timezone.now()), _("Kept."))


@require_http_methods(["GET", "POST"])
def move(request: AgentRequest, pk: int) -> HttpResponse:
    """Give it another time, and tell the customer in the same step."""
    one = _find(request, pk)
    now = timezone.now()
    if request.method != "POST":
        due_at = asked_due(request) or timing.in_a_working_day(hours_of(one.conversation.brand), now=now)
        text = telling.prepared(one, due_at=due_at, by=request.agent, now=now)
        begun = {"due_at": due_at, "text": text, "is_told": one.message is not None, "why": request.GET.get("why", "")}
        return ask(request, one.conversation, MoveForm(initial=begun), _("Move the promise"), "move", one=one)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return ask(request, one.conversation, form, _("Move the promise"), "move", one=one)
    given = form.cleaned_data
    words = _("Moved, and the customer is told.") if given["is_told"] else _("Moved. The customer does not know yet.")
    return _do(request, one, lambda: _move(request, one, given, now=now), words)


@require_http_methods(["GET", "POST"])
def end(request: AgentRequest, pk: int) -> HttpResponse:
    """Say why it will not be done."""
    one = _find(request, pk)
    form = EndForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if not form.is_valid():
        return ask(request, one.conversation, form, _("It will not be done"), "end", one=one)
    given = form.cleaned_data
    now = timezone.now()
    return _do(
        request,
        one,
        lambda: actions.give_up(one, state=given["state"], why=given["why"], by=request.agent, now=now),
        _("Written down."),
    )


@require_POST
def again(request: AgentRequest, pk: int) -> HttpResponse:
    one = _find(request, pk)
    actions.take_up(one, by=request.agent, now=timezone.now())
    messages.success(request, _("It is owed again."))
    return HttpResponseRedirect(reverse("promises:owed", args=[owed.ENDED]))


@require_http_methods(["GET", "POST"])
def new(request: AgentRequest, pk: int) -> HttpResponse:
    """Write one down: of a call, or one that was not found."""
    conversation = common.find(request, pk)
    now = timezone.now()
    usual = timing.in_a_working_day(hours_of(conversation.brand), now=now)
    sent = request.POST if request.method == "POST" else None
    form = PromiseForm(sent, initial={"due_at": usual}, use_required_attribute=False)
    if not form.is_valid():
        return ask(request, conversation, form, _("Write down a promise"), "new")
    given = form.cleaned_data
    actions.promise(conversation, text=given["text"], due_at=given["due_at"], by=request.agent, now=now)
    return common.after_act(request, conversation)


@require_POST
def closing(request: AgentRequest, pk: int) -> HttpResponse:
    """Close over what is owed, once it is said what becomes of each promise."""
    conversation = common.find(request, pk)
    now = timezone.now()
    open_ones = queries.open_in(conversation)
    fates = [_fate(request, one, now=now) for one in open_ones]
    if any(fate.problem for fate in fates):
        context = {"conversation": conversation, "fates": fates}
        answer = common.draw(request, "promises/parts/closing.html", context, status=422)
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
        return answer
    try:
        return common.act(request, conversation, "close", lambda: _close(request, conversation, fates, now=now))
    except conversations.NotSaid:
        # What was said of the promises stands; something else is asked before it closes.
        _settle(request, fates, now=now)
        return asking.ask(request, common.find(request, pk))


def _fate(request: HttpRequest, one: Promise, *, now: datetime) -> Fate:
    chosen = request.POST.get(f"fate-{one.pk}", "")
    why = request.POST.get(f"why-{one.pk}", "").strip()[:300]
    row = shown(one, now=now)
    if chosen == "kept":
        return Fate(row, chosen)
    if chosen == "waived":
        return Fate(row, chosen, why=why, problem="" if why else _("Say in a few words why nobody needs it."))
    if chosen == "moved":
        try:
            return Fate(row, chosen, due_at=DueField().clean(request.POST.get(f"due-{one.pk}", "")), why=why)
        except ValidationError as refused:
            return Fate(row, chosen, why=why, problem=" ".join(refused.messages))
    return Fate(row, "", problem=_("Say what became of it."))


@transaction.atomic
def _close(request: AgentRequest, conversation: Conversation, fates: list[Fate], *, now: datetime) -> None:
    _settle(request, fates, now=now)
    conversations.close(conversation, by=request.agent, now=now, is_asked=True)


@transaction.atomic
def _settle(request: AgentRequest, fates: list[Fate], *, now: datetime) -> None:
    for fate in fates:
        one, by = fate.row.promise, request.agent
        try:
            if fate.chosen == "kept":
                actions.keep(one, by=by, now=now)
            elif fate.chosen == "waived":
                actions.give_up(one, state=State.WAIVED, why=fate.why, by=by, now=now)
            elif fate.due_at is not None:
                actions.move(one, due_at=fate.due_at, why=fate.why, by=by, now=now)
        except actions.AlreadyEnded:
            # A colleague was quicker; what they said stands.
            continue


@transaction.atomic
def _move(request: AgentRequest, one: Promise, given: Mapping[str, Any], *, now: datetime) -> None:
    actions.move(one, due_at=given["due_at"], why=given["why"], by=request.agent, now=now)
    if given["is_told"]:
        conversations.reply(
            one.conversation,
            by=request.agent,
            text=given["text"],
            people=telling.people(one.conversation),
            now=now,
            idempotency_key=given["key"],
            # Its new time is written down already.
            along={actions.ALONG: actions.SETTLED},
        )


def _do(request: AgentRequest, one: Promise, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
        messages.success(request, words)
    except actions.AlreadyEnded:
        messages.error(request, _("Somebody has said already what became of this promise."))
    if common.target_of(request) != ON_PAGE:
        return common.after_act(request, one.conversation)
    answer = owed.drawn(request, request.POST.get("whose", "mine"))
    for message in get_messages(request):
        said = {"text": message.message, "wrong": message.level_tag}
        answer.write(render_to_string("web/parts/toast_oob.html", said, request=request))
    return answer


def ask(
    request: AgentRequest, conversation: Conversation, form: Any, title: str, name: str, **more: Any
) -> HttpResponse:
    """Draw a dialog; a page of its own for whoever opens its address."""
    context = {
        "conversation": conversation,
        "form": form,
        "title": title,
        "part": f"promises/parts/{name}.html",
        "whose": (request.POST or request.GET).get("whose", ""),
        **more,
    }
    status = 422 if form.errors else 200
    if not common.target_of(request):
        return common.draw(request, "conversations/ask.html", context, status=status)
    answer = common.draw(request, "promises/parts/dialog.html", context, status=status)
    if status != 200:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def asked_due(request: HttpRequest) -> datetime | None:
    """Return the new time that was chosen in the dialog, for which the words are prepared anew."""
    try:
        at = datetime.fromisoformat(request.GET.get("due_at", ""))
    except ValueError:
        return None
    return at if at.tzinfo else timezone.make_aware(at)


def _find(request: AgentRequest, pk: int) -> Promise:
    every: PromiseQuerySet = Promise.objects.all()
    found = every.visible_to(request.agent).select_related(
        "owner", "message", "conversation__brand", "conversation__customer", "conversation__channel"
    )
    return get_object_or_404(found, pk=pk)
