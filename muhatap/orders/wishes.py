"""What an act on an order comes to, and whether it can be: pure sums over the order as it is described."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from muhatap.orders import words
from muhatap.orders.facts import Address, LineFacts, OrderFacts
from muhatap.orders.shops.contract import ActKind, Can

# What a shop has to be able to do for it; of a refund one is enough.
NEEDED: Mapping[ActKind, frozenset[Can]] = {
    ActKind.REFUND: frozenset({Can.REFUND_LINES, Can.REFUND_AMOUNT}),
    ActKind.CANCEL: frozenset({Can.CANCEL}),
    ActKind.RETURN: frozenset({Can.RETURN}),
    ActKind.EXCHANGE: frozenset({Can.EXCHANGE}),
    ActKind.RESHIP: frozenset({Can.RESHIP}),
    ActKind.ADDRESS: frozenset({Can.ADDRESS}),
    ActKind.NOTE: frozenset({Can.NOTE}),
    ActKind.DISCOUNT: frozenset({Can.DISCOUNT}),
    ActKind.DRAFT: frozenset({Can.DRAFT}),
}
PAID = ("paid", "part_refunded", "authorised")


class NotPossible(ValueError):
    """The act makes no sense for this order. `args[0]` is one of `words`."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks for. Amounts are in the minor unit of the order's currency."""

    kind: ActKind
    lines: Mapping[str, int] = field(default_factory=dict)
    amount: int | None = None
    percent: int | None = None
    wanted: Mapping[str, int] = field(default_factory=dict)
    ship_to: Address = field(default_factory=Address)
    text: str = ""
    is_restocking: bool = False


def refundable(order: OrderFacts) -> int:
    """Return how much may still go back of an order."""
    back = sum(refund.amount for refund in order.refunds)
    told = [payment.refundable for payment in order.payments]
    if told and None not in told:
        return max(sum(each for each in told if each), 0)
    return max(order.total - back, 0) if order.payment_state in PAID else 0


def worth_of(lines: Mapping[str, int], order: OrderFacts) -> int:
    """Return what so many of these lines cost. What does not divide evenly goes to the last of a line.

    Raises NotPossible for a line that is not there, or more of it than were bought and not refunded.
    """
    known = {line.outside_id: line for line in order.lines}
    total = 0
    for line_id, count in lines.items():
        line = known.get(line_id)
        if line is None or not 0 < count <= line.quantity - line.refunded_count:
            raise NotPossible(words.NO_LINE)
        total += _part_of(line, count)
    return total


def check(wish: Wish, order: OrderFacts, can: frozenset[Can]) -> int | None:
    """Return the amount that it moves, None when it moves none. Raises NotPossible."""
    if not NEEDED[wish.kind] & can:
        raise NotPossible(words.CANNOT)
    if wish.kind == ActKind.REFUND:
        return _refund(wish, order)
    if wish.kind == ActKind.CANCEL and (order.state == "cancelled" or order.cancelled_at):
        raise NotPossible(words.CANCELLED)
    if wish.kind in (ActKind.RETURN, ActKind.EXCHANGE, ActKind.RESHIP):
        bought = {line.outside_id: line.quantity for line in order.lines}
        if any(not 0 < count <= bought.get(line, 0) for line, count in wish.lines.items()):
            raise NotPossible(words.NO_LINE)
    return wish.amount if wish.kind == ActKind.DISCOUNT else None


def _refund(wish: Wish, order: OrderFacts) -> int:
    left = refundable(order)
    if not left:
        raise NotPossible(words.NOT_PAID)
    amount = worth_of(wish.lines, order) if wish.lines and wish.amount is None else wish.amount
    amount = left if amount is None else amount
    if not 0 < amount <= left:
        raise NotPossible(words.TOO_MUCH)
    return amount


def _part_of(line: LineFacts, count: int) -> int:
    one = line.total // line.quantity
    is_last = line.refunded_count + count == line.quantity
    return line.total - one * line.refunded_count if is_last else one * count
