"""The bell on two screens, and a day's work with one thumb."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Status
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(server: str, chromium: Browser, elif_: Agent, transactional_db: None) -> Iterator[Desk]:
    """Elif's phone: narrow, and touched."""
    context = chromium.new_context(
        base_url=server,
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        locale="tr-TR",  # type: ignore[arg-type]
    )
    context.set_default_timeout(10_000)
    desk = Desk(context.new_page())
    desk.be(elif_)
    yield desk
    context.close()


def writes_again(conversation: Conversation) -> None:
    make.message(conversation.channel, conversation=conversation, text="Hâlâ gelmedi.")


def test_read_on_one_screen_it_is_read_on_the_other(
    desk: Desk, phone: Desk, mailbox_channel: Channel, elif_: Agent
) -> None:
    first = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    second = make.conversation(channel=mailbox_channel, assigned_to=elif_, subject="Fatura adresi")
    for screen in (desk, phone):
        screen.open("/inbox/mine/")
        screen.listen()

    writes_again(first)
    writes_again(second)

    expect(desk.page.locator(".bell-button .badge")).to_have_text("2")
    expect(desk.page).to_have_title("(2) Benim işim · Muhatap")
    expect(phone.page.locator(".dock .badge")).to_have_text("2")
    # The sound is made once for all tabs of a browser, and its moment kept.
    assert desk.page.evaluate("Number(localStorage.getItem('muhatap-heard')) > 0")

    desk.page.keyboard.press("g")
    desk.page.keyboard.press("b")
    line = desk.page.locator(".bell-line.is-unread", has_text="Fatura adresi")
    expect(line).to_contain_text("Zeynep Aksoy yazdı")
    assert violations(desk.page) == []
    expect(line).to_be_focused()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**/conversations/{second.pk}/")
    expect(phone.page.locator(".dock .badge")).to_have_text("1")
    expect(desk.page).to_have_title(f"(1) Fatura adresi · #{second.pk} · Muhatap")

    # What arrives before one's eyes is read already.
    desk.page.bring_to_front()
    writes_again(second)
    expect(desk.messages).to_have_count(2)
    expect(desk.page.locator("#bell")).to_have_attribute("data-bell-unread-value", f"[{first.pk}]")

    phone.page.locator(".dock-entry", has_text="Bildirimler").tap()
    phone.page.get_by_role("button", name="Hepsini okundu say").tap()
    expect(desk.page.locator(".bell-button .badge")).to_have_count(0)
    expect(desk.page).to_have_title(f"Fatura adresi · #{second.pk} · Muhatap")


def under_the_thumb(element: Locator) -> Locator:
    """The element, which stands in the lower half and is as large as a fingertip."""
    box = element.bounding_box()
    assert box is not None
    assert box["y"] > PHONE["height"] / 2, "in reach of the thumb"
    assert min(box["width"], box["height"]) >= 44, "large enough for it (WCAG 2.5.8 asks for 24)"
    return element


def test_a_conversation_is_worked_through_with_one_thumb(
    phone: Desk, mailbox_channel: Channel, elif_: Agent, onur: Agent
) -> None:
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    page = phone.page
    phone.open("/inbox/mine/")
    phone.listen()
    phone.row("Zeynep Aksoy").tap()
    bar = page.locator(".thumb-bar")
    expect(bar).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    assert (violations(page), overflow(page)) == ([], 0)

    under_the_thumb(bar.get_by_role("button", name="Yanıt")).tap()
    expect(phone.editor).to_be_focused()
    page.keyboard.type("Yarın kapınızda.")
    # The keyboard takes the lower part of the screen: what is written and its button stay above it.
    page.set_viewport_size({"width": 360, "height": 440})
    send = page.locator("#composer").get_by_role("button", name="Gönder", exact=True)
    expect(send).to_be_in_viewport(ratio=1)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    under_the_thumb(send).tap()
    expect(phone.messages).to_have_count(2)
    expect(page.locator("#composer")).to_be_hidden()

    under_the_thumb(bar.get_by_role("button", name="Ertele")).tap()
    sheet = page.locator("#thumb-snooze")
    expect(sheet).to_be_visible()
    assert violations(page) == []
    under_the_thumb(sheet.get_by_role("button", name="Müşteri yazana dek")).tap()
    expect(sheet).to_be_hidden()
    expect(page.locator(".thread-title")).to_contain_text("ertelendi")
    conversation.refresh_from_db()
    assert conversation.status == Status.SNOOZED

    under_the_thumb(bar.get_by_role("button", name="Ata")).tap()
    page.locator("#thumb-assign").get_by_role("button", name="Onur Bal").tap()
    expect(page.locator("#thumb-assign")).to_be_hidden()
    under_the_thumb(bar.get_by_role("button", name="Kapat")).tap()
    asked = page.get_by_role("dialog", name="Burada tutulacak söz var")
    asked.get_by_label("Tutuldu: yaptık").tap()
    assert (violations(page), overflow(page)) == ([], 0)
    asked.get_by_role("button", name="Kapat").tap()
    expect(bar.get_by_role("button", name="Yeniden aç")).to_be_visible()
    conversation.refresh_from_db()
    assert (conversation.assigned_to, conversation.status) == (onur, Status.CLOSED)

    page.locator(".thread-head a").first.tap()
    for words in ("Menü", "Gelenler", "Ara", "Yaz", "Bildirimler"):
        under_the_thumb(page.locator(".dock-entry", has_text=words))


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "tr")])
def test_axe_finds_nothing_on_a_phone(
    phone: Desk, mailbox_channel: Channel, elif_: Agent, onur: Agent, theme: str, language: str
) -> None:
    elif_.theme, elif_.language = theme, language
    elif_.save()
    conversation = make.conversation(channel=mailbox_channel)
    actions.assign(conversation, to=elif_, by=onur)

    found = {}
    for path in ("/notices/", "/settings/notices/", f"/conversations/{conversation.pk}/"):
        phone.open(path)
        if (wrong := violations(phone.page)) or overflow(phone.page):
            found[path] = [*wrong, f"{overflow(phone.page)} px too wide"]
    for button in ("thumb-snooze", "thumb-assign"):
        phone.page.locator(f"[popovertarget='{button}']").tap()
        if wrong := violations(phone.page):
            found[button] = wrong
        phone.page.keyboard.press("Escape")

    assert found == {}
