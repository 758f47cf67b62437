"""Replies and notes: written, taken back, tried again, looked at in their own layout."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations import actions, holding, outbox, recipients, thread
from muhatap.conversations import leaving as leaving_moments
from muhatap.conversations.forms import NEXT, MessageForm
from muhatap.conversations.models import Conversation, Delivery, DraftKind, Message, Status
from muhatap.conversations.views import closing, common, composing
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed
from muhatap.web import pieces, slots


@require_POST
def create(request: AgentRequest, pk: int) -> HttpResponse:
    """Send what the composer holds, as a reply or as a note."""
    # Only whether it is theirs to see.
    conversation = common.find_bare(request, pk)
    form = MessageForm(request.POST, request.FILES, agent=request.agent, conversation=conversation)
    if not form.is_valid():
        return _refuse(request, conversation, form)
    if form.lacks_file:
        return _draw_again(request, conversation, form, status=409, lacks_file=True)
    if held := holding.of(request.agent, conversation, form.cleaned_data):
        return _draw_again(request, conversation, form, status=409, held=held)
    try:
        message = _write(request.agent, conversation, form)
    except actions.SomethingNew as news:
        return _hold(request, conversation, form, news.messages)
    return _accept(request, message, form)


def menu(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw the menu of a message, asked for when somebody is about to open it: a thread has one for each."""
    message = common.find_message(request, pk)
    context = {
        "shown": thread.Shown.alone(message),
        "message": message,
        "entries": list(slots.entries_for(request.agent, "message", message)),
        "written": recipients.written,
    }
    return common.private(HttpResponse(pieces.draw("conversations/message_menu.html", request, context)))


@require_POST
def undo(request: AgentRequest, pk: int) -> HttpResponse:
    """Take back a reply that is still held; its words return to the composer."""
    message = common.find_message(request, pk)
    try:
        actions.undo_send(message, by=request.agent, now=timezone.now())
    except actions.AlreadySent:
        return _too_late(request, message)
    return _give_back(request, message)


@require_POST
def leaving(request: AgentRequest, pk: int) -> HttpResponse:
    """Send a scheduled reply now."""
    message = common.find_message(request, pk)
    try:
        actions.send_now(message, by=request.agent, now=timezone.now())
    except actions.AlreadySent:
        return _too_late(request, message)
    return common.after_act(request, message.conversation)


@require_POST
def schedule(request: AgentRequest, pk: int) -> HttpResponse:
    """Let a scheduled reply leave at another moment."""
    message = common.find_message(request, pk)
    now = timezone.now()
    try:
        leave_at = leaving_moments.read(request.POST.get("leave_on", ""), now=now)
        actions.reschedule(message, leave_at=leave_at, by=request.agent, now=now)
    except leaving_moments.NotAMoment as refused:
        return _say_no(request, message, str(refused.args[0]))
    except actions.AlreadySent:
        return _say_no(request, message, _("Too late to change it: the reply is on its way, or was taken back."))
    return common.after_act(request, message.conversation)


@require_POST
def retry(request: AgentRequest, pk: int) -> HttpResponse:
    """Try once more to send a reply that failed."""
    message = common.find_message(request, pk)
    delivery = get_object_or_404(Delivery, message=message)
    outbox.retry(delivery, by=request.agent, now=timezone.now())
    return common.after_act(request, message.conversation)


def _write(agent: Agent, conversation: Conversation, form: MessageForm) -> Message:
    given = form.cleaned_data
    if given["kind"] == "note":
        if not allowed(agent, "conversations.note"):
            raise PermissionDenied
        return actions.note(
            conversation,
            by=agent,
            text=given["text"],
            html=given["html"],
            attachments=form.attached,
            now=timezone.now(),
            idempotency_key=given["key"],
            draft_revision=given["revision"],
            along=given["along"],
        )
    return actions.reply(
        conversation,
        by=agent,
        text=given["text"],
        html=given["html"],
        people={"to": given["to"], "cc": given["cc"], "bcc": given["bcc"]},
        attachments=form.attached,
        now=timezone.now(),
        idempotency_key=given["key"],
        seen_id=given["seen"],
        draft_revision=given["revision"],
        leave_at=given["leave"],
        then=given["then"] if given["then"] in Status.values else "",
        along=given["along"],
    )


def _accept(request: AgentRequest, message: Message, form: MessageForm) -> HttpResponse:
    conversation = common.find(request, message.conversation_id)
    is_asked_first = (
        form.cleaned_data["then"] == Status.CLOSED
        and not conversation.is_closed
        and actions.has_to_be_said(conversation)
    )
    if not common.target_of(request):
        if is_asked_first:
            return closing.ask_on_page(request, conversation)
        return HttpResponseRedirect(reverse("conversations:show", args=[message.conversation_id]) + "#end")
    context = common.thread_context(request, conversation)
    sent = form.cleaned_data["kind"]
    context |= composing.context(request.agent, conversation, context["thread"], agents=context["agents"], kind=sent)
    answer = common.draw(request, "conversations/parts/sent.html", context | {"sent": _shown(context, message)})
    # Only a message that is stored clears the draft kept in the browser.
    answer["X-Message-Taken"] = str(message.pk)
    if form.cleaned_data["then"] == NEXT:
        answer["X-Go-Next"] = "1"
    if is_asked_first:
        closing.ask_beside(request, conversation, answer)
    return answer


def _refuse(request: AgentRequest, conversation: Conversation, form: MessageForm) -> HttpResponse:
    problems = [problem for problems in form.errors.values() for problem in problems]
    return _draw_again(request, conversation, form, status=422, problems=problems)


def _hold(
    request: AgentRequest, conversation: Conversation, form: MessageForm, news: Sequence[Message]
) -> HttpResponse:
    """Show what others have written meanwhile above the reply, which waits for a second word."""
    unseen = [thread.Shown.alone(message) for message in news]
    return _draw_again(request, conversation, form, status=409, unseen=unseen, is_held=True)


def _draw_again(
    request: AgentRequest, conversation: Conversation, form: MessageForm, *, status: int, **more: Any
) -> HttpResponse:
    context = common.thread_context(request, conversation)
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("kind", "to", "cc", "bcc", "text", "key")}
    leave = form.cleaned_data.get("leave")
    more = {
        "then": request.POST.get("then", ""),
        "leave": leave.isoformat() if leave else "",
        "without_file": form.cleaned_data.get("without_file"),
        **more,
    }
    typed["html"] = composing.shown_html(request.POST.get("html", ""), form.attached)
    typed["files"] = [composing.file_of(file) for file in form.attached]
    typed["revision"] = _keep(request, conversation, form)
    context |= composing.context(
        request.agent, conversation, context["thread"], typed=typed, agents=context["agents"], **more
    )
    return composing.draw(request, context, status=status)


def _keep(request: AgentRequest, conversation: Conversation, form: MessageForm) -> int:
    """Keep the words of a message that did not go as a draft; return its revision."""
    given = form.cleaned_data
    if not {"text", "html"} <= given.keys():
        # Too long, or not text at all: what is kept already stays.
        return given.get("revision") or 0
    words = actions.Words(
        text=given["text"],
        html=given["html"],
        to=request.POST.get("to", ""),
        cc=request.POST.get("cc", ""),
        bcc=request.POST.get("bcc", ""),
        files=form.attached,
    )
    try:
        saved = actions.save_draft(
            conversation,
            by=request.agent,
            kind=given.get("kind", DraftKind.REPLY),
            words=words,
            revision=given.get("revision") or 0,
            key=given.get("key", ""),
            seen_id=given.get("seen") or 0,
            now=timezone.now(),
        )
    except actions.ChangedElsewhere:
        return given.get("revision") or 0
    return saved.revision


def _give_back(request: AgentRequest, message: Message) -> HttpResponse:
    conversation = common.find(request, message.conversation_id)
    there = reverse("conversations:show", args=[conversation.pk])
    if common.target_of(request) and urlsplit(request.headers.get("HX-Current-URL", there)).path != there:
        # The page has gone on to another conversation: these words must not stand there.
        return HttpResponse(headers={"HX-Redirect": there})
    context = common.thread_context(request, conversation)
    context |= composing.context(request.agent, conversation, context["thread"], agents=context["agents"])
    answer = composing.draw(request, context | {"toast": _("Taken back. It was not sent.")})
    # The offer to take it back stands elsewhere on the page and leaves at this word, once the answer is in place:
    # htmx looks for the toasts from the button that was pressed.
    answer["HX-Trigger-After-Settle"] = f"undone-{message.pk}"
    return answer


def _too_late(request: AgentRequest, message: Message) -> HttpResponse:
    return _say_no(request, message, _("Too late to take it back: the reply is on its way."))


def _say_no(request: AgentRequest, message: Message, words: str) -> HttpResponse:
    """Say in a toast why nothing was done; what the button aimed at stays as it is."""
    if not common.target_of(request):
        messages.error(request, words)
        return common.after_act(request, message.conversation)
    answer = common.draw(request, "web/parts/toast_oob.html", {"text": words, "wrong": "error"})
    answer["HX-Reswap"] = "none"
    return answer


def _shown(context: dict[str, object], message: Message) -> thread.Shown | None:
    shown = context["thread"]
    assert isinstance(shown, thread.Thread)
    items = [item for day in shown.days for item in day.items if isinstance(item, thread.Shown)]
    return next((item for item in items if item.message.pk == message.pk), None)
