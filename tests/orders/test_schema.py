"""What a shop may write, and what is refused: by its place, with the reason."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.orders.facts import OrderFacts
from muhatap.orders.shops.generic import schema

ORDER: dict[str, Any] = {"id": "1", "placed_at": "2026-11-18T10:12:00+03:00", "currency": "TRY", "total": "648.00"}


def read(**fields: Any) -> Any:
    return schema.order(ORDER | fields)


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({}, "number", "1"),
        ({"number": 8812}, "number", "8812"),
        ({"total": 648}, "total", 64800),
        ({"total": "0"}, "total", 0),
        ({"currency": "try"}, "currency", "TRY"),
        ({"currency": "JPY", "total": "1200"}, "total", 1200),
        ({"currency": "KWD", "total": "1.250"}, "total", 1250),
        ({"note": "a\x00b"}, "note", "ab"),
        ({"customer": None}, "email", ""),
        ({"admin_url": "https://shop.example/1"}, "admin_url", "https://shop.example/1"),
        ({"customer": {"name": "Işıl" * 100}}, "customer_name", ("Işıl" * 100)[:200]),
    ],
)
def test_what_is_understood(fields: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read(**fields), field) == value


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"id": ""}, "order.id"),
        ({"id": None}, "order.id"),
        ({"id": True}, "order.id"),
        ({"id": ["1"]}, "order.id"),
        ({"id": "x" * 121}, "order.id"),
        ({"currency": "XXQ"}, "order.currency"),
        ({"currency": None}, "order.currency"),
        ({"total": None}, "order.total"),
        ({"total": "648,00"}, "order.total"),
        ({"total": "648.001"}, "order.total"),
        ({"total": "-1"}, "order.total"),
        ({"total": "1e5000"}, "order.total"),
        ({"total": 648.5}, "order.total"),
        ({"total": True}, "order.total"),
        ({"total": "9" * 30}, "order.total"),
        ({"placed_at": "2026-11-18"}, "order.placed_at"),
        ({"placed_at": "2026-11-18T10:12:00"}, "order.placed_at"),
        ({"placed_at": "dün"}, "order.placed_at"),
        ({"placed_at": 1763449920}, "order.placed_at"),
        ({"changed_at": "2026-13-01T00:00:00Z"}, "order.changed_at"),
        ({"state": "shipped"}, "order.state"),
        ({"payment": "maybe"}, "order.payment"),
        ({"admin_url": "javascript:alert(1)"}, "order.admin_url"),
        ({"admin_url": "//evil.example"}, "order.admin_url"),
        ({"customer": "Zeynep"}, "order.customer"),
        ({"lines": {}}, "order.lines"),
        ({"lines": [1]}, "order.lines[0]"),
        ({"lines": [{"id": "1", "name": "Kâse", "quantity": -1, "total": "1"}]}, "order.lines[0].quantity"),
        ({"lines": [{"id": "1", "name": "Kâse", "quantity": 1.5, "total": "1"}]}, "order.lines[0].quantity"),
        ({"lines": [{"id": "1", "name": "Kâse", "total": "1"}]}, "order.lines[0].quantity"),
        ({"lines": [{"id": "1", "name": "A", "quantity": 1, "total": "1"}] * 2}, "order.lines"),
        ({"parcels": [{"id": "1", "state": "lost"}]}, "order.parcels[0].state"),
        ({"parcels": [{"id": "1", "tracking_url": "data:text/html,x"}]}, "order.parcels[0].tracking_url"),
        ({"parcels": [{"id": "1", "lines": {"1": "two"}}]}, "order.parcels[0].lines.1"),
        ({"refunds": [{"id": "1", "amount": "1"}]}, "order.refunds[0].at"),
    ],
)
def test_what_is_refused(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(schema.NotOrders) as refusal:
        read(**fields)

    assert refusal.value.where == where
    assert refusal.value.problem


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"orders": 1}', b'{"orders": [NaN]}', b"\xff", b"[" * 100_000])
def test_what_is_no_message_at_all(body: bytes) -> None:
    with pytest.raises(schema.NotOrders):
        schema.read(body)


def test_an_amount_is_never_rounded() -> None:
    (order,) = schema.read(json.dumps({"orders": [ORDER]}).replace('"648.00"', "648.10").encode())

    assert order.total == 64810


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*ORDER, "lines", "parcels"]), inner),
    max_leaves=12,
)


@given(anything)
def test_whatever_comes_is_read_or_refused(told: object) -> None:
    with suppress(schema.NotOrders):
        assert isinstance(schema.order(told), OrderFacts)
