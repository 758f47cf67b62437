"""A conversation on the screen."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from muhatap.conversations import actions, listing, picking
from muhatap.conversations.models import Conversation
from muhatap.conversations.views import common, composing
from muhatap.core.compiled import compiled
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed
from muhatap.web import slots


def show(request: AgentRequest, pk: int) -> HttpResponse:
    try:
        conversation = common.find(request, pk)
    except Http404:
        if aside := common.visible(request.agent).exclude(aside_of=None).filter(pk=pk).first():
            return HttpResponseRedirect(reverse("conversations:show", args=[aside.page.pk]))
        return show_from_bin(request, pk)
    if conversation.merged_into_id:
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.survivor.pk]))
    context = common.thread_context(request, conversation)
    target = common.target_of(request)
    if target == "conversation":
        return common.draw(request, "conversations/parts/conversation.html", context)
    actions.note_reading(conversation, now=timezone.now())
    slots.tell_opened(request.agent, "conversation", conversation.pk)
    context |= _around(request, conversation, context)
    if target == "work":
        return common.draw(request, "conversations/parts/work.html", context)
    context |= common.list_context(
        request.agent,
        context["view"],
        line=request.GET.get("filter", ""),
        through=request.GET.get("through", ""),
    )
    return common.draw(request, "conversations/inbox.html", context)


def show_from_bin(request: AgentRequest, pk: int) -> HttpResponse:
    """Show what was deleted to those who may bring it back."""
    if not allowed(request.agent, "conversations.delete"):
        raise Http404
    binned = get_object_or_404(Conversation.objects.in_bin_of(request.agent), pk=pk)
    context: dict[str, Any] = {"binned": binned, "kept_days": actions.KEPT_IN_BIN.days}
    if common.target_of(request) in ("work", "conversation"):
        return common.draw(request, "conversations/parts/in_bin.html", context)
    return common.draw(request, "conversations/inbox.html", context | common.list_context(request.agent, listing.BIN))


def work(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw thread, composer and what stands beside them, after an act led there."""
    conversation = common.find(request, pk)
    context = common.thread_context(request, conversation)
    return common.draw(request, "conversations/parts/work.html", context | _around(request, conversation, context))


def _around(request: AgentRequest, conversation: Conversation, context: dict[str, Any]) -> dict[str, Any]:
    composer = composing.context(request.agent, conversation, context["thread"], agents=context["agents"])
    return {**composer, **_beside(request, conversation.pk, conversation.customer_id)}


def _beside(request: AgentRequest, pk: int, customer_id: int) -> dict[str, object]:
    """What the context pane shows of the customer: their other conversations, and those linked with this one."""
    earlier = _others(pk, customer_id, request.agent.pk, request.agent.brand_ids)
    return {"earlier": earlier, "linked": picking.linked_with(pk, request.agent)}


@compiled
def _others(pk: int, customer_id: int, agent_id: int, brand_ids: list[int]) -> QuerySet[Conversation]:
    visible = common.visible(Agent.seeing_only(agent_id, brand_ids))
    others = visible.filter(customer_id=customer_id, merged_into=None).exclude(pk=pk)
    return others.only("subject", "last_message_at", "status").order_by("-last_message_at")[:8]
