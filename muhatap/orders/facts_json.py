"""Orders as JSON and back, whole: for what is kept of an order as it was. Pure."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from muhatap.orders.facts import (
    Address,
    LineFacts,
    OrderFacts,
    ParcelFacts,
    PaymentFacts,
    RefundFacts,
    ReturnFacts,
)

_MOMENTS = frozenset(
    {"at", "placed_at", "changed_at", "cancelled_at", "paid_at", "shipped_at", "delivered_at", "last_movement_at"}
)
_PARTS: Mapping[str, type] = {
    "lines": LineFacts,
    "parcels": ParcelFacts,
    "refunds": RefundFacts,
    "payments": PaymentFacts,
    "returns": ReturnFacts,
}


def dump(facts: OrderFacts) -> dict[str, Any]:
    """Return an order in what JSON has."""
    written: dict[str, Any] = _plain(asdict(facts))
    return written


def load(told: Mapping[str, Any]) -> OrderFacts:
    """Return the order that `dump` wrote."""
    fields = _moments(told)
    fields["ship_to"] = address_from(told.get("ship_to", {}))
    for name, kind in _PARTS.items():
        fields[name] = tuple(kind(**_moments(part)) for part in told.get(name, ()))
    return OrderFacts(**fields)


def address_from(told: Mapping[str, Any]) -> Address:
    return Address(**{**told, "lines": tuple(told.get("lines", ()))})


def _moments(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in _MOMENTS and value is not None else value
        for name, value in told.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else value
