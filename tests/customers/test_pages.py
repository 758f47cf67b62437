"""The customers' pages, as agents meet them."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from muhatap.conversations.models import Channel, Conversation
from muhatap.customers import actions
from muhatap.customers.models import AttributeDefinition, Customer, CustomerMove, CustomerNote, Identity, Segment
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
    return make.conversation(channel=mailbox_channel, customer=zeynep, subject="Sipariş 8812")


def page_of(browser: Client, customer: Customer) -> str:
    return browser.get(f"/customers/{customer.pk}/").content.decode()


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_the_list_costs_the_same_with_one_customer_and_with_three(browser: Client, zeynep: Customer) -> None:
    browser.get("/customers/")
    one = queries_of(lambda: browser.get("/customers/"))
    for name in ("Murat Demir", "Ayşe Taş"):
        made = make.customer(name)
        made.segments.add(Segment.objects.create(name=name))
    # The choice of segments stands on the page once there are any.
    assert queries_of(lambda: browser.get("/customers/")) <= one + 1
    assert "Murat Demir" in browser.get("/customers/", {"q": "murat"}).content.decode()
    assert "Nobody found" in browser.get("/customers/", {"q": "kimse yok"}).content.decode()


def test_the_whole_history_is_on_the_page_and_only_of_brands_one_sees(
    browser: Client, order: Conversation, zeynep: Customer, elif_: Agent
) -> None:
    away = make.channel(brand=make.brand("Liman"), address="iyi@liman.example")
    make.conversation(channel=away, customer=zeynep, subject="Gizli iş")
    assert "Sipariş 8812" in page_of(browser, zeynep)
    assert "Gizli iş" in page_of(browser, zeynep)

    elif_.brands.set([order.brand_id])

    assert "Gizli iş" not in page_of(browser, zeynep)


def test_details_are_kept_in_their_types(browser: Client, zeynep: Customer, onur: Agent) -> None:
    birthday = actions.define(name="Birthday", kind="date", choices=[], by=onur)
    level = actions.define(name="Card", kind="choice", choices=["Gold", "Silver"], by=onur)
    old = Segment.objects.create(name="Old", is_archived=True)
    zeynep.segments.add(old)
    typed = {
        "name": "Zeynep A.",
        "language": "tr",
        f"attribute_{birthday.pk}": "1990-05-03",
        f"attribute_{level.pk}": "Gold",
    }

    assert browser.post(f"/customers/{zeynep.pk}/details/", typed).status_code == 302

    page = page_of(browser, zeynep)
    assert "Gold" in page
    assert "May 3, 1990" in page or "3 May 1990" in page
    zeynep.refresh_from_db()
    assert (zeynep.name, list(zeynep.segments.all())) == ("Zeynep A.", [old])
    wrong = browser.post(f"/customers/{zeynep.pk}/details/", {**typed, f"attribute_{birthday.pk}": "yarın"})
    assert wrong.status_code == 422
    assert "Birthday is a date" in wrong.content.decode()


def test_a_number_is_added_in_any_spelling_and_one_of_somebody_else_leads_to_them(
    browser: Client, zeynep: Customer, murat: Customer
) -> None:
    there = f"/customers/{zeynep.pk}/identities/"
    browser.post(there, {"kind": "phone", "value": "0532 111 22 33"})
    assert "0532 111 22 33" in page_of(browser, zeynep)

    wrong = browser.post(there, {"kind": "phone", "value": "12"})
    taken = browser.post(there, {"kind": "email", "value": murat.address})

    assert "no number that can be called" in wrong.content.decode()
    assert f"/customers/{murat.pk}/" in taken.content.decode()
    assert Identity.objects.filter(customer=zeynep).count() == 2


def test_a_pinned_note_stands_beside_every_conversation(browser: Client, order: Conversation, zeynep: Customer) -> None:
    browser.post(f"/customers/{zeynep.pk}/notes/", {"text": "<b>Hep</b> hediye paketi", "is_pinned": "on"})
    thread = browser.get(f"/conversations/{order.pk}/").content.decode()
    assert "&lt;b&gt;Hep&lt;/b&gt; hediye paketi" in thread

    browser.post(f"/customers/notes/{CustomerNote.objects.get().pk}/pin/")

    assert "hediye paketi" not in browser.get(f"/conversations/{order.pk}/").content.decode()
    assert "hediye paketi" in page_of(browser, zeynep)


def test_consent_is_a_log(browser: Client, zeynep: Customer) -> None:
    there = f"/customers/{zeynep.pk}/consents/"
    browser.post(there, {"kind": "email", "is_given": "yes", "source": "order form"})
    browser.post(there, {"kind": "email", "is_given": "no", "source": "phone call"})
    assert browser.post(there, {"kind": "email", "is_given": "yes", "source": ""}).status_code == 422

    page = page_of(browser, zeynep)
    assert "order form" in page
    assert "phone call" in page
    assert page.count('<span class="tag amber">withdrawn</span>') == 1


def test_two_records_become_one_and_two_again(browser: Client, order: Conversation, zeynep: Customer) -> None:
    double = make.customer("ZEYNEP AKSOY", email="zeynep@is.example")
    assert "Perhaps the same person" in page_of(browser, zeynep)

    merged = browser.post(f"/customers/{double.pk}/merge/", {"into": zeynep.pk})
    assert merged.url == f"/customers/{zeynep.pk}/"
    assert browser.get(f"/customers/{double.pk}/").url == f"/customers/{zeynep.pk}/"
    browser.post(f"/customers/moves/{CustomerMove.objects.get().pk}/undo/")

    assert "zeynep@is.example" in page_of(browser, double)
    browser.post(f"/customers/{zeynep.pk}/others/", {"other": double.pk})
    assert "Perhaps the same person" not in page_of(browser, zeynep)


def test_leads_say_what_is_wanted_to_be_known(browser: Client, onur: Agent) -> None:
    assert browser.get("/settings/customers/").status_code == 403
    browser.force_login(onur)

    browser.post("/settings/customers/attributes/new/", {"name": "Kart", "kind": "choice", "choices": "Altın\nGümüş\n"})
    refused = browser.post("/settings/customers/attributes/new/", {"name": "kart", "kind": "text", "choices": ""})

    definition = AttributeDefinition.objects.get()
    assert definition.choices == ["Altın", "Gümüş"]
    assert refused.status_code == 422
    browser.post(f"/settings/customers/attributes/{definition.pk}/", {"name": "Kart rengi", "choices": "Altın"})
    definition.refresh_from_db()
    assert (definition.name, definition.kind, definition.choices) == ("Kart rengi", "choice", ["Altın"])
    browser.post("/settings/customers/segments/", {"name": "VIP"})
    assert browser.post("/settings/customers/segments/", {"name": "vip"}).status_code == 422
