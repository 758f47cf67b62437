"""A saved reply on its way: found behind a slash, filled, its gap seen, sent with what comes along, and counted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations.models import Channel, Conversation, Status
from muhatap.knowledge import actions
from muhatap.knowledge.actions import Written
from muhatap.knowledge.models import SavedReply
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations

pytestmark = pytest.mark.browser

LATE = """{{ customer.greeting }},

{{ order.number }} numaralı siparişiniz gecikti; özür dileriz. Taşıyıcıya {{ doldur.soru }} sorduk.

Teşekkür ederiz; iyi günler dileriz."""


@pytest.fixture
def asked(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    return make.conversation(channel=mailbox_channel, assigned_to=elif_, text="Kargom hâlâ gelmedi, nerede?")


@pytest.fixture
def late(onur: Agent) -> SavedReply:
    written = Written(
        names={"tr": "Kargo gecikti", "en": "The parcel is late"},
        shortcut="kargo-gecikti",
        situation="late_parcel",
        wordings={("tr", ""): LATE, ("en", ""): "{{ customer.greeting }}, the parcel is late."},
        acts=[{"act": "status", "status": "waiting"}],
    )
    iade = Written(
        names={"tr": "İade kabul"}, shortcut="iade-kabul", situation="refund", wordings={("tr", ""): "İadeniz başladı."}
    )
    actions.write(iade, by=onur, now=timezone.now())
    return actions.write(written, by=onur, now=timezone.now())


def test_a_saved_reply_is_found_filled_sent_and_counted(
    desk: Desk, asked: Conversation, late: SavedReply, onur: Agent
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    listed = composer.get_by_role("listbox", name="Hazır yanıtlar")

    desk.write("/")
    expect(listed.get_by_role("option")).to_have_count(2)
    page.keyboard.type("IADE")
    expect(listed.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(desk.editor).to_have_text("/IADE")

    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type("/geci")
    expect(listed.get_by_role("option", selected=True)).to_contain_text("Kargo gecikti")
    expect(composer.locator(".reply-preview:visible")).to_contain_text("Merhaba Zeynep,")
    expect(desk.editor).to_have_attribute("aria-activedescendant", f"saved-reply-{late.pk}")
    assert violations(page) == []
    page.keyboard.press("Enter")

    expect(desk.editor).to_contain_text("Merhaba Zeynep,")
    expect(composer.locator(".replies-gaps")).to_contain_text("order.number, doldur.soru")
    expect(composer.locator(".replies-steps")).to_contain_text("durum: Yanıt bekliyor")
    assert violations(page) == []
    desk.send()
    expect(composer.get_by_role("alert").first).to_contain_text("{{ order.number }}")
    assert asked.messages.filter(direction="out").count() == 0

    expect(desk.editor).to_be_visible()
    composer.get_by_role("button", name="Sonraki").click()
    page.keyboard.type("8812")
    page.keyboard.press("Tab")
    page.keyboard.type("yerini")
    expect(composer.locator(".replies-gaps")).to_be_hidden()
    desk.send()
    expect(desk.messages.last).to_contain_text(
        "8812 numaralı siparişiniz gecikti; özür dileriz. Taşıyıcıya yerini sorduk."
    )

    asked.refresh_from_db()
    late.refresh_from_db()
    assert asked.status == Status.WAITING
    assert (late.use_count, late.edited_count) == (1, 0)
    desk.be(onur)
    desk.open("/settings/replies/")
    expect(page.locator(".reply-row", has_text="Kargo gecikti")).to_contain_text("1 kez gönderildi")


def test_what_fits_is_one_press_away_and_its_acts_can_be_left_out(
    desk: Desk, asked: Conversation, late: SavedReply
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    page.set_viewport_size({"width": 375, "height": 720})
    desk.open(f"/conversations/{asked.pk}/")
    page.locator(".thumb-bar").get_by_role("button", name="Yanıt").click()

    composer.get_by_role("button", name="Kargo gecikti").click()
    expect(desk.editor).to_contain_text("siparişiniz gecikti")
    composer.get_by_role("button", name="Çıkar: durum").click()
    expect(composer.locator(".replies-steps")).to_be_hidden()
    assert overflow(page) == 0

    composer.get_by_role("button", name="Hazır yanıt").click()
    expect(composer.get_by_role("listbox", name="Hazır yanıtlar")).to_be_in_viewport()
    assert overflow(page) == 0
    composer.get_by_role("listbox").get_by_role("option", name="İade kabul").click()
    expect(desk.editor).to_contain_text("İadeniz başladı.")


def test_acts_can_be_done_without_sending_and_taken_back(desk: Desk, asked: Conversation, late: SavedReply) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    desk.write("/kargo-gecikti")
    expect(composer.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("Kargo gecikti")
    page.keyboard.press("Enter")

    composer.get_by_role("button", name="Şimdi yap").click()
    toast = page.locator(".toast", has_text="Hazır yanıtla gelen işler yapıldı.")
    expect(toast).to_be_visible()
    asked.refresh_from_db()
    assert asked.status == Status.WAITING
    expect(composer.locator(".replies-steps")).to_be_hidden()
    expect(desk.editor).to_contain_text("siparişiniz gecikti")

    toast.get_by_role("button", name="Geri al").click()
    expect(toast).to_have_count(0)
    asked.refresh_from_db()
    assert asked.status == Status.OPEN


def test_a_lead_writes_a_reply_and_sees_it_in_a_conversation(
    desk: Desk, asked: Conversation, onur: Agent, late: SavedReply
) -> None:
    page = desk.page
    SavedReply.objects.filter(pk=late.pk).update(review_on=timezone.localdate() - timedelta(days=1))
    desk.be(onur)
    desk.open("/settings/replies/")
    expect(page.locator("#replies section").first).to_contain_text("Yeniden bakılacaklar")
    assert violations(page) == []
    page.get_by_role("searchbox", name="Hazır yanıtlarda ara").fill("IADE")
    expect(page.locator(".reply-row")).to_have_count(1)

    page.get_by_role("link", name="Yeni yanıt").click()
    page.get_by_label("Türkçe adı").fill("Stok sorusu")
    page.get_by_role("textbox", name="Türkçe", exact=True).first.fill("")
    page.get_by_role("textbox", name="Türkçe", exact=True).first.press_sequentially("Selam ")
    page.get_by_text("Konabilecek değerler").click()
    page.get_by_role("button", name="whole name").or_(page.get_by_role("button", name="tam ad")).click()
    expect(page.get_by_role("textbox", name="Türkçe", exact=True).first).to_have_value("Selam {{ customer.name }}")
    expect(page.locator("#preview")).to_contain_text("Selam Zeynep Aksoy")
    assert violations(page) == []
    page.get_by_role("button", name="Kaydet").click()

    expect(page.locator(".reply-row", has_text="Stok sorusu")).to_contain_text("/stok-sorusu")
