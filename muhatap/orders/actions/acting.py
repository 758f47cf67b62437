"""Ask for an act on an order, and say yes or no to one. Nothing here speaks to a shop; `performing` does.

An act is written down before anything is asked of the shop, in one row for one form: a second click, a second tab and a
second agent find the row that is there.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.core.jobs import defer
from muhatap.orders import events, wishes, words
from muhatap.orders.connecting import kind_of
from muhatap.orders.facts_of import whole
from muhatap.orders.models import OPEN_ACTS, ActLimit, ActState, Order, OrderAct
from muhatap.orders.shops.contract import ActKind
from muhatap.orders.wishes import NotPossible, Wish
from muhatap.realtime.actions import publish_all
from muhatap.team import audit
from muhatap.team.models import Agent

PERFORM = "muhatap.orders.jobs.perform"
# Those that give money away; the limits count them.
COSTLY = (ActKind.REFUND, ActKind.DISCOUNT)
DAY_IS_FULL = gettext_noop("With this you would give back more on one day than your role may. Ask a lead.")


class AlreadyAsked(Exception):
    """The same is being done at this moment: `act` is that one."""

    def __init__(self, act: OrderAct) -> None:
        super().__init__(act.pk)
        self.act = act


class DoneBefore(Exception):
    """The same was done before: `act` is that one. Whoever means it again says so."""

    def __init__(self, act: OrderAct) -> None:
        super().__init__(act.pk)
        self.act = act


def ask(
    order: Order,
    wish: Wish,
    *,
    key: str,
    by: Agent,
    conversation: Conversation | None,
    now: datetime,
    is_again: bool = False,
) -> OrderAct:
    """Write an act down and plan it; one above the asker's limit waits for a second person.

    The same `key` always means the same act. Raises NotPossible, AlreadyAsked, DoneBefore.
    """
    with transaction.atomic():
        # Everybody who asks for something on this order stands in one line from here on.
        order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("shop").get(pk=order.pk)
        if (known := OrderAct.objects.filter(key=key).first()) is not None:
            return known
        amount = wishes.check(wish, whole(order), kind_of(order.shop).can)
        row = OrderAct(
            key=key, order=order, conversation=conversation, kind=wish.kind, wish=as_kept(wish), amount=amount,
            currency=order.currency, by=by, asked_at=now, state=ActState.ASKED, next_at=now,
        )  # fmt: skip
        _look_for_the_same(row, is_again=is_again)
        _check_what_is_left(row)
        if _needs_second(row, by):
            row.state, row.next_at = ActState.WAITING, None
        row.save()
        audit.record("orders.act_asked", by=by, subject=f"order_act:{row.pk}", **_audited(row))
        if row.state == ActState.WAITING:
            tell(row, events.ActWaits, by=by)
        else:
            plan(row)
        ring(row)
    return row


def second(act: OrderAct, *, by: Agent, now: datetime) -> bool:
    """Say yes to an act that waits for a second person.

    False, and nothing done, for whoever asked for it, for one whose own limit is too low, and when it no longer waits.
    """
    with transaction.atomic():
        row = _locked(act)
        if row.state != ActState.WAITING or row.by_id == by.pk or _is_too_much_for(row, by):
            return False
        row.state, row.second, row.seconded_at, row.next_at = ActState.ASKED, by, now, now
        row.save()
        audit.record("orders.act_seconded", by=by, subject=f"order_act:{row.pk}", **_audited(row))
        plan(row)
        ring(row)
    return True


def drop(act: OrderAct, *, by: Agent, now: datetime) -> bool:
    """Say no to an act that waits, or think better of one that nobody has carried to the shop yet."""
    with transaction.atomic():
        row = _locked(act)
        # One that was tried may be in the worker's hands at this moment.
        if row.state != ActState.WAITING:
            return False
        row.state, row.ended_at = ActState.DROPPED, now
        row.save()
        audit.record("orders.act_dropped", by=by, subject=f"order_act:{row.pk}", **_audited(row))
        tell(row, events.ActDropped, by=by)
        ring(row)
    return True


def settle(act: OrderAct, *, by: Agent, was_done: bool, now: datetime) -> bool:
    """Take somebody's word for an act of which the shop could not be asked: they have looked there."""
    with transaction.atomic():
        row = _locked(act)
        if row.state != ActState.UNKNOWN:
            return False
        row.state = ActState.DONE if was_done else ActState.REFUSED
        row.words = words.SETTLED_DONE if was_done else words.SETTLED_NOT
        row.ended_at = now
        row.save()
        audit.record("orders.act_settled", by=by, subject=f"order_act:{row.pk}", was_done=was_done, **_audited(row))
        tell(row, events.ActDone if was_done else events.ActRefused, by=by)
        ring(row)
    return True


def plan(row: OrderAct, *, at: datetime | None = None) -> None:
    """Plan the job that goes on with an act, now or at a moment."""
    defer(PERFORM, at=at, act_id=row.pk)


def ring(row: OrderAct) -> None:
    topics = [f"order:{row.order_id}"]
    if row.conversation_id is not None:
        topics += [f"orders:{row.conversation_id}", f"conversation:{row.conversation_id}"]
    publish_all(topics, "act")


def tell(row: OrderAct, kind: Any, *, by: Agent | None = None, **more: Any) -> None:
    """Announce what became of an act, in the thread it was asked from."""
    if row.conversation_id is None:
        return
    announce(
        kind(
            conversation_id=row.conversation_id, act_id=row.pk, order_id=row.order_id, number=row.order.number,
            kind=row.kind, amount=row.amount, currency=row.currency, asked_by=row.by_id, **more,
        ),
        by=by.pk if by else row.by_id,
    )  # fmt: skip


def as_kept(wish: Wish) -> dict[str, Any]:
    """Return a wish without what it does not say."""
    told = asdict(wish)
    for name in ("kind", "amount"):
        del told[name]
    told["ship_to"] = {name: value for name, value in told["ship_to"].items() if value}
    return {name: value for name, value in told.items() if value}


def limit_of(agent: Agent, currency: str) -> ActLimit | None:
    return ActLimit.objects.filter(role=agent.role, currency=currency).first()


def given_today(agent: Agent, currency: str, *, but: OrderAct | None = None) -> int:
    """Return how much an agent has given back since midnight, or asked to give back, in the minor unit."""
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    acts = OrderAct.objects.filter(by=agent, currency=currency, kind__in=COSTLY, asked_at__gte=since)
    acts = acts.exclude(state__in=[ActState.REFUSED, ActState.DROPPED])
    if but is not None and but.pk:
        acts = acts.exclude(pk=but.pk)
    return int(acts.aggregate(sum=Sum("amount"))["sum"] or 0)


def _look_for_the_same(row: OrderAct, *, is_again: bool) -> None:
    """Raises AlreadyAsked, DoneBefore."""
    alike = OrderAct.objects.filter(order=row.order_id, kind=row.kind, wish=row.wish, amount=row.amount)
    if (busy := alike.filter(state__in=OPEN_ACTS).first()) is not None:
        raise AlreadyAsked(busy)
    # A note may be said again; what costs something is asked about.
    if not is_again and row.kind != ActKind.NOTE and (done := alike.filter(state=ActState.DONE).first()) is not None:
        raise DoneBefore(done)


def _check_what_is_left(row: OrderAct) -> None:
    """Raises NotPossible when this refund and those on their way are more than what can still go back."""
    if row.kind != ActKind.REFUND:
        return
    on_the_way = OrderAct.objects.filter(order=row.order_id, kind=ActKind.REFUND, state__in=OPEN_ACTS)
    asked = on_the_way.aggregate(sum=Sum("amount"))["sum"] or 0
    if asked + (row.amount or 0) > wishes.refundable(whole(row.order)):
        raise NotPossible(words.TOO_MUCH)


def _needs_second(row: OrderAct, by: Agent) -> bool:
    """Raises NotPossible when the asker's day is full."""
    if row.kind not in COSTLY or row.amount is None:
        return False
    # Two tabs of one agent must not both fit into what is left of the day.
    Agent.objects.select_for_update(no_key=True).get(pk=by.pk)
    if _is_too_much_for(row, by):
        raise NotPossible(DAY_IS_FULL)
    limit = limit_of(by, row.currency)
    return limit is not None and limit.alone is not None and row.amount > limit.alone


def _is_too_much_for(row: OrderAct, agent: Agent) -> bool:
    limit = limit_of(agent, row.currency)
    if limit is None or limit.a_day is None:
        return False
    given = given_today(agent, row.currency, but=row) if row.by_id == agent.pk else 0
    return given + (row.amount or 0) > limit.a_day


def _locked(act: OrderAct) -> OrderAct:
    return OrderAct.objects.select_for_update(of=("self",), no_key=True).select_related("order__shop").get(pk=act.pk)


def _audited(row: OrderAct) -> dict[str, Any]:
    """Return what the audit log keeps: no names, no addresses."""
    worth = row.worth
    return {
        "kind": row.kind,
        "order": row.order.number,
        **({"amount": str(worth.decimal), "currency": row.currency} if worth else {}),
    }
