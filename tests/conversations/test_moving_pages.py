"""Merging, splitting, moving and linking as agents meet them: dialogs, toasts and lines of the thread."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Move
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from tests import make


@pytest.fixture
def browser(elif_: Agent) -> Client:
    elif_.language = "en"
    elif_.save()
    client = Client()
    client.force_login(elif_)
    return client


@pytest.fixture
def order(mailbox_channel: Channel, zeynep: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, subject="Sipariş 8812", text="Kargom nerede?")


@pytest.fixture
def invoice(mailbox_channel: Channel, zeynep: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=zeynep, subject="Fatura", text="Faturam yok.")


@pytest.fixture
def his(mailbox_channel: Channel, murat: Customer) -> Conversation:
    return make.conversation(channel=mailbox_channel, customer=murat, subject="Ayakkabı", text="Numara küçük geldi.")


def part(target: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target}


def offered(answer: object) -> list[int]:
    return [int(number) for number in re.findall(r'name="into" value="(\d+)"', answer.content.decode())]  # type: ignore[attr-defined]


def test_the_dialog_offers_the_customers_own_first_and_finds_any(
    browser: Client, order: Conversation, invoice: Conversation, his: Conversation
) -> None:
    place = f"/conversations/{order.pk}/merge/"

    assert offered(browser.get(place, headers=part("dialogs"))) == [invoice.pk]
    assert offered(browser.get(place, {"q": "numara"}, headers=part("picks"))) == [his.pk]
    assert offered(browser.get(place, {"q": f"#{his.pk}"}, headers=part("picks"))) == [his.pk]
    assert offered(browser.get(place, {"q": "yok böyle bir şey"}, headers=part("picks"))) == []
    # A page of its own for whoever has no script.
    assert "pick-dialog" not in browser.get(place).content.decode()


def test_another_brands_conversations_are_neither_offered_nor_taken(
    browser: Client, order: Conversation, elif_: Agent
) -> None:
    away = make.conversation(channel=make.channel(brand=make.brand("Liman"), address="iyi@liman.example"))
    place = f"/conversations/{order.pk}/merge/"

    assert offered(browser.get(place, {"q": f"{away.pk}"}, headers=part("picks"))) == []
    refused = browser.post(place, {"into": away.pk}, headers=part("work"))

    assert refused.status_code == 422
    assert refused.headers["HX-Retarget"] == "#dialogs"
    assert "different brands" in refused.content.decode()
    elif_.brands.set([order.brand_id])
    assert browser.post(place, {"into": away.pk}).status_code == 404


def test_a_merge_shows_the_survivor_with_a_way_back(
    browser: Client, order: Conversation, invoice: Conversation
) -> None:
    answer = browser.post(f"/conversations/{invoice.pk}/merge/", {"into": order.pk}, headers=part("work"))

    page = answer.content.decode()
    move = Move.objects.get()
    assert answer.headers["HX-Push-Url"] == f"/conversations/{order.pk}/"
    assert f'id="message-{invoice.messages.first() or move.rows.get().message_id}"' in page
    assert "hx-swap-oob" in page
    # In the toast and beside the line of the thread.
    assert page.count(f'action="/moves/{move.pk}/undo/"') == 2
    assert f'merged <a class="link" href="/conversations/{invoice.pk}/">#{invoice.pk}</a> into this' in page


def test_undo_beside_the_line_gives_the_thread_back(
    browser: Client, order: Conversation, invoice: Conversation, elif_: Agent
) -> None:
    move = actions.merge(invoice, into=order, by=elif_)

    answer = browser.post(f"/moves/{move.pk}/undo/", {"here": order.pk}, headers=part("conversation"))

    page = answer.content.decode()
    assert f'action="/moves/{move.pk}/undo/"' not in page
    assert "took the merge of" in page
    assert Conversation.objects.get(pk=invoice.pk).merged_into_id is None
    assert browser.get(f"/conversations/{invoice.pk}/").status_code == 200


def test_undo_of_a_split_from_within_leads_back_to_where_the_message_went(
    browser: Client, order: Conversation, mailbox_channel: Channel, elif_: Agent
) -> None:
    second = make.message(mailbox_channel, conversation=order, text="Bir de iade?")
    answer = browser.post(f"/messages/{second.pk}/split/", {"what": "alone"}, headers=part("work"))
    move = Move.objects.get()
    assert answer.headers["HX-Push-Url"] == f"/conversations/{move.target_id}/"

    back = browser.post(f"/moves/{move.pk}/undo/", {"here": move.target_id}, headers=part("conversation"))

    assert back.headers["HX-Redirect"] == f"/conversations/{order.pk}/"


def test_a_split_of_everything_is_refused_in_the_dialog(browser: Client, order: Conversation) -> None:
    answer = browser.post(f"/messages/{order.messages.get().pk}/split/", {"what": "following"}, headers=part("work"))

    assert answer.status_code == 422
    assert "all there is" in answer.content.decode()


def test_a_message_is_moved_from_its_menu(
    browser: Client, order: Conversation, his: Conversation, mailbox_channel: Channel
) -> None:
    second = make.message(mailbox_channel, conversation=order, text="Ayakkabı da küçük.")

    browser.post(f"/messages/{second.pk}/move/", {"into": his.pk}, headers=part("work"))

    second.refresh_from_db()
    assert second.conversation_id == his.pk


def test_linked_conversations_show_each_other(browser: Client, order: Conversation, his: Conversation) -> None:
    browser.post(f"/conversations/{order.pk}/links/", {"into": his.pk}, headers=part("work"))

    for one, other in ((order, his), (his, order)):
        page = browser.get(f"/conversations/{one.pk}/").content.decode()
        assert "Linked conversations" in page
        assert f'href="/conversations/{other.pk}/"' in page


def test_from_the_search_only_a_toast_comes_back(browser: Client, order: Conversation, invoice: Conversation) -> None:
    answer = browser.post(f"/conversations/{invoice.pk}/merge/", {"into": order.pk}, headers=part("toasts"))

    page = answer.content.decode()
    assert page.count("/undo/") == 2  # once for htmx, once for a plain form
    assert 'id="message-' not in page
    move = Move.objects.get()
    back = browser.post(f"/moves/{move.pk}/undo/", {"here": invoice.pk}, headers=part("toasts"))
    assert "Taken back." in back.content.decode()


def test_whoever_does_not_see_the_brand_takes_nothing_back(
    browser: Client, order: Conversation, invoice: Conversation, elif_: Agent, onur: Agent
) -> None:
    move = actions.merge(invoice, into=order, by=onur)
    elif_.brands.set([make.brand("Liman")])

    assert browser.post(f"/moves/{move.pk}/undo/").status_code == 404
    assert Move.objects.get().undone_at is None


def test_without_a_script_each_act_leads_to_a_page(browser: Client, order: Conversation, invoice: Conversation) -> None:
    assert browser.post(f"/conversations/{invoice.pk}/merge/", {"into": order.pk}).url == f"/conversations/{order.pk}/"
    move = Move.objects.get()
    assert browser.post(f"/moves/{move.pk}/undo/").url == f"/conversations/{invoice.pk}/"
    assert move.at <= timezone.now()
