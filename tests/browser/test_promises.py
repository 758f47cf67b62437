"""A promise on its way: seen while written, owed when sent, asked about on closing, told of before it slips."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from muhatap.conversations.models import Channel, Conversation, Status
from muhatap.promises import actions as promises
from muhatap.promises import jobs
from muhatap.promises.models import Promise
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, violations

pytestmark = pytest.mark.browser

DRAFT = "Merhaba, depoya soruyorum; yarın 18.00'e kadar size yazacağım. Durumu da araştıracağız."


@pytest.fixture
def asked(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, assigned_to=elif_)


def test_a_promise_is_seen_corrected_sent_and_owed_until_it_is_kept(desk: Desk, asked: Conversation) -> None:
    page = desk.page
    chips = page.locator(".said-chips")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()

    desk.write(DRAFT)
    expect(chips).to_contain_text("18.00")
    undated = chips.locator("summary", has_text="ne zamana kadar?")
    undated.click()
    menu = chips.locator("details[open]")
    expect(menu.locator(".menu-item").first).to_be_in_viewport()
    assert violations(page) == []
    menu.get_by_role("button", name="Bu bir söz değil").click()
    expect(chips.locator("s")).to_have_text("Durumu da araştıracağız")
    desk.send()

    bar = page.locator(".owed-bar")
    expect(bar.locator("li")).to_have_count(1)
    expect(bar).to_contain_text("yarın 18.00'e kadar size yazacağım")
    expect(desk.row("Siparişim hâlâ gelmedi").locator(".tag", has_text="söz:")).to_be_visible()

    page.locator(".thread-head").get_by_role("button", name="Kapat").click()
    dialog = page.get_by_role("dialog", name="Burada tutulacak söz var")
    expect(dialog).to_contain_text("yarın 18.00'e kadar size yazacağım")
    assert violations(page) == []
    press(dialog, "Kapat")
    expect(dialog).to_contain_text("Ne olduğunu söyleyin.")
    dialog.get_by_label("Tutuldu: yaptık").check()
    press(dialog, "Kapat")

    expect(dialog).to_have_count(0)
    expect(bar).to_have_count(0)
    asked.refresh_from_db()
    assert (asked.status, asked.owed_count) == (Status.CLOSED, 0)


def test_what_is_kept_leaves_the_page(desk: Desk, asked: Conversation, elif_: Agent) -> None:
    due = timezone.now() + timedelta(days=1)
    for text in ("Faturayı göndereceğiz", "Depoya soracağız"):
        promises.promise(asked, text=text, due_at=due, by=elif_, now=timezone.now())
    page = desk.page
    desk.open("/promises/mine/")
    desk.listen()

    page.locator(".owed-row", has_text="Faturayı").get_by_role("button", name="Tutuldu").dblclick()

    expect(page.locator(".owed-row")).to_have_count(1)
    expect(page.locator(".toast.wrong")).to_have_count(0)
    row = page.locator(".owed-row", has_text="Depoya")
    row.get_by_role("link", name="Yapılmayacak").click()
    dialog = page.get_by_role("dialog", name="Yapılmayacak")
    dialog.get_by_label("Neden?").fill("Müşteri vazgeçti")
    press(dialog, "Kaydet")
    expect(page.get_by_text("Borçlu olduğumuz söz yok")).to_be_visible()
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["kept", "waived"]


def test_what_slips_comes_back_with_words_for_the_customer(desk: Desk, asked: Conversation, onur: Agent) -> None:
    page = desk.page
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Yarın 18.00'e kadar size yazacağım.")
    desk.send()
    expect(page.locator(".owed-bar li")).to_have_count(1)
    # The clock moves on: an hour is left.
    Promise.objects.update(due_at=timezone.now() + timedelta(hours=1), warn_at=timezone.now())
    jobs.watch_promises(timestamp=0)

    desk.open("/promises/mine/")
    row = page.locator(".owed-row")
    expect(row).to_have_class("owed-row is-soon")
    assert violations(page) == []
    row.locator("a.owed-text").click()
    page.get_by_role("link", name="Haber ver, ertele").click()
    dialog = page.get_by_role("dialog", name="Sözü ertele")
    words = dialog.get_by_label("Müşteriye ileti")
    expect(words).to_contain_text("Merhaba Zeynep Aksoy")
    due = timezone.localtime() + timedelta(days=3)
    dialog.get_by_label("Yeni zaman").fill(due.strftime("%Y-%m-%dT15:00"))
    expect(words).to_contain_text("15.00 size yeniden yazacağız")
    dialog.get_by_label("Ne geciktiriyor?").fill("Depo sayımda")
    press(dialog, "Ertele")

    expect(dialog).to_have_count(0)
    expect(desk.messages.last).to_contain_text("şimdiden haber vermek istedik")
    expect(page.locator(".event", has_text="Depo sayımda")).to_be_visible()
    one = Promise.objects.get()
    assert one.due_at
    assert timezone.localtime(one.due_at).hour == 15
    assert one.moves.count() == 1


def press(place: Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()
