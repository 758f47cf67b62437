"""Both languages, both themes, every width: nothing axe complains of, nothing that runs out of the window."""

import pytest
from playwright.sync_api import Page, expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Delivery, DeliveryState
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def busy(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> Conversation:
    """A conversation that shows about everything a thread can hold."""
    from django.utils import timezone

    now = timezone.now()
    conversation = make.conversation(
        channel=mailbox_channel,
        subject="Siparişim hâlâ gelmedi, üstelik çok uzun bir konu satırı yazdım ki sığmasın",
        text="Merhaba, https://kargo.example/takip/cok-uzun-bir-adres-0123456789012345678901234567890123456789 boş.",
        html="<p>Merhaba</p>",
        quoted_text="> Önceki ileti",
        warnings=["spoofed"],
        people={"to": [{"name": "", "address": "destek@carsi.example"}], "cc": [{"name": "Ali", "address": "a@b.co"}]},
        assigned_to=elif_,
    )
    whom = {"to": [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
    failed = actions.reply(conversation, by=elif_, text="Yolda.", people=whom, now=now)
    Delivery.objects.filter(message=failed).update(
        state=DeliveryState.FAILED, reason="Alıcı yok", answer="550 5.1.1 User unknown"
    )
    actions.note(conversation, by=onur, text="Depoya sordum.", now=now)
    return conversation


PAGES = ["/inbox/mine/", "/inbox/spam/", "/conversations/{busy}/", "/conversations/new/", "/search/?q=siparis", "/yok/"]


@pytest.mark.parametrize("language", ["tr", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(desk: Desk, elif_: Agent, busy: Conversation, language: str, theme: str) -> None:
    elif_.language, elif_.theme = language, theme
    elif_.save()
    found = {}
    for path in PAGES:
        desk.open(path.format(busy=busy.pk))
        desk.page.wait_for_timeout(250)
        if wrong := violations(desk.page):
            found[path] = wrong

    desk.open(f"/conversations/{busy.pk}/")
    for opener in (".whom summary", ".fold summary", ".kind-note", ".thread-head .menu:last-child summary", ".me"):
        desk.page.locator(opener).first.click(force=True)
        if wrong := violations(desk.page):
            found[opener] = wrong

    assert found == {}


@pytest.mark.parametrize("size", [PHONE, {"width": 768, "height": 1024}, {"width": 1024, "height": 700}])
def test_nothing_runs_out_of_the_window(desk: Desk, busy: Conversation, size: dict[str, int]) -> None:
    desk.page.set_viewport_size(size)  # type: ignore[arg-type]
    wide = {}
    for path in PAGES:
        desk.open(path.format(busy=busy.pk))
        if pixels := overflow(desk.page):
            wide[path] = pixels

    assert wide == {}


def test_on_a_phone_list_and_thread_are_screens_of_their_own(desk: Desk, busy: Conversation) -> None:
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.open("/inbox/mine/")
    desk.row("Siparişim").click()

    expect(desk.page.locator("#conversation")).to_be_visible()
    expect(desk.page.locator("#list")).to_be_hidden()
    desk.page.get_by_role("link", name="Listeye dön").click()
    expect(desk.row("Siparişim")).to_be_visible()


def test_elif_switches_language_and_theme(desk: Desk, elif_: Agent) -> None:
    desk.open("/inbox/mine/")
    desk.choose("language", "English")
    expect(desk.page.get_by_role("heading", name="My work")).to_be_visible()
    desk.choose("theme", "Dark")
    expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark")
    background = desk.page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert background.startswith("oklch(0.17")
    elif_.refresh_from_db()
    assert (elif_.language, elif_.theme) == ("en", "dark")


def test_the_page_works_without_scripts(
    page: Page, desk: Desk, chromium: object, server: str, mailbox_channel: Channel
) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    context = chromium.new_context(  # type: ignore[attr-defined]
        base_url=server, java_script_enabled=False, locale="tr-TR", storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto("/inbox/unassigned/")
    plain.locator(".row", has_text="Zeynep Aksoy").click()
    plain.locator("textarea[name=text]").fill("Yarın kapınızda.")
    plain.get_by_role("button", name="Gönder").click()

    expect(plain.locator(".msg.us")).to_contain_text("Yarın kapınızda.")
    plain.get_by_role("button", name="Kapat").first.click()
    conversation.refresh_from_db()
    assert conversation.is_closed
    context.close()
