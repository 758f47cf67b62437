"""The whole exchange with a real Medusa: what customers buy there, the desk reads, and what the desk does, the shop
shows once.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
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
    NotReached,
    NotUnderstood,
    Refused,
    ShopTrouble,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.medusa import KIND
from tests.servers import medusa, npm
from tests.servers.inbox import Inbox, Message
from tests.servers.medusa import Bought, Medusa
from tests.servers.middleman import Middleman, said
from tests.servers.ports import free_port

pytestmark = pytest.mark.slow

ANKARA = Address(
    name="Ali Can Yılmaz", lines=("Gül Sok. 1", "D. 2"), postcode="06100", city="Ankara", country="TR", phone="0533 1"
)


@pytest.fixture(scope="module")
def news() -> Iterator[Inbox]:
    inbox = Inbox()
    yield inbox.start()
    inbox.stop()


@pytest.fixture(scope="module")
def shop(news: Inbox) -> Iterator[Medusa]:
    """A Medusa that all stories share; each buys what it needs."""
    try:
        with medusa.running(webhooks=news.address) as shop:
            yield shop
    except npm.NotInstalled as reason:
        pytest.skip(f"no Medusa: {reason}")


@pytest.fixture(scope="module")
def connector(shop: Medusa) -> Connector:
    return KIND.open(shop.access())


def an_act(kind: ActKind, order: Bought, **details: Any) -> Act:
    given = {"asked_at": datetime.now(UTC), "currency": "TRY", **details}
    return Act(kind=kind, mark=f"mhtp-{token_hex(10)}", order_id=order.id, **given)


def read(connector: Connector, order: Bought) -> OrderFacts:
    facts = connector.order(order.id)
    assert facts
    return facts


def test_nothing_is_missing(connector: Connector) -> None:
    assert connector.check() == []


def test_order_is_read_as_it_was_bought(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2, "SBN": 1})

    facts = read(connector, order)

    assert (facts.number, facts.total, facts.currency) == (order.number, 2 * 32450 + 2850 + 3990, "TRY")
    assert facts.total == order.total
    assert [(each.sku, each.name, each.quantity, each.total) for each in facts.lines] == [
        ("SRH-2", "Toprak sürahi, Tek", 2, 64900),
        ("SBN", "Lavanta sabunu, Tek", 1, 2850),
    ]
    assert (facts.state, facts.payment_state, facts.parcels, facts.refunds) == ("open", "paid", (), ())
    (payment,) = facts.payments
    assert (payment.amount, payment.state, payment.refundable) == (order.total, "paid", order.total)
    assert (facts.customer_name, facts.email, facts.phone) == ("Zeynep Aksoy", medusa.EMAIL, medusa.PHONE)
    assert facts.ship_to == Address(
        name="Zeynep Aksoy", lines=("Ihlamur Sok. 4", "D. 3"), postcode="34330", city="İstanbul", country="TR",
        phone=medusa.PHONE,
    )  # fmt: skip
    assert facts.admin_url == f"{shop.address}/app/orders/{order.id}"
    assert abs((facts.placed_at - datetime.now(UTC)).total_seconds()) < 30


def test_payment_that_comes_later_is_a_change(shop: Medusa, connector: Connector) -> None:
    order = shop.buy(is_paid=False)
    before = read(connector, order)

    shop.capture(order.id)

    after = read(connector, order)
    assert (before.payment_state, before.payments[0].refundable) == ("authorised", 0)
    assert (after.payment_state, after.payments[0].refundable) == ("paid", order.total)
    assert after.paid_at
    assert after.changed_at > before.changed_at


def test_parcel_is_followed_to_the_door(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 1, "SBN": 1})
    first, second = order.lines

    shop.deliver(order, lines=[first], tracking="111")
    shop.ship(order, lines=[second], tracking="222")

    parcels = {each.tracking_number: each for each in read(connector, order).parcels}
    delivered, shipped = parcels["111"], parcels["222"]
    assert (delivered.state, delivered.carrier, delivered.holds) == ("delivered", "Yurtiçi Kargo", {first: 1})
    assert (shipped.state, shipped.holds) == ("shipped", {second: 1})
    assert shipped.tracking_url == "https://carrier.example/1"
    assert delivered.shipped_at
    assert delivered.delivered_at
    assert delivered.shipped_at <= delivered.delivered_at == delivered.last_movement_at
    assert shipped.delivered_at is None


def test_order_is_found_however_it_is_asked_for(shop: Medusa, connector: Connector) -> None:
    email = f"{token_hex(4)}@example.com"
    older = shop.buy({"SBN": 1}, email=email, phone="05447654321")
    newer = shop.buy({"SBN": 1}, email=email, phone="+905447654321")
    customer = shop.ask("GET", f"/admin/orders/{newer.id}", fields="customer_id")["order"]["customer_id"]

    def found(**asked: str) -> list[str]:
        return [each.number for each in connector.find(Asked(**asked))]

    assert found(number=f"#{older.number}") == [older.number]
    assert found(email=email.upper()) == [newer.number, older.number]
    assert found(phone="+905447654321") == [newer.number, older.number]
    assert found(customer_id=customer) == [newer.number, older.number]
    assert found(email="nobody@example.com") == found(number="88120") == found(phone="+905440000000") == []
    assert connector.order("order_nope") is None


def test_changes_are_read_page_by_page(shop: Medusa, connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muhatap.orders.shops.medusa.connector.PAGE", 2)
    since = datetime.now(UTC)
    bought = [shop.buy({"SBN": 1}) for _ in range(5)]
    numbers: list[str] = []
    cursor, pages = "", 0

    while pages == 0 or cursor:
        page = connector.changed(since, cursor)
        numbers += [each.number for each in page.orders]
        if pages == 0:
            # What the first page said changes again before the second is asked for.
            shop.ship(bought[0])
        cursor, pages = page.cursor, pages + 1

    assert set(numbers) == {each.number for each in bought}
    assert numbers[-1] == bought[0].number
    assert pages < 12


def test_orders_of_one_moment_are_all_read(shop: Medusa, connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import stamps thousands of orders with the same moment."""
    monkeypatch.setattr("muhatap.orders.shops.medusa.connector.PAGE", 2)
    bought = [shop.buy({"SBN": 1}) for _ in range(5)]
    moment = datetime.now(UTC) + timedelta(days=1)
    shop.run_sql(
        'UPDATE "order" SET updated_at = %s WHERE id = ANY(%s)', [moment, [each.id for each in bought]]
    )  # fmt: skip
    numbers: list[str] = []
    cursor, pages = "", 0

    while (pages == 0 or cursor) and pages < 20:
        page = connector.changed(moment - timedelta(minutes=1), cursor)
        numbers += [each.number for each in page.orders]
        cursor, pages = page.cursor, pages + 1
    shop.run_sql('UPDATE "order" SET updated_at = created_at WHERE updated_at = %s', [moment])

    assert sorted(numbers) == sorted(each.number for each in bought)


def test_products_and_their_stock(shop: Medusa, connector: Connector) -> None:
    def stock() -> int:
        jug = {each.sku: each for each in connector.products(None, "").products}["SRH-2"]
        assert (jug.name, jug.price, jug.currency, jug.is_sold) == ("Toprak sürahi", 32450, "TRY", True)
        assert jug.details == (("Boy", "Tek"),)
        assert jug.stock is not None
        return jug.stock

    before = stock()
    shop.buy({"SRH-2": 3})

    assert stock() == before - 3


def test_only_who_has_an_account_is_a_customer(shop: Medusa, connector: Connector) -> None:
    shop.buy(email="misafir@example.com")
    shop.ask("POST", "/admin/customers", {"email": "uye@example.com", "first_name": "Ayşe", "last_name": "Kara"})
    shop.run_sql("UPDATE customer SET has_account = true WHERE email = 'uye@example.com'", [])

    customer = connector.customer("uye@example.com")

    assert connector.customer("misafir@example.com") is None
    assert customer
    assert (customer.name, customer.email, customer.order_count) == ("Ayşe Kara", "uye@example.com", 0)


def test_refund_of_a_line_is_shown_once(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2, "SBN": 1})
    before = read(connector, order)
    act = an_act(ActKind.REFUND, order, amount=32450, lines={order.lines[0]: 1}, text="Biri kırık geldi")
    assert connector.trace(act, before) is None

    done = connector.do(act)

    (refund,) = shop.refunds(order.id)
    assert (refund["id"], refund["amount"]) == (done.outside_id, 324.5)
    assert refund["note"] == f"Biri kırık geldi [{act.mark} {order.lines[0]}:1]"
    assert connector.trace(act, before) == done
    after = read(connector, order)
    assert (after.payment_state, after.payments[0].refundable) == ("part_refunded", order.total - 32450)
    assert after.total == before.total
    assert [each.refunded_count for each in after.lines] == [1, 0]
    assert [(each.reason, each.of_lines) for each in after.refunds] == [("Biri kırık geldi", {order.lines[0]: 1})]
    assert after.changed_at > before.changed_at


def test_equal_refund_of_before_is_not_taken_for_this_one(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    shop.refund(order.id, 10, note="Biri kırık geldi")
    first = an_act(ActKind.REFUND, order, amount=1000, text="Biri kırık geldi")
    connector.do(first)
    before = read(connector, order)
    second = an_act(ActKind.REFUND, order, amount=1000, text="Biri kırık geldi")

    assert connector.trace(second, before) is None
    done = connector.do(second)

    assert connector.trace(second, before) == done != connector.trace(first, before)
    assert [each["amount"] for each in shop.refunds(order.id)] == [10, 10, 10]


def test_refund_that_was_done_is_not_done_again(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    act = an_act(ActKind.REFUND, order, amount=1001)

    assert connector.do(act) == connector.do(act)

    assert [each["amount"] for each in shop.refunds(order.id)] == [10.01]


def test_more_than_was_paid_does_not_go_back(shop: Medusa, connector: Connector) -> None:
    order, unpaid = shop.buy(), shop.buy(is_paid=False)

    for each, amount in [(order, order.total + 1), (unpaid, 1000)]:
        with pytest.raises(Refused, match="more than the captured amount"):
            connector.do(an_act(ActKind.REFUND, each, amount=amount))
        assert shop.refunds(each.id) == []


def test_refund_after_a_return_is_a_change(shop: Medusa, connector: Connector) -> None:
    """Medusa then leaves the order's own moment of change as it was."""
    order = shop.buy({"SRH-2": 2})
    shop.deliver(order)
    shop.receive(connector.do(an_act(ActKind.RETURN, order, lines={order.lines[0]: 1})).outside_id)
    before = read(connector, order)

    connector.do(an_act(ActKind.REFUND, order, amount=32450))

    after = read(connector, order)
    assert [each.returned_count for each in after.lines] == [1]
    assert [(each.quantity, each.total) for each in after.lines] == [(2, 64900)]
    assert (before.total, after.total) == (order.total, order.total)
    assert after.changed_at > before.changed_at


def test_cancelled_order_gives_all_back(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2})
    before = read(connector, order)
    act = an_act(ActKind.CANCEL, order, text="Vazgeçti")
    assert connector.trace(act, before) is None

    connector.do(act)

    assert connector.trace(act, before) == Done()
    after = read(connector, order)
    assert (after.state, after.total, after.payment_state) == ("cancelled", order.total, "refunded")
    assert [(each.quantity, each.total) for each in after.lines] == [(2, 64900)]
    assert after.cancelled_at
    assert [each["amount"] for each in shop.refunds(order.id)] == [order.total / 100]
    with pytest.raises(Refused, match="canceled"):
        connector.do(act)


def test_cancelled_order_that_was_not_paid(shop: Medusa, connector: Connector) -> None:
    order = shop.buy(is_paid=False)

    connector.do(an_act(ActKind.CANCEL, order))

    after = read(connector, order)
    assert (after.state, after.payment_state, after.refunds) == ("cancelled", "failed", ())


def test_packed_order_is_not_cancelled(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    shop.fulfil(order)
    act = an_act(ActKind.CANCEL, order)

    with pytest.raises(Refused, match="fulfillments must be canceled"):
        connector.do(act)

    assert connector.trace(act, read(connector, order)) is None
    assert shop.refunds(order.id) == []


def test_return_is_expected_and_then_received(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2, "SBN": 1})
    shop.deliver(order)
    before = read(connector, order)
    act = an_act(ActKind.RETURN, order, lines={order.lines[0]: 1}, text="Rengi başka")
    assert connector.trace(act, before) is None

    done = connector.do(act)

    assert connector.trace(act, before) == connector.do(act) == done
    (expected,) = read(connector, order).returns
    assert (expected.outside_id, expected.state, expected.of_lines) == (
        done.outside_id,
        "expected",
        {order.lines[0]: 1},
    )
    shop.receive(done.outside_id)
    assert [(each.outside_id, each.state) for each in read(connector, order).returns] == [(done.outside_id, "received")]
    assert [each.returned_count for each in read(connector, order).lines] == [1, 0]


def test_all_that_is_left_is_returned_when_no_line_is_named(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2, "SBN": 1})
    shop.deliver(order)
    shop.receive(connector.do(an_act(ActKind.RETURN, order, lines={order.lines[0]: 1})).outside_id)

    done = connector.do(an_act(ActKind.RETURN, order))

    rest = {each.outside_id: each for each in read(connector, order).returns}[done.outside_id]
    assert rest.of_lines == {order.lines[0]: 1, order.lines[1]: 1}


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("kind", [ActKind.RETURN, ActKind.EXCHANGE, ActKind.RESHIP])
def test_change_that_broke_off_goes_on_where_it_was(
    shop: Medusa, connector: Connector, kind: ActKind, steps: int
) -> None:
    order = shop.buy({"SRH-2": 2})
    shop.deliver(order)
    before = read(connector, order)
    wanted = {"SBN": 1} if kind == ActKind.EXCHANGE else {}
    act = an_act(kind, order, lines={order.lines[0]: 1}, wanted=wanted)
    posts = 0

    def break_off(request: bytes, answer: bytes) -> bytes | None:
        nonlocal posts
        posts += request.startswith(b"POST")
        return None if request.startswith(b"POST") and posts == steps else answer

    with Middleman(shop.port, break_off) as middle, pytest.raises(Unclear):
        KIND.open(shop.access(base=f"http://127.0.0.1:{middle.port}", seconds=3)).do(act)
    was_confirmed = connector.trace(act, before) is not None

    done = connector.do(act)

    assert was_confirmed == (kind == ActKind.RETURN and steps == 3)
    assert connector.trace(act, before) == connector.do(act) == done
    changes = shop.ask("GET", f"/admin/orders/{order.id}/changes")["order_changes"]
    own = [each for each in changes if act.mark in (each["internal_note"] or "")]
    assert [each["status"] for each in own] == ["confirmed"]
    names = [each["action"] for each in own[0]["actions"]]
    assert len(set(names)) == len(names)


def test_exchange_brings_one_thing_back_and_sends_another(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2})
    shop.deliver(order)
    before = read(connector, order)
    act = an_act(ActKind.EXCHANGE, order, lines={order.lines[0]: 1}, wanted={"SBN": 2}, text="Sabun istiyor")

    done = connector.do(act)

    assert connector.trace(act, before) == done
    after = read(connector, order)
    assert [(each.sku, each.quantity) for each in after.lines] == [("SRH-2", 2), ("SBN", 2)]
    assert [(each.state, each.of_lines) for each in after.returns] == [("expected", {order.lines[0]: 1})]
    with pytest.raises(Refused, match="NIX-1"):
        connector.do(an_act(ActKind.EXCHANGE, order, lines={order.lines[0]: 1}, wanted={"NIX-1": 1}))


def test_resent_line_costs_nothing_and_can_be_shipped(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2, "SBN": 1})
    shop.deliver(order)
    before = read(connector, order)
    act = an_act(ActKind.RESHIP, order, lines={order.lines[0]: 1}, text="Kırık geldi")

    done = connector.do(act)

    assert connector.trace(act, before) == connector.do(act) == done
    after = read(connector, order)
    assert (after.total, after.payment_state) == (order.total, "paid")
    assert [(each.sku, each.quantity, each.total) for each in after.lines] == [
        ("SRH-2", 2, 64900),
        ("SBN", 1, 2850),
        ("SRH-2", 1, 0),
    ]
    shop.ship(order, tracking="333")
    assert [each.tracking_number for each in read(connector, order).parcels].count("333") == 1


def test_what_never_left_is_not_resent_and_the_order_stays_free(shop: Medusa, connector: Connector) -> None:
    order = shop.buy({"SRH-2": 2})
    act = an_act(ActKind.RETURN, order, lines={order.lines[0]: 1})

    with pytest.raises(Refused):
        connector.do(act)

    assert connector.trace(act, read(connector, order)) is None
    shop.deliver(order)
    connector.do(an_act(ActKind.RETURN, order, lines={order.lines[0]: 1}))


def test_address_is_corrected(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    before = read(connector, order)
    act = an_act(ActKind.ADDRESS, order, ship_to=ANKARA)
    assert connector.trace(act, before) is None

    done = connector.do(act)

    assert connector.trace(act, before) == done
    assert read(connector, order).ship_to == ANKARA
    again = an_act(ActKind.ADDRESS, order, ship_to=ANKARA)
    assert connector.trace(again, read(connector, order)) is None


def test_address_in_another_country_is_the_shops_to_refuse(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    abroad = Address(name="Ali", lines=("Rosenweg 1",), city="Berlin", country="DE")

    with pytest.raises(Refused, match=r"[Cc]ountry"):
        connector.do(an_act(ActKind.ADDRESS, order, ship_to=abroad))

    assert read(connector, order).ship_to.city == "İstanbul"


def test_notes_lie_beside_what_else_is_noted(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    shop.ask("POST", f"/admin/orders/{order.id}", {"metadata": {"gift": "yes"}})
    first, second = (an_act(ActKind.NOTE, order, text=text) for text in ("Kapıcıya bırakılsın", "Zile basmayın"))
    assert connector.trace(first, read(connector, order)) is None

    for act in (first, second):
        connector.do(act)
        assert connector.trace(act, read(connector, order)) == Done()

    assert set(read(connector, order).note.split("\n")) == {"Kapıcıya bırakılsın", "Zile basmayın"}
    assert shop.look(order.id)["metadata"]["gift"] == "yes"


def test_discount_code_works(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    percent = an_act(ActKind.DISCOUNT, order, percent=15)
    amount = an_act(ActKind.DISCOUNT, order, amount=5050)
    assert connector.trace(percent, read(connector, order)) is None

    done = [connector.do(percent), connector.do(amount)]

    assert [connector.trace(each, read(connector, order)) for each in (percent, amount)] == done
    assert shop.buy({"SRH-2": 1}, code=done[1].called).total == 32450 - 5050 + 3990
    # 15 % off 28.50 is 24.225: Medusa asks for it, nobody can pay it.
    odd = shop.buy({"SBN": 1}, code=done[0].called)
    facts = read(connector, odd)
    assert shop.look(odd.id)["total"] == 64.125
    assert (facts.total, facts.payments[0].refundable, facts.lines[0].total) == (6413, 6412, 2423)
    connector.do(an_act(ActKind.REFUND, odd, amount=6412))
    assert read(connector, odd).payments[0].refundable == 0


def test_discount_code_is_made_once(shop: Medusa, connector: Connector) -> None:
    act = an_act(ActKind.DISCOUNT, shop.buy(), percent=10)
    connector.do(act)

    with pytest.raises(Refused, match="already exists"):
        connector.do(act)


def test_draft_waits_in_the_shop(shop: Medusa, connector: Connector) -> None:
    order = shop.buy()
    act = an_act(ActKind.DRAFT, order, wanted={"SBN": 2, "KLM": 1})
    before = read(connector, order)
    assert connector.trace(act, before) is None

    done = connector.do(act)

    assert connector.trace(act, before) == done
    draft = shop.ask("GET", f"/admin/draft-orders/{done.outside_id}")["draft_order"]
    assert (draft["status"], str(draft["display_id"]), draft["email"]) == ("draft", done.called, medusa.EMAIL)
    assert {each["variant_sku"]: each["quantity"] for each in draft["items"]} == {"SBN": 2, "KLM": 1}
    assert connector.order(done.outside_id) is None


def test_shop_says_which_order_changed(shop: Medusa, connector: Connector, news: Inbox) -> None:
    order = shop.buy()
    message = news.wait(is_about(order, "payment.captured"))

    heard = connector.hear(message.headers, message.body)

    assert heard
    assert (heard.order_ids, heard.key) == ((order.id,), message.headers["webhook-id"])


def test_shop_speaks_of_all_that_happens(shop: Medusa, connector: Connector, news: Inbox) -> None:
    order = shop.buy({"SRH-2": 2})
    news.wait(is_about(order, "order.placed"))
    shop.deliver(order)
    for event in ("order.fulfillment_created", "shipment.created", "delivery.created"):
        news.wait(is_about(order, event))
    shop.receive(connector.do(an_act(ActKind.RETURN, order, lines={order.lines[0]: 1})).outside_id)
    news.wait(is_about(order, "order.return_requested"))
    news.wait(is_about(order, "order.return_received"))
    connector.do(an_act(ActKind.REFUND, order, amount=1000))
    first = news.wait(is_about(order, "payment.refunded"))
    news.messages.clear()
    connector.do(an_act(ActKind.REFUND, order, amount=1000))
    second = news.wait(is_about(order, "payment.refunded"))
    assert first.headers["webhook-id"] != second.headers["webhook-id"]
    connector.do(an_act(ActKind.RESHIP, order, lines={order.lines[0]: 1}))
    news.wait(is_about(order, "order.claim_created"))
    connector.do(an_act(ActKind.NOTE, order, text="Merhaba"))
    news.wait(is_about(order, "order.updated"))
    other = shop.buy()
    connector.do(an_act(ActKind.CANCEL, other))
    news.wait(is_about(other, "order.canceled"))


def test_message_that_was_not_taken_is_sent_again(shop: Medusa, news: Inbox) -> None:
    news.status = 503
    order = shop.buy()
    first = news.wait(is_about(order, "order.placed"))
    news.messages.clear()
    news.status = 200

    again = news.wait(is_about(order, "order.placed"))

    assert again.headers["webhook-id"] == first.headers["webhook-id"]


def test_forged_messages_are_not_believed(shop: Medusa, connector: Connector, news: Inbox) -> None:
    message = news.wait(is_about(shop.buy(), "order.placed"))
    headers, body = message.headers, message.body

    for forged in [
        (headers, body + b" "),
        ({**headers, "webhook-id": "another"}, body),
        ({**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 301)}, body),
        ({**headers, "webhook-signature": "v1,AAAA"}, body),
        ({}, body),
    ]:
        with pytest.raises(Forged):
            connector.hear(*forged)


def test_wrong_key_is_said(shop: Medusa) -> None:
    stranger = KIND.open(shop.access(secret_key="sk_guessed"))

    assert stranger.check() == [Missing(Lack.CREDENTIALS, "Unauthorized")]
    with pytest.raises(NotAllowed):
        stranger.order("order_1")


def test_shop_that_is_away_was_asked_nothing(shop: Medusa) -> None:
    order = shop.buy()
    away = KIND.open(shop.access(base=f"http://127.0.0.1:{free_port()}"))

    for ask in (away.check, lambda: away.order(order.id), lambda: away.do(an_act(ActKind.REFUND, order, amount=1))):
        with pytest.raises(NotReached):
            ask()
    assert shop.refunds(order.id) == []


HALF = b'{"orders": [{"id": "order_1", "currency_code": "try"}]}'


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (said("200 OK", b"<html><h1>We will be right back</h1></html>", "Content-Type: text/html"), NotUnderstood),
        (said("502 Bad Gateway", b"<html>Bad gateway</html>"), Unclear),
        (said("200 OK", HALF), NotUnderstood),
        (said("200 OK", b'{"orders": null}'), NotUnderstood),
        (said("200 OK", b"[]"), NotUnderstood),
        (said("200 OK", b""), NotUnderstood),
        (said("200 OK", b'{"orders": [')[:-4] + b"", Unclear),
        (said("429 Too Many Requests", b'{"message": "Slow down"}', "Retry-After: 7"), TooOften),
        (said("401 Unauthorized", b'{"message": "Unauthorized"}'), NotAllowed),
        (b"", Unclear),
    ],
)
def test_answers_that_are_none(shop: Medusa, answer: bytes, trouble: type[ShopTrouble]) -> None:
    order = shop.buy({"SBN": 1})
    with Middleman(shop.port, lambda request, told: answer) as middle:
        connector = KIND.open(shop.access(base=f"http://127.0.0.1:{middle.port}", seconds=5))

        with pytest.raises(trouble) as said_:
            connector.order(order.id)

    assert "<" not in said_.value.words
    if isinstance(said_.value, TooOften):
        assert said_.value.seconds == 7


@pytest.mark.parametrize("how", ["silent", "html", "half"])
def test_refund_without_a_clear_answer_is_found(shop: Medusa, connector: Connector, how: str) -> None:
    order = shop.buy()
    shop.refund(order.id, 10)
    before = read(connector, order)
    act = an_act(ActKind.REFUND, order, amount=1000)

    def spoil(request: bytes, answer: bytes) -> bytes | None:
        if b"/refund" not in request.split(b"\r\n", 1)[0]:
            return answer
        return {"silent": None, "html": said("200 OK", b"<html>"), "half": said("200 OK", b'{"payment": {}}')}[how]

    with Middleman(shop.port, spoil) as middle:
        slow = KIND.open(shop.access(base=f"http://127.0.0.1:{middle.port}", seconds=2))
        with pytest.raises(Unclear):
            slow.do(act)

    found = connector.trace(act, before)
    assert found
    assert {each["id"]: each["amount"] for each in shop.refunds(order.id)}[found.outside_id] == 10
    assert len(shop.refunds(order.id)) == 2
    assert connector.do(act) == found
    assert len(shop.refunds(order.id)) == 2


def is_about(order: Bought, event: str) -> Callable[[Message], bool]:
    return lambda message: told(message) == {"event": event, "order_ids": [order.id]}


def told(message: Message) -> Mapping[str, Any]:
    return json.loads(message.body)  # type: ignore[no-any-return]
