"""Asking a carrier or a supplier for a customer, asking again, and being done with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions, chase_forms, chase_texts
from muhatap.conversations.chase_forms import AgainForm, ChaseForm
from muhatap.conversations.models import Chase, Conversation
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest

REFUSED: Mapping[str, str | Promise] = {
    "aside": gettext_lazy("This is a side conversation itself. Nobody was asked."),
    "spam": gettext_lazy("This conversation is spam. Nobody was asked; say first that it is not."),
    "no_channel": gettext_lazy("This brand has no mailbox to write from yet. Nobody was asked; connect one first."),
    "ourselves": gettext_lazy("That is a mailbox of ours. Nobody was asked; choose another address."),
    "customer": gettext_lazy("That is the customer's own address. Nobody was asked; answer them in the conversation."),
}


@require_http_methods(["GET", "POST"])
def begin(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose whom to ask and what; then ask, and put the conversation on hold."""
    conversation = common.find(request, pk)
    named = request.GET.get("text", "")
    is_asked = request.method == "POST"
    begun = {} if is_asked else chase_forms.begun(conversation, request.agent, name=named, typed=request.GET.dict())
    form = ChaseForm(request.POST if is_asked else None, conversation=conversation, by=request.agent, **begun)
    context = {
        "texts": chase_texts.TEXTS,
        "chosen": named or chase_texts.TEXTS[0].name,
        "parties": list(chase_forms.parties(conversation)),
        "title": _("Ask the carrier or supplier"),
        "part": "conversations/parts/chase_form.html",
    }
    if not is_asked or not form.is_valid():
        return _draw(request, conversation, form, context)
    given = form.cleaned_data
    try:
        actions.chase(
            conversation,
            by=request.agent,
            kind=given["kind"],
            to={"name": given["name"], "address": given["address"]},
            subject=given["subject"],
            text=given["text"],
            due_at=given["due_at"],
            files=form.chosen_files,
            key=given["key"],
            now=timezone.now(),
        )
    except actions.CannotChase as refused:
        form.add_error(None, str(REFUSED[refused.why]))
        return _draw(request, conversation, form, context)
    messages.success(request, _("%(party)s was asked. The conversation is on hold.") % {"party": given["name"]})
    return common.after_act(request, conversation)


@require_http_methods(["GET", "POST"])
def again(request: AgentRequest, pk: int) -> HttpResponse:
    """Write to them once more."""
    chase = _find(request, pk)
    conversation = common.find(request, chase.aside.page.pk)
    form = AgainForm(request.POST or None, conversation=conversation, by=request.agent)
    context = {
        "chase": chase,
        "title": _("Write to %(party)s") % {"party": chase.party_name},
        "part": "conversations/parts/chase_form.html",
    }
    if request.method != "POST" or not form.is_valid():
        return _draw(request, conversation, form, context)
    given = form.cleaned_data
    actions.chase_again(
        chase,
        by=request.agent,
        text=given["text"],
        due_at=given["due_at"],
        files=form.chosen_files,
        key=given["key"],
        now=timezone.now(),
    )
    return common.after_act(request, conversation)


@require_POST
def end(request: AgentRequest, pk: int) -> HttpResponse:
    """Be done with it."""
    chase = _find(request, pk)
    actions.end_chase(chase, by=request.agent, now=timezone.now())
    return common.after_act(request, chase.aside)


def _find(request: AgentRequest, pk: int) -> Chase:
    seen = common.visible(request.agent)
    chases = Chase.objects.filter(aside__in=seen).select_related("aside__aside_of", "conversation")
    return get_object_or_404(chases, pk=pk)


def _draw(
    request: AgentRequest, conversation: Conversation, form: AgainForm, context: Mapping[str, Any]
) -> HttpResponse:
    context = {**context, "conversation": conversation, "form": form}
    status = 422 if form.errors else 200
    if not common.target_of(request):
        return common.draw(request, "conversations/chase.html", context, status=status)
    answer = common.draw(request, "conversations/parts/chase_dialog.html", context, status=status)
    if status != 200:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer
