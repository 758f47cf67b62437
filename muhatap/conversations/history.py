"""All conversations of a customer, on the customer's page."""

from django.db.models import Sum
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.conversations.models import Conversation, ConversationQuerySet
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from muhatap.web.slots import Panel, register_panel

SHOWN = 50


def register() -> None:
    register_panel(Panel(name="history", kind="customer", render=_draw, order=10))


def _draw(request: HttpRequest, thing: object) -> SafeString | None:
    """Draw a page of them, the newest first; `?history=` is the number to go on below."""
    assert isinstance(thing, Customer)
    assert isinstance(request.user, Agent)
    visible: ConversationQuerySet = Conversation.objects.visible_to(request.user)
    theirs = visible.filter(customer=thing, merged_into=None, deleted_at=None)
    before = request.GET.get("history", "")
    page = theirs.filter(pk__lt=int(before)) if before.isdecimal() and len(before) < 19 else theirs
    rows = list(page.order_by("-pk")[: SHOWN + 1])
    context = {
        "customer": thing,
        "rows": rows[:SHOWN],
        "next": rows[SHOWN - 1].pk if len(rows) > SHOWN else None,
        "total": theirs.count(),
        "messages_total": theirs.aggregate(total=Sum("message_count"))["total"] or 0,
    }
    return render_to_string("conversations/parts/history.html", context, request=request)
