"""The whole exchange with a real Vendure: what customers buy there, the desk reads, and what the desk does, the shop
shows once.
"""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import pytest

from muhatap.orders.facts import Address, OrderFacts
from muhatap.orders.shops.contract import (
    Act,
    ActKind,
    Asked,
    Connector,
    Done,
    Forged,
    Lack,
    Missing,
    NotAllowed,
    Refused,
    Unclear,
)
from muhatap.orders.shops.vendure import KIND
from muhatap.orders.shops.vendure.acts import code_of
from tests.servers.inbox import Inbox, Message
from tests.servers.vendure import Bought, Vendure

pytestmark = pytest.mark.slow

REST_SECONDS = 1.0

ANKARA = Address(
    name="Ali Yılmaz", lines=("Gül Sok. 1", "D. 2"), postcode="06100", city="Ankara", country="TR", phone="0533 1"
)


def an_act(kind: ActKind, order: Bought, **details: Any) -> Act:
    given = {"asked_at": datetime.now(UTC), "currency": "TRY", **details}
    return Act(kind=kind, mark=f"mhtp-{token_hex(10)}", order_id=order.id, **given)


def read(connector: Connector, order: Bought) -> OrderFacts:
    facts = connector.order(order.id)
    assert facts
    return facts


@pytest.fixture(scope="module")
def connector(vendure_shop: Vendure) -> Connector:
    return KIND.open(vendure_shop.access())


def test_nothing_is_missing(connector: Connector) -> None:
    assert connector.check() == []


def test_order_is_read_as_it_was_bought(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 2, "BRD-K": 1})

    facts = read(connector, order)

    assert (facts.number, facts.total, facts.currency) == (order.code, 2 * 32400 + 8990 + 4990, "TRY")
    assert [(each.sku, each.name, each.quantity, each.total) for each in facts.lines] == [
        ("SRH-2", "Toprak sürahi", 2, 64800),
        ("BRD-K", "Çay bardağı küçük", 1, 8990),
    ]
    assert (facts.state, facts.payment_state, facts.parcels, facts.refunds) == ("open", "paid", (), ())
    (payment,) = facts.payments
    assert (payment.amount, payment.method, payment.refundable) == (order.total, "card", order.total)
    assert (facts.customer_name, facts.email) == ("Zeynep Aksoy", "zeynep@example.com")
    assert facts.ship_to.lines == ("Ihlamur Sok. 4", "D. 3")
    assert abs((facts.placed_at - datetime.now(UTC)).total_seconds()) < 30


def test_parcel_is_followed_to_the_door(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 1, "BRD-K": 1})
    first, second = order.lines

    vendure_shop.deliver(order, lines=[first], tracking="111")
    vendure_shop.ship(order, lines=[second], tracking="222")
    on_its_way = read(connector, order)

    assert [(each.state, each.carrier, each.tracking_number, each.holds) for each in on_its_way.parcels] == [
        ("delivered", "Yurtiçi Kargo", "111", {first: 1}),
        ("shipped", "Yurtiçi Kargo", "222", {second: 1}),
    ]
    assert on_its_way.state == "open"
    delivered, shipped = on_its_way.parcels
    assert delivered.shipped_at
    assert delivered.delivered_at
    assert delivered.shipped_at <= delivered.delivered_at
    assert shipped.shipped_at
    assert shipped.delivered_at is None


def test_order_is_found_however_it_is_asked_for(vendure_shop: Vendure, connector: Connector) -> None:
    email = f"{token_hex(4)}@example.com"
    older = vendure_shop.buy({"BRD-K": 1}, email=email, phone="0 (544) 765 43 21")
    newer = vendure_shop.buy({"BRD-K": 1}, email=email, phone="0 (544) 765 43 21")

    def found(**asked: str) -> list[str]:
        return [each.number for each in connector.find(Asked(**asked))]

    assert found(number=older.code.lower()) == [older.code]
    assert found(email=email.upper()) == [newer.code, older.code]
    assert found(phone="+905447654321") == [newer.code, older.code]
    assert found(email="nobody@example.com") == found(number="8812") == found(phone="+905440000000") == []
    assert connector.order("999999") is None


def test_changes_are_orders_that_were_placed(vendure_shop: Vendure, connector: Connector) -> None:
    since = datetime.now(UTC)
    bought = [vendure_shop.buy({"BRD-K": 1}) for _ in range(2)]
    vendure_shop.buy({"BRD-K": 1}, is_paid=False)
    vendure_shop.deliver(bought[0])

    page = connector.changed(since, "")

    assert {each.number for each in page.orders} == {each.code for each in bought}
    assert page.cursor == ""


def test_no_change_is_left_out_between_two_pages(
    vendure_shop: Vendure, connector: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muhatap.orders.shops.vendure.connector.PAGE", 2)
    since = moment_of_rest(connector)
    bought = [vendure_shop.buy({"BRD-K": 1}) for _ in range(5)]
    numbers: list[str] = []
    cursor = ""

    while page := connector.changed(since, cursor):
        numbers += [each.number for each in page.orders]
        if not cursor:
            # What the first page said changes again before the second is asked for.
            vendure_shop.ship(bought[0])
        cursor = page.cursor
        if not cursor:
            break

    assert set(numbers) == {each.code for each in bought}
    assert len(numbers) < 15


def moment_of_rest(connector: Connector) -> datetime:
    """Wait until nothing changes any more: the shop finishes orders of earlier tests in jobs of its own."""
    since = datetime.now(UTC)
    time.sleep(REST_SECONDS)
    while connector.changed(since, "").orders:
        since = datetime.now(UTC)
        time.sleep(REST_SECONDS)
    return datetime.now(UTC)


def test_products_and_their_stock(vendure_shop: Vendure, connector: Connector) -> None:
    def stock() -> int:
        products = {each.sku: each for each in connector.products(None, "").products}
        jug = products["SRH-2"]
        assert (jug.name, jug.price, jug.currency, jug.is_sold) == ("Toprak sürahi", 32400, "TRY", True)
        assert products["BRD-K"].details == (("ölçü", "küçük"),)
        assert jug.stock is not None
        return jug.stock

    before = stock()
    vendure_shop.buy({"SRH-2": 3})

    assert stock() == before - 3


def test_refund_of_a_line_is_shown_once(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 2, "BRD-K": 1})
    before = read(connector, order)
    act = an_act(ActKind.REFUND, order, amount=32400, lines={order.lines[0]: 1}, text="Biri kırık geldi")
    assert connector.trace(act, before) is None

    done = connector.do(act)

    (refund,) = vendure_shop.refunds(order.id)
    assert (refund["id"], refund["total"], refund["state"]) == (done.outside_id, 32400, "Settled")
    assert refund["lines"] == [{"orderLineId": order.lines[0], "quantity": 1}]
    assert refund["reason"] == f"Biri kırık geldi [{act.mark}]"
    assert connector.trace(act, before) == done
    after = read(connector, order)
    assert (after.payment_state, after.payments[0].refundable) == ("part_refunded", order.total - 32400)
    assert [each.refunded_count for each in after.lines] == [1, 0]
    assert after.changed_at > before.changed_at


def test_equal_refund_of_before_is_not_taken_for_this_one(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    first = an_act(ActKind.REFUND, order, amount=1000)
    connector.do(first)
    before = read(connector, order)
    second = an_act(ActKind.REFUND, order, amount=1000)

    assert connector.trace(second, before) is None
    done = connector.do(second)

    assert connector.trace(second, before) == done != connector.trace(first, before)
    assert len(vendure_shop.refunds(order.id)) == 2


def test_refund_that_was_done_is_not_done_again(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    act = an_act(ActKind.REFUND, order, amount=1000)

    assert connector.do(act) == connector.do(act)

    assert len(vendure_shop.refunds(order.id)) == 1


def test_more_than_was_paid_does_not_go_back(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()

    with pytest.raises(Refused, match="more than"):
        connector.do(an_act(ActKind.REFUND, order, amount=order.total + 1))

    assert vendure_shop.refunds(order.id) == []


def test_refund_that_waits_is_a_refund_and_one_that_failed_is_none(vendure_shop: Vendure, connector: Connector) -> None:
    waiting, broken = vendure_shop.buy(method="transfer"), vendure_shop.buy(method="broken")

    connector.do(an_act(ActKind.REFUND, waiting, amount=1000))
    refused = an_act(ActKind.REFUND, broken, amount=1000)
    with pytest.raises(Refused, match="provider"):
        connector.do(refused)

    assert [each.amount for each in read(connector, waiting).refunds] == [1000]
    assert [each["state"] for each in vendure_shop.refunds(waiting.id)] == ["Pending"]
    assert read(connector, broken).refunds == ()
    assert read(connector, broken).payment_state == "paid"
    assert connector.trace(refused, read(connector, broken)) is None


def test_refund_that_the_shop_calls_an_error_is_unclear_and_then_found(
    vendure_shop: Vendure, connector: Connector
) -> None:
    order = vendure_shop.buy(method="late")
    act = an_act(ActKind.REFUND, order, amount=1000)

    with pytest.raises(Unclear):
        connector.do(act)

    assert connector.trace(act, read(connector, order)) is not None
    assert len(vendure_shop.refunds(order.id)) == 1


def test_money_that_is_only_reserved_is_not_refunded(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy(method="reserved")

    assert read(connector, order).payment_state == "authorised"
    with pytest.raises(Refused):
        connector.do(an_act(ActKind.REFUND, order, amount=1000))


def test_refunded_goods_go_back_on_the_shelf(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 2})
    act = an_act(ActKind.REFUND, order, amount=32400, lines={order.lines[0]: 1}, is_restocking=True)

    done = connector.do(act)

    assert connector.trace(act, read(connector, order)) == done
    assert [each["quantity"] for each in vendure_shop.look(order.id)["lines"]] == [1]
    assert len(vendure_shop.refunds(order.id)) == 1


def test_cancelled_order_still_says_what_was_ordered(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 2})
    before = read(connector, order)
    act = an_act(ActKind.CANCEL, order, text="Vazgeçti")
    assert connector.trace(act, before) is None

    connector.do(act)

    assert connector.trace(act, before) == Done(outside_id=order.id)
    after = read(connector, order)
    assert (after.state, after.total, after.payment_state) == ("cancelled", order.total, "paid")
    assert [(each.quantity, each.total) for each in after.lines] == [(2, 64800)]
    assert after.cancelled_at
    assert after.cancelled_at >= before.placed_at
    with pytest.raises(Refused):
        connector.do(act)


def test_cancelling_after_delivery_brings_no_refund(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    vendure_shop.deliver(order)

    assert read(connector, order).state == "done"
    connector.do(an_act(ActKind.CANCEL, order))

    assert read(connector, order).refunds == ()


def test_address_is_corrected_and_the_order_goes_on(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    act = an_act(ActKind.ADDRESS, order, ship_to=ANKARA)

    done = connector.do(act)

    assert connector.trace(act, read(connector, order)) == done
    assert read(connector, order).ship_to == Address(
        name="Ali Yılmaz",
        lines=("Gül Sok. 1", "D. 2"),
        postcode="06100",
        city="Ankara",
        country="TR",
        phone="0533 1",
    )
    assert (vendure_shop.look(order.id)["state"], read(connector, order).total) == ("PaymentSettled", order.total)
    vendure_shop.deliver(order)


def test_address_of_what_was_delivered_stays(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    vendure_shop.deliver(order)

    with pytest.raises(Refused):
        connector.do(an_act(ActKind.ADDRESS, order, ship_to=ANKARA))

    assert vendure_shop.look(order.id)["state"] == "Delivered"


def test_address_that_the_shop_does_not_take_leaves_the_order_as_it_was(
    vendure_shop: Vendure, connector: Connector
) -> None:
    order = vendure_shop.buy()
    nowhere = Address(name="Ali", lines=("Gül Sok. 1",), city="Ankara", country="QQ")
    act = an_act(ActKind.ADDRESS, order, ship_to=nowhere)

    with pytest.raises(Exception, match="country") as trouble:
        connector.do(act)

    assert trouble.type.__name__ in ("Refused", "Unclear")
    assert connector.trace(act, read(connector, order)) is None


def test_note_is_private(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    act = an_act(ActKind.NOTE, order, text="Kapıcıya bırakılsın")

    done = connector.do(act)

    said = [each["data"] for each in vendure_shop.look(order.id)["history"]["items"] if each["type"] == "ORDER_NOTE"]
    assert said == [{"note": f"Kapıcıya bırakılsın [{act.mark}]"}]
    assert connector.trace(act, read(connector, order)) == done


def test_resent_order_is_free_and_goes_the_usual_way_once(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy({"SRH-2": 2, "BRD-K": 1})
    before = read(connector, order)
    act = an_act(ActKind.RESHIP, order, lines={order.lines[0]: 1}, text="Kırık geldi")
    assert connector.trace(act, before) is None

    done = connector.do(act)

    assert connector.trace(act, before) == connector.do(act) == done
    (made,) = [each for each in vendure_shop.newest() if act.mark in json.dumps(each["history"])]
    assert (made["id"], made["code"], made["state"]) == (done.outside_id, done.called, "PaymentSettled")
    assert (made["totalWithTax"], made["couponCodes"]) == (0, [code_of(act.mark)])
    assert [(each["productVariant"]["sku"], each["quantity"]) for each in made["lines"]] == [("SRH-2", 1)]
    assert made["shippingAddress"]["streetLine1"] == "Ihlamur Sok. 4"
    resent = Bought(id=made["id"], code=made["code"], lines=(made["lines"][0]["id"],), total=0)
    vendure_shop.deliver(resent)
    facts = read(connector, resent)
    assert (facts.state, facts.payment_state, facts.email) == ("done", "none", "zeynep@example.com")


def test_what_is_out_of_stock_is_not_resent_and_leaves_nothing_behind(
    vendure_shop: Vendure, connector: Connector
) -> None:
    order = vendure_shop.buy({"BRD-B": 3})
    count = len(vendure_shop.newest(100))
    act = an_act(ActKind.RESHIP, order)

    with pytest.raises(Refused):
        connector.do(act)

    assert len(vendure_shop.newest(100)) == count
    assert connector.trace(act, read(connector, order)) is None
    assert vendure_shop.coupons(code_of(act.mark)) == 0


def test_discount_code_works_once(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    percent = an_act(ActKind.DISCOUNT, order, percent=10)
    amount = an_act(ActKind.DISCOUNT, order, amount=5000)

    done = [connector.do(percent), connector.do(amount)]

    assert [connector.trace(each, read(connector, order)) for each in (percent, amount)] == done
    assert connector.do(percent) == done[0]
    assert vendure_shop.coupons(done[0].called) == 1
    assert vendure_shop.price_with(done[0].called, {"SRH-2": 1}) == 32400 - 3240
    assert vendure_shop.price_with(done[1].called, {"SRH-2": 1}) == 32400 - 5000


def test_draft_waits_in_the_shop(vendure_shop: Vendure, connector: Connector) -> None:
    order = vendure_shop.buy()
    act = an_act(ActKind.DRAFT, order, wanted={"BRD-K": 2, "TBK-1": 1}, ship_to=ANKARA)

    done = connector.do(act)

    assert connector.trace(act, read(connector, order)) == connector.do(act) == done
    draft = vendure_shop.look(done.outside_id)
    assert (draft["state"], draft["code"], draft["shippingAddress"]["city"]) == ("Draft", done.called, "Ankara")
    assert Counter({each["productVariant"]["sku"]: each["quantity"] for each in draft["lines"]}) == {
        "BRD-K": 2,
        "TBK-1": 1,
    }
    with pytest.raises(Refused, match="NIX-1"):
        connector.do(an_act(ActKind.DRAFT, order, wanted={"NIX-1": 1}))


def test_unknown_acts_are_refused(vendure_shop: Vendure, connector: Connector) -> None:
    with pytest.raises(Refused):
        connector.do(an_act(ActKind.RETURN, vendure_shop.buy()))


def test_shop_says_which_order_changed(vendure_shop: Vendure, connector: Connector, news: Inbox) -> None:
    order = vendure_shop.buy()
    before = read(connector, order)
    news.messages.clear()
    payment = vendure_shop.look(order.id)["payments"][0]["id"]

    vendure_shop.refund(payment, 1000)
    message = news.wait(is_about(order))

    heard = connector.hear(message.headers, message.body)
    assert heard
    assert heard.order_ids == (order.id,)
    assert heard.key == message.headers["webhook-id"]
    # And who missed it finds it among the changes.
    assert order.code in [each.number for each in connector.changed(before.changed_at, "").orders]


@pytest.mark.parametrize("what", ["ship", "note", "cancel"])
def test_shop_speaks_of_parcels_notes_and_cancellations(
    vendure_shop: Vendure, connector: Connector, news: Inbox, what: str
) -> None:
    order = vendure_shop.buy()
    news.wait(is_about(order))
    news.messages.clear()

    if what == "ship":
        vendure_shop.ship(order)
    else:
        connector.do(an_act(ActKind(what), order))

    assert connector.hear(*said(news.wait(is_about(order))))


def test_forged_messages_are_not_believed(vendure_shop: Vendure, connector: Connector, news: Inbox) -> None:
    order = vendure_shop.buy()
    headers, body = said(news.wait(is_about(order)))

    for forged in [
        (headers, body.replace(order.id.encode(), b"1" + order.id.encode())),
        ({**headers, "webhook-id": "another"}, body),
        ({**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}, body),
        ({**headers, "webhook-signature": "v1,AAAA"}, body),
        ({}, body),
    ]:
        with pytest.raises(Forged):
            connector.hear(*forged)


def test_wrong_password_is_said(vendure_shop: Vendure) -> None:
    stranger = KIND.open(vendure_shop.access(password="tahmin"))

    assert stranger.check() == [Missing(Lack.CREDENTIALS, "The provided credentials are invalid")]
    with pytest.raises(NotAllowed):
        stranger.order("1")


def test_every_missing_permission_is_named(vendure_shop: Vendure) -> None:
    order = vendure_shop.buy()
    reader = KIND.open(vendure_shop.access(user=vendure_shop.hire("ReadOrder", "ReadCustomer", "ReadCatalog")))
    newcomer = KIND.open(vendure_shop.access(user=vendure_shop.hire("ReadCustomer")))

    lacking = reader.check()

    assert {each.lack for each in lacking} == {Lack.PERMISSION}
    assert {each.words for each in lacking} == {
        *("UpdateOrder", "CreateOrder", "DeleteOrder"),
        *("ReadPromotion", "CreatePromotion", "DeletePromotion"),
    }
    assert not any(each.is_fatal for each in lacking)
    assert [each.words for each in newcomer.check() if each.is_fatal] == ["ReadOrder", "ReadCatalog"]
    with pytest.raises(NotAllowed):
        reader.do(an_act(ActKind.REFUND, order, amount=1000))
    assert vendure_shop.refunds(order.id) == []


def test_session_that_ended_is_begun_anew(vendure_shop: Vendure) -> None:
    order = vendure_shop.buy()
    connector = KIND.open(vendure_shop.access())
    assert connector.order(order.id)

    vendure_shop.end_sessions()

    assert connector.order(order.id)


def test_key_does_instead_of_a_password(vendure_shop: Vendure) -> None:
    order = vendure_shop.buy()
    with_key = replace(vendure_shop.access(), settings={}, secrets={"api_key": vendure_shop.api_key()})
    with_wrong = replace(with_key, secrets={"api_key": "tahmin"})

    assert KIND.open(with_key).check() == []
    assert read(KIND.open(with_key), order).number == order.code
    assert [each.lack for each in KIND.open(with_wrong).check()] == [Lack.CREDENTIALS]


def is_about(order: Bought) -> Any:
    return lambda message: {"id": order.id} in json.loads(message.body)["orders"]


def said(message: Message) -> tuple[Mapping[str, str], bytes]:
    return message.headers, message.body
