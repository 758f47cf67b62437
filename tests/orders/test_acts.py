"""An act on an order happens once: whatever is clicked twice, dies in the middle or is asked for by two."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from muhatap.core.models import Event
from muhatap.notices.models import Notice
from muhatap.orders import actions, words
from muhatap.orders.actions import performing
from muhatap.orders.facts import OrderFacts, RefundFacts
from muhatap.orders.models import ActLimit, ActState, Order, OrderAct, Shop
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import Access, Act, ActKind, Done, NotReached, Refused, TooOften, Unclear
from muhatap.orders.shops.embedded.connector import EmbeddedShop
from muhatap.orders.wishes import NotPossible, Wish
from muhatap.team.models import Agent, AuditEntry
from tests import make
from tests.orders import shop as practice

REFUND = Wish(kind=ActKind.REFUND, lines={"1": 1}, text="Biri kırık geldi")


@pytest.fixture(autouse=True)
def _no_settling(settings: object) -> None:
    settings.ACTS_SETTLE_SECONDS = 0  # type: ignore[attr-defined]


@pytest.fixture
def shop(db: None) -> Shop:
    return practice.shop(make.brand())


@pytest.fixture
def lead(db: None) -> Agent:
    return make.agent("Onur Şen", role="lead")


@pytest.fixture
def order(shop: Shop) -> Order:
    return practice.order(shop)


def ask(order: Order, by: Agent, wish: Wish = REFUND, *, key: str = "form-1", is_again: bool = False) -> OrderAct:
    return actions.ask(order, wish, key=key, by=by, conversation=None, now=timezone.now(), is_again=is_again)


def test_a_refund_is_done_and_the_copy_shows_it(order: Order, elif_: Agent) -> None:
    act = practice.carry_on(ask(order, elif_))

    order.refresh_from_db()
    assert (act.state, act.amount, act.outside_id) == (ActState.DONE, 32450, act.mark)
    assert practice.refunds_there(order.shop) == [32450]
    assert (order.refunded, order.payment_state) == (32450, "part_refunded")
    assert AuditEntry.objects.get(act="orders.act_asked").data == {
        "kind": "refund", "order": "8812", "amount": "324.50", "currency": "TRY",
    }  # fmt: skip


def test_the_same_form_sent_twice_is_one_act(order: Order, elif_: Agent) -> None:
    first = ask(order, elif_)
    assert ask(order, elif_).pk == first.pk
    practice.carry_on(first)
    assert ask(order, elif_).pk == first.pk
    practice.carry_on(first)
    assert practice.refunds_there(order.shop) == [32450]


def test_a_second_agent_finds_what_the_first_has_asked_for(order: Order, elif_: Agent, deniz: Agent) -> None:
    first = ask(order, elif_)
    with pytest.raises(actions.AlreadyAsked) as found:
        ask(order, deniz, key="form-2")
    assert found.value.act == first


def test_what_was_done_before_is_done_again_only_by_who_says_so(order: Order, elif_: Agent) -> None:
    practice.carry_on(ask(order, elif_))
    with pytest.raises(actions.DoneBefore):
        ask(order, elif_, key="form-2")
    practice.carry_on(ask(order, elif_, key="form-3", is_again=True))
    assert practice.refunds_there(order.shop) == [32450, 32450]


def test_no_more_goes_back_than_was_paid(order: Order, elif_: Agent) -> None:
    ask(order, elif_, Wish(kind=ActKind.REFUND, amount=60000))
    with pytest.raises(NotPossible, match="more than can still be refunded"):
        ask(order, elif_, Wish(kind=ActKind.REFUND, amount=10000), key="form-2")


def test_what_the_shop_has_done_meanwhile_is_seen_before_it_is_asked(order: Order, elif_: Agent, shop: Shop) -> None:
    act = ask(order, elif_, Wish(kind=ActKind.REFUND, amount=60000))
    practice.put(shop.pk, _refunded_elsewhere(shop))

    act = practice.carry_on(act)

    assert (act.state, act.words) == (ActState.REFUSED, words.TOO_MUCH)
    assert practice.refunds_there(shop) == [50000]


# What the connector meets, and where the act stands after one attempt.
TROUBLES = [
    (NotReached("nobody there"), ActState.ASKED, ""),
    (TooOften("later", seconds=120), ActState.ASKED, ""),
    (Refused("Ödeme 180 günden eski"), ActState.REFUSED, "Ödeme 180 günden eski"),
    (Unclear("no answer in time"), ActState.CHECKING, ""),
    (KeyError("a bug of ours"), ActState.CHECKING, ""),
]


@pytest.mark.parametrize(("trouble", "state", "said"), TROUBLES)
def test_each_trouble_leads_where_it_must(
    order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch, trouble: Exception, state: str, said: str
) -> None:
    monkeypatch.setattr(EmbeddedShop, "do", _raising(trouble))
    act = practice.carry_on(ask(order, elif_))
    assert (act.state, act.words) == (state, said)


@pytest.mark.parametrize("is_done", [True, False])
def test_an_answer_that_got_lost_is_looked_up(
    order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch, *, is_done: bool
) -> None:
    really = EmbeddedShop.do
    asked: list[str] = []

    def lose_the_answer(self: EmbeddedShop, act: Act) -> Done:
        asked.append(act.mark)
        if is_done or len(asked) > 1:
            really(self, act)
        raise Unclear("the line broke")

    monkeypatch.setattr(EmbeddedShop, "do", lose_the_answer)
    act = ask(order, elif_)
    for _ in range(4):
        _now_due(act)
        practice.carry_on(act)

    assert act.state == ActState.DONE
    assert practice.refunds_there(order.shop) == [32450]
    assert len(asked) == (1 if is_done else 2)


def test_nothing_is_asked_again_while_the_first_request_may_still_be_on_its_way(
    order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    settings.ACTS_SETTLE_SECONDS = 60  # type: ignore[attr-defined]
    monkeypatch.setattr(EmbeddedShop, "do", _raising(Unclear()))
    act = practice.carry_on(ask(order, elif_))
    monkeypatch.undo()

    _now_due(act)
    practice.carry_on(act)

    assert (act.state, act.call_count) == (ActState.CHECKING, 1)
    assert practice.refunds_there(order.shop) == []


def test_a_worker_that_died_late_is_waited_for_as_long(order: Order, elif_: Agent, settings: object) -> None:
    """An act of several requests may have sent its last one just before its worker died."""
    settings.ACTS_SETTLE_SECONDS = 60  # type: ignore[attr-defined]
    act = ask(order, elif_)
    long_ago = timezone.now() - timedelta(minutes=5)
    before = performing.facts_json.dump(EmbeddedShop(_access(order.shop)).order("id-8812"))  # type: ignore[arg-type]
    OrderAct.objects.filter(pk=act.pk).update(
        state=ActState.RUNNING, called_at=long_ago, next_at=long_ago, before=before, call_count=1
    )

    practice.carry_on(act)

    assert (act.state, act.call_count) == (ActState.CHECKING, 1)
    assert practice.refunds_there(order.shop) == []


def test_a_shop_that_went_away_in_the_middle_is_looked_at_by_a_person(
    order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedShop, "do", _raising(NotReached()))
    act = ask(order, elif_)
    for _ in range(performing.MOST_WAITS + 1):
        _now_due(act)
        practice.carry_on(act)
    assert act.state == ActState.UNKNOWN


def test_a_shop_that_cannot_be_looked_at_leaves_it_to_a_person(
    order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedShop, "do", _raising(Unclear()))
    act = practice.carry_on(ask(order, elif_))
    monkeypatch.setattr(EmbeddedShop, "trace", _raising(NotReached()))
    for _ in range(performing.MOST_LOOKS + 1):
        _now_due(act)
        practice.carry_on(act)
    assert act.state == ActState.UNKNOWN

    assert actions.settle(act, by=elif_, was_done=True, now=timezone.now())
    act.refresh_from_db()
    assert (act.state, act.words) == (ActState.DONE, words.SETTLED_DONE)


def test_one_act_of_an_order_at_a_time(order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedShop, "do", _raising(Unclear()))
    practice.carry_on(ask(order, elif_))
    monkeypatch.undo()

    note = practice.carry_on(ask(order, elif_, Wish(kind=ActKind.NOTE, text="Kırılgan"), key="form-2"))

    assert note.state == ActState.ASKED


def test_above_the_limit_a_second_person_says_yes(order: Order, elif_: Agent, lead: Agent) -> None:
    ActLimit.objects.create(role="agent", currency="TRY", alone=30000)
    act = ask(order, elif_)
    assert practice.carry_on(act).state == ActState.WAITING
    assert practice.refunds_there(order.shop) == []

    assert not actions.second(act, by=elif_, now=timezone.now())
    assert actions.second(act, by=lead, now=timezone.now())

    assert practice.carry_on(act).state == ActState.DONE
    assert act.second == lead


def test_a_no_ends_it(order: Order, elif_: Agent, lead: Agent) -> None:
    ActLimit.objects.create(role="agent", currency="TRY", alone=30000)
    act = ask(order, elif_)
    assert actions.drop(act, by=lead, now=timezone.now())
    assert not actions.second(act, by=lead, now=timezone.now())
    assert practice.carry_on(act).state == ActState.DROPPED
    assert practice.refunds_there(order.shop) == []


def test_a_day_has_an_end(order: Order, elif_: Agent, deniz: Agent) -> None:
    ActLimit.objects.create(role="agent", currency="TRY", a_day=40000)
    ask(order, elif_)
    with pytest.raises(NotPossible, match="Ask a lead"):
        ask(order, elif_, Wish(kind=ActKind.REFUND, amount=10000), key="form-2")
    ask(order, deniz, Wish(kind=ActKind.REFUND, amount=10000), key="form-3")


def test_the_thread_says_it(order: Order, elif_: Agent) -> None:
    conversation = make.conversation()
    act = actions.ask(order, REFUND, key="k", by=elif_, conversation=conversation, now=timezone.now())
    practice.carry_on(act)
    event = Event.objects.get(name="ActDone")
    assert (event.data["number"], event.data["kind"], event.data["act_id"]) == ("8812", "refund", act.pk)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(kind=ActKind.CANCEL, text="Vazgeçti"),
        Wish(kind=ActKind.RETURN, lines={"1": 1}),
        Wish(kind=ActKind.RESHIP, lines={"1": 1}),
        Wish(kind=ActKind.NOTE, text="Hediye paketi"),
        Wish(kind=ActKind.DISCOUNT, amount=5000),
        Wish(kind=ActKind.DISCOUNT, percent=10),
    ],
    ids=lambda wish: wish.kind,
)
def test_each_kind_is_done_and_found_again(order: Order, elif_: Agent, wish: Wish) -> None:
    act = practice.carry_on(ask(order, elif_, wish))
    assert act.state == ActState.DONE

    assert act.before is not None
    found = EmbeddedShop(_access(order.shop)).trace(act.act, performing.facts_json.load(act.before))
    assert found == Done(outside_id=act.outside_id, called=act.called)


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_the_same_moment_refund_once(_two: tuple[Order, Agent, Agent]) -> None:
    order, *agents = _two
    met = threading.Barrier(2)
    outcomes: list[str] = []

    def go(agent: Agent, key: str) -> None:
        met.wait()
        try:
            act = ask(order, agent, key=key)
        except actions.AlreadyAsked as found:
            act = found.act
            outcomes.append("found")
        else:
            outcomes.append("asked")
        actions.perform(act.pk)
        connections.close_all()

    threads = [threading.Thread(target=go, args=(agent, f"form-{agent.pk}")) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["asked", "found"]
    assert practice.refunds_there(order.shop) == [32450]


@pytest.fixture
def _two(transactional_db: None) -> Iterator[tuple[Order, Agent, Agent]]:
    brand = make.brand()
    yield practice.order(practice.shop(brand)), make.agent(), make.agent()
    connection.close()


def _raising(trouble: Exception) -> object:
    def fail(*_: object) -> None:
        raise trouble

    return fail


def _now_due(act: OrderAct) -> None:
    OrderAct.objects.filter(pk=act.pk).update(next_at=timezone.now())


def _refunded_elsewhere(shop: Shop) -> OrderFacts:
    told = EmbeddedShop(_access(shop)).order("id-8812")
    assert told is not None
    return replace(told, refunds=(RefundFacts(outside_id="by-hand", amount=50000, at=timezone.now()),))


def _access(shop: Shop) -> Access:
    return Access(settings={}, secrets={}, signing_secret="", caller=Caller(base="", headers={}), shop_id=shop.pk)


def test_leads_hear_of_what_waits_and_who_asked_of_the_no(order: Order, elif_: Agent, lead: Agent) -> None:
    ActLimit.objects.create(role="agent", currency="TRY", alone=30000)
    conversation = make.conversation()
    act = actions.ask(order, REFUND, key="k", by=elif_, conversation=conversation, now=timezone.now())
    assert _unread() == [(lead.pk, "act_waits")]

    actions.drop(act, by=lead, now=timezone.now())
    assert _unread() == [(elif_.pk, "act_not_done")]


def test_who_asked_hears_that_the_shop_refused(order: Order, elif_: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmbeddedShop, "do", _raising(Refused("Too old")))
    conversation = make.conversation()
    practice.carry_on(actions.ask(order, REFUND, key="k", by=elif_, conversation=conversation, now=timezone.now()))
    assert _unread() == [(elif_.pk, "act_not_done")]


def _unread() -> list[tuple[int, str]]:
    return list(Notice.objects.filter(read_at=None).values_list("agent", "kind"))
