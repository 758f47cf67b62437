"""Two people, two browsers, one conversation: nothing is sent past another, nothing written is lost."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Route, expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Draft, Message
from muhatap.team.models import Agent
from tests.browser.conftest import PATIENCE_MS, leave
from tests.browser.desk import Desk, mail_arrives, violations

pytestmark = pytest.mark.browser

OpenDesk = Callable[[Agent], Desk]


@pytest.fixture
def open_desk(server: str, chromium: Browser, transactional_db: None) -> Iterator[OpenDesk]:
    """Another browser, signed in as somebody."""
    opened: list[BrowserContext] = []

    def open_(agent: Agent) -> Desk:
        context = chromium.new_context(base_url=server, viewport={"width": 1440, "height": 900}, locale="tr-TR")
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        desk = Desk(context.new_page())
        desk.be(agent)
        return desk

    yield open_
    for context in opened:
        leave(context)


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    message = mail_arrives(mailbox_channel, "Merhaba, 8812 numaralı siparişim nerede?").message
    assert message is not None
    return message.conversation


def saved(desk: Desk) -> None:
    expect(desk.page.locator("#composer .saved")).to_have_text("Taslak kaydedildi")


def test_a_draft_follows_elif_from_browser_to_browser_and_two_never_write_over_each_other(
    desk: Desk, open_desk: OpenDesk, elif_: Agent, asked: Conversation
) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Zeynep Hanım")
    saved(desk)
    expect(desk.row("Zeynep Aksoy").locator(".has-draft")).to_be_visible()

    at_home = open_desk(elif_)
    at_home.open(f"/conversations/{asked.pk}/")
    expect(at_home.editor).to_have_text("Zeynep Hanım")
    at_home.write(", evden yazıyorum")
    saved(at_home)
    desk.write(", işten yazıyorum")

    elsewhere = desk.page.locator(".elsewhere")
    expect(elsewhere).to_contain_text("Bu taslak başka bir yerde değişti")
    elsewhere.locator("summary").click()
    expect(elsewhere).to_contain_text("Zeynep Hanım, evden yazıyorum")
    assert violations(desk.page) == []
    assert Draft.objects.get().text == "Zeynep Hanım, evden yazıyorum"
    elsewhere.get_by_role("button", name="Ötekini al").click()
    expect(desk.editor).to_have_text("Zeynep Hanım, evden yazıyorum")
    expect(elsewhere).to_contain_text("Zeynep Hanım, işten yazıyorum")
    elsewhere.get_by_role("button", name="Ötekini al").click()
    elsewhere.get_by_role("button", name="Bunu tut").click()
    saved(desk)
    assert Draft.objects.get().text == "Zeynep Hanım, işten yazıyorum"


def test_words_typed_after_the_session_ended_stand_there_again_after_signing_in(
    desk: Desk, elif_: Agent, asked: Conversation
) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Merhaba")
    saved(desk)
    desk.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.write(" Zeynep Hanım")

    expect(desk.page.get_by_text("Oturumunuz kapandı")).to_be_visible()
    desk.be(elif_)
    desk.page.reload()
    expect(desk.editor).to_have_text("Merhaba Zeynep Hanım")
    saved(desk)
    assert Draft.objects.get().text == "Merhaba Zeynep Hanım"


def test_nothing_is_called_saved_before_the_server_has_it(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Merhaba")
    saved(desk)
    desk.page.route("**/drafts/reply/", lambda route: route.abort())
    desk.write(" Zeynep Hanım")
    expect(desk.page.locator("#composer .saved")).to_contain_text("bu tarayıcıda duruyor")
    held: list[Route] = []
    desk.page.unroute("**/drafts/reply/")
    desk.page.route("**/drafts/reply/", lambda route: held.append(route))
    desk.page.reload()

    expect(desk.editor).to_have_text("Merhaba Zeynep Hanım")
    expect(desk.page.locator("#composer .saved")).to_have_text("")
    for route in held:
        route.continue_()
    desk.page.unroute("**/drafts/reply/")
    saved(desk)
    assert Draft.objects.get().text == "Merhaba Zeynep Hanım"


def test_words_typed_without_a_connection_reach_the_server_later(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.editor.click()
    desk.page.context.set_offline(True)
    desk.write("Hatta değilim")
    expect(desk.page.locator("#composer .saved")).to_contain_text("bu tarayıcıda duruyor")
    desk.send()
    expect(desk.page.locator("#composer .problem").first).to_contain_text("Bağlantı")
    expect(desk.editor).to_have_text("Hatta değilim")

    desk.page.context.set_offline(False)
    saved(desk)
    desk.send()
    expect(desk.messages).to_have_count(2)
    assert Message.objects.filter(direction="out").count() == 1


def test_closing_the_page_keeps_what_was_typed_a_moment_ago(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Son anda")
    desk.page.goto("/inbox/unassigned/")
    expect(desk.row("Zeynep Aksoy")).to_be_visible()
    desk.page.evaluate("localStorage.clear()")

    desk.read("Zeynep Aksoy")
    expect(desk.editor).to_have_text("Son anda")


def test_reply_and_note_keep_their_own_words(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Müşteriye")
    desk.page.locator(".kind-note").click()
    expect(desk.editor).to_have_text("")
    desk.write("Arkadaşlara")
    desk.page.keyboard.press("Control+z")
    expect(desk.editor).not_to_contain_text("Müşteriye")
    desk.page.locator(".kind-reply").click()
    expect(desk.editor).to_have_text("Müşteriye")


def test_a_reply_waits_when_a_colleague_was_quicker(
    desk: Desk, open_desk: OpenDesk, onur: Agent, asked: Conversation
) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Kargoda görünüyor")
    colleague = open_desk(onur)
    colleague.open(f"/conversations/{asked.pk}/")
    colleague.page.locator("body").press("n")
    colleague.write("Kargo kayıp, yenisi yolda")
    colleague.send()
    expect(colleague.page.locator(".msg.note")).to_be_visible()
    desk.send()

    news = desk.page.locator(".news")
    expect(news).to_contain_text("Henüz gönderilmedi")
    expect(news).to_contain_text("Kargo kayıp, yenisi yolda")
    expect(desk.editor).to_have_text("Kargoda görünüyor")
    assert violations(desk.page) == []
    assert not Message.objects.filter(direction="out").exists()
    news.get_by_role("button", name="Yazmaya devam et").click()
    expect(news).to_have_count(0)
    desk.write(". Yenisi de yolda")
    expect(desk.page.locator("#composer")).to_contain_text("Taslak kaydedildi")
    desk.send()
    expect(desk.page.locator(".msg.us")).to_contain_text("Kargoda görünüyor. Yenisi de yolda")


def test_a_held_reply_is_dropped_and_brought_back(desk: Desk, onur: Agent, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Kargoda görünüyor")
    desk.listen()
    actions.note(asked, by=onur, text="Bende", now=asked.opened_at)
    desk.send()
    desk.page.locator(".news").get_by_role("button", name="Taslağı bırak").click()
    expect(desk.editor).to_have_text("")
    desk.page.locator(".toast").get_by_role("button", name=re.compile("Geri al")).click()

    expect(desk.editor).to_have_text("Kargoda görünüyor")


def test_onur_sees_who_reads_and_who_writes_in_the_thread_and_in_the_list(
    desk: Desk, open_desk: OpenDesk, elif_: Agent, onur: Agent, asked: Conversation
) -> None:
    colleague = open_desk(onur)
    colleague.open("/inbox/unassigned/")
    colleague.listen()
    row = colleague.row("Zeynep Aksoy")
    height = row.evaluate("row => row.offsetHeight")
    desk.open(f"/conversations/{asked.pk}/")

    expect(row.locator(".here")).to_contain_text("Elif Kaya buna bakıyor")
    assert row.evaluate("row => row.offsetHeight") == height
    colleague.read("Zeynep Aksoy")
    expect(desk.page.locator("#presence")).to_have_text("Onur Bal buna bakıyor")
    desk.write("Merhaba")
    expect(colleague.page.locator("#presence")).to_have_text("Elif Kaya yazıyor")
    assert violations(colleague.page) == []
    saved(desk)
    desk.page.goto("/inbox/closed/")
    expect(colleague.page.locator("#presence")).to_have_text("")
    expect(row.locator(".here")).to_have_text("")
