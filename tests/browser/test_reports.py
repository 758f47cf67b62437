"""Measures in a browser: found in the navigation, chosen, read as table, nothing that axe complains of."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel
from muhatap.reports import counting
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations

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


@pytest.mark.parametrize(("theme", "language"), [("light", "tr"), ("dark", "en")])
def test_every_page_has_room_on_a_phone(desk: Desk, elif_: Agent, measured: None, theme: str, language: str) -> None:
    elif_.theme, elif_.language = theme, language
    elif_.save()
    desk.page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/measures/", "/measures/load/", "/measures/own/"):
        desk.open(path)
        assert overflow(desk.page) == 0
        assert violations(desk.page) == []
