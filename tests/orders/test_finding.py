"""The order that a conversation is about."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from muhatap.conversations import thread
from muhatap.conversations.models import Channel, Conversation
from muhatap.orders import actions, finding, proving, values
from muhatap.orders.facts import ProductFacts
from muhatap.orders.models import Shop
from muhatap.team.models import Agent
from tests import make
from tests.orders import desk


@pytest.fixture
def shop(mailbox_channel: Channel) -> Shop:
    return desk.shop(mailbox_channel.brand)


def written(channel: Channel, text: str, **fields: Any) -> Conversation:
    return make.message(channel, text=text, **{"subject": "Bir soru"} | fields).conversation


def meant(conversation: Conversation, agent: Agent) -> list[tuple[str, str, bool]]:
    found = finding.candidates(conversation, agent, now=timezone.now())
    return [(each.order.number, each.why, each.is_strange) for each in found]


def test_the_number_in_the_text_leads_to_the_order(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    desk.order(shop, "8812")
    desk.order(shop, "8640")

    assert meant(written(mailbox_channel, "Merhaba, 8812 numaralı siparişim nerede?"), elif_) == [
        ("8812", "text", False)
    ]


def test_the_number_in_subject_and_quoted_text_counts(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    desk.order(shop, "TR-2026-8812")
    in_subject = written(mailbox_channel, "Ne zaman gelir?", subject="Sipariş no: TR-2026-8812")
    in_quote = written(mailbox_channel, "Ne zaman gelir?", quoted_text="> TR-2026-8812 numaralı siparişiniz yola çıktı")

    assert meant(in_subject, elif_) == [("TR-2026-8812", "text", False)]
    assert meant(in_quote, elif_) == [("TR-2026-8812", "text", False)]


def test_without_a_number_the_newest_orders_of_the_sender_are_offered(
    shop: Shop, elif_: Agent, mailbox_channel: Channel
) -> None:
    now = timezone.now()
    for days, number in ((3, "8812"), (30, "8640"), (300, "7001")):
        desk.order(shop, number, placed_at=(now - timedelta(days=days)).isoformat())

    assert meant(written(mailbox_channel, "Kargom nerede?"), elif_) == [
        ("8812", "sender", False),
        ("8640", "sender", False),
    ]


def test_somebody_elses_order_is_marked_and_a_coincidence_is_not_shown(
    shop: Shop, elif_: Agent, mailbox_channel: Channel
) -> None:
    desk.order(shop, "8812", customer={"email": "murat@example.com"})

    assert meant(written(mailbox_channel, "8812 numaralı siparişim nerede?"), elif_) == [("8812", "text", True)]
    assert meant(written(mailbox_channel, "Adresim: Ihlamur Sokak 8812 Ankara"), elif_) == []


def test_a_mail_that_may_be_forged_proves_nobody(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    desk.order(shop, "8812")
    spoofed = written(mailbox_channel, "8812 numaralı siparişim nerede?", warnings=("spoofed",))

    assert meant(spoofed, elif_) == [("8812", "text", True)]


def test_what_an_agent_said_comes_first(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    desk.order(shop, "8812")
    other = desk.order(shop, "8640")
    conversation = written(mailbox_channel, "8812 numaralı siparişim nerede?")
    actions.tie(conversation, other, by=elif_, now=timezone.now())

    assert meant(conversation, elif_) == [("8640", "said", False), ("8812", "text", False)]
    actions.untie(conversation, other, by=elif_)
    assert meant(conversation, elif_) == [("8812", "text", False)]


def test_orders_of_another_brand_are_another_matter(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    desk.order(desk.shop(make.brand("Harbour")), "8812")

    assert meant(written(mailbox_channel, "8812 numaralı siparişim nerede?"), elif_) == []


def test_the_picture_of_a_customer_counts_what_was_not_cancelled(
    shop: Shop, elif_: Agent, mailbox_channel: Channel
) -> None:
    now = timezone.now().isoformat()
    desk.order(shop, "8812")
    desk.order(shop, "8640", refunds=[{"id": "r", "amount": "48.00", "at": now}])
    desk.order(shop, "8641", state="cancelled")
    customer = written(mailbox_channel, "Merhaba").customer

    picture = finding.picture_of(customer, elif_)
    assert (picture.count, [str(total.minor) for total in picture.totals]) == (2, ["124800"])


def test_ten_messages_cost_no_more_questions_than_one(shop: Shop, elif_: Agent, mailbox_channel: Channel) -> None:
    for number in ("8812", "8640", "8641"):
        desk.order(shop, number)
    conversation = written(mailbox_channel, "8812 ve 8640 numaralı siparişlerim nerede?")
    with CaptureQueriesContext(connection) as of_one:
        meant(Conversation.objects.get(pk=conversation.pk), elif_)
    for _ in range(10):
        make.message(mailbox_channel, text="8641 numaralı sipariş de gelmedi", conversation=conversation)
    with CaptureQueriesContext(connection) as of_ten:
        meant(Conversation.objects.get(pk=conversation.pk), elif_)

    assert len(of_ten) <= len(of_one)


# What is typed, and the names of the products that are found.
PRODUCTS = [("sürahi", ["Toprak sürahi"]), ("SRH-2", ["Toprak sürahi"]), ("toprak kase", []), ("su", []), ("%%%", [])]


@pytest.mark.parametrize(("asked", "names"), PRODUCTS)
def test_a_product_is_found_by_its_name_or_stock_number(elif_: Agent, asked: str, names: list[str]) -> None:
    brand = make.brand()
    told = ProductFacts(outside_id="1", sku="SRH-2", name="Toprak sürahi", changed_at=timezone.now(), stock=4)
    actions.keep_products(desk.shop(brand), [told])
    actions.keep_products(desk.shop(make.brand("Harbour")), [told])
    assert [product.name for product in finding.products_by_words(asked, elif_, brand_id=brand.pk)] == names


def test_whose_order_it_is_not_is_asked_before_anything_is_shown(
    shop: Shop, elif_: Agent, mailbox_channel: Channel, client: Client
) -> None:
    client.force_login(elif_)
    order = desk.order(shop, "8812", customer={"name": "Murat Can", "email": "murat@example.com"})
    conversation = written(mailbox_channel, "8812 numaralı siparişim nerede?", language="tr")
    page = f"/conversations/{conversation.pk}/orders/"

    shown = client.get(page).text
    assert "Yolda" in shown
    assert "m…@e….com" in shown
    for secret in ("Toprak sürahi", "104512887341", "648,00", "Murat"):
        assert secret not in shown
    assert values.of(conversation, elif_) == {}

    client.post(f"{page}verified/", {"order": order.pk})
    shown = client.get(page).text
    assert "Toprak sürahi" in shown
    assert "104512887341" in shown
    assert meant(conversation, elif_) == [("8812", "said", False)]
    assert values.of(conversation, elif_)["number"] == "8812"
    lines = [item for day in thread.of(conversation, agents=[elif_]).days for item in day.items]
    assert any("Elif Kaya yazanın kim olduğundan emin oldu" in getattr(line, "words", "") for line in lines)

    # Only here: the next one that names the number is asked again.
    other = written(mailbox_channel, "8812 nerede?")
    assert [each[2] for each in meant(other, elif_)] in ([], [True])
    actions.untie(conversation, order, by=elif_)
    assert "Toprak sürahi" not in client.get(page).text


def test_a_shop_that_asks_for_no_proof_shows_it(
    shop: Shop, elif_: Agent, mailbox_channel: Channel, client: Client
) -> None:
    client.force_login(elif_)
    desk.order(shop, "8812", customer={"email": "murat@example.com"})
    Shop.objects.update(is_verifying=False)
    conversation = written(mailbox_channel, "8812 numaralı siparişim nerede?")

    assert "Toprak sürahi" in client.get(f"/conversations/{conversation.pk}/orders/").text


def test_the_question_is_asked_in_the_customers_language(mailbox_channel: Channel) -> None:
    turkish, english = (written(mailbox_channel, "8812", language=language) for language in ("tr", "en"))

    assert "posta kodunu" in proving.question_to(turkish)
    assert "the postcode it goes to" in proving.question_to(english)
