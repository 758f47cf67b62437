"""Values of the order in a reply: right, safe in HTML, and never a gap that a customer sees."""

import pytest
from django.test import Client

from muhatap.conversations import values
from muhatap.conversations.inbound import Person
from muhatap.conversations.models import Channel, Conversation
from muhatap.orders.models import Shop
from muhatap.team.models import Agent
from tests import make
from tests.orders import desk

ZEYNEP = Person("zeynep@example.com", "Zeynep Aksoy")


@pytest.fixture
def shop(mailbox_channel: Channel) -> Shop:
    return desk.shop(mailbox_channel.brand)


@pytest.fixture
def conversation(mailbox_channel: Channel) -> Conversation:
    return make.message(mailbox_channel, text="8812 numaralı siparişim nerede?", sender=ZEYNEP).conversation


# What is written, what is sent, and what is missing.
TEXTS = [
    ("Siparişiniz {{ order.number }}.", "Siparişiniz 8812.", []),
    ("{{order.total}}, {{ order.carrier }}", "648,00 TL, Yurtiçi Kargo", []),
    ("{{ order.refunded }}", "{{ order.refunded }}", ["{{ order.refunded }}"]),
    ("{{ sipariş.no }} ve {{ order.colour }}", None, ["{{ sipariş.no }}", "{{ order.colour }}"]),
    ("if (a) {{ return; }}", "if (a) {{ return; }}", []),
]


@pytest.mark.parametrize(("written", "sent", "gaps"), TEXTS)
def test_values_are_put_in(
    shop: Shop, conversation: Conversation, elif_: Agent, written: str, sent: str | None, gaps: list[str]
) -> None:
    desk.order(shop)
    filled = values.fill(written, "", conversation, elif_)
    assert filled.gaps == gaps
    assert filled.text == (written if sent is None else sent)


def test_what_a_shop_says_is_no_html(shop: Shop, conversation: Conversation, elif_: Agent) -> None:
    desk.order(shop, number="8812", parcels=[{"id": "1", "carrier": "<b>Hızlı</b>", "tracking_number": "123456"}])
    filled = values.fill("", "<p>{{&nbsp;order.carrier }}</p>", conversation, elif_)
    assert filled.html == "<p>&lt;b&gt;Hızlı&lt;/b&gt;</p>"


def test_a_value_that_is_half_in_bold_is_a_gap(shop: Shop, conversation: Conversation, elif_: Agent) -> None:
    desk.order(shop)
    filled = values.fill("{{ order.number }}", "<p>{{ <b>order</b>.number }}</p>", conversation, elif_)
    assert filled.gaps == ["{{ order.number }}"]


def test_nothing_is_said_of_somebody_elses_order(shop: Shop, conversation: Conversation, elif_: Agent) -> None:
    desk.order(shop, customer={"email": "murat@example.com"})
    assert values.fill("{{ order.number }}", "", conversation, elif_).gaps == ["{{ order.number }}"]


def test_one_of_several_is_not_guessed(shop: Shop, mailbox_channel: Channel, elif_: Agent) -> None:
    desk.order(shop, "8812")
    desk.order(shop, "8640")
    asked = make.message(mailbox_channel, text="Kargom nerede?", sender=ZEYNEP).conversation
    assert values.fill("{{ order.number }}", "", asked, elif_).gaps == ["{{ order.number }}"]


def test_a_reply_leaves_with_its_values_or_not_at_all(
    shop: Shop, conversation: Conversation, client: Client, elif_: Agent
) -> None:
    desk.order(shop)
    client.force_login(elif_)
    form = {"kind": "reply", "html": "", "key": "k", "to": "zeynep@example.com"}
    place = f"/conversations/{conversation.pk}/messages/"

    refused = client.post(place, {**form, "text": "Rengi {{ order.colour }}."})
    assert refused.status_code == 422
    assert "{{ order.colour }} için burada bilinen bir şey yok." in refused.text
    assert not conversation.messages.filter(direction="out").exists()

    client.post(place, {**form, "text": "Siparişiniz {{ order.number }} yolda."})
    assert conversation.messages.get(direction="out").text == "Siparişiniz 8812 yolda."
