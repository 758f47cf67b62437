"""What orders put into the shell: the pane beside a conversation, their pages, what the palette finds."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import history, thread, values
from muhatap.core.compiled import compiled
from muhatap.core.models import Event
from muhatap.core.page_memory import while_unchanged
from muhatap.customers.models import Customer
from muhatap.orders import act_words, finding, standing
from muhatap.orders import values as order_values
from muhatap.orders.facts_of import facts_of
from muhatap.orders.models import ActState, Order, OrderAct, Shop
from muhatap.team import acts, subjects
from muhatap.team.models import Agent
from muhatap.web.addresses import at
from muhatap.web.slots import Finder, Found, NavEntry, Panel, register_finder, register_nav, register_panel
from muhatap.web.templatetags.web import short_day

ACTS = {
    "orders.shop_connected": gettext_lazy("connected a shop"),
    "orders.shop_changed": gettext_lazy("changed a shop"),
    "orders.secret_renewed": gettext_lazy("renewed the secret of a shop"),
    "orders.shop_removed": gettext_lazy("took a shop away"),
    "orders.keys_changed": gettext_lazy("changed how a shop is reached"),
    "orders.limit_changed": gettext_lazy("changed how much may be given back"),
    "orders.act_asked": gettext_lazy("asked for an act on an order"),
    "orders.act_seconded": gettext_lazy("said yes to an act on an order"),
    "orders.act_dropped": gettext_lazy("said no to an act on an order"),
    "orders.act_settled": gettext_lazy("said how an act on an order ended"),
}
ACT_EVENTS = ("ActWaits", "ActDone", "ActRefused", "ActUnknown", "ActDropped")
FOUND = 4
MOST_IN_HISTORY = 100
# Two digits fit half of all orders.
SHORTEST = 3


def register() -> None:
    acts.register(ACTS)
    subjects.register("order_act", OrderAct, _act_names, gone=gettext_lazy("an act on an order that is gone"))
    subjects.register("shop", Shop, subjects.by_field(Shop, "name"), gone=gettext_lazy("a shop that is gone"))
    register_nav(
        NavEntry(
            name="orders",
            label=gettext_lazy("Orders"),
            url=at("orders:index"),
            permission="orders.read",
            section="knowledge",
            order=20,
        )
    )
    register_nav(
        NavEntry(
            name="orders-shops",
            label=gettext_lazy("Shops"),
            url=at("orders:shops"),
            permission="orders.set_up",
            section="settings",
            order=35,
        )
    )
    register_panel(Panel(name="orders", kind="conversation", render=_beside, order=20))
    register_panel(Panel(name="orders", kind="customer", render=_of_customer, order=20))
    register_finder(Finder(name="orders", permission="orders.read", find=by_words, order=25))
    register_nav(
        NavEntry(
            name="orders-waiting",
            label=gettext_lazy("To be approved"),
            url=at("orders:waiting"),
            permission="orders.second",
            section="knowledge",
            order=22,
            count=_waiting,
        )
    )
    history.add(_history)
    values.register("order", order_values.of)
    thread.tell_with("OrderTied", tied_line)
    thread.tell_with("OrderUntied", untied_line)
    thread.tell_with("SenderVerified", verified_line)
    for name in ACT_EVENTS:
        thread.tell_with(name, act_line)


def _act_names(numbers: Collection[int]) -> dict[int, str]:
    acts = OrderAct.objects.filter(pk__in=numbers).select_related("order")
    return {act.pk: _("order %(number)s") % {"number": act.order.number} for act in acts}


def _waiting(agent: Agent) -> str:
    count = len(_waiting_acts(agent.pk, agent.brand_ids))
    return "99+" if count > 99 else str(count or "")


@compiled
def _waiting_acts(agent_id: int, brand_ids: list[int]) -> QuerySet[OrderAct, tuple[int]]:
    visible = OrderAct.objects.visible_to(Agent.seeing_only(agent_id, brand_ids))
    return visible.filter(state__in=[ActState.WAITING, ActState.UNKNOWN]).order_by().values_list("pk")[:100]


def by_words(agent: Agent, asked: str) -> Iterator[Found]:
    if len(asked) < SHORTEST:
        return
    for order in finding.by_words(asked, agent)[:FOUND]:
        yield Found(
            label=_("Order %(number)s") % {"number": order.number},
            detail=" · ".join(part for part in (order.customer_name, short_day(order.placed_at)) if part),
            url=reverse("orders:show", args=[order.pk]),
        )


def act_line(event: Event, who: str) -> thread.Line:
    """Tell in the thread what became of an act."""
    icon = "package" if event.name == "ActDone" else "triangle-alert"
    return thread.Line(event.at, act_words.in_thread(event.name, event.data, who), icon=icon)


def tied_line(event: Event, who: str) -> thread.Line:
    """Tell in the thread which order somebody said it is about."""
    return thread.Line(event.at, _("This is about order %(number)s") % event.data, icon="package")


def untied_line(event: Event, who: str) -> thread.Line:
    return thread.Line(event.at, _("This is not about order %(number)s") % event.data, icon="package")


def verified_line(event: Event, who: str) -> thread.Line:
    said = _("%(who)s made sure who writes: order %(number)s may be spoken of")
    return thread.Line(event.at, said % {"who": who, "number": event.data["number"]}, icon="user-check")


def owner_masked(order: Order) -> str:
    """Return who ordered in a way that says it is another person, and no more: "z…@e….com"."""
    name, at_sign, host = order.email.partition("@")
    if not at_sign:
        return _("somebody without an address")
    domain, dot, top = host.rpartition(".")
    return f"{name[:1]}…@{domain[:1]}…{dot}{top}"


def _of_customer(request: HttpRequest, thing: Any) -> SafeString | None:
    """Draw what a customer's orders come to; the orders themselves stand in the history."""
    agent = request.user
    assert isinstance(agent, Agent)
    picture = finding.picture_of(thing, agent)
    if not picture.first_at:
        return None
    return render_to_string("orders/parts/of_customer.html", {"picture": picture, "customer": thing}, request=request)


def _history(
    customer: Customer, agent: Agent, since: datetime | None, until: datetime | None
) -> Iterator[history.Entry]:
    found = finding.of_customer(customer, agent)
    if since:
        found = found.filter(placed_at__gte=since)
    if until:
        found = found.filter(placed_at__lt=until)
    now = timezone.now()
    for order in found[:MOST_IN_HISTORY]:
        yield history.Entry(
            order.placed_at,
            reverse("orders:show", args=[order.pk]),
            icon="package",
            label=_("Order %(number)s") % {"number": order.number},
            detail=standing.told(facts_of(order), now=now).text,
            tag=str(order.total_amount),
        )


@while_unchanged("orders_shop")
def _brands_with_shops() -> frozenset[int]:
    return frozenset(Shop.objects.values_list("brand_id", flat=True))


def _beside(request: HttpRequest, thing: Any) -> SafeString | None:
    """Leave a place that asks for the orders by itself: the conversation does not wait for them."""
    agent = request.user
    assert isinstance(agent, Agent)
    if thing.brand_id not in _brands_with_shops() or not agent.sees(thing.brand_id):
        return None
    return render_to_string("orders/parts/place.html", {"conversation": thing}, request=request)
