"""All orders, and one of them whole."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.conversations.models import Conversation
from muhatap.conversations.views.common import draw
from muhatap.orders import finding
from muhatap.orders.models import Order
from muhatap.orders.views.cards import card
from muhatap.team.permissions import AgentRequest

SHOWN = 40
LINES_A_PAGE = 200


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    """The newest orders, or those that a number, an address or a tracking number means."""
    now = timezone.now()
    asked = request.GET.get("q", "").strip()
    found = finding.by_words(asked, request.agent, limit=SHOWN) if asked else finding.newest(request.agent, limit=SHOWN)
    # A number leads to its order.
    if asked and len(found) == 1:
        return redirect("orders:show", found[0].pk)
    return draw(request, "orders/orders.html", {"cards": [card(order, [], now=now) for order in found], "asked": asked})


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    orders = (
        Order.objects.visible_to(request.agent).select_related("shop__brand").prefetch_related("parcels", "refunds")
    )
    order = get_object_or_404(orders, pk=pk)
    lines = Paginator(order.lines.select_related("order"), LINES_A_PAGE).get_page(request.GET.get("page"))
    told = Conversation.objects.visible_to(request.agent).filter(order_ties__order=order).order_by("-last_message_at")
    context = {
        "card": card(order, [], now=timezone.now()),
        "order": order,
        "lines": lines,
        "conversations": told[:20],
    }
    return draw(request, "orders/order.html", context)
