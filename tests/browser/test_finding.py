"""Elif finds what she looks for: by keyboard, with operators, down to the marked words of the thread."""

import os
import re

import pytest
from playwright.sync_api import expect

from muhatap.conversations.models import Channel
from muhatap.customers.models import Customer
from tests.browser.desk import Desk, mail_arrives, overflow, violations

pytestmark = pytest.mark.browser


def test_a_search_is_written_with_offers_and_ends_at_the_marked_words(desk: Desk, mailbox_channel: Channel) -> None:
    page = desk.page
    mail_arrives(mailbox_channel, "Merhaba, aldığım vazo kırık çıktı, iadesini istiyorum.", subject="İade talebi")
    mail_arrives(mailbox_channel, "Faturam gelmedi.", subject="Fatura", sender="Murat Demir <murat@example.com>")
    Customer.objects.filter(name="Zeynep Aksoy").update(found_by="zeynep aksoy zeynep@example.com")
    desk.open("/inbox/all/")

    # By keyboard alone: to the box, down to the offer, on to its value, and off.
    page.keyboard.press("f")
    box = page.locator("#find")
    expect(box).to_be_focused()
    page.keyboard.type("iade kimd")
    expect(page.get_by_role("option")).to_have_text([re.compile("kimden:")])
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "offer-0")
    page.keyboard.press("Enter")
    expect(box).to_have_value("iade kimden:")
    page.keyboard.type("zey")
    expect(page.get_by_role("option", name="Zeynep Aksoy")).to_be_visible()
    _shot(desk, "offers")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value('iade kimden:"Zeynep Aksoy" ')
    expect(page.locator("#find-offers")).to_be_hidden()
    page.keyboard.press("Enter")

    hit = page.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark").first).to_have_text("İade")
    _shot(desk, "found")
    assert violations(page) == []
    assert overflow(page) == 0

    hit.click()
    expect(page.locator("#conversation .prose")).to_be_visible()
    page.wait_for_function("CSS.highlights.get('found')?.size === 2")
    _shot(desk, "thread")

    # What was looked for is offered again.
    page.locator("#find").click()
    expect(page.get_by_role("option").first).to_contain_text("iade kimden:")
    expect(page.get_by_role("option", name="durum:")).to_be_visible()
    _shot(desk, "recent")
    page.keyboard.press("Escape")
    expect(page.locator("#find-offers")).to_be_hidden()


def _shot(desk: Desk, name: str) -> None:
    if folder := os.environ.get("MUHATAP_SHOTS"):
        desk.page.screenshot(path=f"{folder}/{name}.png")
