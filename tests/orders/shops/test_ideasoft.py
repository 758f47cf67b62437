"""IdeaSoft as its Admin API is documented: what is asked of it, and what is made of its answers."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
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
    Forged,
    Lack,
    Missing,
    NotAllowed,
    NotReached,
    NotUnderstood,
    Refused,
    ShopTrouble,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.ideasoft import KIND, reading
from muhatap.orders.shops.ideasoft.told import Told
from tests.servers import documented
from tests.servers.documented import DocumentedShop

ROOT = "/admin-api"
ITEM: dict[str, Any] = {
    "id": 7, "productName": "Toprak sürahi", "productSku": "SRH-2", "productBarcode": None, "productPrice": 324.0,
    "productCurrency": "TL", "productQuantity": 2.0, "productTax": 20, "productDiscount": 0.0, "discount": 0.0,
    "productStockTypeLabel": "Adet", "isProductPromotioned": 0, "product": {"id": 93},
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": 42, "customerFirstname": "Zeynep", "customerSurname": "Aksoy", "customerEmail": "zeynep@example.com",
    "customerPhone": "+90 (532) 1234567", "paymentTypeName": "Kredi Kartı", "currency": "TL", "amount": 648.0,
    "finalAmount": 708.0, "status": "fulfilled", "paymentStatus": "success", "transactionId": "IS-8812",
    "shippingProviderCode": "yurtici", "shippingProviderName": "Yurtiçi Kargo", "shippingCompanyName": "",
    "shippingTrackingCode": "1234 5678 9012", "giftNote": "", "createdAt": "2026-11-18T13:12:00+03:00",
    "updatedAt": "2026-11-20T19:40:00+03:00", "member": {"id": 26}, "orderItems": [ITEM],
    "shippingAddress": {
        "id": 1, "firstname": "Zeynep", "surname": "Aksoy", "country": "Türkiye", "location": "İstanbul",
        "subLocation": "Beyoğlu", "address": "Ihlamur Sok. 4", "phoneNumber": "", "mobilePhoneNumber": "05321234567",
        "zipCode": None,
    },
}  # fmt: skip


@pytest.fixture
def shop() -> Iterator[DocumentedShop]:
    with documented.running() as shop:
        shop.says("GET", f"{ROOT}/orders", [ORDER])
        yield shop


def connect(shop: DocumentedShop, kept: dict[str, str] | None = None, **secrets: str) -> Any:
    told = {"client_id": "id-1", "client_secret": "hush", "access_token": "good"} | secrets
    notes: dict[str, str] = {} if kept is None else kept
    return KIND.open(
        Access(settings={}, secrets=told, signing_secret="", caller=shop.caller(), remember=notes.__setitem__)
    )


def test_an_order_is_read_whole(shop: DocumentedShop) -> None:
    order = connect(shop).order("42")

    assert shop.last.headers["authorization"] == "Bearer good"
    assert shop.last.query == {"ids": "42", "limit": "100"}
    assert order is not None
    assert (order.outside_id, order.number, order.total, order.currency) == ("42", "IS-8812", 70800, "TRY")
    assert (order.state, order.payment_state) == ("open", "paid")
    assert order.changed_at == datetime(2026, 11, 20, 16, 40, tzinfo=UTC)
    assert (order.customer_name, order.email) == ("Zeynep Aksoy", "zeynep@example.com")
    assert order.ship_to == Address(
        name="Zeynep Aksoy", lines=("Ihlamur Sok. 4", "Beyoğlu"), city="İstanbul", country="Türkiye",
        phone="05321234567",
    )  # fmt: skip
    (line,) = order.lines
    assert (line.outside_id, line.sku, line.quantity, line.total) == ("7", "SRH-2", 2, 64800)
    (parcel,) = order.parcels
    assert (parcel.state, parcel.carrier, parcel.tracking_number) == ("shipped", "Yurtiçi Kargo", "123456789012")
    (payment,) = order.payments
    assert (payment.amount, payment.method, payment.refundable) == (70800, "Kredi Kartı", None)


def test_an_order_that_is_not_there(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", [])

    assert connect(shop).order("43") is None
    assert connect(shop).order("../members") is None


def only(token: str) -> Any:
    return lambda question: question.headers.get("authorization") == f"Bearer {token}"


def expired(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", {"error": "invalid_grant", "error_description": "expired"}, status=401)
    shop.says("GET", f"{ROOT}/orders", [ORDER], suits=only("new"))


def test_a_token_is_renewed_and_what_the_shop_gave_is_handed_back(shop: DocumentedShop) -> None:
    expired(shop)
    told = {"access_token": "new", "refresh_token": "r-2", "expires_in": 86400, "token_type": "bearer"}
    shop.says("POST", "/oauth/v2/token", told)
    kept: dict[str, str] = {}

    order = connect(shop, kept, refresh_token="r-1").order("42")

    assert order is not None
    (asked,) = shop.questions("POST", "/oauth/v2/token")
    assert asked.query == {}
    assert asked.told == {
        "client_id": "id-1", "client_secret": "hush", "grant_type": "refresh_token", "refresh_token": "r-1",
    }  # fmt: skip
    assert kept == {"refresh_token": "r-2", "access_token": "new"}


def test_an_app_in_its_own_right_needs_no_refresh_token(shop: DocumentedShop) -> None:
    expired(shop)
    shop.says("POST", "/oauth/v2/token", {"access_token": "new", "expires_in": 3600, "token_type": "bearer"})
    kept: dict[str, str] = {}

    connect(shop, kept, access_token="").order("42")

    assert shop.asked[0].told == {"client_id": "id-1", "client_secret": "hush", "grant_type": "client_credentials"}
    assert kept == {"access_token": "new"}


def test_a_new_token_that_is_not_allowed_either_is_not_renewed_again(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", {"error": "forbidden"}, status=403)
    shop.says("POST", "/oauth/v2/token", {"access_token": "new"})
    connected = connect(shop)

    for _ in range(3):
        with pytest.raises(NotAllowed):
            connected.order("42")

    assert len(shop.questions("POST", "/oauth/v2/token")) == 1


@pytest.mark.parametrize(
    ("status", "told", "trouble"),
    [
        (400, {"error": "invalid_grant", "error_description": "Invalid refresh token"}, NotAllowed),
        (401, {"error": "invalid_client"}, NotAllowed),
        (404, "<html>no</html>", Refused),
        (429, {"message": "slow"}, TooOften),
        (500, "<html>down</html>", Unclear),
        (200, "<html>window</html>", NotUnderstood),
        (200, {}, NotUnderstood),
        (200, [], NotUnderstood),
    ],
)
def test_when_there_is_no_token_to_be_had(
    shop: DocumentedShop, status: int, told: object, trouble: type[ShopTrouble]
) -> None:
    shop.says("POST", "/oauth/v2/token", told, status=status)

    with pytest.raises(ShopTrouble) as raised:
        connect(shop, access_token="").order("42")

    assert type(raised.value) is trouble
    assert "<" not in raised.value.words


def test_nobody_there() -> None:
    with documented.running() as shop:
        connected = connect(shop, access_token="")

    with pytest.raises(NotReached):
        connected.check()


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        (Asked(number="#42"), [{"ids": "42"}, {"s": "42"}]),
        (Asked(number="IS-8812"), [{"s": "IS-8812"}]),
        (Asked(email="zeynep@example.com"), [{"s": "zeynep@example.com"}]),
        (Asked(customer_id="26"), [{"member": "26"}]),
    ],
)
def test_how_orders_are_looked_for(shop: DocumentedShop, asked: Asked, queries: list[dict[str, str]]) -> None:
    alike = ORDER | {"id": 421, "transactionId": "IS-88120", "customerEmail": "a@example.com", "member": None}
    shop.says("GET", f"{ROOT}/orders", [alike, ORDER])

    found = connect(shop).find(asked)

    assert [order.outside_id for order in found] == ["42"]
    assert [question.query for question in shop.asked] == [{**each, "sort": "-id", "limit": "50"} for each in queries]


def test_all_there_are_come_by_id(shop: DocumentedShop) -> None:
    full = [ORDER | {"id": number} for number in range(1, 101)]
    shop.says("GET", f"{ROOT}/orders", full, suits=lambda question: "sinceId" not in question.query)
    shop.says(
        "GET", f"{ROOT}/orders", [ORDER | {"id": 101}], suits=lambda question: question.query.get("sinceId") == "100"
    )
    connected = connect(shop)

    first = connected.changed(None, "")
    second = connected.changed(None, first.cursor)

    assert shop.asked[0].query == {"sort": "id", "limit": "100"}
    assert (len(first.orders), first.cursor, len(second.orders), second.cursor) == (100, "100", 1, "")


def test_a_shop_that_does_not_go_on_is_not_asked_forever(shop: DocumentedShop) -> None:
    with pytest.raises(NotUnderstood):
        connect(shop).changed(None, "100")


def changed(*hours: int) -> list[dict[str, Any]]:
    return [ORDER | {"id": 100 - hour, "updatedAt": f"2026-11-20T{hour:02}:00:00+03:00"} for hour in hours]


def test_what_changed_comes_newest_first_until_what_is_older(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", changed(19, 18, 12))
    since = datetime(2026, 11, 20, 17, 0, tzinfo=timezone(timedelta(hours=3)))

    page = connect(shop).changed(since, "")

    assert shop.last.query == {"sort": "-updatedAt", "page": "1", "limit": "100"}
    assert ([order.outside_id for order in page.orders], page.cursor) == (["82", "81"], "")
    shop.says("GET", f"{ROOT}/orders", changed(*[20] * 100))
    assert connect(shop).changed(since, "3").cursor == "4"


def test_a_shop_that_sorts_otherwise_is_not_believed(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", changed(12, 19))

    with pytest.raises(NotUnderstood):
        connect(shop).changed(datetime(2026, 11, 20, tzinfo=UTC), "")


PRODUCT: dict[str, Any] = {
    "id": 93, "name": "Sürahi", "fullName": "Toprak sürahi", "sku": "SRH-2", "status": 1, "stockAmount": 7.0,
    "price1": 324.0, "currency": {"id": 3, "label": "TL", "abbr": "TL"}, "createdAt": "2026-10-01T11:00:00+03:00",
    "updatedAt": "2026-11-02T12:30:00+03:00",
}  # fmt: skip


def test_products(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/products", [PRODUCT, PRODUCT | {"id": 94, "price1": 10.1234, "stockAmount": 2.5}])

    jug, cloth = connect(shop).products(None, "").products

    assert (jug.sku, jug.name, jug.price, jug.currency, jug.stock, jug.is_sold) == (
        "SRH-2", "Toprak sürahi", 32400, "TRY", 7, True,
    )  # fmt: skip
    assert (cloth.price, cloth.currency, cloth.stock) == (None, "", 2)


def test_who_has_an_account(shop: DocumentedShop) -> None:
    told = {"id": 26, "firstname": "Zeynep", "surname": "Aksoy", "email": "zeynep@example.com",
            "mobilePhoneNumber": "0532", "createdAt": "2024-02-01T13:00:00+03:00"}  # fmt: skip
    shop.says("GET", f"{ROOT}/members", [told | {"id": 27, "email": "x@example.com"}, told])

    known = connect(shop).customer("Zeynep@example.com")

    assert shop.last.query == {"s": "Zeynep@example.com", "limit": "100"}
    assert known == CustomerFacts(
        outside_id="26", name="Zeynep Aksoy", email="zeynep@example.com", phone="0532",
        since=datetime(2024, 2, 1, 10, 0, tzinfo=UTC),
    )  # fmt: skip


def test_no_act_is_offered_or_done(shop: DocumentedShop) -> None:
    assert not {can.value for can in KIND.can} & {kind.value for kind in ActKind}
    for kind in ActKind:
        with pytest.raises(Refused):
            connect(shop).do(
                Act(kind=kind, mark="mhtp-1", order_id="42", currency="TRY", asked_at=datetime.now(UTC), amount=1)
            )
    assert shop.asked == []


def all_well(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/members", [])
    shop.says("GET", f"{ROOT}/products", [])
    hooks = [{"id": 1, "topic": "order/create", "status": 1}, {"id": 2, "topic": "order/update", "status": 1}]
    shop.says("GET", f"{ROOT}/client_webhooks", hooks)


def test_nothing_is_missing(shop: DocumentedShop) -> None:
    all_well(shop)

    assert connect(shop).check() == []


def test_what_is_missing_is_called_by_its_name(shop: DocumentedShop) -> None:
    all_well(shop)
    shop.says("POST", "/oauth/v2/token", {"access_token": "new"})
    shop.says("GET", f"{ROOT}/members", {"error": "forbidden"}, status=403)
    shop.says("GET", f"{ROOT}/client_webhooks", [{"id": 1, "topic": "order/create", "status": 0}])

    assert connect(shop).check() == [
        Missing(Lack.PERMISSION, "members", is_fatal=False),
        Missing(Lack.WEBHOOK, "order/create, order/update", is_fatal=False),
    ]
    assert connect(shop, client_secret="").check() == [Missing(Lack.CREDENTIALS, "client_secret")]


def test_a_wrong_token_a_missing_right_and_a_wrong_address(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", {"error": "x"}, status=401)
    shop.says("POST", "/oauth/v2/token", {"error_description": "Invalid refresh token"}, status=400)
    assert connect(shop).check() == [Missing(Lack.CREDENTIALS, "Invalid refresh token")]

    shop.says("POST", "/oauth/v2/token", {"access_token": "new"})
    assert connect(shop).check() == [Missing(Lack.PERMISSION, "orders")]

    shop.says("GET", f"{ROOT}/orders", "<html>A shop window</html>")
    (missing,) = connect(shop).check()
    assert (missing.lack, missing.is_fatal) == (Lack.ADDRESS, True)


def signed(body: bytes) -> dict[str, str]:
    return {"x-ideashop-hmac-sha256": base64.b64encode(hmac.new(b"hush", body, hashlib.sha256).digest()).decode()}


def test_messages_are_told_apart_by_what_they_say(shop: DocumentedShop) -> None:
    body, other = (b'{"id":42,"status":"%s","updatedAt":"x"}' % state for state in (b"approved", b"fulfilled"))
    connected = connect(shop)

    heard, again, later = (connected.hear(signed(each), each) for each in (body, body, other))

    assert heard.order_ids == ("42",)
    assert heard.key == again.key != later.key
    assert shop.asked == []


def test_a_signature_of_a_known_message(shop: DocumentedShop) -> None:
    # RFC 4231, test case 2: key "Jefe", "what do ya want for nothing?".
    known = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    headers = {"x-ideashop-hmac-sha256": base64.b64encode(known).decode()}
    jefe = connect(shop, client_secret="Jefe")

    assert jefe.hear(headers, b"what do ya want for nothing?") is None
    with pytest.raises(Forged):
        jefe.hear(headers, b"what do ya want for nothing!")


@pytest.mark.parametrize("headers", [{}, {"x-ideashop-hmac-sha256": "AAAA"}, {"x-ideashop-hmac-sha256": "ş"}])
def test_what_is_forged(shop: DocumentedShop, headers: dict[str, str]) -> None:
    with pytest.raises(Forged):
        connect(shop).hear(headers, b'{"id": 42}')


def test_without_a_secret_nothing_is_believed(shop: DocumentedShop) -> None:
    connected = connect(shop)
    open_door = type(connected)(replace(connected.access, secrets={}))
    digest = base64.b64encode(hmac.new(b"", b'{"id": 1}', hashlib.sha256).digest()).decode()

    with pytest.raises(Forged):
        open_door.hear({"x-ideashop-hmac-sha256": digest}, b'{"id": 1}')


@pytest.mark.parametrize("body", [b'{"id": "42"}', b"{}", b"[]", b"{", b'{"id": -1}'])
def test_what_needs_no_more_than_an_answer(shop: DocumentedShop, body: bytes) -> None:
    assert connect(shop).hear(signed(body), body) is None


@pytest.mark.parametrize(
    ("status", "headers", "told", "trouble"),
    [
        (200, {}, "<html>Bakımdayız</html>", NotUnderstood),
        (200, {}, '[{"id": 42', NotUnderstood),
        (200, {}, {"id": 42}, NotUnderstood),
        (200, {}, [{"id": 42}], NotUnderstood),
        (200, {}, [ORDER | {"currency": "XXQ"}], NotUnderstood),
        (200, {}, [ORDER | {"finalAmount": "12,90"}], NotUnderstood),
        (200, {}, [ORDER | {"finalAmount": 12.905}], NotUnderstood),
        (404, {}, {"message": "not found"}, Refused),
        (429, {"Retry-After": "5"}, {"message": "Slow down"}, TooOften),
        (500, {}, "<html>down</html>", Unclear),
    ],
)
def test_answers_that_are_none(
    shop: DocumentedShop, status: int, headers: dict[str, str], told: object, trouble: type[ShopTrouble]
) -> None:
    shop.says("GET", f"{ROOT}/orders", told, status=status, headers=headers)

    with pytest.raises(ShopTrouble) as raised:
        connect(shop).order("42")

    assert type(raised.value) is trouble
    assert "<" not in raised.value.words
    assert getattr(raised.value, "seconds", None) == (5 if status == 429 else None)


def read(**fields: Any) -> OrderFacts:
    told = json.loads(json.dumps(ORDER | fields), parse_float=Decimal)
    return reading.order(Told(told, "order"))


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"status": "delivered"}, "state", "done"),
        ({"status": "cancelled"}, "state", "cancelled"),
        ({"status": "personal_status_2"}, "state", "open"),
        ({"status": "refunded"}, "payment_state", "refunded"),
        ({"paymentStatus": "in_transaction"}, "payment_state", "none"),
        ({"paymentStatus": "?"}, "payment_state", "unknown"),
        ({"finalAmount": "708.0000"}, "total", 70800),
        ({"transactionId": None}, "number", "42"),
        ({"shippingAddress": None}, "ship_to", Address()),
        ({"shippingTrackingCode": None}, "parcels", ()),
        ({"giftNote": "a\x00b\ud800"}, "note", "ab?"),
    ],
)
def test_what_is_understood(fields: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read(**fields), field) == value


def test_what_is_sold_by_the_metre_is_one_piece_of_so_much() -> None:
    cloth = ITEM | {"productQuantity": 1.5, "productPrice": 25.4237, "productStockTypeLabel": "Metre"}

    (line,) = read(orderItems=[cloth]).lines

    assert (line.name, line.quantity, line.total) == ("Toprak sürahi (1.5 Metre)", 1, 3814)


def test_an_order_of_ten_thousand_lines_and_one_of_more() -> None:
    lines = [ITEM | {"id": number} for number in range(1, 10_002)]

    assert len(read(orderItems=lines[:10_000]).lines) == 10_000
    with pytest.raises(NotUnderstood):
        read(orderItems=lines)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text() | st.sampled_from(["TL", 7, "1.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ORDER, *ITEM]), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from([*ORDER]), anything, max_size=4),
    st.dictionaries(st.sampled_from([*ITEM]), anything),
)
def test_any_order_is_read_or_not_understood(changes: dict[str, Any], item: dict[str, Any]) -> None:
    with suppress(NotUnderstood):
        told = ORDER | {"finalAmount": 708, "orderItems": [ITEM | {"productPrice": 1, "productQuantity": 1} | item]}
        assert isinstance(reading.order(Told(told | changes, "order")), OrderFacts)


@given(st.dictionaries(st.sampled_from([*PRODUCT]), anything), anything)
def test_any_product_and_member_is_read_or_not_understood(changes: dict[str, Any], told: object) -> None:
    plain = PRODUCT | {"price1": 324, "stockAmount": 7}
    with suppress(NotUnderstood):
        assert isinstance(reading.product(Told(plain | changes, "product")), ProductFacts)
    with suppress(NotUnderstood):
        assert isinstance(reading.member(Told(told, "member")), CustomerFacts)
