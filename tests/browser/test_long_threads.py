"""A conversation of a thousand messages opens as quickly as any, at its newest; one looks back as far as one likes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Direction, Message
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# A thousand messages on a machine that has other work to do.
PATIENCE_MS = 20_000
WORDS = "Merhaba, siparişim hâlâ gelmedi; kargo sayfası da bir şey söylemiyor. " * 8
PEOPLE = {
    "from": {"name": "Zeynep Aksoy", "address": "zeynep@example.com"},
    "to": [{"name": "", "address": "destek@carsi.example"}],
}


@pytest.fixture
def long(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    """A year of messages, half of them Elif's, a third of the customer's with a layout of their own."""
    now = timezone.now()
    conversation = make.conversation(channel=mailbox_channel, at=now - timedelta(days=400))
    identity = conversation.messages.get().identity
    Message.objects.bulk_create(
        Message(
            conversation=conversation,
            channel=mailbox_channel,
            direction=Direction.IN if number % 2 else Direction.OUT,
            author=None if number % 2 else elif_,
            identity=identity if number % 2 else None,
            people=PEOPLE,
            at=now - timedelta(hours=9 * (1001 - number)),
            text=f"{number}. {WORDS}",
            html=f"<table><tr><td>{WORDS}</td></tr></table>" if number % 3 == 0 else "",
            quoted_text=WORDS,
        )
        for number in range(2, 1001)
    )
    Conversation.objects.filter(pk=conversation.pk).update(message_count=1000)
    return conversation


def test_a_thousand_messages_open_at_the_newest_and_go_back_step_by_step(
    desk: Desk, long: Conversation, onur: Agent
) -> None:
    page = desk.page
    desk.open(f"/conversations/{long.pk}/")
    desk.listen()
    expect(desk.messages.last).to_contain_text("1000. Merhaba")
    expect(desk.messages.last.locator(".prose")).to_be_in_viewport()
    expect(desk.messages).to_have_count(60)

    # By role each look would go through every name of a page this long.
    earlier = page.locator(".earlier a", has_text="Önceki iletileri göster")
    oldest = page.locator(f"#{desk.messages.first.get_attribute('id')}")
    earlier.scroll_into_view_if_needed()
    earlier.click()
    wait_for_messages(desk, 260)
    # What was being read stands where it stood, and old messages are not announced as new.
    expect(oldest).to_be_in_viewport()
    expect(page.locator("[data-thread-target=announcer]")).to_have_text("")

    # What happens meanwhile, and what one does oneself, takes nothing of it away.
    first = desk.messages.first
    before = first.get_attribute("id")
    actions.assign(long, to=onur, by=onur)
    page.locator(".event", has_text="Onur Bal üstlendi").wait_for(timeout=PATIENCE_MS)
    page.locator(".thread-head").get_by_role("button", name="Kapat").click()
    page.locator(".toast", has_text="Kapandı.").wait_for(timeout=PATIENCE_MS)
    expect(first).to_have_attribute("id", str(before))
    expect(desk.messages).to_have_count(260)

    for count in (460, 660, 860):
        earlier.scroll_into_view_if_needed()
        earlier.click()
        wait_for_messages(desk, count)
    earlier.scroll_into_view_if_needed()
    earlier.click()
    wait_for_messages(desk, 1000)
    assert earlier.count() == 0
    expect(desk.messages.first).to_contain_text("8812 numaralı siparişim nerede?")


def wait_for_messages(desk: Desk, count: int) -> None:
    """Wait without `expect`: whatever it does not find yet, it describes by the whole page's accessibility tree, each
    time it looks; on a page this long that takes ten seconds, in which the page itself can do nothing.
    """
    shown = "count => document.querySelectorAll('#conversation .msg').length === count"
    desk.page.wait_for_function(shown, arg=count, timeout=PATIENCE_MS)
