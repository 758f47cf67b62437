"""How the acts on an order stand, and what can be done with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from muhatap.orders import act_words, words
from muhatap.orders.act_words import Look, Said
from muhatap.orders.connecting import kind_of
from muhatap.orders.models import OPEN_ACTS, ActState, Order, OrderAct, OrderState, Product
from muhatap.orders.shops.contract import ActKind
from muhatap.orders.wishes import NEEDED
from muhatap.team.models import Agent

# What ended longer ago stands on the page of the order only as what it made of it.
SHOWN_FOR = timedelta(days=14)
ON_CARD = 2
SHOWN = 12


@dataclass(frozen=True)
class Offer:
    kind: ActKind
    look: Look


@dataclass(frozen=True)
class Shown:
    """What has been asked for on an order, the newest first, and what can be: on the card, and in its menu."""

    said: list[Said]
    first: list[Offer]
    more: list[Offer]


def offered(order: Order) -> list[ActKind]:
    """Return what the shop can do, as far as it makes sense for an order that stands as this one does."""
    can = kind_of(order.shop).can
    kinds = [kind for kind in act_words.LOOKS if NEEDED[kind] & can]
    # Others are chosen from what the shop sells, as far as it is known here.
    if not Product.objects.filter(shop=order.shop_id, is_sold=True).exists():
        kinds = [kind for kind in kinds if kind not in (ActKind.EXCHANGE, ActKind.DRAFT)]
    if order.state == OrderState.CANCELLED:
        return [kind for kind in kinds if kind not in (ActKind.CANCEL, ActKind.ADDRESS, ActKind.RETURN)]
    return kinds


def shown(order: Order, agent: Agent) -> Shown:
    since = timezone.now() - SHOWN_FOR
    acts = order.acts.filter(Q(asked_at__gt=since) | Q(state__in=OPEN_ACTS)).select_related("by", "second")
    offers = [Offer(kind, act_words.LOOKS[kind]) for kind in offered(order)]
    return Shown(all_said(acts[:SHOWN], agent), offers[:ON_CARD], offers[ON_CARD:])


def all_said(acts: Iterable[OrderAct], agent: Agent) -> list[Said]:
    return [said(act, agent) for act in acts]


def said(act: OrderAct, agent: Agent) -> Said:
    """Return an act as it is shown to somebody."""
    state = ActState(act.state)
    what = act_words.what(act.kind, str(act.worth or ""), act.called)
    is_waiting = state == ActState.WAITING
    may_decide = agent.role in act_words.MAY_SECOND
    label = str(state.label)
    if is_waiting and act.by_id == agent.pk:
        label = _("waits for a second person; you have asked for it")
    return Said(
        act=act,
        what=what[:1].upper() + what[1:],
        state=label,
        tone=act_words.TONES.get(state, ""),
        icon=act_words.LOOKS[ActKind(act.kind)].icon,
        why=words.in_words(act.words),
        may_second=is_waiting and may_decide and act.by_id != agent.pk,
        may_drop=is_waiting and (may_decide or act.by_id == agent.pk),
        may_settle=state == ActState.UNKNOWN,
    )
