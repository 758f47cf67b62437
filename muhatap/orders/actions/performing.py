"""Carry an act to the shop, once.

Real shops do an identical refund a second time, key or no key, so that it happens once is ours to see to:

1. One at a time: whoever goes on with an act holds a lock on its order that dies with their connection.
2. The order is read from the shop, the act is checked against it, and both are written down (`running`, `before`).
3. The shop is asked. A clear answer is written down: done, refused, or never reached.
4. Without a clear answer (a time-out, a broken line, a worker that died anywhere after 2) the shop is looked at. What
   carries the act's mark was done. If there is nothing, the request may still be on its way: only
   `ACTS_SETTLE_SECONDS` after nobody was at it any more, longer than any request may take, is it certain that nothing
   was done, and the act is asked for again.

docs/build/decisions/0016-acts-on-orders.md says why, and what is left to trust.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from muhatap.core.alone import alone
from muhatap.core.secrets import SealBroken
from muhatap.orders import events, facts_json, wishes, words
from muhatap.orders.actions.acting import plan, ring, tell
from muhatap.orders.actions.keeping import keep
from muhatap.orders.connecting import connector_of, kind_of
from muhatap.orders.facts import OrderFacts
from muhatap.orders.models import AT_THE_SHOP, ActState, OrderAct
from muhatap.orders.shops.contract import (
    Connector,
    Done,
    NotAllowed,
    NotReached,
    Refused,
    ShopTrouble,
    TooOften,
)
from muhatap.orders.wishes import NotPossible, Wish

log = logging.getLogger(__name__)

# Another act on the order is at the shop, or another worker has this one.
SOON = timedelta(seconds=3)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 180, 600, 1800))
# A shop that is away for an hour and a half is tried no more: whoever asked should know.
MOST_WAITS = 9
MOST_LOOKS = 24
MOST_CALLS = 3
SWEPT_AT_ONCE = 200
LOST_AFTER = timedelta(minutes=1)
_LOCK_SPACE = 0x0AC7


def perform(act_id: int) -> None:
    """Go on with an act, wherever it stands. Running twice, or at the wrong time, is harmless."""
    row = _find(act_id)
    if row is None:
        return
    with alone(_LOCK_SPACE, row.order_id) as is_alone:
        if not is_alone:
            plan(row, at=timezone.now() + SOON)
            return
        _go_on(act_id)


def sweep(*, now: datetime) -> int:
    """Plan a job for each act whose own is overdue (a worker killed, a database restored); return how many."""
    due = OrderAct.objects.filter(state__in=[ActState.ASKED, *AT_THE_SHOP], next_at__lt=now - LOST_AFTER)
    acts = list(due.order_by("next_at")[:SWEPT_AT_ONCE])
    for act in acts:
        plan(act)
    return len(acts)


def _go_on(act_id: int) -> None:
    row = _find(act_id)
    if row is None or row.state not in (ActState.ASKED, *AT_THE_SHOP):
        return
    now = timezone.now()
    # Planned for later, and this is the job of before.
    if row.state != ActState.RUNNING and row.next_at is not None and row.next_at > now:
        plan(row, at=row.next_at)
        return
    try:
        connector = connector_of(row.order.shop)
    except (SealBroken, LookupError):
        _end(row, ActState.UNKNOWN if row.state in AT_THE_SHOP else ActState.REFUSED, words.NOT_OPENED)
        return
    if row.state in AT_THE_SHOP:
        _look(row, connector)
    elif OrderAct.objects.filter(order=row.order_id, state__in=AT_THE_SHOP).exists():
        _wait(row, SOON)
    else:
        _ask(row, connector)


def _ask(row: OrderAct, connector: Connector) -> None:
    before = _read(row, connector)
    if before is None:
        return
    _claim(row, before)
    try:
        done = connector.do(row.act)
    except (NotReached, TooOften) as trouble:
        row.state = ActState.ASKED
        _try_later(row, trouble)
    except NotAllowed:
        _end(row, ActState.REFUSED, words.NOT_ALLOWED)
    except Refused as refusal:
        _end(row, ActState.REFUSED, refusal.words)
    except ShopTrouble as trouble:
        log.warning("act %s: no clear answer: %s", row.pk, type(trouble).__name__)
        _check_later(row)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("act %s: the connector failed for a reason nobody thought of", row.pk)
        _check_later(row)
    else:
        _end(row, ActState.DONE, done=done)
        _reread(row, connector)


def _read(row: OrderAct, connector: Connector) -> OrderFacts | None:
    """Return the order as it is now, if the act still makes sense for it; otherwise the act has ended or waits."""
    try:
        before = connector.order(row.order.outside_id)
    except NotAllowed:
        _end(row, ActState.REFUSED, words.NOT_ALLOWED)
        return None
    except ShopTrouble as trouble:
        _try_later(row, trouble)
        return None
    if before is None:
        _end(row, ActState.REFUSED, words.NO_ORDER)
        return None
    keep(row.order.shop, [before], now=timezone.now(), is_read_now=True)
    if before.currency != row.currency:
        _end(row, ActState.REFUSED, words.OTHER_CURRENCY)
        return None
    act = row.act
    # The amount was said when it was asked for; it is that one or none.
    wish = Wish(
        kind=act.kind, lines=act.lines, amount=act.amount, percent=act.percent, wanted=act.wanted, ship_to=act.ship_to,
        text=act.text,
    )  # fmt: skip
    try:
        wishes.check(wish, before, kind_of(row.order.shop).can)
    except NotPossible as reason:
        _end(row, ActState.REFUSED, str(reason))
        return None
    return before


def _claim(row: OrderAct, before: OrderFacts) -> None:
    """Write down that the shop is being asked, and what the order was: from here on nobody asks without looking."""
    now = timezone.now()
    row.state, row.before, row.called_at = ActState.RUNNING, facts_json.dump(before), now
    row.call_count += 1
    row.next_at = now + timedelta(seconds=settings.ACTS_SETTLE_SECONDS)
    with transaction.atomic():
        row.save()
        # Whoever dies from here on is followed by this job.
        plan(row, at=row.next_at)
        ring(row)


def _look(row: OrderAct, connector: Connector) -> None:
    """Find out in the shop whether an act that got no clear answer was done."""
    assert row.before is not None
    assert row.called_at is not None
    if row.state == ActState.RUNNING:
        # Whoever was at it is gone. An act may be several requests, and the last of them as young as this moment.
        row.state, row.called_at = ActState.CHECKING, timezone.now()
        row.save(update_fields=["state", "called_at"])
        ring(row)
    try:
        done = connector.trace(row.act, facts_json.load(row.before))
    except ShopTrouble:
        row.wait_count += 1
        if row.wait_count > MOST_LOOKS:
            _end(row, ActState.UNKNOWN)
        else:
            _wait(row, WAITS[min(row.wait_count, len(WAITS)) - 1])
        return
    if done is not None:
        _end(row, ActState.DONE, done=done)
        _reread(row, connector)
        return
    settled_at = row.called_at + timedelta(seconds=settings.ACTS_SETTLE_SECONDS)
    if timezone.now() < settled_at:
        # It may still be on its way: what is not there yet is no answer.
        _wait(row, min(settled_at - timezone.now(), SOON))
    elif row.call_count >= MOST_CALLS:
        _end(row, ActState.REFUSED, words.NEVER_DONE)
    else:
        row.state = ActState.ASKED
        row.save(update_fields=["state"])
        _ask(row, connector)


def _try_later(row: OrderAct, trouble: ShopTrouble) -> None:
    """Nothing was done: ask again after a while, or give up."""
    row.wait_count += 1
    if row.wait_count > MOST_WAITS:
        # Of an act that is several requests some may have been answered before the shop went away.
        _end(row, *((ActState.UNKNOWN, "") if row.call_count else (ActState.REFUSED, words.NOT_REACHED)))
        return
    wait = WAITS[min(row.wait_count, len(WAITS)) - 1]
    if isinstance(trouble, TooOften) and trouble.seconds is not None:
        wait = max(wait, timedelta(seconds=min(trouble.seconds, 3600)))
    _wait(row, wait)


def _check_later(row: OrderAct) -> None:
    row.state, row.called_at = ActState.CHECKING, timezone.now()
    _wait(row, SOON)


def _wait(row: OrderAct, wait: timedelta) -> None:
    row.next_at = timezone.now() + wait
    with transaction.atomic():
        row.save()
        plan(row, at=row.next_at)
        ring(row)


def _end(row: OrderAct, state: ActState, why: str = "", *, done: Done | None = None) -> None:
    row.state, row.words, row.ended_at, row.next_at = state, why[:300], timezone.now(), None
    if done is not None:
        row.outside_id, row.called = done.outside_id[:120], done.called[:120]
    with transaction.atomic():
        row.save()
        if state == ActState.DONE:
            tell(row, events.ActDone, called=row.called)
        elif state == ActState.REFUSED:
            tell(row, events.ActRefused, words=row.words)
        else:
            tell(row, events.ActUnknown)
        ring(row)


def _reread(row: OrderAct, connector: Connector) -> None:
    """Bring the copy up to date with what was done. If the shop is in no mood, its next message does it."""
    with suppress(ShopTrouble):
        after = connector.order(row.order.outside_id)
        if after is not None:
            keep(row.order.shop, [after], now=timezone.now(), is_read_now=True)


def _find(act_id: int) -> OrderAct | None:
    return OrderAct.objects.select_related("order__shop").filter(pk=act_id).first()
