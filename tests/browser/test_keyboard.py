"""A working day without a mouse."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Label
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, violations

pytestmark = pytest.mark.browser


def test_the_palette_goes_acts_and_finds(desk: Desk, elif_: Agent, onur: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    page, key = desk.page, desk.page.keyboard
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()
    options = page.locator("#palette-list [role=option]")

    key.press("Control+k")
    expect(page.get_by_role("combobox", name="Sayfa, işlem ya da görüşme bul")).to_be_focused()
    assert violations(page) == []
    key.type("onur")
    expect(options.first).to_contain_text("Onur Bal")
    key.press("Enter")
    expect(page.locator(".event", has_text="Onur Bal")).to_be_visible()
    conversation.refresh_from_db()
    assert conversation.assigned_to == onur

    # As typed on a keyboard without Turkish letters, and what was used last comes first.
    key.press("Control+k")
    expect(options.first).to_contain_text("Onur Bal")
    key.type("siparisim")
    expect(options.first).to_contain_text("Siparişim hâlâ gelmedi")
    expect(page.locator("dialog.palette [role=status]")).to_have_text("2 sonuç")
    key.press("Escape")
    key.press("Control+k")
    key.type("kapananlar")
    key.press("Enter")
    page.wait_for_url("**/inbox/closed/")


def test_a_working_day_without_a_mouse(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    """Take one on, label, note, answer and close it; put the second off, hold the third; close by mistake, and undo."""
    now = timezone.now()
    label = Label.objects.create(name="Kargo")
    for minutes, subject in ((3, "Siparişim nerede"), (2, "Fatura adresi"), (1, "İade süresi")):
        make.conversation(channel=mailbox_channel, subject=subject, at=now - timedelta(minutes=minutes))
    page, key = desk.page, desk.page.keyboard
    asked = page.locator(".thread-head h1")
    desk.open("/")
    desk.listen()

    # ı and i are one key here, on Turkish Q, Turkish F and Latin keyboards.
    key.press("g")
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ı', bubbles: true}))")
    page.wait_for_url("**/inbox/to_answer/")
    key.press("g")
    key.press("u")
    page.wait_for_url("**/inbox/unassigned/")
    desk.listen()

    key.press("j")
    key.press("Enter")
    expect(asked).to_contain_text("Siparişim nerede")
    key.press("a")
    expect(page.locator(".event", has_text="Elif Kaya üstlendi")).to_be_visible()
    key.press("l")
    expect(page.locator(".thread-labels .menu-item", has_text="Kargo")).to_be_focused()
    key.press("Enter")
    expect(page.locator(".event", has_text="Kargo")).to_be_visible()
    # The menu stays for more labels.
    key.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    key.press("n")
    expect(desk.editor).to_be_focused()
    key.type("Depoya sordum")
    key.press("Control+Enter")
    expect(page.locator(".msg.note")).to_contain_text("Depoya sordum")
    expect(desk.editor).to_have_text("")
    key.press("Escape")
    key.press("r")
    expect(desk.editor).to_be_focused()
    key.type("Yarın kapınızda.")
    key.press("Control+Enter")
    expect(page.locator(".msg.us")).to_contain_text("Yarın kapınızda.")
    # While one types, letters are letters.
    expect(desk.editor).to_have_text("")
    key.press("Escape")
    key.press("r")
    expect(desk.editor).to_be_focused()
    key.type("jek")
    expect(desk.editor).to_have_text("jek")
    for _ in range(3):
        key.press("Backspace")
    key.press("Escape")
    key.press("e")
    # Something was promised: the question has the focus, and its first answer is that it was kept.
    expect(page.get_by_role("dialog", name="Burada tutulacak söz var")).to_be_visible()
    key.press("Space")
    key.press("Enter")
    expect(page.locator(".event", has_text="Elif Kaya kapattı")).to_be_visible()

    key.press("u")
    key.press("j")
    key.press("o")
    expect(asked).not_to_contain_text("Siparişim nerede")
    second = asked.inner_text()
    key.press("s")
    key.press("ArrowDown")
    key.press("Enter")
    expect(page.locator(".event", has_text="erteledi")).to_be_visible()
    third = "Fatura adresi" if "İade" in second else "İade süresi"
    key.press("Control+k")
    key.type(third)
    expect(page.locator("#palette-list [role=option]").first).to_contain_text(f"Zeynep Aksoy: {third}")
    key.press("Enter")
    expect(asked).to_contain_text(third)
    desk.listen()
    key.press("h")
    expect(page.locator(".event", has_text="beklemeye")).to_be_visible()

    # The row that has the focus, not the open conversation, is what is closed now.
    key.press("g")
    key.press("a")
    page.wait_for_url("**/inbox/all/")
    desk.listen()
    desk.row("Fatura adresi").focus()
    key.press("e")
    expect(page.locator(".toast", has_text="1 görüşme kapandı.")).to_be_visible()
    key.press("z")
    expect(page.locator(".toast", has_text="1 görüşme eski durumuna döndü.")).to_be_visible()

    key.press("y")
    expect(page.get_by_role("dialog", name="Tuşlar")).to_be_visible()
    assert violations(page) == []
    key.press("Escape")
    states = dict(Conversation.objects.values_list("subject", "status"))
    assert states["Siparişim nerede"] == "closed"
    assert {states["Fatura adresi"], states["İade süresi"]} == {"snoozed", "on_hold"}
    assert label.pk in Conversation.objects.get(subject="Siparişim nerede").label_ids
    assert Conversation.objects.get(subject="Siparişim nerede").assigned_to == elif_


def test_the_next_key_means_the_conversation_that_is_open_though_its_row_has_left(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    now = timezone.now()
    subjects = ["Siparişim nerede", "Fatura adresi", "İade süresi"]
    for minutes, subject in zip((3, 2, 1), subjects, strict=True):
        make.conversation(channel=mailbox_channel, subject=subject, at=now - timedelta(minutes=minutes))
    page, key = desk.page, desk.page.keyboard
    desk.open("/inbox/unassigned/")
    desk.listen()
    key.press("j")
    key.press("j")
    key.press("Enter")
    expect(page.locator(".thread-head h1")).to_contain_text("Fatura adresi")
    key.press("a")
    expect(desk.row("Fatura adresi")).to_have_count(0)
    key.press("h")
    expect(page.locator(".event", has_text="beklemeye")).to_be_visible()
    assert {each.subject: each.status for each in Conversation.objects.all()} == {
        "Siparişim nerede": "open",
        "Fatura adresi": "on_hold",
        "İade süresi": "open",
    }

    # From where it stood, the next one is the one that took its place.
    key.press("d")
    expect(page.locator(".thread-head h1")).to_contain_text("İade süresi")


def test_z_takes_back_what_was_just_done_to_the_open_conversation(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    """By key and by mouse; what was done before stays, and only the last offer is on the screen."""
    conversation = make.conversation(channel=mailbox_channel)
    page, key = desk.page, desk.page.keyboard
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()

    key.press("a")
    expect(page.locator(".toast", has_text="Atandı.")).to_be_visible()
    key.press("e")
    toast = page.locator(".toast", has_text="Kapandı.")
    expect(toast.get_by_role("button", name="Geri al")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(1)
    assert violations(page) == []
    key.press("z")
    expect(page.locator(".toast", has_text="Eski durumuna döndü.")).to_be_visible()
    expect(toast).to_have_count(0)
    expect(page.locator(".thread-head .button", has_text="Kapat")).to_be_visible()
    conversation.refresh_from_db()
    assert (conversation.status, conversation.assigned_to) == ("open", elif_)

    key.press("h")
    expect(page.locator(".event", has_text="beklemeye")).to_be_visible()
    page.locator(".toast", has_text="Durumu değişti.").get_by_role("button", name="Geri al").click()
    expect(page.locator(".toast", has_text="Durumu değişti.")).to_have_count(0)
    expect(page.locator(".toast", has_text="Eski durumuna döndü.").last).to_be_visible()
    conversation.refresh_from_db()
    assert conversation.status == "open"


def test_what_a_lead_deletes_by_mistake_comes_back_at_once(desk: Desk, onur: Agent, mailbox_channel: Channel) -> None:
    conversation = make.conversation(channel=mailbox_channel)
    page = desk.page
    desk.be(onur)
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()

    page.locator(".thread-head summary[aria-label='Diğer']").click()
    page.locator(".thread-head .menu-item", has_text="Sil").click()
    expect(page.locator("#work .notice", has_text="çöpte")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator("#conversation")).to_be_visible()
    expect(page.locator(".toast", has_text="Eski durumuna döndü.")).to_be_visible()
    conversation.refresh_from_db()
    assert conversation.deleted_at is None


def test_single_letters_rest_where_somebody_switched_them_off(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    elif_.has_hotkeys = False
    elif_.save()
    conversation = make.conversation(channel=mailbox_channel)
    page, key = desk.page, desk.page.keyboard
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()

    key.press("y")
    key.press("e")
    key.press("Control+k")

    expect(page.get_by_role("combobox", name="Sayfa, işlem ya da görüşme bul")).to_be_focused()
    expect(page.get_by_role("dialog", name="Tuşlar")).to_be_hidden()
    conversation.refresh_from_db()
    assert conversation.status == "open"


@pytest.mark.parametrize(("key", "kind"), [("r", "reply"), ("n", "note")])
def test_in_a_narrow_window_the_keys_for_writing_lead_to_the_words(
    desk: Desk, elif_: Agent, mailbox_channel: Channel, key: str, kind: str
) -> None:
    """What is typed after them is text: unseen, each of its letters would have been an act."""
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    page = desk.page
    page.set_viewport_size({"width": 360, "height": 740})
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()

    page.keyboard.press(key)
    expect(page.locator("#composer .ProseMirror")).to_be_focused()
    page.keyboard.type("hemen")

    expect(page.locator("#composer .ProseMirror")).to_have_text("hemen")
    expect(page.locator("#composer")).to_have_attribute("data-kind", kind)
    conversation.refresh_from_db()
    assert not conversation.is_closed


def test_a_merge_is_made_and_taken_back_by_key(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    make.conversation(channel=mailbox_channel, subject="Siparişim hâlâ gelmedi")
    invoice = make.conversation(channel=mailbox_channel, subject="Fatura")
    page, key = desk.page, desk.page.keyboard
    desk.open(f"/conversations/{invoice.pk}/")
    desk.listen()

    key.press("m")
    expect(page.locator("dialog.pick-dialog input[type=search]")).to_be_focused()
    key.press("ArrowDown")
    key.press("Enter")
    expect(page.locator(".toast", has_text="Geri al")).to_be_visible()
    key.press("z")

    expect(page.locator(".toast", has_text="Geri alındı")).to_be_visible()
    assert not Conversation.objects.exclude(merged_into=None).exists()


def test_behind_many_labels_the_choice_of_labels_stays_in_a_phones_window(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    labels = [Label.objects.create(name=name) for name in ("Kargo", "Kırık", "Hediye", "İade")]
    conversation = make.conversation(channel=mailbox_channel, assigned_to=elif_)
    for label in labels[:3]:
        actions.label(conversation, label=label, by=elif_)
    page = desk.page
    page.set_viewport_size({"width": 360, "height": 740})
    desk.open(f"/conversations/{conversation.pk}/")
    desk.listen()

    page.keyboard.press("l")

    choice = page.locator(".thread-labels .menu-items")
    expect(choice).to_be_visible()
    box = choice.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
