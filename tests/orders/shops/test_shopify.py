"""Shopify as its GraphQL Admin API is documented: what is asked of it, and what is made of its answers."""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.orders.facts import Address, CustomerFacts, OrderFacts, ProductFacts
from muhatap.orders.shops.contract import (
    Access,
    Act,
    ActKind,
    Asked,
    Done,
    Forged,
    Lack,
    Missing,
    NotAllowed,
    NotUnderstood,
    Refused,
    ShopTrouble,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.shopify import KIND, queries, reading
from muhatap.orders.shops.shopify.told import Told
from tests.servers import documented
from tests.servers.documented import DocumentedShop, Question

PATH = "/admin/api/2026-10/graphql.json"
MARK = "mhtp-0f3a9c1d2e4b5a6f7081"
GID = "gid://shopify/Order/450789469"


def money(amount: str, currency: str = "TRY") -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def page(*nodes: object, after: str = "") -> dict[str, Any]:
    return {"pageInfo": {"hasNextPage": bool(after), "endCursor": after or None}, "nodes": list(nodes)}


LINE = {
    "id": "gid://shopify/LineItem/1", "name": "Toprak sürahi - Büyük", "sku": "SRH-2", "quantity": 2,
    "discountedTotalSet": money("648.0"),
}  # fmt: skip
HELD = {"quantity": 1, "lineItem": {"id": "gid://shopify/LineItem/1"}}
SALE = {
    "id": "gid://shopify/OrderTransaction/11", "kind": "SALE", "status": "SUCCESS", "gateway": "iyzico",
    "formattedGateway": "iyzico", "processedAt": "2026-11-18T10:13:00Z", "createdAt": "2026-11-18T10:13:00Z",
    "amountSet": money("708.00"), "parentTransaction": None,
}  # fmt: skip
BACK = SALE | {
    "id": "gid://shopify/OrderTransaction/12", "kind": "REFUND", "amountSet": money("324.00"),
    "parentTransaction": {"id": SALE["id"]},
}  # fmt: skip
REFUND = {
    "id": "gid://shopify/Refund/21", "note": "Biri kırık geldi", "processedAt": "2026-11-21T11:00:00Z",
    "totalRefundedSet": money("324.00"), "refundLineItems": page(HELD),
}  # fmt: skip
PARCEL = {
    "id": "gid://shopify/Fulfillment/31", "status": "SUCCESS", "displayStatus": "IN_TRANSIT",
    "createdAt": "2026-11-19T09:00:00Z", "inTransitAt": "2026-11-19T22:10:00Z", "deliveredAt": None,
    "trackingInfo": [{"company": "Yurtiçi Kargo", "number": "1234 5678 9012", "url": "javascript:alert(1)"}],
    "fulfillmentLineItems": page(HELD),
}  # fmt: skip
RETURN = {
    "id": "gid://shopify/Return/41", "status": "OPEN", "createdAt": "2026-11-22T08:00:00Z",
    "returnLineItems": page({"quantity": 1, "returnReasonNote": "Küçük geldi",
                             "fulfillmentLineItem": {"lineItem": {"id": "gid://shopify/LineItem/1"}}}),
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": GID, "name": "#1001", "createdAt": "2026-11-18T10:12:00Z", "updatedAt": "2026-11-20T16:40:00Z",
    "cancelledAt": None, "closed": False, "currencyCode": "TRY", "presentmentCurrencyCode": "TRY",
    "displayFinancialStatus": "PARTIALLY_REFUNDED", "email": "zeynep@example.com", "phone": None, "note": "Hediye",
    "totalPriceSet": money("708.00"), "customer": {"id": "gid://shopify/Customer/5", "displayName": "Zeynep Aksoy"},
    "shippingAddress": {
        "name": "Zeynep Aksoy", "company": None, "address1": "Ihlamur Sok. 4", "address2": "D. 3", "zip": "34330",
        "city": "Beyoğlu", "countryCodeV2": "TR", "phone": "+905321234567", "firstName": "Zeynep", "lastName": "Aksoy",
        "provinceCode": None,
    },
    "lineItems": page(LINE), "fulfillments": [PARCEL], "refunds": [REFUND], "transactions": [SALE, BACK],
    "returns": page(RETURN),
}  # fmt: skip


def is_asked(name: str) -> Any:
    return lambda question: re.match(rf"(query|mutation) {name}\b", question.told["query"]) is not None


def answers(shop: DocumentedShop, name: str, data: dict[str, Any] | None, **more: Any) -> None:
    shop.says("POST", PATH, {"data": data, **more}, suits=is_asked(name))


def asked_for(shop: DocumentedShop, name: str) -> list[Question]:
    return [question for question in shop.asked if is_asked(name)(question)]


@pytest.fixture
def shop() -> Iterator[DocumentedShop]:
    with documented.running() as shop:
        answers(shop, "Order", {"order": ORDER})
        answers(shop, "ActOn", {"order": ORDER})
        answers(shop, "Orders", {"orders": page(ORDER)})
        yield shop


def connect(shop: DocumentedShop) -> Any:
    return KIND.open(
        Access(settings={}, secrets={"token": "shpat_1", "api_secret": "hush"}, signing_secret="", caller=shop.caller())
    )


def act(kind: ActKind, **fields: Any) -> Act:
    told: dict[str, Any] = {
        "kind": kind, "mark": MARK, "order_id": GID, "currency": "TRY", "text": "Kırık geldi",
        "asked_at": datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=3))),
    }  # fmt: skip
    return Act(**told | fields)


def before(shop: DocumentedShop) -> OrderFacts:
    order = connect(shop).order(GID)
    assert order is not None
    return order


def test_an_order_is_read_whole(shop: DocumentedShop) -> None:
    order = before(shop)

    assert shop.last.headers["x-shopify-access-token"] == "shpat_1"
    assert shop.last.headers["content-type"] == "application/json"
    assert shop.last.told["variables"] == {"id": GID, **queries.WHOLE}
    assert (order.outside_id, order.number, order.total, order.currency) == (GID, "1001", 70800, "TRY")
    assert (order.state, order.payment_state, order.paid_at) == (
        "open", "part_refunded", datetime(2026, 11, 18, 10, 13, tzinfo=UTC),
    )  # fmt: skip
    assert (order.customer_name, order.email, order.phone) == ("Zeynep Aksoy", "zeynep@example.com", "+905321234567")
    assert order.ship_to.lines == ("Ihlamur Sok. 4", "D. 3")
    assert order.admin_url == f"{shop.base}/admin/orders/450789469"
    (line,) = order.lines
    assert (line.sku, line.quantity, line.total, line.refunded_count, line.returned_count) == ("SRH-2", 2, 64800, 1, 0)
    (parcel,) = order.parcels
    assert (parcel.state, parcel.carrier, parcel.tracking_number, parcel.tracking_url) == (
        "in_transit", "Yurtiçi Kargo", "123456789012", "",
    )  # fmt: skip
    assert parcel.holds == {"gid://shopify/LineItem/1": 1}
    assert parcel.last_movement_at == datetime(2026, 11, 19, 22, 10, tzinfo=UTC)
    (back,) = order.refunds
    assert (back.amount, back.reason, back.of_lines) == (32400, "Biri kırık geldi", {"gid://shopify/LineItem/1": 1})
    (payment,) = order.payments
    assert (payment.amount, payment.refundable, payment.state) == (70800, 38400, "part_refunded")
    (returned,) = order.returns
    assert (returned.state, returned.reason) == ("expected", "Küçük geldi")


def test_an_order_that_is_not_there(shop: DocumentedShop) -> None:
    answers(shop, "Order", {"order": None})

    assert connect(shop).order(GID) is None
    assert connect(shop).order("gid://shopify/Customer/1") is None
    assert connect(shop).order("1001") is None


def test_no_question_is_dearer_than_shopify_allows() -> None:
    # An object is a point, a list as many times its size; nothing here is counted below what Shopify counts.
    for sizes, orders in ((queries.SLIM, queries.SLIM_ORDERS), (queries.WHOLE, 1)):
        inside = sizes["inside"]
        dear = (
            10 + sizes["lines"] * 3 + sizes["parcels"] * (3 + inside * 2) + sizes["refunds"] * (5 + inside * 2)
            + sizes["transactions"] * 4 + sizes["returns"] * (3 + inside * 3)
        )  # fmt: skip
        assert dear * orders <= 1000


def test_what_does_not_fit_is_asked_for_by_itself(shop: DocumentedShop) -> None:
    many = [LINE | {"id": f"gid://shopify/LineItem/{number}"} for number in range(1, 10_001)]
    answers(shop, "Order", {"order": ORDER | {
        "lineItems": page(*many[:40], after="first"), "refunds": [REFUND] * 10,
        "fulfillments": [PARCEL | {"fulfillmentLineItems": page(HELD, after="p1")}],
    }})  # fmt: skip
    rest = [many[start : start + 200] for start in range(40, 10_000, 200)]

    def lines(place: int) -> None:
        more = f"c{place + 1}" if place + 1 < len(rest) else ""
        cursor = f"c{place}" if place else "first"
        shop.says(
            "POST", PATH, {"data": {"order": {"lineItems": page(*rest[place], after=more)}}},
            suits=lambda question: is_asked("Lines")(question) and question.told["variables"]["after"] == cursor,
        )  # fmt: skip

    for place in range(len(rest)):
        lines(place)
    each = [REFUND | {"id": f"gid://shopify/Refund/{number}"} for number in range(12)]
    answers(shop, "Refunds", {"order": {"refunds": each}})
    answers(shop, "ParcelLines", {"node": {"fulfillmentLineItems": page(HELD)}})

    order = before(shop)

    assert len(order.lines) == 10_000
    assert len(order.refunds) == 12
    assert order.parcels[0].holds == {"gid://shopify/LineItem/1": 2}
    assert asked_for(shop, "ParcelLines")[0].told["variables"] == {
        "id": "gid://shopify/Fulfillment/31", "first": 200, "after": "p1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        (Asked(number="#1001"), 'name:"1001"'),
        (Asked(email='z"x@example.com'), 'email:"z\\"x@example.com"'),
        (Asked(customer_id="gid://shopify/Customer/5"), 'customer_id:"5"'),
    ],
)
def test_how_orders_are_looked_for(shop: DocumentedShop, asked: Asked, query: str) -> None:
    connect(shop).find(asked)

    said = asked_for(shop, "Orders")[0].told["variables"]
    assert (said["query"], said["sort"], said["reverse"], said["first"]) == (query, "CREATED_AT", True, 10)


def test_by_phone_the_customer_is_found_first(shop: DocumentedShop) -> None:
    answers(shop, "Customer", {"customerByIdentifier": {"id": "gid://shopify/Customer/5", "displayName": "Z"}})

    (order,) = connect(shop).find(Asked(phone="+905321234567"))

    assert order.number == "1001"
    assert asked_for(shop, "Customer")[0].told["variables"] == {"who": {"phoneNumber": "+905321234567"}}
    assert asked_for(shop, "Orders")[0].told["variables"]["query"] == 'customer_id:"5"'
    answers(shop, "Customer", {"customerByIdentifier": None})
    assert connect(shop).find(Asked(phone="+905321234567")) == []


def test_of_what_the_shop_finds_only_what_was_meant_counts(shop: DocumentedShop) -> None:
    answers(shop, "Orders", {"orders": page(ORDER, ORDER | {"id": "gid://shopify/Order/2", "name": "#10011"})})

    assert [order.number for order in connect(shop).find(Asked(number="1001"))] == ["1001"]


def test_what_changed_comes_page_by_page(shop: DocumentedShop) -> None:
    small = ORDER | {"fulfillments": [], "refunds": [], "transactions": [SALE], "returns": page()}
    answers(shop, "Orders", {"orders": page(small, after="abc")})
    since = datetime(2026, 11, 20, 3, 0, tzinfo=timezone(timedelta(hours=3)))

    found = connect(shop).changed(since, "before")

    said = shop.last.told["variables"]
    assert said == {
        "query": "updated_at:>='2026-11-20T00:00:00Z'", "sort": "UPDATED_AT", "reverse": False, "after": "before",
        "first": 10, **queries.SLIM,
    }  # fmt: skip
    assert (found.cursor, [order.number for order in found.orders]) == ("abc", ["1001"])
    assert len(shop.asked) == 1
    connect(shop).changed(None, "")
    assert (shop.last.told["variables"]["query"], shop.last.told["variables"]["after"]) == (None, None)


def test_an_order_larger_than_lists_show_is_read_by_itself(shop: DocumentedShop) -> None:
    answers(shop, "Orders", {"orders": page(ORDER | {"lineItems": page(LINE, after="more")})})

    connect(shop).changed(None, "")

    assert len(asked_for(shop, "Order")) == 1


VARIANT: dict[str, Any] = {
    "id": "gid://shopify/ProductVariant/7", "sku": "SRH-2", "title": "Büyük", "price": "324.00",
    "updatedAt": "2026-11-02T09:30:00Z", "inventoryQuantity": -2, "availableForSale": True,
    "inventoryItem": {"tracked": True}, "selectedOptions": [{"name": "Boy", "value": "Büyük"}],
    "product": {"title": "Toprak sürahi", "status": "ACTIVE", "onlineStoreUrl": "https://shop.example/surahi"},
}  # fmt: skip


def test_products_by_their_stock_numbers(shop: DocumentedShop) -> None:
    plain = VARIANT | {
        "id": "gid://shopify/ProductVariant/8",
        "title": "Default Title",
        "inventoryItem": {"tracked": False},
    }
    answers(shop, "Variants", {"shop": {"currencyCode": "TRY"}, "productVariants": page(VARIANT, plain, after="x")})

    found = connect(shop).products(None, "")

    jug, other = found.products
    assert (jug.sku, jug.name, jug.price, jug.currency, jug.stock) == ("SRH-2", "Toprak sürahi: Büyük", 32400, "TRY", 0)
    assert (jug.details, jug.url, jug.is_sold) == ((("Boy", "Büyük"),), "https://shop.example/surahi", True)
    assert (other.name, other.stock, found.cursor) == ("Toprak sürahi", None, "x")


def test_who_has_an_account(shop: DocumentedShop) -> None:
    answers(shop, "Customer", {"customerByIdentifier": {
        "id": "gid://shopify/Customer/5", "displayName": "Zeynep Aksoy", "createdAt": "2024-02-01T10:00:00Z",
        "numberOfOrders": "3", "defaultEmailAddress": {"emailAddress": "zeynep@example.com"},
        "defaultPhoneNumber": None,
    }})  # fmt: skip

    assert connect(shop).customer("zeynep@example.com") == CustomerFacts(
        outside_id="gid://shopify/Customer/5", name="Zeynep Aksoy", email="zeynep@example.com",
        since=datetime(2024, 2, 1, 10, 0, tzinfo=UTC), order_count=3,
    )  # fmt: skip
    answers(shop, "Customer", {"customerByIdentifier": None})
    assert connect(shop).customer("nobody@example.com") is None


def test_a_refund_carries_a_key_and_a_mark(shop: DocumentedShop) -> None:
    answers(shop, "Refund", {"refundCreate": {"refund": {"id": "gid://shopify/Refund/22"}, "userErrors": []}})

    done = connect(shop).do(act(ActKind.REFUND, lines={"gid://shopify/LineItem/1": 1}, amount=32400))

    assert done == Done(outside_id="gid://shopify/Refund/22")
    assert "refundCreate(input: $input) @idempotent(key: $key)" in shop.last.told["query"]
    assert shop.last.told["variables"] == {
        "key": MARK,
        "input": {
            "orderId": GID, "note": f"Kırık geldi [{MARK}]", "notify": False,
            "refundLineItems": [
                {"lineItemId": "gid://shopify/LineItem/1", "quantity": 1, "restockType": "NO_RESTOCK"}
            ],
            "transactions": [
                {"orderId": GID, "parentId": SALE["id"], "kind": "REFUND", "gateway": "iyzico", "amount": "324.00"}
            ],
        },
    }  # fmt: skip


def test_a_refund_goes_back_by_several_payments(shop: DocumentedShop) -> None:
    other = SALE | {"id": "gid://shopify/OrderTransaction/13", "gateway": "gift_card", "amountSet": money("100.00")}
    answers(shop, "Order", {"order": ORDER | {"transactions": [SALE, BACK, other]}})
    answers(shop, "Refund", {"refundCreate": {"refund": {"id": "gid://shopify/Refund/22"}, "userErrors": []}})

    connect(shop).do(act(ActKind.REFUND, amount=40000))

    shares = [(each["gateway"], each["amount"]) for each in shop.last.told["variables"]["input"]["transactions"]]
    assert shares == [("iyzico", "384.00"), ("gift_card", "16.00")]


def test_what_goes_back_on_the_shelf_goes_where_shopify_says(shop: DocumentedShop) -> None:
    answers(shop, "Stocked", {"order": {"suggestedRefund": {"refundLineItems": [
        {"restockType": "RETURN", "lineItem": {"id": "gid://shopify/LineItem/1"},
         "location": {"id": "gid://shopify/Location/9"}},
    ]}}})  # fmt: skip
    answers(shop, "Refund", {"refundCreate": {"refund": {"id": "gid://shopify/Refund/22"}, "userErrors": []}})

    connect(shop).do(act(ActKind.REFUND, lines={"gid://shopify/LineItem/1": 1}, amount=32400, is_restocking=True))

    (line,) = shop.last.told["variables"]["input"]["refundLineItems"]
    assert (line["restockType"], line["locationId"]) == ("RETURN", "gid://shopify/Location/9")


@pytest.mark.parametrize(
    ("order", "fields"),
    [
        ({}, {"amount": 38401}),
        ({}, {"amount": 100, "lines": {"gid://shopify/LineItem/2": 1}}),
        ({}, {"amount": None}),
        ({"presentmentCurrencyCode": "EUR"}, {"amount": 100}),
    ],
)
def test_a_refund_that_cannot_be_is_not_sent(
    shop: DocumentedShop, order: dict[str, Any], fields: dict[str, Any]
) -> None:
    answers(shop, "ActOn", {"order": ORDER | order})

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.REFUND, **fields))

    assert not asked_for(shop, "Refund")


@pytest.mark.parametrize(
    ("told", "trouble"),
    [
        ({"data": {"refundCreate": {"refund": None, "userErrors": [
            {"field": ["transactions"], "message": "Refund amount exceeds what was paid"}]}}}, Refused),
        ({"data": {"refundCreate": {"refund": None, "userErrors": []}}}, NotUnderstood),
        ({"data": {"refundCreate": None}}, NotUnderstood),
        ({"errors": [{"message": "Internal error", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, Unclear),
        ({"errors": [{"message": "busy", "extensions": {"code": "IDEMPOTENCY_CONCURRENT_REQUEST"}}]}, Unclear),
        ({"errors": [{"message": "no code at all"}]}, Unclear),
        ({"errors": [{"message": "x", "extensions": {"code": "OTHER"}}], "data": {"refundCreate": None}}, Unclear),
        ({"errors": [{"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}]}, Refused),
        ({"errors": [{"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}]}, NotAllowed),
        ({"errors": "Not Found"}, Refused),
        ({"errors": []}, NotUnderstood),
        ({}, NotUnderstood),
    ],
)  # fmt: skip
def test_a_refund_that_is_refused_and_one_that_nobody_knows_of(
    shop: DocumentedShop, told: object, trouble: type[ShopTrouble]
) -> None:
    shop.says("POST", PATH, told, suits=is_asked("Refund"))

    with pytest.raises(ShopTrouble) as raised:
        connect(shop).do(act(ActKind.REFUND, amount=100))

    assert type(raised.value) is trouble


def test_a_shop_that_is_asked_too_often_says_for_how_long(shop: DocumentedShop) -> None:
    shop.says("POST", PATH, {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": {"requestedQueryCost": 880, "actualQueryCost": None, "throttleStatus": {
            "maximumAvailable": 2000.0, "currentlyAvailable": 80, "restoreRate": 100.0}}},
    })  # fmt: skip

    with pytest.raises(TooOften) as raised:
        connect(shop).order(GID)
    assert raised.value.seconds == 8

    shop.says("POST", PATH, {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]})
    with pytest.raises(TooOften) as raised:
        connect(shop).order(GID)
    assert raised.value.seconds is None


def test_a_refund_is_found_again_by_its_mark(shop: DocumentedShop) -> None:
    was, wish = before(shop), act(ActKind.REFUND, amount=100)
    assert connect(shop).trace(wish, was) is None

    marked = REFUND | {"id": "gid://shopify/Refund/22", "note": f"x [{MARK}]"}
    answers(shop, "Order", {"order": ORDER | {"refunds": [REFUND, marked]}})
    assert connect(shop).trace(wish, was) == Done(outside_id="gid://shopify/Refund/22")


def test_an_order_is_cancelled_in_shopifys_own_time(shop: DocumentedShop) -> None:
    was = before(shop)
    answers(shop, "Cancel", {"orderCancel": {"job": {"id": "gid://shopify/Job/1"}, "orderCancelUserErrors": []}})

    with pytest.raises(Unclear):
        connect(shop).do(act(ActKind.CANCEL))
    (asked,) = asked_for(shop, "Cancel")
    assert asked.told["variables"] == {"id": GID, "reason": "OTHER", "restock": True, "note": f"Kırık geldi [{MARK}]"}
    assert connect(shop).trace(act(ActKind.CANCEL), was) is None

    answers(shop, "ActOn", {"order": ORDER | {"cancelledAt": "2026-11-23T09:00:02Z"}})
    assert connect(shop).trace(act(ActKind.CANCEL), was) == Done()
    assert connect(shop).do(act(ActKind.CANCEL)) == Done()
    assert connect(shop).trace(act(ActKind.CANCEL), replace(was, cancelled_at=datetime.now(UTC))) is None


def test_a_cancelling_that_is_refused(shop: DocumentedShop) -> None:
    errors = [{"field": ["orderId"], "message": "Cannot cancel an order that is being fulfilled"}]
    answers(shop, "Cancel", {"orderCancel": {"job": None, "orderCancelUserErrors": errors}})

    with pytest.raises(Refused, match="being fulfilled"):
        connect(shop).do(act(ActKind.CANCEL))


def returnable(shop: DocumentedShop) -> None:
    sent = {"quantity": 2, "fulfillmentLineItem": {
        "id": "gid://shopify/FulfillmentLineItem/51", "lineItem": {"id": "gid://shopify/LineItem/1"}}}  # fmt: skip
    answers(shop, "Returnable", {"returnableFulfillments": page({"returnableFulfillmentLineItems": page(sent)})})
    answers(shop, "Return", {"returnCreate": {
        "return": {"id": "gid://shopify/Return/42", "name": "#1001-R1"}, "userErrors": []}})  # fmt: skip


def test_a_return_of_what_was_sent(shop: DocumentedShop) -> None:
    returnable(shop)

    done = connect(shop).do(act(ActKind.RETURN, lines={"gid://shopify/LineItem/1": 1}))

    assert done == Done(outside_id="gid://shopify/Return/42", called="#1001-R1")
    assert shop.last.told["variables"]["input"] == {
        "orderId": GID,
        "returnLineItems": [
            {"fulfillmentLineItemId": "gid://shopify/FulfillmentLineItem/51", "quantity": 1, "returnReason": "OTHER",
             "returnReasonNote": f"Kırık geldi [{MARK}]"}
        ],
    }  # fmt: skip
    assert connect(shop).trace(act(ActKind.RETURN), before(shop)) is None
    lines = page({"quantity": 1, "returnReasonNote": f"x [{MARK}]", "fulfillmentLineItem": None})
    answers(shop, "Order", {"order": ORDER | {"returns": page(RETURN | {"returnLineItems": lines})}})
    assert connect(shop).trace(act(ActKind.RETURN), before(shop)) == Done(outside_id="gid://shopify/Return/41")


def test_more_than_was_sent_does_not_come_back(shop: DocumentedShop) -> None:
    returnable(shop)

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.RETURN, lines={"gid://shopify/LineItem/1": 3}))

    assert not asked_for(shop, "Return")


def test_an_exchange_names_what_goes_out(shop: DocumentedShop) -> None:
    returnable(shop)
    alike = VARIANT | {"id": "gid://shopify/ProductVariant/6", "sku": "SRH-20"}
    answers(shop, "Variants", {"shop": {"currencyCode": "TRY"}, "productVariants": page(alike, VARIANT)})

    connect(shop).do(act(ActKind.EXCHANGE, lines={"gid://shopify/LineItem/1": 1}, wanted={"SRH-2": 1}))

    assert asked_for(shop, "Variants")[0].told["variables"]["query"] == 'sku:"SRH-2"'
    exchanged = shop.last.told["variables"]["input"]["exchangeLineItems"]
    assert exchanged == [{"variantId": "gid://shopify/ProductVariant/7", "quantity": 1}]


def test_what_broke_is_sent_again_for_nothing(shop: DocumentedShop) -> None:
    sold = {"id": "gid://shopify/LineItem/1", "name": "Toprak sürahi", "quantity": 2,
            "variant": {"id": "gid://shopify/ProductVariant/7"}}  # fmt: skip
    answers(shop, "Sold", {"order": {"lineItems": page(sold)}})
    made = {"id": "gid://shopify/Order/800", "name": "#1002", "tags": [MARK]}
    answers(shop, "Create", {"orderCreate": {"order": made, "userErrors": []}})

    done = connect(shop).do(act(ActKind.RESHIP, lines={"gid://shopify/LineItem/1": 1}))

    assert done == Done(outside_id="gid://shopify/Order/800", called="1002")
    order = shop.last.told["variables"]["order"]
    assert order["lineItems"] == [{
        "variantId": "gid://shopify/ProductVariant/7", "quantity": 1,
        "priceSet": {"shopMoney": {"amount": "0", "currencyCode": "TRY"}},
    }]  # fmt: skip
    assert (order["tags"], order["financialStatus"], order["email"]) == ([MARK], "PAID", "zeynep@example.com")
    assert order["customer"] == {"toAssociate": {"id": "gid://shopify/Customer/5"}}
    assert order["shippingAddress"]["countryCode"] == "TR"
    assert shop.last.told["variables"]["options"] == {
        "inventoryBehaviour": "DECREMENT_OBEYING_POLICY", "sendReceipt": False,
    }  # fmt: skip

    answers(shop, "Tagged", {"orders": {"nodes": [{"id": "gid://shopify/Order/3", "name": "#3", "tags": ["x"]}]}})
    assert connect(shop).trace(act(ActKind.RESHIP), before(shop)) is None
    answers(shop, "Tagged", {"orders": {"nodes": [made]}})
    assert connect(shop).trace(act(ActKind.RESHIP), before(shop)) == done
    assert asked_for(shop, "Tagged")[0].told["variables"] == {"query": f'tag:"{MARK}"'}


def test_a_new_order_for_the_customer_to_pay(shop: DocumentedShop) -> None:
    answers(shop, "Variants", {"shop": {"currencyCode": "TRY"}, "productVariants": page(VARIANT)})
    draft = {"id": "gid://shopify/DraftOrder/61", "name": "#D1", "tags": [MARK]}
    answers(shop, "Draft", {"draftOrderCreate": {"draftOrder": draft, "userErrors": []}})

    done = connect(shop).do(act(ActKind.DRAFT, wanted={"SRH-2": 2}))

    assert done == Done(outside_id="gid://shopify/DraftOrder/61", called="D1")
    said = shop.last.told["variables"]["input"]
    assert said["lineItems"] == [{"variantId": "gid://shopify/ProductVariant/7", "quantity": 2}]
    assert said["purchasingEntity"] == {"customerId": "gid://shopify/Customer/5"}
    answers(shop, "TaggedDrafts", {"draftOrders": {"nodes": [draft]}})
    assert connect(shop).trace(act(ActKind.DRAFT), before(shop)) == done


def test_what_is_not_sold_is_not_ordered(shop: DocumentedShop) -> None:
    answers(shop, "Variants", {"shop": {"currencyCode": "TRY"}, "productVariants": page()})

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.DRAFT, wanted={"YOK": 1}))

    assert not asked_for(shop, "Draft")


def test_an_address_is_corrected(shop: DocumentedShop) -> None:
    answers(shop, "Update", {"orderUpdate": {"order": {"id": GID}, "userErrors": []}})
    to = Address(name="Elif Su Demir", lines=("Gül Cad. 1",), postcode="06420", city="Çankaya", country="tr", phone="1")

    connect(shop).do(act(ActKind.ADDRESS, ship_to=to))

    assert shop.last.told["variables"]["input"] == {
        "id": GID,
        "shippingAddress": {
            "firstName": "Elif Su", "lastName": "Demir", "company": "", "address1": "Gül Cad. 1", "address2": "",
            "zip": "06420", "city": "Çankaya", "phone": "1", "countryCode": "TR",
        },
        "metafields": [
            {"namespace": "muhatap", "key": MARK, "type": "single_line_text_field", "value": "address"}
        ],
    }  # fmt: skip
    answers(shop, "Marked", {"order": {"metafield": None}})
    assert connect(shop).trace(act(ActKind.ADDRESS), before(shop)) is None
    answers(shop, "Marked", {"order": {"metafield": {"value": "address"}}})
    assert connect(shop).trace(act(ActKind.ADDRESS), before(shop)) == Done()
    assert asked_for(shop, "Marked")[0].told["variables"] == {"id": GID, "key": MARK}


def test_a_note_is_added_to_what_is_noted(shop: DocumentedShop) -> None:
    answers(shop, "Update", {"orderUpdate": {"order": {"id": GID}, "userErrors": []}})

    assert connect(shop).do(act(ActKind.NOTE)) == Done()

    note = f"Hediye\nKırık geldi [{MARK}]"
    assert shop.last.told["variables"]["input"] == {"id": GID, "note": note}
    assert connect(shop).trace(act(ActKind.NOTE), before(shop)) is None
    answers(shop, "ActOn", {"order": ORDER | {"note": note}})
    assert connect(shop).trace(act(ActKind.NOTE), before(shop)) == Done()


def test_a_note_that_is_full_loses_nothing(shop: DocumentedShop) -> None:
    answers(shop, "ActOn", {"order": ORDER | {"note": "x" * 4990}})

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.NOTE))

    assert not asked_for(shop, "Update")


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"percent": 10}, {"percentage": 0.1}),
        ({"amount": 5000}, {"discountAmount": {"amount": "50.00", "appliesOnEachItem": False}}),
    ],
)
def test_a_discount_code_for_one_person_and_one_time(
    shop: DocumentedShop, fields: dict[str, int], value: dict[str, Any]
) -> None:
    node = {"id": "gid://shopify/DiscountCodeNode/71"}
    answers(shop, "Discount", {"discountCodeBasicCreate": {"codeDiscountNode": node, "userErrors": []}})

    done = connect(shop).do(act(ActKind.DISCOUNT, **fields))

    said = shop.last.told["variables"]["input"]
    assert said == {
        "title": f"Kırık geldi [{MARK}]", "code": done.called, "startsAt": "2026-11-23T12:00:00+03:00", "usageLimit": 1,
        "appliesOncePerCustomer": True, "context": {"customers": {"add": ["gid://shopify/Customer/5"]}},
        "customerGets": {"value": value, "items": {"all": True}},
    }  # fmt: skip
    answers(shop, "Code", {"codeDiscountNodeByCode": None})
    assert connect(shop).trace(act(ActKind.DISCOUNT), before(shop)) is None
    answers(shop, "Code", {"codeDiscountNodeByCode": node | {"codeDiscount": {"title": said["title"]}}})
    assert connect(shop).trace(act(ActKind.DISCOUNT), before(shop)) == done


SCOPES = [
    "read_all_orders", "write_orders", "read_customers", "read_products", "read_inventory", "read_fulfillments",
    "write_returns", "write_discounts", "write_draft_orders",
]  # fmt: skip


def checked(scopes: list[str], versions: tuple[str, ...], topics: tuple[str, ...]) -> dict[str, Any]:
    return {
        "currentAppInstallation": {"accessScopes": [{"handle": each} for each in scopes]},
        "publicApiVersions": [{"handle": each, "supported": True} for each in versions],
        "webhookSubscriptions": {"nodes": [{"topic": each} for each in topics]},
    }


def test_nothing_is_missing(shop: DocumentedShop) -> None:
    answers(shop, "Check", checked(SCOPES, ("2026-07", "2026-10"), ("ORDERS_CREATE", "ORDERS_UPDATED")))

    assert connect(shop).check() == []


def test_what_is_missing_is_called_by_its_name(shop: DocumentedShop) -> None:
    answers(shop, "Check", checked(["read_customers", "read_products", "read_inventory"], ("2027-01",), ()))

    missing = connect(shop).check()

    assert missing[0] == Missing(Lack.PERMISSION, "read_orders")
    assert Missing(Lack.PERMISSION, "write_returns", is_fatal=False) in missing
    assert Missing(Lack.VERSION, "2026-10") in missing
    assert Missing(Lack.WEBHOOK, "ORDERS_CREATE, ORDERS_UPDATED", is_fatal=False) in missing
    assert Missing(Lack.PERMISSION, "read_products", is_fatal=False) not in missing


@pytest.mark.parametrize(
    ("status", "told", "lack"),
    [
        (401, {"errors": "[API] Invalid API key or access token"}, Lack.CREDENTIALS),
        (404, {"errors": "Not Found"}, Lack.ADDRESS),
        (200, "<html>A shop window</html>", Lack.ADDRESS),
    ],
)
def test_a_wrong_token_and_a_wrong_address(shop: DocumentedShop, status: int, told: object, lack: Lack) -> None:
    shop.says("POST", PATH, told, status=status)

    (missing,) = connect(shop).check()

    assert (missing.lack, missing.is_fatal) == (lack, True)


def signed(body: bytes, topic: str = "orders/updated", **headers: str) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(b"hush", body, hashlib.sha256).digest()).decode()
    return {"x-shopify-hmac-sha256": digest, "x-shopify-topic": topic, "x-shopify-webhook-id": "w-1", **headers}


@pytest.mark.parametrize(
    ("topic", "body", "order"),
    [
        ("orders/updated", b'{"id": 450789469}', GID),
        ("refunds/create", b'{"id": 1, "order_id": 450789469}', GID),
        ("fulfillments/update", b'{"id": 1, "order_id": 450789469}', GID),
        ("returns/approve", b'{"id": 1, "order": {"id": 450789469}}', GID),
    ],
)
def test_messages_about_orders(shop: DocumentedShop, topic: str, body: bytes, order: str) -> None:
    heard = connect(shop).hear(signed(body, topic), body)

    assert (heard.key, heard.order_ids) == ("w-1", (order,))
    assert shop.asked == []


def test_a_signature_of_a_known_message(shop: DocumentedShop) -> None:
    # RFC 4231, test case 2: key "Jefe", "what do ya want for nothing?".
    connected = connect(shop)
    jefe = type(connected)(replace(connected.access, secrets={"api_secret": "Jefe"}))
    known = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    headers = {"x-shopify-hmac-sha256": base64.b64encode(known).decode(), "x-shopify-topic": "orders/updated"}

    assert jefe.hear(headers, b"what do ya want for nothing?") is None
    with pytest.raises(Forged):
        jefe.hear(headers, b"what do ya want for nothing!")


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("products/update", b'{"id": 1}'),
        ("orders/updated", b'{"id": "1"}'),
        ("orders/updated", b"[]"),
        ("orders/updated", b"{"),
        ("returns/approve", b'{"order": 3}'),
        ("", b'{"id": 1}'),
    ],
)
def test_what_needs_no_more_than_an_answer(shop: DocumentedShop, topic: str, body: bytes) -> None:
    assert connect(shop).hear(signed(body, topic), body) is None


@pytest.mark.parametrize("headers", [{}, {"x-shopify-hmac-sha256": "AAAA"}, {"x-shopify-hmac-sha256": "ş"}])
def test_what_is_forged(shop: DocumentedShop, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        connect(shop).hear({**headers, "x-shopify-topic": "orders/updated"}, b'{"id": 1}')


def test_without_a_secret_nothing_is_believed(shop: DocumentedShop) -> None:
    connected = connect(shop)
    open_door = type(connected)(replace(connected.access, secrets={}))
    digest = base64.b64encode(hmac.new(b"", b"{}", hashlib.sha256).digest()).decode()

    with pytest.raises(Forged):
        open_door.hear({"x-shopify-hmac-sha256": digest}, b"{}")


@pytest.mark.parametrize(
    ("status", "headers", "told", "trouble"),
    [
        (200, {}, "<html>Bakımdayız</html>", NotUnderstood),
        (200, {}, '{"data": {"order": {', NotUnderstood),
        (200, {}, {"data": None}, NotUnderstood),
        (200, {}, {"data": {"order": {"id": GID}}}, NotUnderstood),
        (200, {}, {"data": {"order": ORDER | {"currencyCode": "XXQ"}}}, NotUnderstood),
        (200, {}, {"data": {"order": ORDER | {"currencyCode": "EUR"}}}, NotUnderstood),
        (200, {}, {"data": {"order": ORDER | {"totalPriceSet": money("12,90")}}}, NotUnderstood),
        (200, {}, {"data": {"order": ORDER | {"totalPriceSet": money("12.905")}}}, NotUnderstood),
        (401, {}, {"errors": "[API] Invalid API key"}, NotAllowed),
        (403, {}, "<html>firewall</html>", NotAllowed),
        (404, {}, {"errors": "Not Found"}, Refused),
        (429, {"Retry-After": "2.0"}, {"errors": "Exceeded 2 calls per second"}, TooOften),
        (503, {}, "<html>down</html>", Unclear),
    ],
)
def test_answers_that_are_none(
    shop: DocumentedShop, status: int, headers: dict[str, str], told: object, trouble: type[ShopTrouble]
) -> None:
    shop.says("POST", PATH, told, status=status, headers=headers)

    with pytest.raises(ShopTrouble) as raised:
        connect(shop).order(GID)

    assert type(raised.value) is trouble
    assert "<" not in raised.value.words


def read(changes: dict[str, Any], part: dict[str, Any] | None = None) -> OrderFacts:
    told = Told(ORDER | changes, "order")
    parts = {name: [Told(each | (part or {}), name) for each in ORDER[name]]
             for name in ("fulfillments", "refunds", "transactions")}  # fmt: skip
    parts["returns"] = [Told(RETURN | (part or {}), "return")]
    inside = {"gid://shopify/Refund/21": [Told(HELD | (part or {}), "held")]}
    return reading.order(told, [Told(LINE | (part or {}), "line")], inside, parts, shop="https://x")


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"closed": True}, "state", "done"),
        ({"cancelledAt": "2026-11-20T00:00:00Z"}, "state", "cancelled"),
        ({"displayFinancialStatus": "PARTIALLY_PAID"}, "payment_state", "unknown"),
        ({"displayFinancialStatus": None}, "payment_state", "unknown"),
        ({"customer": None, "shippingAddress": None}, "ship_to", Address()),
        ({"note": "a\x00b\ud800"}, "note", "ab?"),
    ],
)
def test_what_is_understood(changes: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read(changes), field) == value


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([GID, "TRY", money("1.00")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ORDER, "nodes", "amount"]), inner),
    max_leaves=8,
)
parts = st.dictionaries(st.sampled_from([*REFUND, *PARCEL, *SALE, *HELD]), anything, max_size=2)


@given(st.dictionaries(st.sampled_from([*ORDER]), anything, max_size=3), parts)
def test_any_order_is_read_or_not_understood(changes: dict[str, Any], part: dict[str, Any]) -> None:
    with suppress(NotUnderstood):
        assert isinstance(read(changes, part), OrderFacts)


@given(st.dictionaries(st.sampled_from([*VARIANT]), anything), anything)
def test_any_variant_and_customer_is_read_or_not_understood(changes: dict[str, Any], told: object) -> None:
    with suppress(NotUnderstood):
        assert isinstance(reading.variant(Told(VARIANT | changes, "variant"), "TRY"), ProductFacts)
    with suppress(NotUnderstood):
        assert isinstance(reading.customer(Told(told, "customer")), CustomerFacts)
