"""All orders, and one of them whole."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.conversations.models import Conversation
from muhatap.conversations.views.common import draw, target_of
from muhatap.customers.models import Customer
from muhatap.customers.views.common import number
from muhatap.orders import finding
from muhatap.orders.acts_of import shown
from muhatap.orders.models import Order, Shop
from muhatap.orders.views.cards import card
from muhatap.team.permissions import AgentRequest

LINES_A_PAGE = 200


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    """The newest orders, those of a customer, or those that a number, an address or a tracking number means."""
    now = timezone.now()
    asked = request.GET.get("q", "").strip()
    of = number(request.GET.get("customer", ""))
    customer = get_object_or_404(Customer.objects.visible_to(request.agent), pk=of) if of else None
    if customer:
        found = finding.of_customer(customer, request.agent)
    else:
        found = finding.by_words(asked, request.agent) if asked else finding.all_of(request.agent)
    page = finding.page(found, before=number(request.GET.get("before", "")))
    # A number leads to its order.
    if asked and len(page.rows) == 1 and "before" not in request.GET:
        return redirect("orders:show", page.rows[0].pk)
    context = {
        "cards": [card(order, [], now=now) for order in page.rows],
        "next": page.next,
        "asked": asked,
        "customer": customer,
        "has_shops": Shop.objects.visible_to(request.agent).exists(),
        "nav_current": "orders",
    }
    return draw(request, "orders/parts/rows.html" if target_of(request) == "more" else "orders/orders.html", context)


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    orders = (
        Order.objects.visible_to(request.agent).select_related("shop__brand").prefetch_related("parcels", "refunds")
    )
    order = get_object_or_404(orders, pk=pk)
    lines = Paginator(order.lines.select_related("order"), LINES_A_PAGE).get_page(request.GET.get("page"))
    told = Conversation.objects.visible_to(request.agent).filter(order_ties__order=order).order_by("-last_message_at")
    context = {
        "nav_current": "orders",
        "card": card(order, [], now=timezone.now(), acts=shown(order, request.agent)),
        "order": order,
        "lines": lines,
        "conversations": told[:20],
    }
    return draw(request, "orders/order.html", context)
