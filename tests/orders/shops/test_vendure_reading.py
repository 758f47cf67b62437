"""What a Vendure said, as recorded from 3.7.3, and what it should never say."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from muhatap.orders.money import NotAnAmount
from muhatap.orders.shops.contract import NotUnderstood
from muhatap.orders.shops.vendure import reading
from muhatap.orders.shops.vendure.acts import code_of

ORDER: dict[str, Any] = {
    "id": "1",
    "code": "XC1N1522P6B639P9",
    "state": "Shipped",
    "active": False,
    "currencyCode": "TRY",
    "totalWithTax": 78780,
    "couponCodes": [],
    "nextStates": ["Delivered", "Cancelled"],
    "createdAt": "2026-11-23T05:38:08.934Z",
    "updatedAt": "2026-11-23T05:38:09.437Z",
    "orderPlacedAt": "2026-11-23T05:38:09.397Z",
    "customer": {
        "id": "1",
        "firstName": "Zeynep",
        "lastName": "Aksoy",
        "emailAddress": "zeynep@example.com",
        "phoneNumber": "0532 123 45 67",
    },
    "shippingAddress": {
        "fullName": "Zeynep Aksoy",
        "company": None,
        "streetLine1": "Ihlamur Sok. 4",
        "streetLine2": "D. 3",
        "city": "İstanbul",
        "province": None,
        "postalCode": "34330",
        "country": "Türkiye",
        "countryCode": "TR",
        "phoneNumber": "0532 123 45 67",
    },
    "lines": [
        {
            "id": "1",
            "quantity": 2,
            "orderPlacedQuantity": 2,
            "proratedLinePriceWithTax": 64800,
            "proratedUnitPriceWithTax": 32400,
            "productVariant": {"id": "1", "sku": "SRH-2", "name": "Toprak sürahi"},
        }
    ],
    "shippingLines": [{"shippingMethod": {"id": "1"}}],
    "payments": [
        {
            "id": "1",
            "createdAt": "2026-11-23T05:38:09.397Z",
            "updatedAt": "2026-11-23T05:38:09.397Z",
            "method": "card",
            "amount": 78780,
            "state": "Settled",
            "refunds": [
                {
                    "id": "1",
                    "createdAt": "2026-11-23T05:40:09.834Z",
                    "updatedAt": "2026-11-23T05:40:09.834Z",
                    "total": 10000,
                    "state": "Settled",
                    "reason": "kırık [mhtp-1]",
                    "lines": [{"orderLineId": "1", "quantity": 1}],
                }
            ],
        }
    ],
    "fulfillments": [
        {
            "id": "1",
            "createdAt": "2026-11-23T05:39:10.010Z",
            "updatedAt": "2026-11-23T05:39:10.073Z",
            "state": "Shipped",
            "method": "Yurtiçi Kargo",
            "trackingCode": "1234 5678 9012",
            "lines": [{"orderLineId": "1", "quantity": 2}],
        }
    ],
    "modifications": [],
    "history": {
        "items": [
            {
                "id": "6",
                "createdAt": "2026-11-23T05:39:10.073Z",
                "type": "ORDER_FULFILLMENT_TRANSITION",
                "data": {"fulfillmentId": 1, "from": "Pending", "to": "Shipped"},
            }
        ]
    },
}


def said(**others: Any) -> dict[str, Any]:
    return {**deepcopy(ORDER), **others}


def read(told: object, *, precision: int = 2) -> Any:
    return reading.order(told, precision=precision)


def test_recorded_order_is_read_whole() -> None:
    order = read(ORDER)

    assert (order.number, order.state, order.payment_state, order.total) == (
        "XC1N1522P6B639P9",
        "open",
        "part_refunded",
        78780,
    )
    # The refund came after the order last changed in the shop's own eyes.
    assert order.changed_at == datetime(2026, 11, 23, 5, 40, 9, 834000, UTC)
    (parcel,) = order.parcels
    assert (parcel.tracking_number, parcel.state, parcel.holds) == ("123456789012", "shipped", {"1": 2})
    assert parcel.shipped_at == datetime(2026, 11, 23, 5, 39, 10, 73000, UTC)
    assert [each.refunded_count for each in order.lines] == [1]
    assert order.payments[0].refundable == 68780


@pytest.mark.parametrize(
    ("payments", "state"),
    [
        ([], "none"),
        (["Declined"], "failed"),
        (["Error", "Authorized"], "authorised"),
        (["Declined", "Settled"], "paid"),
        (["Cancelled"], "failed"),
        (["Weighed"], "unknown"),
    ],
)
def test_payment_state_is_that_of_all_payments(payments: list[str], state: str) -> None:
    (paid,) = deepcopy(ORDER["payments"])
    told = [{**paid, "id": str(place), "state": each, "refunds": []} for place, each in enumerate(payments)]

    assert read(said(payments=told)).payment_state == state


def test_failed_refunds_are_none() -> None:
    (paid,) = deepcopy(ORDER["payments"])
    paid["refunds"][0]["state"] = "Failed"

    order = read(said(payments=[paid]))

    assert (order.refunds, order.payment_state, order.payments[0].refundable) == ((), "paid", 78780)


def test_cancelled_order_keeps_what_was_ordered() -> None:
    (line,) = deepcopy(ORDER["lines"])
    order = read(
        said(state="Cancelled", totalWithTax=0, lines=[{**line, "quantity": 0, "proratedLinePriceWithTax": 0}])
    )

    assert (order.state, order.total, order.lines[0].quantity, order.lines[0].total) == ("cancelled", 78780, 2, 64800)


@pytest.mark.parametrize(
    ("currency", "precision", "value", "minor"),
    [("TRY", 2, 64990, 64990), ("JPY", 2, 100000, 1000), ("JPY", 0, 1000, 1000), ("KWD", 3, 1250, 1250)],
)
def test_amounts_are_counted_as_the_shop_counts(currency: str, precision: int, value: int, minor: int) -> None:
    assert reading.amount_in(value, currency, precision, "here") == minor
    assert reading.amount_out(minor, currency, precision) == value


def test_no_amount_is_rounded() -> None:
    with pytest.raises(NotUnderstood):
        reading.amount_in(100050, "JPY", 2, "here")
    with pytest.raises(NotAnAmount):
        reading.amount_out(1255, "KWD", 2)


def without(*names: str) -> Callable[[Any], object]:
    def change(told: Any) -> object:
        place = told
        for name in names[:-1]:
            place = place[int(name) if name.isdigit() else name]
        del place[names[-1]]
        return told

    return change


def with_(value: object, *names: str) -> Callable[[Any], object]:
    def change(told: Any) -> object:
        place = told
        for name in names[:-1]:
            place = place[int(name) if name.isdigit() else name]
        place[names[-1]] = value
        return told

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        lambda _: [],
        lambda _: "order",
        without("id"),
        without("currencyCode"),
        without("totalWithTax"),
        without("updatedAt"),
        without("lines"),
        without("payments"),
        without("fulfillments"),
        without("history"),
        without("lines", "0", "productVariant"),
        without("payments", "0", "refunds"),
        without("payments", "0", "refunds", "0", "total"),
        with_("XTR", "currencyCode"),
        with_(True, "totalWithTax"),
        with_("78780", "totalWithTax"),
        with_(10**17, "totalWithTax"),
        with_({}, "lines"),
        with_(["line"], "lines"),
        with_(-1, "lines", "0", "quantity"),
        with_(True, "lines", "0", "quantity"),
        with_("gestern", "updatedAt"),
        with_("2026-11-23T05:38:09", "updatedAt"),
        with_(5, "updatedAt"),
        with_(["Z"], "code"),
        with_("x" * 121, "id"),
        with_("Zeynep", "customer"),
        with_("shipped", "history", "items", "0", "data"),
        with_([{"orderLineId": None, "quantity": 1}], "payments", "0", "refunds", "0", "lines"),
    ],
)
def test_half_an_order_is_no_order(change: Callable[[Any], object]) -> None:
    with pytest.raises(NotUnderstood):
        read(change(deepcopy(ORDER)))


def test_texts_are_cut_and_cleaned() -> None:
    order = read(said(code="X" * 200, customer=None, shippingAddress=None))

    assert (len(order.number), order.customer_name, order.email, order.ship_to.lines) == (60, "", "", ())
    assert read(with_("a\x00b\nc", "lines", "0", "productVariant", "name")(deepcopy(ORDER))).lines[0].name == "ab c"


def test_stock_is_what_may_still_be_sold() -> None:
    variant = {
        "id": "1",
        "sku": "SRH-2",
        "name": "Toprak sürahi",
        "enabled": True,
        "updatedAt": "2026-11-23T05:38:09.437Z",
        "currencyCode": "TRY",
        "priceWithTax": 32400,
        "trackInventory": "INHERIT",
        "stockLevels": [{"updatedAt": "2026-11-24T05:38:09.437Z", "stockOnHand": 5, "stockAllocated": 2}],
        "options": [],
        "facetValues": [{"name": "keten", "facet": {"name": "kumaş"}}],
    }

    def product(told: object, *, is_counted: bool = True) -> Any:
        return reading.product(told, precision=2, is_counted=is_counted, where="variant")

    assert product(variant).stock == 3
    assert product(variant, is_counted=False).stock is None
    assert product({**variant, "trackInventory": "FALSE"}).stock is None
    assert product({**variant, "trackInventory": "TRUE"}, is_counted=False).stock == 3
    assert product(variant).details == (("kumaş", "keten"),)
    assert product(variant).changed_at.day == 24


def test_code_is_always_the_same_and_easily_read() -> None:
    code = code_of("mhtp-0123456789abcdefghij")

    assert code == code_of("mhtp-0123456789abcdefghij") != code_of("mhtp-0123456789abcdefghik")
    assert len(code) == 10
    assert not set(code) & set("IO01")
