"""A conversation on the screen."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from muhatap.conversations.views import common, composing
from muhatap.team.permissions import AgentRequest
from muhatap.web import slots


def show(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    if conversation.merged_into_id:
        return HttpResponseRedirect(reverse("conversations:show", args=[conversation.survivor.pk]))
    context = common.thread_context(request, conversation)
    target = common.target_of(request)
    if target == "conversation":
        return common.draw(request, "conversations/parts/conversation.html", context)
    slots.tell_opened(request.agent, "conversation", conversation.pk)
    context |= composing.context(request.agent, conversation, context["thread"], agents=context["agents"])
    context |= _beside(request, conversation.pk, conversation.customer_id)
    if target == "work":
        return common.draw(request, "conversations/parts/work.html", context)
    context |= common.list_context(request.agent, context["view"], through=request.GET.get("through", ""))
    return common.draw(request, "conversations/inbox.html", context)


def _beside(request: AgentRequest, pk: int, customer_id: int) -> dict[str, object]:
    """What the context pane shows of the customer: the conversations before this one."""
    others = common.visible(request.agent).filter(customer_id=customer_id, merged_into=None).exclude(pk=pk)
    read = others.only("subject", "last_message_at", "status")
    return {"earlier": list(read.order_by("-last_message_at")[:8])}
