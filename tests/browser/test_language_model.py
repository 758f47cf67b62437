"""A suggestion on its way: asked for, marked, held until somebody has read it, sent. And all that can come between."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from muhatap.conversations.models import Channel, Conversation
from muhatap.language_model import actions
from muhatap.language_model.models import Endpoint, Suggestion
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, overflow, violations
from tests.servers.language_model import KEY, MODEL, LanguageModel

pytestmark = pytest.mark.browser

MARKED = "() => [...(CSS.highlights.get('suggestion') ?? [])].map(range => range.toString())"
WRITTEN = "Merhaba ⟦MÜŞTERİ⟧ Hanım,\n\n⟦SİPARİŞ-1⟧ numaralı siparişiniz bugün yola çıktı."


@pytest.fixture
def model() -> Iterator[LanguageModel]:
    made = LanguageModel(text=WRITTEN).start()
    yield made
    made.stop()


@pytest.fixture
def in_use(model: LanguageModel, deniz: Agent) -> Endpoint:
    return actions.set_up(
        by=deniz, key=KEY, is_on=True, address=model.address, model=MODEL, seconds=5, may_stay_inside=True
    )


@pytest.fixture
def asked(mailbox_channel: Channel, elif_: Agent) -> Conversation:
    text = "Merhaba, 8812 numaralı siparişim nerede? Zeynep"
    return make.conversation(channel=mailbox_channel, assigned_to=elif_, text=text)


def choose(desk: Desk, name: str) -> None:
    desk.page.locator("#composer .model-menu > summary").click()
    desk.page.locator("#composer .model-menu").get_by_role("button", name=name).click()


def test_a_draft_is_held_until_it_was_read_and_then_sent(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()

    choose(desk, "Yanıt taslağı yaz")
    expect(desk.editor).to_contain_text("8812 numaralı siparişiniz bugün yola çıktı.")
    expect(composer.locator(".model-unread")).to_be_visible()
    assert page.evaluate(MARKED) == ["Merhaba Zeynep Hanım,", "8812 numaralı siparişiniz bugün yola çıktı."]
    composer.get_by_text("Gönderileni göster").click()
    expect(composer.locator(".model-sent pre").last).to_contain_text("⟦SİPARİŞ-1⟧ numaralı siparişim nerede? ⟦MÜŞTERİ⟧")
    assert "Zeynep" not in model.raw[-1]
    assert violations(page) == []

    desk.send()
    held = composer.get_by_role("alert").filter(has_text="öneriyi okuyan olmadı")
    expect(held).to_be_visible()
    assert asked.messages.filter(direction="out").count() == 0
    assert violations(page) == []

    composer.get_by_role("button", name="Yazmaya devam et").click()
    expect(composer.locator(".model-unread")).to_be_visible()
    composer.locator(".model-unread").get_by_role("button", name="Okudum").click()
    expect(composer.locator(".model-unread")).to_be_hidden()
    expect(desk.editor).to_be_focused()
    assert page.evaluate(MARKED) == []
    desk.send()

    expect(desk.messages.last).to_contain_text("Merhaba Zeynep Hanım,")
    assert asked.messages.filter(direction="out").count() == 1
    assert not Suggestion.objects.exists()


def test_who_changes_a_word_has_read_it(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    choose(desk, "Yanıt taslağı yaz")
    expect(composer.locator(".model-unread")).to_be_visible()

    desk.editor.locator("p").last.click()
    page.keyboard.press("End")
    for _ in range(len(" yola çıktı.")):
        page.keyboard.press("Backspace")
    page.keyboard.type(" kargoda.")

    expect(composer.locator(".model-unread")).to_be_hidden()
    desk.send()
    expect(desk.messages.last).to_contain_text("siparişiniz bugün kargoda.")


def test_a_suggestion_is_unread_after_the_page_was_left_too(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    choose(desk, "Yanıt taslağı yaz")
    expect(composer.locator(".saved")).to_have_text("Taslak kaydedildi")

    desk.open(f"/conversations/{asked.pk}/")

    expect(desk.editor).to_contain_text("yola çıktı")
    expect(composer.locator(".model-unread")).to_be_visible()
    expect(page.locator("#conversation")).to_be_visible()
    desk.editor.click()
    desk.send()
    composer.get_by_role("button", name="Okudum, gönder").click()
    expect(desk.messages.last).to_contain_text("yola çıktı")


def test_reworded_words_take_the_place_of_the_draft_and_one_undo_brings_it_back(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    model.text = "Siparişiniz yolda, birazdan sizde."
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    desk.write("Kargo çıktı iste bekleyin")

    choose(desk, "Markanın sesiyle söyle")
    expect(desk.editor).to_have_text("Siparişiniz yolda, birazdan sizde.")
    desk.page.keyboard.press("Control+Z")

    expect(desk.editor).to_have_text("Kargo çıktı iste bekleyin")
    expect(desk.page.locator("#composer .model-unread")).to_be_hidden()


def test_a_fault_is_said_and_the_draft_stays_and_one_need_not_wait(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    composer = desk.page.locator("#composer")
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    desk.write("Yarım kalan söz")

    model.mood = "html"
    choose(desk, "Markanın sesiyle söyle")
    expect(composer.get_by_role("alert").filter(has_text="Metniniz olduğu gibi duruyor.")).to_be_visible()
    expect(desk.editor).to_have_text("Yarım kalan söz")
    assert violations(desk.page) == []

    model.mood, model.seconds = "well", 3.0
    choose(desk, "Yanıt taslağı yaz")
    expect(composer.locator(".model-waiting")).to_be_visible()
    composer.locator(".model-waiting").get_by_role("button", name="Vazgeç").click()
    expect(composer.locator(".model-waiting")).to_be_hidden()
    expect(desk.editor).to_have_text("Yarım kalan söz")
    desk.page.wait_for_timeout(3500)
    expect(desk.editor).to_have_text("Yarım kalan söz")


def test_what_was_written_meanwhile_is_not_written_over(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    composer = desk.page.locator("#composer")
    model.text, model.seconds = "Daha güzel söylenmiş.", 1.0
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    desk.write("Bir")
    choose(desk, "Markanın sesiyle söyle")
    desk.editor.click()
    desk.page.keyboard.press("End")
    desk.page.keyboard.type(" ve iki")

    put = composer.get_by_role("button", name="Metnimin yerine koy")
    expect(put).to_be_visible()
    expect(desk.editor).to_have_text("Bir ve iki")
    put.click()
    expect(desk.editor).to_have_text("Daha güzel söylenmiş.")
    expect(composer.locator(".model-unread")).to_be_visible()


def test_a_summary_is_beside_the_reply_and_not_in_it(
    desk: Desk, asked: Conversation, model: LanguageModel, in_use: Endpoint
) -> None:
    page, composer = desk.page, desk.page.locator("#composer")
    model.text = "- ⟦MÜŞTERİ⟧ siparişini soruyor.\n- Yanıt bekliyor."
    page.set_viewport_size({"width": 360, "height": 740})
    desk.open(f"/conversations/{asked.pk}/")
    page.locator(".thumb-bar").get_by_role("button", name="Yanıt").click()

    choose(desk, "Görüşmeyi özetle")

    expect(composer.locator(".model-answer")).to_contain_text("Zeynep siparişini soruyor.")
    expect(desk.editor).to_have_text("")
    assert overflow(page) == 0
    assert violations(page) == []
    composer.locator(".model-answer").get_by_role("button", name="Kapat").click()
    expect(composer.locator(".model-answer")).to_have_count(0)


def test_deniz_sets_it_up_and_tries_it(desk: Desk, deniz: Agent, model: LanguageModel) -> None:
    page = desk.page
    desk.be(deniz)
    desk.open("/settings/language-model/")
    page.get_by_label("Adres", exact=True).fill(model.address)
    page.get_by_label("Model", exact=True).fill(MODEL)
    page.get_by_label("Anahtar").fill(KEY)
    page.get_by_role("button", name="Kaydet ve dene").click()
    expect(page.get_by_text("Adresi özel bir ağa gidiyor")).to_be_visible()
    assert violations(page) == []

    page.get_by_label("Bu makinede ya da kendi ağımızda").check()
    page.get_by_role("button", name="Kaydet ve dene").click()
    expect(page.get_by_text(f"Her şey yolunda: “{MODEL}” yanıt veriyor.")).to_be_visible()
