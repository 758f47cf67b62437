"""Handing a conversation over, and answering an offer."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.conversations import actions as conversations
from muhatap.conversations.models import Conversation
from muhatap.conversations.views import common
from muhatap.promises import actions, brief, handing, telling, timing
from muhatap.promises.forms import HandOffForm, ReasonForm
from muhatap.promises.models import HandOff, Way
from muhatap.promises.views.acts import ask, asked_due
from muhatap.team.models import Agent, Team
from muhatap.team.opening import hours_of
from muhatap.team.permissions import AgentRequest


@require_http_methods(["GET", "POST"])
def new(request: AgentRequest, pk: int) -> HttpResponse:
    """Offer it to somebody, with what they need; tell the customer in the same step."""
    conversation = common.find(request, pk)
    title = _("Hand over")
    if request.method != "POST":
        form = HandOffForm(receivers=_receivers(request, conversation), initial=_begun(request, conversation))
        return ask(request, conversation, form, title, "hand_off")
    form = HandOffForm(request.POST, receivers=_receivers(request, conversation))
    if not form.is_valid():
        return ask(request, conversation, form, title, "hand_off")
    try:
        made = _hand_off(request, conversation, form.cleaned_data)
        messages.success(request, _("Offered to %(name)s. It is yours until they accept.") % {"name": made.receiver})
    except handing.AlreadyOffered:
        messages.error(request, _("It is offered to somebody already. Nothing was changed."))
    except handing.NotTheirs:
        messages.error(request, _("They have it already, or cannot see it. Nothing was changed."))
    return common.after_act(request, conversation)


@require_POST
def accept(request: AgentRequest, pk: int) -> HttpResponse:
    one = _find(request, pk)
    return _answer(
        request, one, lambda: handing.accept(one, by=request.agent, now=timezone.now()), _("It is yours now.")
    )


@require_http_methods(["GET", "POST"])
def give_back(request: AgentRequest, pk: int) -> HttpResponse:
    """Say why it goes back."""
    one = _find(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if not form.is_valid():
        return ask(request, one.conversation, form, _("Return it"), "give_back", one=one)
    why, now = form.cleaned_data["why"], timezone.now()
    return _answer(request, one, lambda: handing.give_back(one, why=why, by=request.agent, now=now), _("It went back."))


@require_POST
def withdraw(request: AgentRequest, pk: int) -> HttpResponse:
    one = _find(request, pk)
    return _answer(
        request, one, lambda: handing.withdraw(one, by=request.agent, now=timezone.now()), _("The offer is taken back.")
    )


@transaction.atomic
def _hand_off(request: AgentRequest, conversation: Conversation, given: Mapping[str, Any]) -> HandOff:
    now = timezone.now()
    made = handing.hand_off(
        conversation,
        by=request.agent,
        to=_receiver(given["to"]),
        way=given["way"],
        happened=given["happened"],
        wanted=given["wanted"],
        tried=given["tried"],
        promised=given["promised"],
        now=now,
    )
    if given["is_told"]:
        conversations.reply(
            conversation,
            by=request.agent,
            text=given["text"],
            people=telling.people(conversation),
            now=now,
            idempotency_key=given["key"],
            # What it promises is written down here, as what it is: a word for somebody else.
            along={actions.ALONG: actions.SETTLED},
        )
        text = _("%(name)s will be in touch with them") % {"name": made.receiver}
        actions.promise(conversation, text=text, due_at=given["due_at"], by=request.agent, now=now)
    return made


def _answer(request: AgentRequest, one: HandOff, act: Callable[[], object], words: str) -> HttpResponse:
    try:
        act()
        messages.success(request, words)
    except handing.AlreadyAnswered:
        messages.error(request, _("Somebody has answered this offer already."))
    except handing.NotTheirs:
        messages.error(request, _("It is offered to somebody else."))
    return common.after_act(request, one.conversation)


def _begun(request: AgentRequest, conversation: Conversation) -> dict[str, Any]:
    """Return what stands in the form at first; with a receiver chosen, the words for the customer name them."""
    receivers = _receivers(request, conversation)
    chosen = request.GET.get("to") or (receivers[0][1][0][0] if receivers and receivers[0][1] else "")
    way = request.GET.get("way", Way.HERE)
    due_at = asked_due(request) or timing.in_a_working_day(hours_of(conversation.brand), now=timezone.now())
    named = dict(pair for _group, pairs in receivers for pair in pairs).get(chosen, "")
    text = telling.of_hand_off(conversation, to=named, way=way, due_at=due_at, by=request.agent)
    known = brief.of(conversation)
    return {
        "to": chosen,
        "way": way if way in Way.values else Way.HERE,
        "happened": known.happened,
        "wanted": known.wanted,
        "tried": known.tried,
        "promised": known.promised,
        "is_told": True,
        "due_at": due_at,
        "text": text,
    }


def _receivers(request: AgentRequest, conversation: Conversation) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return who may be handed it, as a select groups them: colleagues, then teams."""
    seeing = Agent.objects.seeing(conversation.brand_id).order_by("name")
    people = [
        (f"agent:{one.pk}", one.name) for one in seeing if one.pk not in (conversation.assigned_to_id, request.agent.pk)
    ]
    teams = [(f"team:{one.pk}", one.name) for one in Team.objects.order_by("name")]
    return [(label, some) for label, some in ((_("Colleagues"), people), (_("Teams"), teams)) if some]


def _receiver(chosen: str) -> Agent | Team:
    kind, _colon, number = chosen.partition(":")
    return Team.objects.get(pk=number) if kind == "team" else Agent.objects.get(pk=number)


def _find(request: AgentRequest, pk: int) -> HandOff:
    seen = common.visible(request.agent)
    return get_object_or_404(HandOff.objects.filter(conversation__in=seen).select_related("conversation"), pk=pk)
