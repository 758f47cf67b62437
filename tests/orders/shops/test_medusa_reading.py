"""What a Medusa 2.18 answered, shortened to what is read, and the same made wrong."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from muhatap.orders.facts import LineFacts, OrderFacts, ProductFacts, RefundFacts
from muhatap.orders.money import NotAnAmount
from muhatap.orders.shops.contract import NotUnderstood
from muhatap.orders.shops.medusa import reading
from muhatap.orders.shops.medusa.reading import Place

TOLD = json.loads(
    """
{"id": "order_1", "display_id": 17, "custom_display_id": null, "status": "pending", "metadata": null,
 "created_at": "2026-11-23T05:29:48.350Z", "updated_at": "2026-11-23T05:29:57.701Z", "canceled_at": null,
 "currency_code": "try", "email": "zeynep@example.com", "shipping_total": 39.9, "region_id": "reg_1",
 "sales_channel_id": "sc_1", "customer_id": "cus_1", "customer": {"id": "cus_1", "phone": null},
 "shipping_methods": [{"name": "Yurtiçi Kargo"}],
 "shipping_address": {"first_name": "Zeynep", "last_name": "Aksoy", "company": null, "address_1": "Ihlamur Sok. 4",
  "address_2": null, "city": "İzmir", "postal_code": "35000", "country_code": "tr", "phone": "+905321234567"},
 "items": [
  {"id": "ordli_1", "product_title": "Toprak sürahi", "title": "Toprak sürahi", "variant_title": "Tek",
   "variant_sku": "SRH-2", "quantity": 2, "total": 324.5, "return_received_total": 324.5, "return_dismissed_total": 0,
   "detail": {"return_received_quantity": 1, "return_dismissed_quantity": 0}},
  {"id": "ordli_2", "product_title": "Lavanta sabunu", "title": "Lavanta sabunu", "variant_title": "Default variant",
   "variant_sku": "SBN", "quantity": 1, "total": 28.5, "return_received_total": 0, "return_dismissed_total": 0,
   "detail": {"return_received_quantity": 0, "return_dismissed_quantity": 0}}],
 "fulfillments": [{"id": "ful_1", "packed_at": "2026-11-23T05:29:52.294Z", "shipped_at": "2026-11-23T05:29:53.304Z",
  "delivered_at": null, "canceled_at": null, "updated_at": "2026-11-23T05:29:53.407Z",
  "labels": [{"tracking_number": "1234 5678", "tracking_url": "#"}],
  "items": [{"line_item_id": "ordli_1", "quantity": 2}, {"line_item_id": "ordli_2", "quantity": 1}]}],
 "payment_collections": [{"id": "pay_col_1", "updated_at": "2026-11-23T05:29:58.523Z", "payments": [
  {"id": "pay_1", "amount": 717.4, "provider_id": "pp_system_default", "captured_at": "2026-11-23T05:29:48.914Z",
   "canceled_at": null, "updated_at": "2026-11-23T05:29:48.919Z", "captures": [{"amount": 717.4}], "refunds": [
   {"id": "ref_1", "amount": 28.5, "note": "Kırık [mhtp-0a ordli_2:1]", "created_at": "2026-11-23T05:29:49.793Z",
    "updated_at": "2026-11-23T05:29:49.793Z"},
   {"id": "ref_2", "amount": 1.555, "note": null, "created_at": "2026-11-23T05:29:51.841Z",
    "updated_at": "2026-11-23T05:29:51.841Z"}]}]}],
 "returns": [{"id": "return_1", "status": "received", "created_at": "2026-11-23T05:29:54.775Z",
   "updated_at": "2026-11-23T05:29:57.594Z", "items": [{"item_id": "ordli_1", "quantity": 1, "note": "Kırık"}]},
  {"id": "return_2", "status": "open", "created_at": "2026-11-23T05:29:56.775Z",
   "updated_at": "2026-11-23T05:29:56.775Z", "items": []}]}
""",
    parse_float=Decimal,
)


def order(**changes: Any) -> OrderFacts:
    return reading.order(Place.of({**deepcopy(TOLD), **changes}, "order"))


def test_order_is_read_whole() -> None:
    facts = order()

    assert (facts.number, facts.currency, facts.total, facts.state) == ("17", "TRY", 71740, "open")
    assert facts.lines == (
        LineFacts(
            outside_id="ordli_1", name="Toprak sürahi, Tek", sku="SRH-2", quantity=2, total=64900, returned_count=1
        ),
        LineFacts(outside_id="ordli_2", name="Lavanta sabunu", sku="SBN", quantity=1, total=2850, refunded_count=1),
    )
    assert facts.refunds[0] == RefundFacts(
        outside_id="ref_1", amount=2850, at=datetime(2026, 11, 23, 5, 29, 49, 793000, UTC), reason="Kırık",
        of_lines={"ordli_2": 1},
    )  # fmt: skip
    (parcel,) = facts.parcels
    assert (parcel.state, parcel.carrier, parcel.tracking_number, parcel.tracking_url) == (
        "shipped", "Yurtiçi Kargo", "12345678", "",
    )  # fmt: skip
    (back,) = facts.returns
    assert (back.outside_id, back.state, back.of_lines, back.reason) == (
        "return_1", "received", {"ordli_1": 1}, "Kırık",
    )  # fmt: skip


def test_an_order_changed_when_any_part_of_it_did() -> None:
    assert order().changed_at == datetime(2026, 11, 23, 5, 29, 58, 523000, UTC)


def test_digits_that_nobody_can_pay_are_taken_to_the_minor_unit() -> None:
    facts = order()

    assert [refund.amount for refund in facts.refunds] == [2850, 156]
    # 717.40 - 28.50 - 1.555 = 687.345: never more than there is.
    assert facts.payments[0].refundable == 68734


@pytest.mark.parametrize(
    ("captures", "refunds", "canceled_at", "state"),
    [
        ([], [], None, "authorised"),
        ([], [], "2026-11-23T05:29:48.914Z", "failed"),
        (["100"], [], None, "authorised"),
        (["100", "617.4"], [], None, "paid"),
        (["717.4"], ["10"], None, "part_refunded"),
        (["717.4"], ["10", "707.4"], None, "refunded"),
    ],
)
def test_standing_of_a_payment(captures: list[str], refunds: list[str], canceled_at: str | None, state: str) -> None:
    collections = deepcopy(TOLD["payment_collections"])
    payment = collections[0]["payments"][0]
    payment["captures"] = [{"amount": Decimal(each)} for each in captures]
    when = {"created_at": TOLD["created_at"], "updated_at": TOLD["updated_at"]}
    payment["refunds"] = [
        {"id": f"ref_{place}", "amount": Decimal(each), "note": None, **when} for place, each in enumerate(refunds)
    ]
    payment["canceled_at"] = canceled_at

    facts = order(payment_collections=collections)

    assert (facts.payments[0].state, facts.payment_state) == (state, state)


def test_order_without_a_payment_is_not_paid() -> None:
    assert (order(payment_collections=[]).payment_state, order(payment_collections=[]).payments) == ("none", ())


@pytest.mark.parametrize(
    ("currency", "told", "minor"),
    [("try", "717.4", 71740), ("jpy", "1500", 1500), ("kwd", "12.345", 12345), ("jpy", "1500.5", 1501)],
)
def test_amounts_are_in_the_currency_s_own_unit(currency: str, told: str, minor: int) -> None:
    assert order(currency_code=currency, items=[], shipping_total=Decimal(told)).total == minor


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": 5},
        {"id": "x" * 121},
        {"display_id": {"a": 1}},
        {"created_at": None},
        {"updated_at": "yesterday"},
        {"updated_at": "2026-11-23T05:29:48"},
        {"updated_at": 17},
        {"currency_code": "zzz"},
        {"currency_code": None},
        {"shipping_total": "39.9"},
        {"shipping_total": None},
        {"shipping_total": True},
        {"shipping_total": Decimal("NaN")},
        {"shipping_total": Decimal("1E+30")},
        {"shipping_total": 10**18},
        {"items": None},
        {"items": {}},
        {"items": [None]},
        {"items": [{"id": "ordli_1", "quantity": "2"}]},
        {"items": [{"id": "ordli_1", "quantity": Decimal("1.5")}]},
        {"items": [{"id": "ordli_1", "quantity": -1}]},
        {"items": [{"id": "ordli_1", "quantity": 1, "total": 5}]},
        {"fulfillments": "none"},
        {"fulfillments": [{"id": "ful_1"}]},
        {"payment_collections": [{"updated_at": "2026-11-23T05:29:58Z", "payments": [{}]}]},
        {"returns": [[]]},
        {"shipping_address": []},
        {"email": ["zeynep@example.com"]},
    ],
)
def test_what_makes_no_sense_is_not_understood(changes: dict[str, Any]) -> None:
    with pytest.raises(NotUnderstood) as trouble:
        order(**changes)

    assert "order" in trouble.value.words


def test_texts_are_cut_and_have_no_zero_in_them() -> None:
    facts = order(email="a\x00b" * 500, metadata={"mhtp-1": "Merhaba\x00", "gift": "yes", "mhtp-2": 5})

    assert (len(facts.email), facts.note) == (320, "Merhaba")


def test_line_that_was_taken_off_the_order_is_none() -> None:
    items = deepcopy(TOLD["items"])
    items[1]["quantity"] = 0

    assert [line.outside_id for line in order(items=items).lines] == ["ordli_1"]


@pytest.mark.parametrize(
    ("note", "mark"),
    [
        ("Kırık [mhtp-0a ordli_2:1]", "mhtp-0a"),
        ("[mhtp-0a]", "mhtp-0a"),
        ("about [mhtp-0a], says the customer", ""),
        ("mhtp-0a", ""),
        ("", ""),
        ("[mhtp-0a] [mhtp-0b]", "mhtp-0b"),
    ],
)
def test_a_mark_is_what_a_note_ends_in(note: str, mark: str) -> None:
    assert reading.mark_of(note) == mark


def test_what_is_written_behind_a_note_is_read_again() -> None:
    lines = {"ordli_1": 2, "ordli_2": 1}
    refund = {"id": "ref_1", "amount": 5, "created_at": TOLD["created_at"], "updated_at": TOLD["updated_at"]}
    collections = deepcopy(TOLD["payment_collections"])
    collections[0]["payments"][0]["refunds"] = [refund | {"note": reading.marked("İki satır", "mhtp-0a", lines)}]

    (read,) = order(payment_collections=collections).refunds

    assert (read.reason, read.of_lines) == ("İki satır", lines)


@pytest.mark.parametrize(
    ("minor", "currency", "number"),
    [(32450, "TRY", 324.5), (32400, "TRY", 324), (1, "TRY", 0.01), (1500, "JPY", 1500), (12345, "KWD", 12.345)],
)
def test_amounts_are_sent_as_exact_numbers(minor: int, currency: str, number: float) -> None:
    assert json.dumps(reading.number_of(minor, currency)) == json.dumps(number)


def test_amount_that_a_number_cannot_hold_is_not_sent() -> None:
    with pytest.raises(NotAnAmount):
        reading.number_of(10**20 + 1, "TRY")


PRODUCT: dict[str, Any] = {
    "id": "prod_1", "title": "Lavanta sabunu", "status": "published", "updated_at": "2026-11-23T05:28:15.405Z",
    "variants": [{
        "id": "variant_1", "title": "Tek", "sku": "SBN", "manage_inventory": True,
        "updated_at": "2026-11-23T05:28:15.600Z",
        "options": [{"value": "Tek", "option": {"title": "Boy"}}],
        "inventory_items": [
            {"required_quantity": 1, "inventory": {"location_levels": [
                {"available_quantity": 7}, {"available_quantity": 5}]}},
            {"required_quantity": 3, "inventory": {"location_levels": [{"available_quantity": 20}]}},
        ],
        "prices": [
            {"amount": 20, "currency_code": "try", "rules": {"region_id": "reg_1"}},
            {"amount": 1, "currency_code": "eur", "rules": {}},
            {"amount": Decimal("28.5"), "currency_code": "try", "rules": {}},
        ],
    }],
}  # fmt: skip


def test_product_is_sold_while_its_scarcest_part_lasts() -> None:
    assert reading.products({"products": [PRODUCT]}, currency="TRY") == [
        ProductFacts(
            outside_id="variant_1", sku="SBN", name="Lavanta sabunu", currency="TRY", price=2850, stock=6,
            changed_at=datetime(2026, 11, 23, 5, 28, 15, 600000, UTC), details=(("Boy", "Tek"),),
        )
    ]  # fmt: skip


def test_what_nobody_counts_has_no_stock_and_what_has_no_number_is_left_out() -> None:
    product = deepcopy(PRODUCT)
    product["variants"].append({**product["variants"][0], "id": "variant_2", "manage_inventory": False})
    product["variants"].append({**product["variants"][0], "id": "variant_3", "sku": None})

    found = reading.products({"products": [product]}, currency="USD")

    assert [(each.name, each.stock, each.price) for each in found] == [
        ("Lavanta sabunu, Tek", 6, None), ("Lavanta sabunu, Tek", None, None),
    ]  # fmt: skip
