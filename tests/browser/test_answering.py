"""A working day: mail comes in, is read, answered, noted, found again."""

from datetime import timedelta

import pytest
from django.conf import global_settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from muhatap.conversations.models import Attachment, Channel, Delivery, DeliveryState, Message
from muhatap.team.models import Agent, Brand
from tests import cast, make
from tests.browser.desk import Desk, mail_arrives, violations

pytestmark = pytest.mark.browser

WITHIN_A_SECOND = 1_000


def test_elif_signs_in(page: Page, elif_: Agent, settings: Settings) -> None:
    # The server is a process of its own and hashes as a real desk does, not fast as the tests do.
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    elif_.set_password(cast.PASSWORD)
    elif_.save()
    page.goto("/")
    page.locator("[name=login]").fill(elif_.email)
    page.locator("[name=password]").fill(cast.PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Benim işim")).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Sizi bekleyen bir şey yok")


def test_a_mail_appears_in_the_open_list_within_a_second(desk: Desk, mailbox_channel: Channel) -> None:
    desk.open("/inbox/unassigned/")
    expect(desk.page.locator("#main")).to_contain_text("Her görüşmenin bir muhatabı var")
    desk.listen()

    mail_arrives(mailbox_channel, "Merhaba, 8812 numaralı siparişim nerede?")

    expect(desk.row("Zeynep Aksoy")).to_be_visible(timeout=WITHIN_A_SECOND)
    expect(desk.page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_text("1")


def test_a_list_that_grew_by_scrolling_keeps_its_rows_when_the_bell_rings(desk: Desk, mailbox_channel: Channel) -> None:
    now = timezone.now()
    for hours in range(40):
        make.conversation(channel=mailbox_channel, at=now - timedelta(hours=hours), subject=f"Soru {hours}")
    desk.open("/inbox/unassigned/")
    desk.listen()
    desk.page.locator("#more").scroll_into_view_if_needed()
    expect(desk.page.locator("#list .row")).to_have_count(40)

    mail_arrives(mailbox_channel, "Yeni", subject="En yeni", sender="Murat Demir <murat@example.com>")

    expect(desk.page.locator(".nav-link", has_text="Sahipsiz").locator(".count")).to_have_text("41")
    # What hurts least comes last: one row below those that stood there.
    desk.page.locator("#more").scroll_into_view_if_needed()
    expect(desk.page.locator("#list .row")).to_have_count(41)
    expect(desk.row("Soru 39")).to_have_count(1)


def test_an_answer_appears_in_the_open_thread_and_keeps_what_elif_is_typing(
    desk: Desk, elif_: Agent, mailbox_channel: Channel
) -> None:
    first = mail_arrives(mailbox_channel, "Merhaba, 8812 numaralı siparişim nerede?").message
    assert first is not None
    desk.open(f"/conversations/{first.conversation_id}/")
    # A server that has just started reads the coach's rules first; the second counts from a moment of rest.
    with desk.page.expect_response("**/coach/"):
        desk.write("Zeynep Hanım, kargoyu")
    desk.listen()

    mail_arrives(mailbox_channel, "Bir de iade süresi ne kadar?", in_reply_to=first.letter.header_message_id)

    expect(desk.messages).to_have_count(2, timeout=WITHIN_A_SECOND)
    expect(desk.editor).to_have_text("Zeynep Hanım, kargoyu")
    desk.page.keyboard.type(" arıyorum")
    expect(desk.editor).to_have_text("Zeynep Hanım, kargoyu arıyorum")
    expect(desk.page.locator("[data-thread-target=announcer]")).to_contain_text("iade süresi")


def test_quoted_text_is_folded_and_opens(desk: Desk, mailbox_channel: Channel) -> None:
    letter = mail_arrives(
        mailbox_channel,
        "Hâlâ gelmedi.\n\n20 Kasım 2026 Cuma 10:02 tarihinde Çarşı <destek@carsi.example> şunu yazdı:\n\n"
        "> Kargoyu sizin adınıza aradım.\n",
    )
    assert letter.message is not None
    desk.open(f"/conversations/{letter.message.conversation_id}/")

    expect(desk.messages.locator(".prose")).to_have_text("Hâlâ gelmedi.")
    expect(desk.page.get_by_text("Kargoyu sizin adınıza aradım.")).to_be_hidden()
    desk.page.locator(".fold summary").click()
    expect(desk.page.get_by_text("Kargoyu sizin adınıza aradım.")).to_be_visible()


def test_elif_replies_with_a_file_and_formatting(desk: Desk, mailbox_channel: Channel) -> None:
    mail_arrives(mailbox_channel, "Faturamı gönderir misiniz?")
    desk.open("/inbox/unassigned/")
    desk.read("Zeynep Aksoy")
    desk.write("Elbette, ")
    desk.page.keyboard.press("Control+b")
    desk.page.keyboard.type("faturanız ekte")
    desk.page.locator("input[name=files]").set_input_files(
        {"name": "fatura 8812.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 fatura"}
    )
    expect(desk.page.locator(".chips", has_text="fatura 8812.pdf")).to_be_visible()
    desk.send()

    expect(desk.messages).to_have_count(2)
    expect(desk.messages.last.locator("strong")).to_have_text("faturanız ekte")
    expect(desk.messages.last.locator(".file")).to_contain_text("fatura 8812.pdf")
    expect(desk.editor).to_have_text("")
    reply = Message.objects.get(direction="out")
    assert reply.people["to"] == [{"name": "Zeynep Aksoy", "address": "zeynep@example.com"}]
    assert list(Attachment.objects.filter(message=reply).values_list("filename", flat=True)) == ["fatura 8812.pdf"]


def test_a_pasted_picture_stands_in_the_reply(desk: Desk, mailbox_channel: Channel) -> None:
    letter = mail_arrives(mailbox_channel, "Düğme nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    desk.write("Şurada: ")
    desk.page.evaluate(PASTE_A_PICTURE)
    expect(desk.editor.locator("img[alt='ekran.png']")).to_be_visible()
    desk.send()

    picture = desk.messages.last.locator(".prose img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 4
    # The draft may have been saved with it just before: that copy goes with the draft.
    assert Message.objects.get(direction="out").attachments.get().is_inline


def test_elif_sets_a_link_and_takes_it_off_again(desk: Desk, mailbox_channel: Channel) -> None:
    letter = mail_arrives(mailbox_channel, "Kargom nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    desk.write("Takip sayfası")
    desk.page.keyboard.press("Control+a")
    link = desk.page.get_by_role("button", name="Bağlantı", exact=True)
    box, field = desk.page.get_by_role("dialog", name="Bağlantı"), desk.page.get_by_label("Bağlantının adresi")
    link.click()
    expect(field).to_be_focused()
    assert violations(desk.page) == []
    desk.page.keyboard.type("böyle adres olmaz")
    desk.page.keyboard.press("Enter")
    expect(box.get_by_role("alert")).to_contain_text("Bu bir adres değil")
    desk.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(desk.editor).to_be_focused()
    expect(desk.editor.locator("a")).to_have_count(0)

    link.click()
    desk.page.keyboard.type("kargo.example/8812")
    desk.page.keyboard.press("Enter")
    expect(desk.editor.locator("a[href='https://kargo.example/8812']")).to_have_text("Takip sayfası")
    expect(desk.editor).to_be_focused()

    link.click()
    expect(field).to_have_value("https://kargo.example/8812")
    desk.page.get_by_role("button", name="Bağlantıyı kaldır").click()
    expect(desk.editor.locator("a")).to_have_count(0)
    expect(desk.editor).to_have_text("Takip sayfası")
    assert not Message.objects.filter(direction="out").exists()


def test_a_reply_can_be_taken_back(desk: Desk, carsi: Brand, mailbox_channel: Channel) -> None:
    carsi.undo_seconds = 10
    carsi.save()
    letter = mail_arrives(mailbox_channel, "Siparişim nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    desk.write("Yarın kapınızda")
    desk.send()
    expect(desk.messages).to_have_count(2)
    desk.page.locator(".toast button", has_text="Geri al").click()

    expect(desk.messages).to_have_count(1)
    expect(desk.editor).to_have_text("Yarın kapınızda")
    assert Delivery.objects.get().state == DeliveryState.UNDONE


def test_a_note_stays_inside(desk: Desk, mailbox_channel: Channel) -> None:
    letter = mail_arrives(mailbox_channel, "Siparişim nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    desk.page.locator("body").press("n")
    expect(desk.page.get_by_text("Yalnızca ekip arkadaşlarınız görür")).to_be_visible()
    desk.write("Depoya sordum")
    desk.send()

    expect(desk.page.locator(".msg.note")).to_contain_text("Depoya sordum")
    assert not Delivery.objects.exists()


def test_a_draft_survives_a_reload(desk: Desk, mailbox_channel: Channel) -> None:
    letter = mail_arrives(mailbox_channel, "Siparişim nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    desk.write("Yarım kalan cümle")
    expect(desk.page.get_by_text("Taslak kaydedildi")).to_be_visible()
    desk.page.reload()

    expect(desk.editor).to_have_text("Yarım kalan cümle")


def test_elif_works_with_keys_alone(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    mail_arrives(mailbox_channel, "Birincisi", subject="Birinci soru")
    mail_arrives(mailbox_channel, "İkincisi", subject="İkinci soru", sender="Murat Demir <murat@example.com>")
    desk.open("/inbox/unassigned/")
    desk.listen()
    body = desk.page.locator("body")
    body.press("j")
    body.press("j")
    body.press("k")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("heading", name="Birinci soru")).to_be_visible()
    body.press("a")
    expect(desk.page.locator(".event", has_text="Elif Kaya üstlendi")).to_be_visible()
    body.press("e")
    expect(desk.page.locator(".event", has_text="Elif Kaya kapattı")).to_be_visible()
    expect(desk.row("Birinci soru")).to_have_count(0)
    desk.page.keyboard.press("f")
    expect(desk.page.locator("#find")).to_be_focused()


def test_elif_gives_a_conversation_to_onur(desk: Desk, onur: Agent, mailbox_channel: Channel) -> None:
    letter = mail_arrives(mailbox_channel, "Siparişim nerede?").message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    head = desk.page.locator(".thread-head")
    head.locator("summary", has_text="Ata").click()
    head.locator(".menu-item", has_text="Onur Bal").first.click()

    expect(desk.page.locator(".event")).to_contain_text("yeni muhatap: Onur Bal")
    expect(desk.page.locator(".thread-head summary", has_text="Onur")).to_be_visible()


@pytest.mark.parametrize("typed", ["iade", "İADE", "IADE", "siparis", "sipariş", "kargom"])
def test_search_finds_turkish_however_it_is_typed(desk: Desk, mailbox_channel: Channel, typed: str) -> None:
    make.message(mailbox_channel, text="Siparişimi iade etmek istiyorum, kargo ücreti kimde?", subject="Bir soru")
    desk.open("/inbox/all/")
    desk.page.keyboard.press("f")
    desk.page.keyboard.type(typed)
    desk.page.keyboard.press("Enter")

    expect(desk.page.locator(".hit")).to_have_count(1)
    expect(desk.page.locator(".hit mark").first).to_be_visible()
    desk.page.locator(".hit").click()
    expect(desk.messages.first).to_contain_text("iade etmek istiyorum")


def test_a_hostile_mail_runs_nothing_and_loads_nothing(desk: Desk, mailbox_channel: Channel) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    letter = mail_arrives(
        mailbox_channel,
        "Merhaba",
        html="<p>Merhaba<script>parent.document.title='ele geçti'</script>"
        "<img src='https://izleyen.example/a.png' width=300 height=80 onerror=\"top.location='https://kotu.example'\"></p>",
    ).message
    assert letter is not None
    desk.open(f"/conversations/{letter.conversation_id}/")
    title = desk.page.title()
    desk.page.locator(".formatted summary").click()
    expect(desk.page.frame_locator(".frame-place iframe").locator("p")).to_contain_text("Merhaba")

    assert desk.page.title() == title
    assert not [url for url in asked if "izleyen" in url]
    desk.page.get_by_role("button", name="Resimleri göster").click()
    desk.page.wait_for_timeout(500)
    assert [url for url in asked if "izleyen" in url] == ["https://izleyen.example/a.png"]


PASTE_A_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(4, 4);
  canvas.getContext("2d").fillRect(0, 0, 4, 4);
  const blob = await canvas.convertToBlob({ type: "image/png" });
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], "ekran.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
  document.querySelector("#composer .ProseMirror").dispatchEvent(event);
}"""
