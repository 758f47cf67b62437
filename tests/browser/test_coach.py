"""The coach beside the words: a wave, a better sentence."""

import pytest
from playwright.sync_api import expect

from muhatap.conversations.models import Channel
from muhatap.team.models import Agent
from tests.browser.desk import Desk, mail_arrives, violations

pytestmark = pytest.mark.browser

WAVES = "() => [...(CSS.highlights.get('coach') ?? [])].map(range => range.toString())"


def test_elif_takes_the_better_sentence(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    message = mail_arrives(mailbox_channel, "Üç haftadır kargom gelmedi, rezalet! Nerede bu sipariş?").message
    assert message is not None
    desk.be(elif_)
    page = desk.page
    page.goto(f"/conversations/{message.conversation_id}/")
    page.locator(".ProseMirror").click()

    page.keyboard.type("Kargo firmasını aramanız gerekebilir. Yarın 18.00'e kadar size dönüş yapacağım.")

    better = page.locator("#composer [data-controller=coach]").get_by_role(
        "button", name="Kargo firmasını sizin için biz arıyoruz"
    )
    expect(better).to_be_visible()
    assert page.evaluate(WAVES) == ["Kargo firmasını aramanız gerekebilir"]
    expect(page.locator("#composer .latte li")).to_have_count(5)
    assert violations(page) == []

    better.click()

    expect(page.locator(".ProseMirror")).to_contain_text("Kargo firmasını sizin için biz arıyoruz. Yarın 18.00'e")
    expect(better).to_have_count(0)
    assert page.evaluate(WAVES) == []


def test_the_coach_says_nothing_of_a_note(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    message = mail_arrives(mailbox_channel, "Merhaba, siparişim nerede?").message
    assert message is not None
    desk.be(elif_)
    page = desk.page
    page.goto(f"/conversations/{message.conversation_id}/")
    page.locator(".ProseMirror").click()
    page.keyboard.type("İade yapamıyoruz.")
    expect(page.locator("#composer [data-controller=coach]")).to_be_visible()

    page.locator(".kind-note").click()

    expect(page.locator("#composer [data-controller=coach]")).to_be_hidden()
