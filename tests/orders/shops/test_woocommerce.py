"""WooCommerce as its REST API v3 is documented: what is asked of it, and what is made of its answers."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.orders.facts import Address, CustomerFacts, OrderFacts, ProductFacts
from muhatap.orders.shops.calling import Caller
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
    NotReached,
    NotUnderstood,
    Refused,
    ShopTrouble,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.woocommerce import KIND, reading
from muhatap.orders.shops.woocommerce.api import Api, sign
from muhatap.orders.shops.woocommerce.told import Told
from tests.servers import documented
from tests.servers.documented import DocumentedShop, Question

ROOT = "/wp-json/wc/v3"
MARK = "mhtp-0f3a9c1d2e4b5a6f7081"
ADDRESS = {
    "first_name": "Zeynep", "last_name": "Aksoy", "company": "", "address_1": "Ihlamur Sok. 4", "address_2": "D. 3",
    "city": "Beyoğlu", "state": "TR34", "postcode": "34330", "country": "TR", "phone": "+90 532 123 45 67",
}  # fmt: skip
ORDER: dict[str, Any] = {
    "id": 723, "parent_id": 0, "number": "723", "order_key": "wc_order_58d17c18352", "created_via": "checkout",
    "version": "3.0.0", "status": "processing", "currency": "TRY", "date_created": "2026-11-18T13:12:00",
    "date_created_gmt": "2026-11-18T10:12:00", "date_modified": "2026-11-20T19:40:00",
    "date_modified_gmt": "2026-11-20T16:40:00", "total": "708.00", "total_tax": "108.00", "customer_id": 26,
    "customer_note": "Hediye paketi olsun", "billing": ADDRESS | {"email": "zeynep@example.com"}, "shipping": ADDRESS,
    "payment_method": "iyzico", "payment_method_title": "Kredi kartı", "transaction_id": "tr-91",
    "date_paid_gmt": "2026-11-18T10:13:00", "date_completed_gmt": None, "cart_hash": "d60", "meta_data": [],
    "line_items": [
        {
            "id": 315, "name": "Toprak sürahi", "product_id": 93, "variation_id": 0, "quantity": 2, "tax_class": "",
            "subtotal": "540.00", "total": "540.00", "total_tax": "108.00", "sku": "SRH-2", "price": 270,
            "meta_data": [], "taxes": [{"id": 75, "total": "108.00", "subtotal": "108.00"}],
        }
    ],
    "shipping_lines": [{"id": 317, "method_title": "Kargo", "method_id": "flat_rate", "total": "60.00"}],
    "refunds": [],
}  # fmt: skip
REFUND: dict[str, Any] = {
    "id": 726, "date_created": "2026-11-21T14:00:00", "date_created_gmt": "2026-11-21T11:00:00", "amount": "324.00",
    "reason": "Biri kırık geldi", "refunded_by": 1, "refunded_payment": True, "meta_data": [],
    "line_items": [
        {
            "id": 3111, "name": "Toprak sürahi", "quantity": -1, "total": "-270.00", "total_tax": "-54.00",
            "meta_data": [{"id": 2076, "key": "_refunded_item_id", "value": "315"}],
        }
    ],
}  # fmt: skip
PRODUCT: dict[str, Any] = {
    "id": 93, "name": "Toprak sürahi", "permalink": "https://shop.example/urun/toprak-surahi/", "type": "simple",
    "status": "publish", "sku": "SRH-2", "price": "324.00", "purchasable": True, "manage_stock": True,
    "stock_quantity": 7, "stock_status": "instock", "date_created_gmt": "2026-10-01T08:00:00",
    "date_modified_gmt": "2026-11-02T09:30:00", "parent_id": 0,
    "attributes": [{"id": 6, "name": "Malzeme", "visible": True, "options": ["kil", "sır"]}],
}  # fmt: skip


@pytest.fixture
def shop() -> Iterator[DocumentedShop]:
    with documented.running() as shop:
        shop.says("GET", f"{ROOT}/orders/723", ORDER)
        shop.says("GET", f"{ROOT}/orders", [ORDER])
        yield shop


def connect(shop: DocumentedShop, **settings: str) -> Any:
    return KIND.open(
        Access(
            settings=settings, secrets={"consumer_key": "ck_1", "consumer_secret": "cs_2"}, signing_secret="whsec_x",
            caller=shop.caller(),
        )
    )  # fmt: skip


def act(kind: ActKind, **fields: Any) -> Act:
    told: dict[str, Any] = {
        "kind": kind, "mark": MARK, "order_id": "723", "currency": "TRY", "text": "Kırık geldi",
        "asked_at": datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=3))),
    }  # fmt: skip
    return Act(**told | fields)


def is_signed(question: Question, base: str, secret: str = "cs_2") -> bool:
    """Check a signature as the shop does (RFC 5849), with nothing of ours."""
    said = dict(question.query)
    signature = said.pop("oauth_signature")
    pairs = sorted(quote(name, safe="-._~") + "=" + quote(value, safe="-._~") for name, value in said.items())
    text = "&".join([question.method, quote(base + question.path, safe=""), quote("&".join(pairs), safe="")])
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha256).digest()
    return signature == base64.b64encode(digest).decode()


def own(question: Question) -> dict[str, str]:
    return {name: value for name, value in question.query.items() if not name.startswith("oauth_")}


def test_over_http_every_request_is_signed(shop: DocumentedShop) -> None:
    connect(shop).find(Asked(email="zeynep+1@example.com"))

    assert shop.last.query["oauth_consumer_key"] == "ck_1"
    assert shop.last.query["oauth_signature_method"] == "HMAC-SHA256"
    assert is_signed(shop.last, shop.base)
    assert not is_signed(shop.last, shop.base, "cs_3")
    assert "authorization" not in shop.last.headers


def test_a_signature_of_known_parts() -> None:
    # The base string as RFC 5849 §3.4.1.1 writes it: twice encoded, in order.
    said = {"oauth_consumer_key": "ck", "oauth_nonce": "n", "oauth_timestamp": "1", "search": "a b+ş"}
    base = (
        "GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Forders&oauth_consumer_key%3Dck%26oauth_nonce%3Dn"
        "%26oauth_timestamp%3D1%26search%3Da%2520b%252B%25C5%259F"
    )
    meant = base64.b64encode(hmac.new(b"cs&", base.encode(), "sha256").digest()).decode()

    assert sign("get", "http://shop.example/wp-json/wc/v3/orders", said, "cs") == meant


def test_over_https_the_key_is_a_password() -> None:
    api = Api(Caller(base="https://shop.example", headers={"X-Own": "1"}), "ck_1", "cs_2")

    assert api.headers == {"X-Own": "1", "Authorization": "Basic " + base64.b64encode(b"ck_1:cs_2").decode()}
    assert Api(Caller(base="http://shop.example", headers={}), "ck_1", "cs_2").headers == {}


def test_an_order_is_read_whole(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", [ORDER | {"refunds": [{"id": 726, "reason": "", "total": "-324.00"}]}])
    shop.says("GET", f"{ROOT}/orders/723/refunds", [REFUND])

    order = connect(shop).order("723")

    assert own(shop.questions("GET", f"{ROOT}/orders")[0]) == {"include": "723", "per_page": "100", "page": "1"}
    assert order is not None
    assert (order.outside_id, order.number, order.currency, order.total) == ("723", "723", "TRY", 70800)
    assert order.placed_at == datetime(2026, 11, 18, 10, 12, tzinfo=UTC)
    assert order.changed_at == datetime(2026, 11, 20, 16, 40, tzinfo=UTC)
    assert (order.state, order.payment_state, order.email) == ("open", "part_refunded", "zeynep@example.com")
    assert order.ship_to == Address(
        name="Zeynep Aksoy", lines=("Ihlamur Sok. 4", "D. 3"), postcode="34330", city="Beyoğlu", country="TR",
        phone="+90 532 123 45 67",
    )  # fmt: skip
    assert order.admin_url == f"{shop.base}/wp-admin/post.php?post=723&action=edit"
    (line,) = order.lines
    assert (line.outside_id, line.sku, line.quantity, line.total, line.refunded_count) == ("315", "SRH-2", 2, 64800, 1)
    (back,) = order.refunds
    assert (back.amount, back.of_lines, back.at) == (32400, {"315": 1}, datetime(2026, 11, 21, 11, 0, tzinfo=UTC))
    (payment,) = order.payments
    assert (payment.amount, payment.method, payment.refundable) == (70800, "Kredi kartı", 38400)


def test_an_order_that_is_not_there_is_none_and_a_missing_plugin_is_trouble(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", [])
    assert connect(shop).order("9999") is None
    assert connect(shop).order("../users") is None

    shop.says("GET", f"{ROOT}/orders", {"code": "rest_no_route", "message": "No route was found"}, status=404)
    with pytest.raises(Refused):
        connect(shop).order("723")


def test_parcels_come_from_the_extension_that_tracks_them() -> None:
    kept = [
        {"tracking_provider": "", "custom_tracking_provider": "Yurtiçi Kargo", "tracking_id": "a1",
         "tracking_number": "1234 5678 9012", "custom_tracking_link": "javascript:alert(1)",
         "date_shipped": "1763510400"},
        {"tracking_number": ["?"]}, "rubbish",
    ]  # fmt: skip
    meta = [{"id": 1, "key": "_wc_shipment_tracking_items", "value": kept}]

    (parcel,) = read(meta_data=meta).parcels

    assert (parcel.outside_id, parcel.carrier, parcel.tracking_number) == ("a1", "Yurtiçi Kargo", "123456789012")
    assert (parcel.tracking_url, parcel.state) == ("", "shipped")
    assert parcel.shipped_at == datetime(2025, 11, 19, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "queries"),
    [
        (Asked(number="#723"), [{"include": "723"}, {"search": "723"}]),
        (Asked(number="TR-2026/723"), [{"search": "TR-2026/723"}]),
        (Asked(email="zeynep@example.com"), [{"search": "zeynep@example.com"}]),
        (Asked(customer_id="26"), [{"customer": "26"}]),
    ],
)
def test_how_orders_are_looked_for(shop: DocumentedShop, asked: Asked, queries: list[dict[str, str]]) -> None:
    connect(shop).find(asked)

    assert [own(question) for question in shop.asked] == [{"per_page": "50", **each, "page": "1"} for each in queries]
    assert all(is_signed(question, shop.base) for question in shop.asked)


def test_of_what_the_shop_finds_only_what_was_meant_counts(shop: DocumentedShop) -> None:
    alike = ORDER | {"id": 7231, "number": "7231", "billing": ADDRESS | {"email": "ayse@example.com"}}
    later = ORDER | {"id": 724, "number": "724", "date_created_gmt": "2026-11-22T10:12:00"}
    shop.says("GET", f"{ROOT}/orders", [ORDER, alike, later])

    assert [order.number for order in connect(shop).find(Asked(number="723"))] == ["723"]
    assert [order.number for order in connect(shop).find(Asked(email="Zeynep@example.com"))] == ["724", "723"]


def test_what_changed_comes_page_by_page(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders", [ORDER], headers={"X-WP-TotalPages": "3", "X-WP-Total": "201"})
    since = datetime(2026, 11, 20, 3, 0, tzinfo=timezone(timedelta(hours=3)))

    page = connect(shop).changed(since, "")
    last = connect(shop).changed(since, "3")

    assert own(shop.asked[0]) == {
        "per_page": "100", "orderby": "id", "order": "asc", "modified_after": "2026-11-20T00:00:00",
        "dates_are_gmt": "true", "page": "1",
    }  # fmt: skip
    assert (page.cursor, last.cursor) == ("2", "")
    assert [order.outside_id for order in page.orders] == ["723"]


def test_all_there_are_is_asked_without_a_moment(shop: DocumentedShop) -> None:
    connect(shop).changed(None, "")

    assert "modified_after" not in shop.last.query


def test_products_and_their_variations(shop: DocumentedShop) -> None:
    shirt = PRODUCT | {"id": 22, "type": "variable", "name": "Gömlek", "sku": ""}
    small = PRODUCT | {
        "id": 23, "name": "Gömlek - S", "sku": "GML-S", "stock_quantity": None, "manage_stock": False, "price": "",
        "attributes": [{"id": 6, "name": "Beden", "option": "S"}],
    }  # fmt: skip
    shop.says("GET", f"{ROOT}/products", [PRODUCT, shirt], headers={"x-wp-totalpages": "1"})
    shop.says("GET", f"{ROOT}/products/22/variations", [small], headers={"x-wp-totalpages": "1"})
    shop.says("GET", f"{ROOT}/data/currencies/current", {"code": "TRY", "name": "Turkish lira", "symbol": "&#8378;"})

    page = connect(shop).products(None, "")

    jug, variation = page.products
    assert (jug.sku, jug.price, jug.currency, jug.stock, jug.is_sold) == ("SRH-2", 32400, "TRY", 7, True)
    assert jug.details == (("Malzeme", "kil, sır"),)
    assert (variation.sku, variation.name, variation.price, variation.stock) == ("GML-S", "Gömlek - S", None, None)
    assert variation.details == (("Beden", "S"),)
    assert page.cursor == ""


def test_who_has_an_account(shop: DocumentedShop) -> None:
    shop.says(
        "GET", f"{ROOT}/customers",
        [{"id": 26, "first_name": "Zeynep", "last_name": "Aksoy", "email": "zeynep@example.com", "username": "zeynep",
          "date_created_gmt": "2024-02-01T10:00:00", "billing": {"phone": "0532"}}],
    )  # fmt: skip

    known = connect(shop).customer("Zeynep@example.com")

    assert own(shop.last)["email"] == "Zeynep@example.com"
    assert own(shop.last)["role"] == "all"
    assert known == CustomerFacts(
        outside_id="26", name="Zeynep Aksoy", email="zeynep@example.com", phone="0532",
        since=datetime(2024, 2, 1, 10, 0, tzinfo=UTC),
    )  # fmt: skip
    shop.says("GET", f"{ROOT}/customers", [])
    assert connect(shop).customer("nobody@example.com") is None


def test_a_refund_of_a_line(shop: DocumentedShop) -> None:
    shop.says("POST", f"{ROOT}/orders/723/refunds", {"status": 201, "headers": {}, "body": REFUND}, status=200)

    done = connect(shop).do(act(ActKind.REFUND, lines={"315": 1}, amount=32400, is_restocking=True))

    assert done == Done(outside_id="726")
    assert own(shop.last) == {"_envelope": "1"}
    assert is_signed(shop.last, shop.base)
    assert shop.last.told == {
        "amount": "324.00", "reason": f"Kırık geldi [{MARK}]", "api_refund": True, "api_restock": True,
        "line_items": [{"id": 315, "quantity": 1, "refund_total": "270.00",
                        "refund_tax": [{"id": 75, "refund_total": "54.00"}]}],
    }  # fmt: skip


def test_a_refund_of_an_amount_names_no_line(shop: DocumentedShop) -> None:
    shop.says("POST", f"{ROOT}/orders/723/refunds", {"status": 201, "headers": {}, "body": REFUND})

    connect(shop, records_only="yes").do(act(ActKind.REFUND, amount=5000))

    assert shop.last.told["line_items"] == []
    assert shop.last.told["amount"] == "50.00"
    assert shop.last.told["api_refund"] is False


def test_a_refund_of_all_names_every_line(shop: DocumentedShop) -> None:
    shop.says("POST", f"{ROOT}/orders/723/refunds", {"status": 201, "headers": {}, "body": REFUND})

    connect(shop).do(act(ActKind.REFUND, amount=70800))

    assert [(line["id"], line["quantity"]) for line in shop.last.told["line_items"]] == [(315, 2)]


def enveloped(status: int, code: str, words: str) -> dict[str, Any]:
    return {"status": status, "headers": {}, "body": {"code": code, "message": words, "data": status}}


@pytest.mark.parametrize(
    ("told", "status", "trouble"),
    [
        (enveloped(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount."), 200, Refused),
        (enveloped(400, "woocommerce_rest_invalid_order_refund", "Greater than zero."), 200, Refused),
        (enveloped(500, "internal_server_error", "There has been a critical error"), 200, Unclear),
        (enveloped(401, "woocommerce_rest_cannot_create", "Sorry, you are not allowed"), 200, NotAllowed),
        (enveloped(429, "too_many", "Slow down"), 200, TooOften),
        ({"code": "internal_server_error", "message": "x", "data": {"status": 500}}, 500, Unclear),
        ("<html>critical error</html>", 500, Unclear),
        ("<html>ok</html>", 200, NotUnderstood),
        ("", 200, NotUnderstood),
        ({"status": 201, "body": None}, 200, NotUnderstood),
    ],
)
def test_a_refund_that_is_refused_and_one_that_nobody_knows_of(
    shop: DocumentedShop, told: object, status: int, trouble: type[ShopTrouble]
) -> None:
    shop.says("POST", f"{ROOT}/orders/723/refunds", told, status=status)

    with pytest.raises(ShopTrouble) as raised:
        connect(shop).do(act(ActKind.REFUND, amount=99999))

    assert type(raised.value) is trouble
    assert "<" not in raised.value.words


def test_a_line_that_is_not_of_the_order_is_refused_before_anything_is_sent(shop: DocumentedShop) -> None:
    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.REFUND, lines={"999": 1}, amount=100))

    assert [question.method for question in shop.asked] == ["GET"]


def test_a_refund_is_found_again_by_its_mark(shop: DocumentedShop) -> None:
    wish = act(ActKind.REFUND, amount=32400)
    before = read()
    shop.says("GET", f"{ROOT}/orders/723/refunds", [REFUND])
    assert connect(shop).trace(wish, before) is None

    shop.says("GET", f"{ROOT}/orders/723/refunds", [REFUND, REFUND | {"id": 727, "reason": f"x [{MARK}]"}])
    assert connect(shop).trace(wish, before) == Done(outside_id="727")


def test_a_refund_whose_payment_has_not_gone_back_is_not_taken_for_done(shop: DocumentedShop) -> None:
    pending = REFUND | {"reason": f"x [{MARK}]", "refunded_payment": False}
    shop.says("GET", f"{ROOT}/orders/723/refunds", [pending])

    with pytest.raises(Unclear):
        connect(shop).trace(act(ActKind.REFUND, amount=32400), read())
    assert connect(shop, records_only="evet").trace(act(ActKind.REFUND, amount=32400), read()) == Done(outside_id="726")


def test_an_order_is_cancelled_with_the_mark_in_the_same_request(shop: DocumentedShop) -> None:
    shop.says("PUT", f"{ROOT}/orders/723", ORDER | {"status": "cancelled"})

    assert connect(shop).do(act(ActKind.CANCEL)) == Done()

    assert shop.last.told == {"status": "cancelled", "meta_data": [{"key": f"_{MARK}", "value": "Kırık geldi"}]}


def test_an_order_that_is_completed_is_not_cancelled(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/orders/723", ORDER | {"status": "completed"})

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.CANCEL))

    assert not shop.questions("PUT", f"{ROOT}/orders/723")


@pytest.mark.parametrize("kind", [ActKind.CANCEL, ActKind.ADDRESS])
def test_what_changed_the_order_is_found_in_its_meta_data(shop: DocumentedShop, kind: ActKind) -> None:
    assert connect(shop).trace(act(kind), read()) is None

    shop.says("GET", f"{ROOT}/orders/723", ORDER | {"meta_data": [{"id": 9, "key": f"_{MARK}", "value": "x"}]})
    assert connect(shop).trace(act(kind), read()) == Done()


def test_an_address_is_corrected(shop: DocumentedShop) -> None:
    shop.says("PUT", f"{ROOT}/orders/723", ORDER)
    to = Address(name="Elif Su Demir", lines=("Gül Cad. 1",), postcode="06420", city="Çankaya", country="tr", phone="1")

    connect(shop).do(act(ActKind.ADDRESS, ship_to=to))

    assert shop.last.told["shipping"] == {
        "first_name": "Elif Su", "last_name": "Demir", "company": "", "address_1": "Gül Cad. 1", "address_2": "",
        "city": "Çankaya", "postcode": "06420", "country": "TR", "phone": "1", "state": "",
    }  # fmt: skip


def test_a_name_is_corrected_without_touching_the_province(shop: DocumentedShop) -> None:
    shop.says("PUT", f"{ROOT}/orders/723", ORDER)

    connect(shop).do(act(ActKind.ADDRESS, ship_to=replace(read().ship_to, name="Zeynep Ak")))

    assert "state" not in shop.last.told["shipping"]


def test_a_note_stays_inside(shop: DocumentedShop) -> None:
    shop.says("POST", f"{ROOT}/orders/723/notes", {"id": 281, "note": "x", "customer_note": False}, status=201)
    assert connect(shop).do(act(ActKind.NOTE)) == Done(outside_id="281")
    assert shop.last.told == {"note": f"Kırık geldi [{MARK}]", "customer_note": False}

    shop.says("GET", f"{ROOT}/orders/723/notes", [{"id": 280, "note": "y"}])
    assert connect(shop).trace(act(ActKind.NOTE), read()) is None
    shop.says("GET", f"{ROOT}/orders/723/notes", [{"id": 281, "note": f"Kırık geldi [{MARK}]"}])
    assert connect(shop).trace(act(ActKind.NOTE), read()) == Done(outside_id="281")


@pytest.mark.parametrize(
    ("fields", "kind", "amount"),
    [({"percent": 10}, "percent", "10"), ({"amount": 5000}, "fixed_cart", "50.00")],
)
def test_a_discount_code_for_one_person_and_one_time(
    shop: DocumentedShop, fields: dict[str, int], kind: str, amount: str
) -> None:
    shop.says("GET", f"{ROOT}/data/currencies/current", {"code": "TRY"})
    shop.says("POST", f"{ROOT}/coupons", {"id": 719, "code": "m-2e4b5a6f7081"}, status=201)

    done = connect(shop).do(act(ActKind.DISCOUNT, **fields))

    assert shop.last.told == {
        "code": done.called, "discount_type": kind, "amount": amount, "individual_use": True, "usage_limit": 1,
        "description": f"Kırık geldi [{MARK}]", "email_restrictions": ["zeynep@example.com"],
    }  # fmt: skip
    shop.says("GET", f"{ROOT}/coupons", [{"id": 719, "code": done.called, "description": f"x [{MARK}]"}])
    assert connect(shop).trace(act(ActKind.DISCOUNT, **fields), read()) == done
    assert own(shop.last)["code"] == done.called


def test_a_discount_in_another_currency_than_the_shop_sells_in_is_refused(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/data/currencies/current", {"code": "EUR"})

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.DISCOUNT, amount=5000))


def test_what_broke_is_sent_again_for_nothing(shop: DocumentedShop) -> None:
    made = ORDER | {"id": 800, "number": "800", "meta_data": [{"id": 1, "key": f"_{MARK}", "value": "x"}]}
    shop.says("POST", f"{ROOT}/orders", made, status=201)

    done = connect(shop).do(act(ActKind.RESHIP, lines={"315": 1}))

    assert done == Done(outside_id="800", called="800")
    said = shop.last.told
    assert said["line_items"] == [
        {"product_id": 93, "variation_id": 0, "name": "Toprak sürahi", "quantity": 1, "subtotal": "0", "total": "0"}
    ]
    assert (said["status"], said["customer_id"], said["currency"]) == ("processing", 26, "TRY")
    assert said["meta_data"] == [{"key": f"_{MARK}", "value": "Kırık geldi"}]
    assert said["shipping"]["address_1"] == "Ihlamur Sok. 4"

    assert connect(shop).trace(act(ActKind.RESHIP), read()) is None
    assert own(shop.last)["after"] == "2026-11-23T08:45:00"
    shop.says("GET", f"{ROOT}/orders", [ORDER, made])
    assert connect(shop).trace(act(ActKind.RESHIP), read()) == done


def test_a_new_order_for_the_customer_to_pay(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/products", [PRODUCT | {"type": "variation", "id": 23, "parent_id": 22}])
    shop.says("POST", f"{ROOT}/orders", ORDER | {"id": 801, "number": "801"}, status=201)

    assert connect(shop).do(act(ActKind.DRAFT, wanted={"GML-S": 2})) == Done(outside_id="801", called="801")

    assert own(shop.questions("GET", f"{ROOT}/products")[0])["sku"] == "GML-S"
    assert shop.last.told["status"] == "pending"
    assert shop.last.told["line_items"] == [{"product_id": 22, "variation_id": 23, "quantity": 2}]


def test_what_is_not_sold_is_not_ordered(shop: DocumentedShop) -> None:
    shop.says("GET", f"{ROOT}/products", [])

    with pytest.raises(Refused):
        connect(shop).do(act(ActKind.DRAFT, wanted={"YOK": 1}))

    assert not shop.questions("POST", f"{ROOT}/orders")


@pytest.mark.parametrize("kind", [ActKind.RETURN, ActKind.EXCHANGE])
def test_what_woocommerce_has_not_is_refused(shop: DocumentedShop, kind: ActKind) -> None:
    with pytest.raises(Refused):
        connect(shop).do(act(kind))

    assert shop.asked == []
    assert kind.value not in {can.value for can in KIND.can}


def all_well(shop: DocumentedShop) -> None:
    shop.says("PUT", f"{ROOT}/orders/0", enveloped(400, "woocommerce_rest_shop_order_invalid_id", "x"), status=400)
    shop.says("GET", f"{ROOT}/system_status", {"environment": {"version": "9.4.2"}})
    hooks = [{"id": place, "status": "active", "topic": topic} for place, topic in
             enumerate(("order.created", "order.updated", "order.deleted"), 1)]  # fmt: skip
    shop.says("GET", f"{ROOT}/webhooks", hooks)


def test_nothing_is_missing(shop: DocumentedShop) -> None:
    all_well(shop)

    assert connect(shop).check() == []


def test_a_key_that_only_reads_is_told(shop: DocumentedShop) -> None:
    all_well(shop)
    words = "The API key provided does not have write permissions."
    shop.says(
        "PUT", f"{ROOT}/orders/0", {"code": "woocommerce_rest_authentication_error", "message": words}, status=401
    )

    assert connect(shop).check() == [Missing(Lack.PERMISSION, words, is_fatal=False)]


def test_what_else_may_be_missing(shop: DocumentedShop) -> None:
    all_well(shop)
    shop.says("GET", f"{ROOT}/system_status", {"environment": {"version": "4.9.0"}})
    shop.says("GET", f"{ROOT}/webhooks", [
        {"id": 1, "status": "active", "topic": "order.created"},
        {"id": 2, "status": "disabled", "topic": "order.updated"},
    ])  # fmt: skip

    assert connect(shop).check() == [
        Missing(Lack.VERSION, "WooCommerce 4.9.0 < 5.8"),
        Missing(Lack.WEBHOOK, "order.updated, order.deleted", is_fatal=False),
    ]


@pytest.mark.parametrize(
    ("status", "told", "lack"),
    [
        (401, {"code": "woocommerce_rest_authentication_error", "message": "Consumer key is invalid."}, "credentials"),
        (404, {"code": "rest_no_route", "message": "No route was found"}, "address"),
        (200, "<html>A shop window</html>", "address"),
    ],
)
def test_a_wrong_key_and_a_wrong_address(shop: DocumentedShop, status: int, told: object, lack: str) -> None:
    shop.says("GET", f"{ROOT}/orders", told, status=status)

    (missing,) = connect(shop).check()

    assert missing.lack == lack
    assert missing.is_fatal


def test_nobody_there() -> None:
    with documented.running() as shop:
        connected = connect(shop)

    with pytest.raises(NotReached):
        connected.check()


def signed(body: bytes, **headers: str) -> dict[str, str]:
    digest = base64.b64encode(hmac.new(b"whsec_x", body, hashlib.sha256).digest()).decode()
    return {"x-wc-webhook-signature": digest, "x-wc-webhook-topic": "order.updated", **headers}


def test_a_signature_of_a_known_message() -> None:
    # RFC 4231, test case 2: key "Jefe", "what do ya want for nothing?", in base64.
    with documented.running() as shop:
        connected = connect(shop)
        jefe = type(connected)(replace(connected.access, signing_secret="Jefe"))
        known = {"x-wc-webhook-signature": "W9zBRr9gdU5qBCQmCJV1x1oAPwidJznsnexPvTjDZAc="}
        known["x-wc-webhook-signature"] = base64.b64encode(
            bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        ).decode()

        # Signed by the shop, and no order: nothing to do, and no forgery.
        assert jefe.hear(known, b"what do ya want for nothing?") is None
        with pytest.raises(Forged):
            jefe.hear(known, b"what do ya want for nothing!")


def test_messages_are_told_apart_and_repeated_ones_are_known(shop: DocumentedShop) -> None:
    connected = connect(shop)
    body = json.dumps(ORDER).encode()
    later = json.dumps(ORDER | {"date_modified_gmt": "2026-11-20T16:40:01"}).encode()

    heard = connected.hear(signed(body, **{"x-wc-webhook-delivery-id": "1"}), body)
    again = connected.hear(signed(body, **{"x-wc-webhook-delivery-id": "2"}), body)
    other = connected.hear(signed(later, **{"x-wc-webhook-delivery-id": "1"}), later)

    assert heard.order_ids == ("723",)
    assert heard.key == again.key != other.key
    assert heard.key.startswith("order.updated:723:2026-11-20T16:40:00:")
    assert len(heard.key) <= 120
    assert shop.asked == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"webhook_id=7"),
        (signed(b"not json"), b"not json"),
        (signed(b'{"id": {}}'), b'{"id": {}}'),
        (signed(b'{"id": 3}', **{"x-wc-webhook-topic": "product.updated"}), b'{"id": 3}'),
    ],
)
def test_what_needs_no_more_than_an_answer(shop: DocumentedShop, headers: dict[str, str], body: bytes) -> None:
    assert connect(shop).hear(headers, body) is None


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b'{"id": 723}'),
        ({"x-wc-webhook-signature": "AAAA"}, b'{"id": 723}'),
        ({"x-wc-webhook-signature": "ş"}, b'{"id": 723}'),
        (signed(b'{"id": 723}'), b'{"id": 724}'),
        ({}, b"webhook_id=7&id=723"),
    ],
)
def test_what_is_forged(shop: DocumentedShop, headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Forged):
        connect(shop).hear(headers, body)


def test_without_a_secret_nothing_is_believed(shop: DocumentedShop) -> None:
    connected = connect(shop)
    open_door = type(connected)(replace(connected.access, signing_secret=""))
    digest = base64.b64encode(hmac.new(b"", b"{}", hashlib.sha256).digest()).decode()

    with pytest.raises(Forged):
        open_door.hear({"x-wc-webhook-signature": digest}, b"{}")


@pytest.mark.parametrize(
    ("status", "headers", "told", "trouble"),
    [
        (200, {}, "<html><body>Bakımdayız</body></html>", NotUnderstood),
        (200, {}, '[{"id": 723', NotUnderstood),
        (200, {}, {"id": 723}, NotUnderstood),
        (200, {}, [{"id": 723}], NotUnderstood),
        (200, {}, [ORDER | {"currency": "XXQ"}], NotUnderstood),
        (200, {}, [ORDER | {"total": "12,90"}], NotUnderstood),
        (401, {}, {"code": "x", "message": "Consumer key is invalid."}, NotAllowed),
        (403, {}, "<html>firewall</html>", NotAllowed),
        (404, {}, {"code": "rest_no_route", "message": "No route"}, Refused),
        (429, {"Retry-After": "17"}, {"message": "Slow down"}, TooOften),
        (500, {}, "<html>critical error</html>", Unclear),
    ],
)
def test_answers_that_are_none(
    shop: DocumentedShop, status: int, headers: dict[str, str], told: object, trouble: type[ShopTrouble]
) -> None:
    shop.says("GET", f"{ROOT}/orders", told, status=status, headers=headers)

    with pytest.raises(ShopTrouble) as raised:
        connect(shop).order("723")

    assert type(raised.value) is trouble
    assert "<" not in raised.value.words
    assert getattr(raised.value, "seconds", None) == (17 if status == 429 else None)


def read(**fields: Any) -> OrderFacts:
    return reading.order(Told(ORDER | fields, "order"), [], shop="https://shop.example")


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"status": "completed"}, "state", "done"),
        ({"status": "cancelled"}, "state", "cancelled"),
        ({"status": "wc-hazirlaniyor"}, "state", "open"),
        ({"status": "failed", "date_paid_gmt": None}, "payment_state", "failed"),
        ({"date_paid_gmt": None}, "payment_state", "none"),
        ({"date_paid_gmt": None}, "payments", ()),
        ({"currency": "JPY", "total": "1200", "line_items": []}, "total", 1200),
        ({"currency": "KWD", "total": "1.250", "line_items": []}, "total", 1250),
        ({"number": "TR-2026/8812"}, "number", "TR-2026/8812"),
        ({"customer_note": "a\x00b\ud800"}, "customer_note", None),
    ],
)
def test_what_is_understood(fields: dict[str, Any], field: str, value: object) -> None:
    order = read(**fields)

    if field == "customer_note":
        assert order.note == "ab?"
    else:
        assert getattr(order, field) == value


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"currency": "BTX"}, "order.currency"),
        ({"currency": None}, "order.currency"),
        ({"total": "10.005"}, "order.total"),
        ({"total": 10.5}, "order.total"),
        ({"total": "-1.00"}, "order.total"),
        ({"total": "NaN"}, "order.total"),
        ({"id": "x"}, "order.id"),
        ({"date_created_gmt": None}, "order.date_created_gmt"),
        ({"date_created_gmt": "yesterday"}, "order.date_created_gmt"),
        ({"billing": "x"}, "order.billing"),
        ({"line_items": {}}, None),
        ({"line_items": {"a": 1}}, "order.line_items"),
        ({"line_items": [1]}, "order.line_items[0]"),
        ({"line_items": [ORDER["line_items"][0]] * 2}, "order.line_items"),
        ({"line_items": [ORDER["line_items"][0] | {"quantity": "two"}]}, "order.line_items[0].quantity"),
        ({"line_items": [{}] * 10_001}, "order.line_items"),
    ],
)
def test_what_is_not_understood(fields: dict[str, Any], where: str | None) -> None:
    if where is None:
        # PHP writes an empty list either way.
        assert read(**fields).lines == ()
        return
    with pytest.raises(NotUnderstood) as refusal:
        read(**fields)

    assert refusal.value.words.startswith(f"{where}: ")


def test_an_order_of_ten_thousand_lines(shop: DocumentedShop) -> None:
    lines = [ORDER["line_items"][0] | {"id": number} for number in range(1, 10_001)]
    shop.says("GET", f"{ROOT}/orders", [ORDER | {"line_items": lines}])

    order = connect(shop).order("723")

    assert order is not None
    assert len(order.lines) == 10_000


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["1.00", "TRY", 7]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ORDER, "email", "quantity"]), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(st.sampled_from([*ORDER]), anything, max_size=5),
    st.dictionaries(st.sampled_from([*REFUND]), anything),
)
def test_any_order_is_read_or_not_understood(changes: dict[str, Any], refund: dict[str, Any]) -> None:
    with suppress(NotUnderstood):
        told = reading.order(Told(ORDER | changes, "order"), [Told(REFUND | refund, "refund")], shop="https://x")
        assert isinstance(told, OrderFacts)
        told.note.encode()


@given(st.dictionaries(st.sampled_from([*PRODUCT]), anything), anything)
def test_any_product_and_customer_is_read_or_not_understood(changes: dict[str, Any], told: object) -> None:
    with suppress(NotUnderstood):
        assert isinstance(reading.product(Told(PRODUCT | changes, "product"), "TRY"), ProductFacts)
    with suppress(NotUnderstood):
        assert isinstance(reading.customer(Told(told, "customer")), CustomerFacts)
