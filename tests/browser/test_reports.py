"""Measures in a browser: found in the navigation, chosen, read as table, nothing that axe complains of."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import expect
from pypdf import PdfReader

from muhatap.causes import actions as causes
from muhatap.causes.models import Reason
from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation
from muhatap.orders.actions.keeping import keep_products
from muhatap.orders.actions.tying import tie
from muhatap.orders.facts import ProductFacts
from muhatap.reports import counting
from muhatap.reports.contents import days
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations
from tests.causes import desk as causes_desk
from tests.orders import desk as orders

pytestmark = pytest.mark.browser

TO = {"to": [{"name": "Zeynep", "address": "zeynep@example.com"}], "cc": [], "bcc": []}


@pytest.fixture
def measured(mailbox_channel: Channel, elif_: Agent) -> None:
    now = timezone.now()
    for number in range(3):
        one = make.conversation(channel=mailbox_channel, at=now - timedelta(hours=number))
        actions.reply(one, by=elif_, text="Yolda.", people=TO, now=now, then="closed")
    counting.fold(now=now)


def test_measures_are_found_chosen_and_read_as_a_table(desk: Desk, measured: None) -> None:
    page = desk.page
    desk.open("/")
    page.get_by_role("navigation").get_by_role("link", name="Ölçümler").click()

    page.get_by_role("link", name="90 gün").click()
    expect(page).to_have_url(re.compile("period=90"))
    card = page.get_by_role("region", name="İlk yanıt", exact=True)
    expect(card).to_contain_text("n = 3")
    card.get_by_text("Tablo olarak göster").click()
    expect(card.get_by_role("table")).to_be_visible()
    with page.expect_download() as got:
        card.get_by_role("link", name="CSV olarak").click()
    assert got.value.suggested_filename.startswith("muhatap-first-")
    assert violations(page) == []


def test_the_page_is_taken_along_as_a_pdf_with_its_choice(desk: Desk, measured: None) -> None:
    page = desk.page
    desk.open("/measures/?period=7")

    with page.expect_download() as got:
        page.get_by_role("link", name="PDF olarak indir").click()

    assert re.fullmatch(r"muhatap-overview-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.pdf", got.value.suggested_filename)
    reader = PdfReader(got.value.path())
    words = " ".join(reader.pages[0].extract_text().split())
    assert "İlk yanıt" in words
    assert "n = 3" in words
    today = timezone.localtime().date()
    with override("tr"):
        assert days.in_words(today - timedelta(days=6), today) in words


@pytest.fixture
def told(mailbox_channel: Channel, elif_: Agent, measured: None) -> Reason:
    """Of two of three conversations somebody said why, of one of these which order; and a cause was fixed."""
    now = timezone.now()
    reason = Reason.objects.create(name_tr="Kırık geldi", name_en="It came broken")
    shop = orders.shop(mailbox_channel.brand)
    keep_products(shop, [ProductFacts(outside_id="1", sku="SRH-2", name="Toprak sürahi", changed_at=now)])
    first, second, _third = Conversation.objects.order_by("pk")
    for one in (first, second):
        causes.choose(one, reason=reason, by=elif_, now=now)
    tie(first, orders.order(shop), by=elif_, now=now)
    today = timezone.localdate()
    since = today - timedelta(days=110)
    causes_desk.ordered(shop, [200] * 111, since=since)
    cause = causes_desk.fixed(elif_, on=today - timedelta(days=26))
    causes_desk.contacts(cause, [9] * 84 + [1] * 26, since=since)
    return reason


def test_measures_are_told_by_reason_and_by_product(desk: Desk, told: Reason) -> None:
    page = desk.page
    desk.open("/measures/")
    card = page.get_by_role("region", name="İlk yanıt", exact=True)

    page.get_by_label("Sebep").select_option("Kırık geldi")
    page.get_by_role("button", name="Göster").click()
    expect(card).to_contain_text("n = 2")
    page.get_by_role("combobox", name="Ürün").fill("surahi")
    page.get_by_role("option", name="Toprak sürahi").click()
    page.get_by_role("button", name="Göster").click()

    expect(page.get_by_text("Yalnız içinde “Toprak sürahi” (SRH-2) olan")).to_be_visible()
    expect(card).to_contain_text("n = 1")
    expect(page).to_have_url(re.compile(f"reason={told.pk}&product=SRH-2"))
    assert violations(page) == []


def test_what_fixed_causes_saved_comes_after_the_page(desk: Desk, told: Reason) -> None:
    desk.open("/measures/")

    saved = desk.page.get_by_role("region", name="Düzeltilen kök nedenler ne kazandırdı")
    expect(saved.get_by_text("≈ 200").first).to_be_visible()
    assert violations(desk.page) == []
    saved.get_by_role("link", name="Paketler aktarmada bekliyor").click()
    expect(desk.page).to_have_url(re.compile("/causes/"))


@pytest.mark.parametrize(("theme", "language"), [("light", "tr"), ("dark", "en")])
def test_every_page_has_room_on_a_phone(desk: Desk, elif_: Agent, told: Reason, theme: str, language: str) -> None:
    elif_.theme, elif_.language = theme, language
    elif_.save()
    desk.page.set_viewport_size({"width": 360, "height": 740})
    for path in (
        "/measures/",
        "/measures/?product=SRH-2",
        "/measures/load/",
        "/measures/own/",
        "/measures/mail/?page=overview",
    ):
        desk.open(path)
        assert overflow(desk.page) == 0
        assert violations(desk.page) == []
