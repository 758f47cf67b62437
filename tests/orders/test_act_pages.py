"""The form of an act, and what becomes of it on the page."""

import re
from typing import Any

import pytest
from django.test import Client

from muhatap.conversations.models import Conversation
from muhatap.orders.models import ActLimit, ActState, Order, OrderAct
from muhatap.team.models import Agent
from tests import make
from tests.orders import shop as practice

HTMX = {"HX-Request": "true", "HX-Target": "acts"}


@pytest.fixture
def conversation(db: None) -> Conversation:
    return make.conversation()


@pytest.fixture
def order(conversation: Conversation) -> Order:
    return practice.order(practice.shop(conversation.brand))


@pytest.fixture
def browser(client: Client, elif_: Agent) -> Client:
    client.force_login(elif_)
    return client


def form_of(browser: Client, order: Order, kind: str = "refund") -> dict[str, str]:
    page = browser.get(f"/orders/{order.pk}/acts/new/?kind={kind}").text
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key
    return {"key": key[1]}


def send(browser: Client, order: Order, kind: str = "refund", *, conversation: Any = "", **fields: Any) -> Any:
    told = {**form_of(browser, order, kind), **fields}
    place = f"/orders/{order.pk}/acts/new/?kind={kind}&conversation={conversation}"
    return browser.post(place, told, headers=HTMX)


def test_a_line_is_refunded_from_the_conversation(browser: Client, order: Order, conversation: Conversation) -> None:
    answer = send(browser, order, conversation=conversation.pk, how="lines", **{"line-1": "1"}, text="Kırık")

    act = OrderAct.objects.get()
    assert "324,50 TL iade" in answer.text
    assert (act.amount, act.wish, act.conversation) == (32450, {"lines": {"1": 1}, "text": "Kırık"}, conversation)
    practice.carry_on(act)
    told = browser.get(f"/conversations/{conversation.pk}/").text
    assert "8812 numaralı sipariş için yapıldı: 324,50 TL iade (Elif Kaya)" in told


def test_a_form_sent_twice_is_one_act(browser: Client, order: Order) -> None:
    told = {**form_of(browser, order), "how": "all"}
    for _ in range(2):
        assert browser.post(f"/orders/{order.pk}/acts/new/?kind=refund", told, headers=HTMX).status_code == 200
    assert OrderAct.objects.count() == 1


# What is filled in, and the sentence for it.
WRONG = [
    ({"how": "lines"}, "Hangi üründen kaç adet olduğunu yazın."),
    ({"how": "lines", "line-1": "3"}, "2"),
    ({"how": "amount", "amount": "çok"}, "1.249,90 TL gibi bir tutar yazın."),
    ({"how": "amount", "amount": "0"}, "Sıfırdan büyük bir tutar gerekir."),
    ({"how": "amount", "amount": "677,51"}, "Bu, iade edilebilecek tutardan fazla."),
]


@pytest.mark.parametrize(("fields", "sentence"), WRONG)
def test_what_makes_no_sense_is_said_in_the_form(
    browser: Client, order: Order, fields: dict[str, str], sentence: str
) -> None:
    answer = send(browser, order, **fields)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#dialogs")
    assert sentence in answer.text
    assert not OrderAct.objects.exists()


def test_the_button_says_what_it_comes_to(browser: Client, order: Order) -> None:
    told = {**form_of(browser, order), "how": "lines", "line-1": "2", "line-2": "1"}
    answer = browser.post(f"/orders/{order.pk}/acts/worth/?kind=refund", told)
    assert answer.text == "Para iadesi: 677,50 TL"


def test_the_same_again_is_asked_about(browser: Client, order: Order) -> None:
    send(browser, order, how="amount", amount="100")
    busy = send(browser, order, how="amount", amount="100")
    assert busy.status_code == 409
    assert "Elif Kaya az önce aynısını istedi (100,00 TL iade). Bir kez yapılıyor." in busy.text

    practice.carry_on(OrderAct.objects.get())
    again = send(browser, order, how="amount", amount="100")
    assert again.status_code == 409
    assert "Bu daha önce yapıldı" in again.text

    assert send(browser, order, how="amount", amount="100", is_again="on").status_code == 200
    assert OrderAct.objects.count() == 2


def test_a_lead_says_yes_on_the_page_of_what_waits(browser: Client, order: Order) -> None:
    ActLimit.objects.create(role="agent", currency="TRY", alone=30000)
    answer = send(browser, order, how="all", text="Kargo kaybetti")
    assert "ikinci bir onay bekliyor; isteyen sizsiniz" in answer.text
    assert "Evet, yapılsın" not in answer.text
    assert browser.get("/orders/acts/waiting/").status_code == 403

    act = OrderAct.objects.get()
    assert browser.post(f"/orders/acts/{act.pk}/", {"act": "second"}).status_code == 403
    browser.force_login(make.agent("Onur Şen", role="lead"))
    assert "Kargo kaybetti" in browser.get("/orders/acts/waiting/").text
    browser.post(f"/orders/acts/{act.pk}/", {"act": "second", "to": "waiting"})

    assert practice.carry_on(act).state == ActState.DONE
    assert "Bekleyen yok" in browser.get("/orders/acts/waiting/").text


def test_an_order_of_another_brand_is_not_there(browser: Client, order: Order, elif_: Agent) -> None:
    other = make.brand("Harbour")
    elif_.brands.set([other])
    assert browser.get(f"/orders/{order.pk}/acts/new/?kind=refund").status_code == 404


def test_a_conversation_of_another_brand_gets_no_line(browser: Client, order: Order) -> None:
    harbour = make.channel(brand=make.brand("Harbour"), address="help@harbour.example")
    other = make.conversation(channel=harbour)
    assert send(browser, order, conversation=other.pk, how="all").status_code == 404


def test_an_address_is_corrected(browser: Client, order: Order) -> None:
    fields = {"name": "Zeynep Aksoy", "line1": "Ihlamur Sok. 4", "city": "İstanbul", "postcode": "34330"}
    send(browser, order, "address", **fields)
    assert practice.carry_on(OrderAct.objects.get()).state == ActState.DONE
    order.refresh_from_db()
    assert order.ship_to == {
        "name": "Zeynep Aksoy", "lines": ["Ihlamur Sok. 4"], "postcode": "34330", "city": "İstanbul",
    }  # fmt: skip
