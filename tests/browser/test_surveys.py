"""From a face in a mail to somebody who gets back: the customer's page without scripts and cookies, and the desk."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect

from muhatap.conversations.models import Channel
from muhatap.customers.models import Customer
from muhatap.surveys.models import FollowUp, Outcome, State, Survey
from muhatap.team.models import Agent
from tests.browser.desk import Desk, violations
from tests.surveys import desk as surveys

pytestmark = pytest.mark.browser


@pytest.fixture
def survey(mailbox_channel: Channel, zeynep: Customer, elif_: Agent) -> Survey:
    surveys.settings(mailbox_channel.brand, after_hours=0, colour="nar")
    yesterday = timezone.now().replace(hour=9) - timedelta(days=1)
    return surveys.asked(mailbox_channel, by=elif_, customer=zeynep, now=yesterday)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_customer_answers_on_a_phone(
    transactional_db: None, theme: str, server: str, chromium: Browser, survey: Survey
) -> None:
    context = chromium.new_context(
        base_url=server,
        viewport={"width": 360, "height": 740},
        color_scheme=theme,  # type: ignore[arg-type]
        locale="tr-TR",
    )
    page = context.new_page()
    page.goto(f"/survey/{surveys.token(survey)}/?score=2")

    expect(page.get_by_role("heading", name="Size nasıl yardımcı olduk?")).to_be_visible()
    expect(page.get_by_role("radio", name="Kötü", exact=True)).to_be_checked()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Survey.objects.get().score is None

    page.get_by_role("button", name="Yanıtımı gönder").click()

    expect(page.get_by_role("heading", name="Teşekkür ederiz")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Çok uğraştırdı", exact=True).check()
    page.get_by_label("Neyi farklı yapmalıydık?").fill("Kargo geç geldi")
    page.get_by_role("button", name="Gönder").click()
    expect(page.get_by_role("heading", name="Teşekkürler, not ettik")).to_be_visible()
    assert context.cookies() == []
    context.close()
    found = Survey.objects.get()
    assert (found.score, found.effort, found.comment) == (2, 4, "Kargo geç geldi")


def test_somebody_gets_back_to_a_customer_who_was_not_satisfied(desk: Desk, survey: Survey) -> None:
    page = desk.page
    desk.open(f"/conversations/{survey.conversation_id}/")
    desk.listen()

    # The customer answers while the conversation is open before us.
    place = f"/survey/{surveys.token(survey)}/"
    Client().post(place, {"act": "rate", "score": "1"})
    Client().post(place, {"act": "more", "comment": "Hiç olmadı"})

    beside = page.locator("#survey-beside")
    expect(beside).to_contain_text("5 üzerinden 1")
    expect(beside).to_contain_text("Hiç olmadı")
    assert violations(page) == []
    beside.get_by_role("link", name="İlgilendim…").click()
    dialog = page.get_by_role("dialog", name="Ne oldu?")
    assert violations(page) == []
    dialog.get_by_label("Ne yapıldı?").fill("Aradım, yenisini yolladım")
    dialog.get_by_role("button", name="Kaydet").click()

    expect(dialog).to_have_count(0)
    expect(page.locator("#conversation")).to_contain_text("ilgilendi, düzeltildi: Aradım, yenisini yolladım")
    expect(beside.get_by_role("link", name="İlgilendim…")).to_have_count(0)
    assert FollowUp.objects.get().outcome == Outcome.SOLVED
    assert Survey.objects.get(again_of=survey).state == State.PLANNED

    desk.open("/surveys/follow-ups/")
    expect(page.locator(".survey-answer")).to_contain_text("yeniden sorulacak")
    assert violations(page) == []
    desk.open("/surveys/?scores=low")
    expect(page.locator(".survey-answer")).to_contain_text("Hiç olmadı")
