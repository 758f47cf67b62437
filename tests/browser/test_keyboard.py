"""A working day without a mouse."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations.models import Channel, Conversation
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, violations

pytestmark = pytest.mark.browser


def test_the_palette_goes_acts_and_finds(desk: Desk, elif_: Agent, onur: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    page, key = desk.page, desk.page.keyboard
    desk.open(f"/conversations/{conversation.pk}/")
    options = page.locator("#palette-list [role=option]")

    key.press("Control+k")
    expect(page.get_by_role("combobox", name="Sayfa, işlem ya da görüşme bul")).to_be_focused()
    assert violations(page) == []
    key.type("onur")
    expect(options.first).to_contain_text("Onur Bal")
    key.press("Enter")
    expect(page.locator("#conversation")).to_contain_text("Onur")
    conversation.refresh_from_db()
    assert conversation.assigned_to == onur

    # As typed on a keyboard without Turkish letters, and what was used last comes first.
    key.press("Control+k")
    expect(options.first).to_contain_text("Onur Bal")
    key.type("siparis")
    expect(options.first).to_contain_text("Siparişim hâlâ gelmedi")
    expect(page.locator("dialog.palette [role=status]")).to_have_text("2 satır uyuyor")
    key.press("Escape")
    key.press("Control+k")
    key.type("kapananlar")
    key.press("Enter")
    page.wait_for_url("**/inbox/closed/")
