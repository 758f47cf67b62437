"""What a person does and sees on the desk, in their words, so that the journeys read as stories."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from muhatap.conversations.models import Channel
from muhatap.mail import actions as mail
from muhatap.mail.models import RawSource
from muhatap.team.models import Agent

AXE = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map(({ id, help, nodes }) => `${id}: ${nodes[0].target} (${help})`);
}"""


class Desk:
    """A signed-in person's browser."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def be(self, agent: Agent) -> None:
        """Sign in as somebody, without the pages that this takes."""
        client = Client()
        client.force_login(agent)
        name = settings.SESSION_COOKIE_NAME
        session = {"name": name, "value": client.cookies[name].value, "domain": "127.0.0.1", "path": "/"}
        self.page.context.add_cookies([session])  # type: ignore[list-item]

    def open(self, path: str = "/") -> None:
        self.page.goto(path)

    def listen(self) -> None:
        """Wait until the page hears the bell."""
        expect(self.page.locator(".shell")).to_have_attribute("data-line", "listening")

    def row(self, words: str) -> Locator:
        return self.page.locator("#list .row", has_text=words)

    def read(self, words: str) -> None:
        self.row(words).click()
        expect(self.page.locator("#conversation")).to_be_visible()

    @property
    def messages(self) -> Locator:
        return self.page.locator("#conversation .msg")

    @property
    def editor(self) -> Locator:
        return self.page.locator("#composer .ProseMirror")

    def write(self, text: str) -> None:
        self.editor.click()
        self.page.keyboard.type(text)

    def send(self) -> None:
        self.page.keyboard.press("Control+Enter")

    def choose(self, setting: str, words: str) -> None:
        """Choose a theme or language in the menu at the foot of the navigation."""
        self.page.locator(".me").click()
        self.page.locator(f"form[action*='{setting}'] .menu-item", has_text=words).first.click()
        self.page.wait_for_load_state("load")


def mail_arrives(
    channel: Channel,
    text: str,
    *,
    subject: str = "Siparişim hâlâ gelmedi",
    sender: str = "Zeynep Aksoy <zeynep@example.com>",
    in_reply_to: str = "",
    html: str = "",
) -> RawSource:
    """A real mail, taken as the listener takes it."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, channel.address, subject
    letter["Date"], letter["Message-ID"] = format_datetime(timezone.now()), make_msgid(domain="example.com")
    if in_reply_to:
        letter["In-Reply-To"] = letter["References"] = f"<{in_reply_to}>"
    letter.set_content(text)
    if html:
        letter.add_alternative(html, subtype="html")
    return mail.receive(letter.as_bytes(), channel=channel, source="lmtp", now=timezone.now())


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page, one line each with the first place."""
    # Half a megabyte of script is read once for each page, and nothing is told of what is right.
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(AXE)
    return found


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
