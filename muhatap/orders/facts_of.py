"""From a stored order back to what the shop said of it, and to what the words for it are made from."""

from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Model

from muhatap.orders import carriers, standing
from muhatap.orders.facts import LineFacts, OrderFacts, ParcelFacts, PaymentFacts, RefundFacts, ReturnFacts
from muhatap.orders.facts_json import address_from
from muhatap.orders.models import Order, OrderState, Parcel


@dataclass(frozen=True)
class Way:
    """A parcel as it is shown: the carrier by its own name, and where its way can be followed."""

    parcel: Parcel
    carrier: str
    url: str


def way(parcel: Parcel) -> Way:
    known = carriers.known(parcel.carrier)
    url = parcel.tracking_url
    if not url and known and parcel.tracking_number:
        try:
            url = carriers.link(known, parcel.tracking_number)
        except ValueError:
            url = ""
    return Way(parcel, known.name if known else parcel.carrier, url)


def facts_of(order: Order) -> standing.Facts:
    """Return what the words for an order's standing are made from."""
    return standing.Facts(
        placed_at=order.placed_at,
        cancelled_at=(order.cancelled_at or order.changed_at) if order.state == OrderState.CANCELLED else None,
        payment=order.payment_state,
        paid_at=order.paid_at,
        total=order.total_amount,
        refunded=order.refunded_amount,
        parcels=tuple(
            standing.ParcelFacts(
                state=parcel.state,
                carrier=way(parcel).carrier,
                shipped_at=parcel.shipped_at,
                delivered_at=parcel.delivered_at,
                last_movement_at=parcel.last_movement_at,
                last_movement=parcel.last_movement,
            )
            for parcel in order.parcels.all()
        ),
    )


def whole(order: Order) -> OrderFacts:
    """Return an order as the shop last described it."""
    return OrderFacts(
        **_same(order, OrderFacts, but={"ship_to", "lines", "parcels", "refunds", "payments", "returns"}),
        ship_to=address_from(order.ship_to),
        lines=tuple(LineFacts(**_same(line, LineFacts)) for line in order.lines.all()),
        parcels=tuple(ParcelFacts(**_same(parcel, ParcelFacts)) for parcel in order.parcels.all()),
        refunds=tuple(RefundFacts(**_same(refund, RefundFacts)) for refund in order.refunds.all()),
        payments=tuple(PaymentFacts(**_same(payment, PaymentFacts)) for payment in order.payments.all()),
        returns=tuple(ReturnFacts(**_same(each, ReturnFacts)) for each in order.returns.all()),
    )


def _same(row: Model, kind: type, *, but: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    """Return what a row and its facts call by the same name."""
    return {each.name: getattr(row, each.name) for each in fields(kind) if each.name not in but}
