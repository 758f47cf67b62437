"""A conversation goes from one pair of hands into another, in two browsers; the customer knows whose, and by when."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from muhatap.conversations.models import Channel
from muhatap.promises.models import HandOff
from muhatap.team.models import Agent
from tests import make
from tests.browser.conftest import leave
from tests.browser.desk import Desk, violations

pytestmark = pytest.mark.browser


def test_elif_hands_over_and_onur_accepts(
    desk: Desk, chromium: Browser, server: str, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    asked = make.conversation(
        channel=mailbox_channel, assigned_to=elif_, text="Faturam yanlış. Şirket adına düzeltir misiniz?"
    )
    page = desk.page
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    page.locator(".thread-head .bar-end details").last.locator("summary").click()
    page.get_by_role("link", name="Devret…").click()
    dialog = page.get_by_role("dialog", name="Devret")
    expect(dialog.get_by_label("Müşteri ne istiyor")).to_have_value("Şirket adına düzeltir misiniz?")
    assert violations(page) == []
    dialog.get_by_label("Müşteriye nasıl ulaşacak").select_option("phone")
    due = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT15:00")
    dialog.get_by_label("Müşteriye en geç ne zaman ulaşılacak").fill(due)
    words = dialog.get_by_label("Müşteriye ileti")
    expect(words).to_have_value(re.compile("Konunuzu Onur Bal devralıyor"))
    expect(words).to_have_value(re.compile(r"15\.00 sizi arayacak"))
    dialog.get_by_role("button", name="Devret").click()
    expect(page.locator(".hand-off")).to_contain_text("Elif devrediyor: Onur Bal")
    expect(desk.messages.last).to_contain_text("Konunuzu Onur Bal devralıyor")

    context = chromium.new_context(base_url=server, viewport={"width": 1440, "height": 900}, locale="tr-TR")
    theirs = Desk(context.new_page())
    theirs.be(onur)
    theirs.open("/promises/mine/")
    theirs.page.locator(".owed-part.is-offered").get_by_role("link", name="Oku ve yanıtla").click()
    offer = theirs.page.locator(".hand-off")
    expect(offer).to_contain_text("Şirket adına düzeltir misiniz?")
    assert violations(theirs.page) == []
    offer.get_by_role("button", name="Kabul et").click()

    expect(offer).to_have_count(0)
    expect(theirs.page.locator(".owed-bar")).to_contain_text("Onur Bal müşteriyle ilgilenecek")
    # Elif sees it at once.
    expect(page.locator(".hand-off")).to_have_count(0)
    expect(page.locator(".event", has_text="Onur Bal devraldı")).to_be_visible()
    leave(context)
    asked.refresh_from_db()
    assert asked.assigned_to == onur
    assert HandOff.objects.get().outcome == "accepted"
