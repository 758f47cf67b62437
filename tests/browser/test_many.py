"""Many conversations at once: chosen by hand, by range, by key, all of a view; done, watched, undone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from muhatap.conversations import actions
from muhatap.conversations.models import BulkRun, Channel, Conversation
from tests import make
from tests.browser.desk import Desk, violations

pytestmark = pytest.mark.browser


def count_of(desk: Desk) -> Locator:
    return desk.page.locator("#bulk [role=status]")


@pytest.fixture
def questions(mailbox_channel: Channel) -> list[Conversation]:
    now = timezone.now()
    return [
        make.conversation(channel=mailbox_channel, at=now - timedelta(minutes=number), subject=f"Soru {number:02}.")
        for number in range(1, 61)
    ]


def test_elif_chooses_rows_closes_them_and_takes_it_back(desk: Desk, questions: list[Conversation]) -> None:
    page, key = desk.page, desk.page.keyboard
    desk.open("/inbox/unassigned/")
    desk.listen()
    first, fourth = page.locator("#list .pick input").nth(0), page.locator("#list .pick input").nth(3)
    first.check()
    fourth.click(modifiers=["Shift"])
    expect(count_of(desk)).to_have_text("4 görüşme seçildi")
    assert violations(page) == []

    key.press("e")
    expect(page.locator(".toast")).to_contain_text("4 görüşme kapandı.")
    expect(page.locator("#bulk")).to_be_hidden()
    expect(page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_text("56")
    key.press("z")
    expect(page.locator(".toast", has_text="4 görüşme eski durumuna döndü.")).to_be_visible()
    expect(page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_text("60")


def test_by_keys_alone_rows_are_chosen_and_given_to_onur(
    desk: Desk, onur: object, questions: list[Conversation]
) -> None:
    page, key = desk.page, desk.page.keyboard
    desk.open("/inbox/unassigned/")
    desk.listen()
    key.press("j")
    key.press("x")
    key.press("Shift+J")
    key.press("Shift+J")
    expect(count_of(desk)).to_have_text("3 görüşme seçildi")
    key.press("t")
    key.type("onu")
    expect(page.locator("#bulk .menu-item", has_text="Onur Bal")).to_be_focused()
    key.press("Enter")

    expect(page.locator(".toast")).to_contain_text("3 görüşme atandı.")
    assert Conversation.objects.filter(assigned_to=onur).count() == 3


def test_a_moment_of_ones_own_is_typed_for_all_the_chosen(desk: Desk, questions: list[Conversation]) -> None:
    page, key = desk.page, desk.page.keyboard
    desk.open("/inbox/unassigned/")
    desk.listen()
    page.locator("#list .pick input").nth(0).check()
    page.locator("#list .pick input").nth(1).check()
    key.press("s")
    moment = page.locator("#bulk").get_by_label("Tarih ve saate dek")
    # Nothing typed yet: the bar stays, and nothing else of it is pressed.
    moment.press("Enter")
    expect(count_of(desk)).to_have_text("2 görüşme seçildi")
    moment.fill("2126-11-24T09:30")
    assert violations(page) == []
    moment.press("Enter")

    expect(page.locator(".toast")).to_contain_text("2 görüşme ertelendi.")
    expect(page.locator("#bulk")).to_be_hidden()
    assert Conversation.objects.filter(status="snoozed").count() == 2
    assert Conversation.objects.filter(status="closed").count() == 0
    # The keys are free again.
    key.press("z")
    expect(page.locator(".toast", has_text="2 görüşme eski durumuna döndü.")).to_be_visible()


def test_a_whole_view_is_closed_by_the_worker_in_sight_of_elif(desk: Desk, questions: list[Conversation]) -> None:
    page = desk.page
    desk.open("/inbox/unassigned/")
    desk.listen()
    page.locator("#list .pick input").first.check()
    page.get_by_label("Görünen bütün satırlar").check()
    page.get_by_role("button", name="Bu görünümdeki 60 görüşmenin hepsini seç").click()
    expect(count_of(desk)).to_have_text("Bu görünümdekilerin hepsi seçildi")
    page.locator("#bulk").get_by_role("button", name="Kapat").first.click()

    line = page.locator(".bulk-run")
    expect(line).to_contain_text("0 / 60 tamam")
    assert violations(page) == []
    run = BulkRun.objects.get()
    actions.go_on_with_bulk(run.pk, now=timezone.now(), seconds=0)
    actions.go_on_with_bulk(run.pk, now=timezone.now(), seconds=None)
    expect(line).to_contain_text("60 görüşme kapandı.")
    expect(page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_count(0)
    line.get_by_role("button", name="Geri al").click()
    expect(line).to_contain_text("Geri alınıyor: 0 / 60")
    actions.go_on_with_bulk(run.pk, now=timezone.now(), seconds=None)

    expect(line).to_contain_text("60 görüşme eski durumuna döndü.")
    expect(page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_text("60")
