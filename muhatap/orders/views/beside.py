"""The orders beside a conversation."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from muhatap.conversations.models import Conversation
from muhatap.conversations.views.common import draw, is_undoing, target_of
from muhatap.customers.views.common import number
from muhatap.orders import actions, finding, proving
from muhatap.orders.models import Order
from muhatap.orders.views.cards import about, cards
from muhatap.team.permissions import AgentRequest

PICKED = 6


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return _draw(request, _find(request, pk))


@require_POST
def tie(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that the conversation is about the `order` of the form, or with DELETE that it is not."""
    conversation = _find(request, pk)
    meant = _chosen(request, conversation)
    if is_undoing(request):
        actions.untie(conversation, meant, by=request.agent)
    else:
        actions.tie(conversation, meant, by=request.agent, now=timezone.now())
    return _after(request, conversation)


@require_POST
def verify(request: AgentRequest, pk: int) -> HttpResponse:
    """Say that whoever writes may hear of the `order` of the form: they have shown who they are."""
    conversation = _find(request, pk)
    actions.verify(conversation, _chosen(request, conversation), by=request.agent, now=timezone.now())
    return _after(request, conversation)


def _chosen(request: AgentRequest, conversation: Conversation) -> Order:
    """Return the `order` of the form. Raises BadRequest where it holds none, and Http404."""
    if (chosen := number(request.POST.get("order", ""))) is None:
        raise BadRequest
    found: Order = get_object_or_404(
        Order.objects.visible_to(request.agent), pk=chosen, shop__brand=conversation.brand_id
    )
    return found


def _after(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    if not target_of(request):
        return redirect("conversations:show", conversation.pk)
    return _draw(request, conversation)


def _find(request: AgentRequest, pk: int) -> Conversation:
    found: Conversation = get_object_or_404(
        Conversation.objects.visible_to(request.agent)
        .select_related("customer")
        .prefetch_related("customer__identities"),
        pk=pk,
    )
    return found


def _draw(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    now = timezone.now()
    asked = request.GET.get("q", "")
    found = finding.candidates(conversation, request.agent, now=now)
    meant = {each.order.pk for each in found}
    picked = finding.by_words(asked, request.agent).filter(shop__brand=conversation.brand_id)[:PICKED] if asked else []
    products = finding.products_by_words(asked, request.agent, brand_id=conversation.brand_id) if asked else []
    context = {
        "products": [about(product, now=now) for product in products],
        "conversation": conversation,
        "cards": cards(found, request.agent, now=now),
        "question": proving.question_to(conversation),
        "picture": finding.picture_of(conversation.customer, request.agent),
        "asked": asked,
        "picked": [order for order in picked if order.pk not in meant],
    }
    return draw(request, "orders/parts/beside.html", context)
