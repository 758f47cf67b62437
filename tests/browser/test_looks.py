"""Both languages, both themes, every width: nothing axe complains of, nothing that runs out of the window."""

import pytest
from django.conf import settings as desk_settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from muhatap.conversations import actions
from muhatap.conversations.models import (
    Breach,
    BreachKind,
    Channel,
    Conversation,
    Delivery,
    DeliveryState,
    SkillRule,
)
from muhatap.core import blobs
from muhatap.mail import set_up
from muhatap.mail.models import RawSource, SourceState
from muhatap.mail.sources import reconciliation
from muhatap.rules.models import Rule
from muhatap.team import actions as team
from muhatap.team import working
from muhatap.team.models import Agent, Role
from muhatap.web.templatetags.web import THEME_COOKIE
from tests import make
from tests.browser.desk import Desk, overflow, violations
from tests.rules.desk import rule, work

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def busy(mailbox_channel: Channel, elif_: Agent, onur: Agent) -> Conversation:
    """A conversation that shows about everything a thread can hold."""
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


# Each theme and each language once; the other two pairs take as long again.
@pytest.mark.parametrize(
    ("theme", "language"),
    [
        ("light", "tr"),
        ("dark", "en"),
        pytest.param("light", "en", marks=pytest.mark.slow),
        pytest.param("dark", "tr", marks=pytest.mark.slow),
    ],
)
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


@pytest.fixture
def settled(mailbox_channel: Channel, elif_: Agent, deniz: Agent) -> dict[str, object]:
    """A desk whose settings have something to show: what a page names in braces, by its name."""
    now = timezone.now()
    # First steps go on to the test mail once there is a mailbox that sends.
    make.channel(brand=mailbox_channel.brand, address="iade@carsi.example", smtp_host="posta.carsi.example")
    blob = blobs.put(b"Bu bir e-posta olamaz")
    RawSource.objects.create(
        channel=mailbox_channel,
        digest=blob,
        size=22,
        source="lmtp",
        state=SourceState.UNREADABLE,
        reason="too many parts",
    )
    reconciliation.reconcile(mailbox_channel.mailbox, now=now)
    set_up.block_sender(brand=mailbox_channel.brand, pattern="@spam.example", by=deniz)
    working.create_team(name="Depo", agents=[elif_], assignment="", by=deniz)
    SkillRule.objects.create(skill="iade", channel=mailbox_channel)
    Breach.objects.create(kind=BreachKind.OVER_CAP, agent=elif_, found_at=now)
    invited = team.invite(by=deniz, email="ayse@carsi.example", role=Role.AGENT, language="tr", now=now)
    return {
        "brand": mailbox_channel.brand_id,
        "mailbox": mailbox_channel.mailbox.pk,
        "agent": elif_.pk,
        "join": invited.uid,
        "rule": _ran(mailbox_channel).pk,
    }


def _ran(channel: Channel) -> Rule:
    """A rule that has something to tell."""
    made = rule(all=[("subject", "contains", "fatura")], actions=[{"act": "webhook", "url": "https://depo.example/"}])
    make.conversation(channel=channel, subject="Eylül faturası")
    work()
    return made


SETTINGS = [
    "/settings/profile/",
    "/settings/profile/work/",
    "/settings/here/",
    "/settings/loose-ends/",
    "/settings/skills/",
    "/settings/teams/",
    "/settings/team/{agent}/work/",
    "/settings/brands/",
    "/settings/brands/new/",
    "/settings/brands/{brand}/",
    "/settings/team/",
    "/settings/team/{agent}/",
    "/settings/team/invitations/new/",
    "/settings/audit/",
    "/settings/mailboxes/",
    "/settings/mailboxes/new/",
    "/settings/mailboxes/new/?address=destek%40gmail.com",
    "/settings/mailboxes/{mailbox}/",
    "/settings/blocked-senders/",
    "/settings/rules/",
    "/settings/rules/new/?starter=closed",
    "/settings/rules/{rule}/",
    "/settings/rules/{rule}/runs/",
    "/mail/reconciliation/",
    "/mail/unreadable/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/first-steps/brand/",
    "/first-steps/mailbox/",
    "/first-steps/test/",
    "/first-steps/invite/",
]
DOORS = ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/join/{join}/"]
FAR_WALLS = [("light", "tr", 360), ("dark", "en", 1280)]
# Thirty pages: in a quick run one wall of them is looked at.
ONE_AND_THE_OTHER = [FAR_WALLS[0], pytest.param(*FAR_WALLS[1], marks=pytest.mark.slow)]


def _wrong(page: Page, path: str, *, language: str) -> list[str]:
    """What axe finds, and how far the page runs out of a phone's window."""
    answer = page.goto(path)
    said = [] if answer and answer.ok and page.url.endswith(path) else [f"{answer and answer.status} at {page.url}"]
    said += [] if page.locator("html").get_attribute("lang") == language else ["another language"]
    said += violations(page)
    was = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = overflow(page)
    page.set_viewport_size(was)  # type: ignore[arg-type]
    return [*said, f"{wide} px too wide"] if wide else said


# On a phone in one theme and language, on a desk in the others: each page is drawn both ways without four visits.
@pytest.mark.parametrize(("theme", "language", "width"), ONE_AND_THE_OTHER)
def test_axe_finds_nothing_in_the_settings(
    desk: Desk, deniz: Agent, settled: dict[str, object], theme: str, language: str, width: int
) -> None:
    deniz.theme, deniz.language = theme, language
    deniz.save()
    desk.be(deniz)
    desk.page.set_viewport_size({"width": width, "height": 800})
    found = {path: _wrong(desk.page, path.format(**settled), language=language) for path in SETTINGS}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("theme", "language", "width"), FAR_WALLS)
def test_axe_finds_nothing_at_the_doors(
    page: Page, settled: dict[str, object], theme: str, language: str, width: int
) -> None:
    _as_a_stranger(page, theme=theme, language=language, width=width)
    found = {path: _wrong(page, path.format(**settled), language=language) for path in DOORS}

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("theme", "language", "width"), FAR_WALLS)
def test_axe_finds_nothing_where_the_first_owner_begins(page: Page, theme: str, language: str, width: int) -> None:
    _as_a_stranger(page, theme=theme, language=language, width=width)

    assert _wrong(page, "/first-steps/owner/", language=language) == []


def _as_a_stranger(page: Page, *, theme: str, language: str, width: int) -> None:
    """Look with the wishes that a browser keeps of somebody who is not signed in."""
    page.set_viewport_size({"width": width, "height": 800})
    for name, wish in ((THEME_COOKIE, theme), (desk_settings.LANGUAGE_COOKIE_NAME, language)):
        page.context.add_cookies([{"name": name, "value": wish, "domain": "127.0.0.1", "path": "/"}])


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


def test_on_a_phone_the_list_is_what_the_page_is_about_until_a_thread_is(
    desk: Desk, busy: Conversation, mailbox_channel: Channel
) -> None:
    page = desk.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.open("/inbox/mine/")
    desk.listen()
    about = page.get_by_role("main")
    expect(about).to_have_attribute("id", "list")
    assert violations(page) == []
    assert overflow(page) == 0
    # It stays so when the list is drawn anew.
    make.conversation(channel=mailbox_channel, assigned_to=busy.assigned_to, subject="Yeni soru")
    expect(desk.row("Yeni soru")).to_be_visible()
    expect(about).to_have_attribute("id", "list")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#list")).to_be_focused()

    desk.row("üstelik").click()
    expect(page.locator("#conversation")).to_be_visible()
    expect(about).to_have_attribute("id", "main")
    assert violations(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#list")).to_be_visible()
    expect(about).to_have_count(1)


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
    expect(plain.get_by_text("Burada tutulacak söz var")).to_be_visible()
    plain.locator(".owed-bar").get_by_role("button", name="Tutuldu").click()
    plain.get_by_role("button", name="Kapat").first.click()
    conversation.refresh_from_db()
    assert conversation.is_closed
    context.close()
