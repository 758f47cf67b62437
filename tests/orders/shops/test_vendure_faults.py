"""A Vendure that is down, slow, or behind somebody who answers for it: what is said of it, and that a refund is found
again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_hex

import pytest

from muhatap.orders.shops.contract import (
    Act,
    ActKind,
    Asked,
    Lack,
    NotReached,
    NotUnderstood,
    ShopTrouble,
    TooOften,
    Unclear,
)
from muhatap.orders.shops.vendure import KIND
from tests.servers.middleman import Middleman, said
from tests.servers.ports import free_port
from tests.servers.vendure import Bought, Vendure

pytestmark = pytest.mark.slow

HTML = said("200 OK", b"<html><body>We are moving</body></html>", "Content-Type: text/html")


def a_refund(order: Bought) -> Act:
    return Act(
        kind=ActKind.REFUND,
        mark=f"mhtp-{token_hex(10)}",
        order_id=order.id,
        currency="TRY",
        asked_at=datetime.now(UTC),
        amount=1000,
    )


@contextmanager
def between(shop: Vendure, trouble: Callable[[bytes, bytes], bytes | None]) -> Iterator[str]:
    """Give the address at which the shop is reached through somebody who makes trouble once signed in."""

    def after_signing_in(request: bytes, answer: bytes) -> bytes | None:
        return answer if b"login(" in request or b"globalSettings" in request else trouble(request, answer)

    with Middleman(shop.port, after_signing_in) as middleman:
        yield f"http://127.0.0.1:{middleman.port}/admin-api"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (lambda _: HTML, NotUnderstood),
        (lambda told: told[: len(told) - 40], Unclear),
        (lambda _: said("200 OK", b'{"data":{"order":{"id":"1","code":"X"}}}'), NotUnderstood),
        (lambda _: said("200 OK", b'{"data":'), NotUnderstood),
        (lambda _: said("200 OK", b"[]"), NotUnderstood),
        (lambda _: said("200 OK", b'{"data":null}'), NotUnderstood),
        (lambda _: said("200 OK", b'{"errors":"no"}'), NotUnderstood),
        (lambda told: told.replace(b'"TRY"', b'"XTR"'), NotUnderstood),
        (lambda told: told.replace(b'"totalWithTax":69790', b'"totalWithTax":697.9'), NotUnderstood),
        (lambda _: said("429 Too Many Requests", b"slow down", "Retry-After: 7"), TooOften),
        (lambda _: said("502 Bad Gateway", b"<html>"), Unclear),
        (lambda _: b"", Unclear),
    ],
)
def test_answers_that_are_none_are_named(
    vendure_shop: Vendure, answer: Callable[[bytes], bytes], trouble: type[ShopTrouble]
) -> None:
    order = vendure_shop.buy()
    with between(vendure_shop, lambda _, told: answer(told)) as address:
        connector = KIND.open(vendure_shop.access(base=address))

        with pytest.raises(trouble) as met:
            connector.order(order.id)

    assert type(met.value) is trouble
    if isinstance(met.value, TooOften):
        assert met.value.seconds == 7


def test_what_is_no_vendure_is_said_to_be_none(vendure_shop: Vendure) -> None:
    with Middleman(vendure_shop.port, lambda _, __: HTML) as middleman:
        connector = KIND.open(vendure_shop.access(base=f"http://127.0.0.1:{middleman.port}/admin-api"))
        (missing,) = connector.check()
    elsewhere = KIND.open(vendure_shop.access(base=f"{vendure_shop.address}/admin"))

    assert (missing.lack, missing.is_fatal) == (Lack.ADDRESS, True)
    assert [each.lack for each in elsewhere.check()] == [Lack.ADDRESS]


def test_shop_that_is_down_is_not_reached(vendure_shop: Vendure) -> None:
    connector = KIND.open(vendure_shop.access(base=f"http://127.0.0.1:{free_port()}/admin-api"))

    with pytest.raises(NotReached):
        connector.check()
    with pytest.raises(NotReached):
        connector.find(Asked(number="8812"))


@pytest.mark.parametrize("what", ["silence", "hanging up", "HTML"])
def test_refund_whose_answer_was_lost_is_found_again(vendure_shop: Vendure, what: str) -> None:
    order = vendure_shop.buy()
    plain = KIND.open(vendure_shop.access())
    before = plain.order(order.id)
    assert before
    act = a_refund(order)
    lost = {"silence": None, "hanging up": b"", "HTML": HTML}[what]

    def trouble(request: bytes, answer: bytes) -> bytes | None:
        return lost if b"refundOrder" in request else answer

    with between(vendure_shop, trouble) as address:
        connector = KIND.open(vendure_shop.access(base=address, seconds=2))
        began = time.monotonic()
        with pytest.raises(Unclear):
            connector.do(act)
        assert time.monotonic() - began < 10

        done = connector.trace(act, before)

    (refund,) = vendure_shop.refunds(order.id)
    assert done
    assert (done.outside_id, refund["total"]) == (refund["id"], 1000)
    # Asked for again, it is not done again.
    assert plain.do(act) == done
    assert len(vendure_shop.refunds(order.id)) == 1


@pytest.mark.parametrize("breaks_at", range(1, 11))
def test_resending_that_breaks_off_goes_on_and_sends_once(vendure_shop: Vendure, breaks_at: int) -> None:
    order = vendure_shop.buy({"BRD-K": 2})
    plain = KIND.open(vendure_shop.access())
    before = plain.order(order.id)
    assert before
    act = Act(
        kind=ActKind.RESHIP,
        mark=f"mhtp-{token_hex(10)}",
        order_id=order.id,
        currency="TRY",
        asked_at=datetime.now(UTC),
    )
    count = 0

    def trouble(request: bytes, answer: bytes) -> bytes | None:
        nonlocal count
        count += b"mutation" in request
        return b"" if b"mutation" in request and count == breaks_at else answer

    with between(vendure_shop, trouble) as address:
        connector = KIND.open(vendure_shop.access(base=address))
        with pytest.raises(Unclear):
            connector.do(act)

    done = plain.trace(act, before) or plain.do(act)

    assert plain.trace(act, before) == done
    sent = [each for each in vendure_shop.newest(6) if each["totalWithTax"] == 0 and each["orderPlacedAt"]]
    ours = [each for each in sent if act.mark in str(each["history"])]
    assert [each["id"] for each in ours] == [done.outside_id]
    assert [(each["productVariant"]["sku"], each["quantity"]) for each in ours[0]["lines"]] == [("BRD-K", 2)]


@pytest.mark.parametrize("breaks_at", [1, 2, 3])
def test_address_whose_correction_broke_off_is_corrected_in_the_end(vendure_shop: Vendure, breaks_at: int) -> None:
    order = vendure_shop.buy()
    plain = KIND.open(vendure_shop.access())
    before = plain.order(order.id)
    assert before
    act = Act(
        kind=ActKind.ADDRESS,
        mark=f"mhtp-{token_hex(10)}",
        order_id=order.id,
        currency="TRY",
        asked_at=datetime.now(UTC),
        ship_to=before.ship_to.__class__(name="Ali", lines=("Gül Sok. 1",), city="Ankara", country="TR"),
    )
    count = 0

    def trouble(request: bytes, answer: bytes) -> bytes | None:
        nonlocal count
        count += b"mutation" in request
        return b"" if b"mutation" in request and count == breaks_at else answer

    with between(vendure_shop, trouble) as address, pytest.raises(Unclear):
        KIND.open(vendure_shop.access(base=address)).do(act)

    done = plain.trace(act, before) or plain.do(act)

    assert plain.trace(act, before) == done
    look = vendure_shop.look(order.id)
    assert (look["state"], look["shippingAddress"]["city"]) == ("PaymentSettled", "Ankara")
