"""Merging, splitting off, moving, linking: each a dialog that asks which, an act, and a toast that takes it back."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions, picking
from muhatap.conversations.models import Conversation, ConversationLink, Message, Move
from muhatap.conversations.views import common, reading
from muhatap.team.permissions import AgentRequest

REFUSED: Mapping[str, str | Promise] = {
    "itself": gettext_lazy("That is the conversation itself. Nothing was changed; choose another one."),
    "brand": gettext_lazy("The two belong to different brands, whose mail must not mix. Nothing was changed."),
    "spam": gettext_lazy("One of the two is spam. Nothing was changed; say first that it is not spam."),
    "bin": gettext_lazy("One of the two is in the bin. Nothing was changed; take it out of there first."),
    "merged": gettext_lazy("It was merged into another conversation meanwhile. Nothing was changed."),
    "aside": gettext_lazy("What is said to a third party stays on its own side. Nothing was changed."),
    "nothing_left": gettext_lazy("That is all there is in this conversation. Nothing was changed."),
}


@require_http_methods(["GET", "POST"])
def merge(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose what the conversation lives on in; then let it."""
    conversation = common.find(request, pk)
    dialog = {
        "title": _("Merge into…"),
        "text": _(
            "All messages of #%(number)d go into the conversation that you choose. Mail that answers #%(number)d "
            "arrives there too. It can be taken back at any time."
        )
        % {"number": conversation.pk},
        "icon": "merge",
    }
    if request.method == "GET":
        return _ask(request, conversation, dialog)
    return _act(
        request, conversation, dialog, lambda chosen: actions.merge(conversation, into=chosen, by=request.agent)
    )


@require_http_methods(["GET", "POST"])
def move(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose where a message belongs; then put it there."""
    message = common.find_message(request, pk)
    dialog = {
        "title": _("Move to another conversation…"),
        "text": _("The message goes into the conversation that you choose. It can be taken back at any time."),
        "icon": "arrow-right",
    }
    conversation = message.conversation
    if request.method == "GET":
        return _ask(request, conversation, dialog)
    return _act(
        request, conversation, dialog, lambda chosen: actions.move_message(message, to=chosen, by=request.agent)
    )


@require_http_methods(["GET", "POST"])
def split(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask how much goes along; then give it a conversation of its own."""
    message = common.find_message(request, pk)
    if request.method == "GET":
        return _draw_split(request, message)
    try:
        done = actions.split(message, is_alone=request.POST.get("what") == "alone", by=request.agent)
    except actions.CannotMove as refused:
        return _draw_split(request, message, problem=str(REFUSED[refused.why]), status=422)
    return _arrive(request, done, done.target)


@require_http_methods(["GET", "POST"])
def link(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose what the conversation has to do with; then note it in both."""
    conversation = common.find(request, pk)
    dialog = {
        "title": _("Link with…"),
        "text": _("Both conversations stay as they are, and each shows the other."),
        "icon": "link",
    }
    if request.method == "GET":
        return _ask(request, conversation, dialog)
    chosen = _chosen(request)
    try:
        if chosen is None:
            raise actions.CannotMove("itself")
        actions.link(conversation, to=chosen, by=request.agent)
    except actions.CannotMove as refused:
        return _ask(request, conversation, dialog, problem=str(REFUSED[refused.why]), status=422)
    return _show(request, conversation, _("Linked with #%(number)d.") % {"number": chosen.pk})


@require_POST
def undo(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a merge, a split or a move back."""
    visible = common.visible(request.agent)
    done = get_object_or_404(Move.objects.filter(source__in=visible, target__in=visible), pk=pk)
    actions.undo_move(done, by=request.agent, now=timezone.now())
    return _after_undo(request, done.source)


@require_POST
def unlink(request: AgentRequest, pk: int) -> HttpResponse:
    visible = common.visible(request.agent)
    tie = get_object_or_404(ConversationLink.objects.filter(first__in=visible, second__in=visible), pk=pk)
    actions.unlink(tie, by=request.agent)
    return _after_undo(request, tie.first)


def _ask(
    request: AgentRequest,
    conversation: Conversation,
    dialog: Mapping[str, str],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:300]
    context = {
        **dialog,
        "conversation": conversation,
        "q": question,
        "picks": picking.candidates(conversation, agent=request.agent, question=question),
        "place": request.path,
        "is_aside": "aside" in request.GET,
        "problem": problem,
    }
    if common.target_of(request) == "picks":
        return common.draw(request, "conversations/parts/picks.html", context)
    return _draw_dialog(request, "pick", context, status=status)


def _act(
    request: AgentRequest, conversation: Conversation, dialog: Mapping[str, str], act: Callable[[Conversation], Move]
) -> HttpResponse:
    chosen = _chosen(request)
    try:
        if chosen is None:
            raise actions.CannotMove("itself")
        done = act(chosen)
    except actions.CannotMove as refused:
        return _ask(request, conversation, dialog, problem=str(REFUSED[refused.why]), status=422)
    return _arrive(request, done, Conversation.objects.get(pk=done.target_id).survivor)


def _chosen(request: AgentRequest) -> Conversation | None:
    number = request.POST.get("into", "")
    return get_object_or_404(common.visible(request.agent), pk=number) if number.isdecimal() else None


def _draw_split(request: AgentRequest, message: Message, *, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"message": message, "conversation": message.conversation, "place": request.path, "problem": problem}
    return _draw_dialog(request, "split", context, status=status)


def _draw_dialog(request: AgentRequest, name: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    if not common.target_of(request):
        return common.draw(request, "conversations/moving.html", context | {"part": f"conversations/parts/{name}.html"})
    answer = common.draw(
        request,
        "conversations/parts/dialog.html",
        context | {"part": f"conversations/parts/{name}.html"},
        status=status,
    )
    # The form that was refused aimed at the page behind it.
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def _arrive(request: AgentRequest, done: Move, conversation: Conversation) -> HttpResponse:
    """Show where the messages are now, and how to take it back."""
    words = {
        "merge": _("#%(from)d lives on in #%(to)d."),
        "split": _("Split off: this is #%(to)d."),
        "move": _("Moved to #%(to)d."),
    }[done.kind] % {"from": done.source_id, "to": conversation.pk}
    return _show(request, conversation, words, done=done)


def _show(request: AgentRequest, conversation: Conversation, words: str, *, done: Move | None = None) -> HttpResponse:
    target = common.target_of(request)
    back = {"done": done, "is_aside": target == "toasts"}
    if not target:
        messages.success(request, words)
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.pk]))
    toast = render_to_string("conversations/parts/moved_toast.html", {"text": words, **back}, request=request)
    if target == "toasts":
        return HttpResponse(toast)
    answer = reading.work(request, conversation.pk)
    answer.write(format_html('<div hx-swap-oob="beforeend:#toasts">{}</div>', toast))
    answer["HX-Push-Url"] = reverse("conversations:show", args=[conversation.pk])
    return answer


def _after_undo(request: AgentRequest, source: Conversation) -> HttpResponse:
    """Show the conversation in which it was taken back, or the one it came from."""
    here = request.POST.get("here", "")
    shown = common.visible(request.agent).filter(pk=here).first() if here.isdecimal() else None
    conversation = (shown or Conversation.objects.get(pk=source.pk)).survivor
    words = _("Taken back.")
    if common.target_of(request) == "conversation" and shown is not None and conversation == shown:
        answer = common.after_act(request, conversation)
        toast = render_to_string("web/parts/toast_oob.html", {"text": words}, request=request)
        answer.write(toast)
        return answer
    if common.target_of(request) == "conversation":
        messages.success(request, words)
        return HttpResponse(headers={"HX-Redirect": reverse("conversations:show", args=[conversation.pk])})
    return _show(request, conversation, words)
