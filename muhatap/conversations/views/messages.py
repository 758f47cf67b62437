"""Replies and notes: written, taken back, tried again, looked at in their own layout."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations import actions, outbox, recipients, thread
from muhatap.conversations.forms import MessageForm
from muhatap.conversations.models import Conversation, Delivery, Message
from muhatap.conversations.views import common
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed


@require_POST
def create(request: AgentRequest, pk: int) -> HttpResponse:
    """Send what the composer holds, as a reply or as a note."""
    # Only whether it is theirs to see: the act reads the conversation again, under its lock.
    conversation = get_object_or_404(common.visible(request.agent), pk=pk)
    form = MessageForm(request.POST, request.FILES, agent=request.agent)
    if not form.is_valid():
        return _refuse(request, conversation, form)
    message = _write(request.agent, conversation, form)
    return _accept(request, message)


@require_POST
def undo(request: AgentRequest, pk: int) -> HttpResponse:
    """Take back a reply that is still held; its words return to the composer."""
    message = common.find_message(request, pk)
    try:
        actions.undo_send(message, by=request.agent)
    except actions.AlreadySent:
        return _too_late(request, message)
    return _give_back(request, message)


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
    )


def _accept(request: AgentRequest, message: Message) -> HttpResponse:
    if not common.target_of(request):
        return HttpResponseRedirect(reverse("conversations:show", args=[message.conversation_id]) + "#end")
    conversation = common.find(request, message.conversation_id)
    context = common.thread_context(request, conversation)
    context |= common.composer_context(conversation, context["thread"])
    answer = common.draw(request, "conversations/parts/sent.html", context | {"sent": _shown(context, message)})
    # Only a message that is stored clears the draft kept in the browser.
    answer["X-Message-Taken"] = str(message.pk)
    return answer


def _refuse(request: AgentRequest, conversation: Conversation, form: MessageForm) -> HttpResponse:
    conversation = common.find(request, conversation.pk)
    context = common.thread_context(request, conversation)
    typed = {name: request.POST.get(name, "") for name in ("kind", "to", "cc", "bcc", "text", "html", "key")}
    problems = [problem for problems in form.errors.values() for problem in problems]
    context |= common.composer_context(conversation, context["thread"], **typed, kept=form.attached, problems=problems)
    return _draw_composer(request, context, status=422)


def _give_back(request: AgentRequest, message: Message) -> HttpResponse:
    conversation = common.find(request, message.conversation_id)
    context = common.thread_context(request, conversation)
    people = {name: recipients.written(message.people.get(name) or []) for name in ("to", "cc", "bcc")}
    files = list(message.attachments.all())
    message.attachments.update(message=None, uploaded_by=request.agent)
    context |= common.composer_context(
        conversation, context["thread"], text=message.text, html=message.html, kept=files, **people
    )
    answer = _draw_composer(request, context | {"toast": _("Taken back. It was not sent.")})
    # The offer to take it back stands elsewhere on the page and leaves at this word, once the answer is in place:
    # htmx looks for the toasts from the button that was pressed.
    answer["HX-Trigger-After-Settle"] = f"undone-{message.pk}"
    return answer


def _too_late(request: AgentRequest, message: Message) -> HttpResponse:
    words = _("Too late to take it back: the reply is on its way.")
    if not common.target_of(request):
        return common.after_act(request, message.conversation)
    return common.draw(request, "web/parts/toast_oob.html", {"text": words, "wrong": "error"})


def _draw_composer(request: AgentRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    if common.target_of(request):
        return common.draw(request, "conversations/parts/composer_again.html", context, status=status)
    conversation = context["conversation"]
    assert isinstance(conversation, Conversation)
    context |= common.list_context(request.agent, str(context["view"]))
    return common.draw(request, "conversations/inbox.html", context, status=status)


def _shown(context: dict[str, object], message: Message) -> thread.Shown | None:
    shown = context["thread"]
    assert isinstance(shown, thread.Thread)
    items = [item for day in shown.days for item in day.items if isinstance(item, thread.Shown)]
    return next((item for item in items if item.message.pk == message.pk), None)
