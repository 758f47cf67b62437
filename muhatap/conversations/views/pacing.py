"""Whose turn a conversation is, until when it rests, and the words put on it."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions
from muhatap.conversations.actions.pacing import CHOSEN
from muhatap.conversations.models import Label
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest


@require_POST
def status(request: AgentRequest, pk: int) -> HttpResponse:
    """Make it open, waiting or on hold."""
    conversation = common.find(request, pk)
    wanted = request.POST.get("status", "")
    if wanted not in CHOSEN:
        return HttpResponseBadRequest(_("There is no such status. Nothing was changed."))
    now = timezone.now()
    return common.act(
        request,
        conversation,
        "status",
        lambda: actions.set_status(conversation, status=wanted, by=request.agent, now=now),
    )


@require_http_methods(["POST", "DELETE"])
def snooze(request: AgentRequest, pk: int) -> HttpResponse:
    """Let it rest until a moment, or without one until the customer writes; taken back, wake it."""
    conversation = common.find(request, pk)
    now = timezone.now()
    if common.is_undoing(request):
        return common.act(request, conversation, "wake", lambda: actions.wake(conversation, by=request.agent, now=now))
    try:
        until = _moment(request.POST.get("until", ""))
        return common.act(
            request,
            conversation,
            "snooze",
            lambda: actions.snooze(conversation, until=until, by=request.agent, now=now),
        )
    except ValueError:
        messages.error(request, _("That is no date and time. It was not snoozed."))
    except actions.SnoozeInPast:
        messages.error(request, _("That moment has passed already. Choose a later one; it was not snoozed."))
    return common.after_act(request, conversation)


@require_http_methods(["POST", "DELETE"])
def labels(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a label on; taken back, take it off."""
    conversation = common.find(request, pk)
    number = request.POST.get("label", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return HttpResponseBadRequest(_("There is no such label. Nothing was changed."))
    label = get_object_or_404(Label, pk=number)
    if common.is_undoing(request):
        return common.act(
            request, conversation, "unlabel", lambda: actions.unlabel(conversation, label=label, by=request.agent)
        )
    try:
        return common.act(
            request, conversation, "label", lambda: actions.label(conversation, label=label, by=request.agent)
        )
    except actions.LabelArchived:
        messages.error(request, _("This label is out of use. Nothing was changed."))
    return common.after_act(request, conversation)


def _moment(written: str) -> datetime | None:
    """Read a moment; without a zone it is meant as the desk's clock shows it. Raises ValueError."""
    if not written:
        return None
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else timezone.make_aware(at)
