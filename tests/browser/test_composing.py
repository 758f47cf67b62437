"""The composer's ways of sending, its names and its clipboard, under real keys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muhatap.conversations import actions
from muhatap.conversations.models import Channel, Conversation, Delivery, Draft, Message
from muhatap.core.models import Event
from muhatap.team.models import Agent
from tests import make
from tests.browser.desk import Desk, mail_arrives, violations

pytestmark = pytest.mark.browser

# As Word 365 puts it on the clipboard, shortened: its own namespace, lists as paragraphs with bullets as text.
FROM_WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=ProgId content=Word.Document>
<style><!-- p.MsoNormal {margin:0cm; font-size:12.0pt;} @list l0:level1 {mso-level-number-format:bullet;} -->
</style></head>
<body lang=TR style='tab-interval:35.4pt'><!--StartFragment-->
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span lang=TR
style='font-size:14.0pt;color:red'>İade koşulları<o:p></o:p></span></b></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>14 gün içinde<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>kutusuyla<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;</span></span><![endif]>Formu
doldurun</p>
<p class=MsoNormal>Teşekkürler<img width=1 src="file:///C:/Users/elif/clip_image001.png"></p><!--EndFragment--></body></html>"""

FROM_EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet>
<style>.xl65 {mso-number-format:"\\#\\,\\#\\#0";}</style></head>
<body><table border=0 cellpadding=0 style='border-collapse:collapse'>
<!--StartFragment--><col width=64><tr height=20><td class=xl65>Ürün</td><td>Adet</td></tr>
<tr><td>Su
  balonu</td><td align=right>2</td></tr><tr><td></td><td></td></tr><!--EndFragment--></table></body></html>"""

PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector("#composer .ProseMirror").dispatchEvent(paste);
}"""


@pytest.fixture
def asked(mailbox_channel: Channel) -> Conversation:
    message = mail_arrives(mailbox_channel, "Merhaba, 8812 numaralı siparişim nerede?").message
    assert message is not None
    return message.conversation


def test_text_from_word_and_excel_comes_in_clean(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.editor.click()
    desk.page.evaluate(PASTE, [FROM_WORD, "İade koşulları"])

    assert desk.editor.inner_html().replace('<br class="ProseMirror-trailingBreak">', "") == (
        "<p><strong>İade koşulları</strong></p>"
        "<ul><li><p>14 gün içinde</p><ul><li><p>kutusuyla</p></li></ul></li></ul>"
        "<ol><li><p>Formu doldurun</p></li></ol><p>Teşekkürler</p>"
    )
    desk.page.keyboard.press("Control+a")
    desk.page.evaluate(PASTE, [FROM_EXCEL, "Ürün\tAdet"])
    expect(desk.editor).to_have_text("Ürün | AdetSu balonu | 2")


def test_a_paste_of_two_megabytes_is_refused_at_once_and_touches_nothing(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Merhaba")
    milliseconds = desk.page.evaluate(
        f"args => {{ const from = performance.now(); ({PASTE})(args); return performance.now() - from; }}",
        ["", "uzun metin " * 200_000],
    )

    assert milliseconds < 500
    expect(desk.page.locator("#composer .problem").first).to_contain_text("çok uzun")
    expect(desk.editor).to_have_text("Merhaba")
    desk.page.evaluate(PASTE, ["", "bir satır\n" * 5_000])
    desk.write(" son")
    expect(desk.editor).to_contain_text("son")


def test_elif_sends_closes_and_goes_on_with_the_next(desk: Desk, elif_: Agent, mailbox_channel: Channel) -> None:
    now = timezone.now()
    for number in range(3):
        at = now - timedelta(hours=number)
        make.conversation(channel=mailbox_channel, subject=f"Soru {number}", at=at, assigned_to=elif_)
    desk.open("/inbox/mine/")
    first, second = (desk.page.locator("#list .row").nth(at).locator(".say b").inner_text() for at in (0, 1))
    desk.read(first)
    desk.write("Yolda")
    more = desk.page.get_by_label("Göndermenin başka yolları")
    more.click()
    assert violations(desk.page) == []
    desk.page.get_by_role("button", name="Gönder ve sıradakine geç").click()

    expect(desk.page.locator("#conversation h1")).to_contain_text(second)
    desk.write("Bu da yolda")
    more.click()
    desk.page.get_by_role("button", name="Gönder ve kapat").click()
    expect(desk.page.locator(".event", has_text="Elif Kaya kapattı")).to_be_visible()
    assert Message.objects.filter(direction="out").count() == 2


def test_a_reply_leaves_later_and_comes_back_when_the_customer_writes(
    desk: Desk, asked: Conversation, mailbox_channel: Channel
) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.listen()
    desk.write("Yarın bilgi vereceğim")
    desk.page.get_by_label("Göndermenin başka yolları").click()
    desk.page.get_by_role("button", name="Yarın sabah").click()
    expect(desk.page.locator(".delivery.is-scheduled")).to_contain_text("için planlandı")
    assert violations(desk.page) == []
    assert Delivery.objects.get().is_scheduled

    # Another moment, chosen where it stands.
    desk.page.locator(".is-scheduled summary", has_text="Zamanı değiştir").click()
    typed = desk.page.locator(".is-scheduled").get_by_label("Gün ve saat")
    noon = (timezone.localtime() + timedelta(days=5)).strftime("%Y-%m-%dT12:15")
    typed.fill(noon)
    assert violations(desk.page) == []
    typed.press("Enter")
    expect(desk.page.locator(".event", has_text="erteledi ya da öne aldı")).to_be_visible()
    expect(desk.page.locator(".delivery.is-scheduled > span")).to_contain_text("12.15")
    assert timezone.localtime(Delivery.objects.get().not_before).strftime("%Y-%m-%dT%H:%M") == noon

    make.message(mailbox_channel, conversation=asked, text="Bulundu, teşekkürler")
    expect(desk.page.locator(".event", has_text="müşteri önce yazdı")).to_be_visible()
    expect(desk.page.locator(".delivery.is-scheduled")).to_have_count(0)
    desk.page.reload()
    expect(desk.editor).to_have_text("Yarın bilgi vereceğim")


def test_elif_calls_onur_by_name_with_keys_alone(desk: Desk, onur: Agent, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.page.locator("body").press("n")
    desk.write("Depoya sorar mısın @on")
    expect(desk.page.get_by_role("option", name="Onur Bal")).to_have_attribute("aria-selected", "true")
    assert violations(desk.page) == []
    desk.page.keyboard.press("Enter")
    expect(desk.editor).to_have_text("Depoya sorar mısın @Onur Bal ")
    desk.page.keyboard.type("bugün?")
    desk.send()

    expect(desk.page.locator(".msg.note")).to_contain_text("@Onur Bal bugün?")
    assert [event.data["agent_id"] for event in Event.objects.filter(name="Mentioned")] == [onur.pk]


def test_elif_asks_onur_to_look_and_is_asked_herself(
    desk: Desk, elif_: Agent, onur: Agent, asked: Conversation
) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Paranızı iade edelim")
    desk.page.get_by_label("Göndermenin başka yolları").click()
    desk.page.get_by_label("Ekip arkadaşı", exact=True).select_option("Onur Bal")
    desk.page.get_by_role("button", name="Göster", exact=True).click()
    expect(desk.page.locator(".shared.is-own")).to_contain_text("bakması istenen: Onur Bal")
    assert Draft.objects.get(is_shared=True).text == "Paranızı iade edelim"

    his = actions.save_draft(
        asked, by=onur, kind="reply", words=actions.Words(text="Ben şöyle derdim"), revision=0, now=timezone.now()
    )
    actions.share_draft(his, by=onur, asking=elif_)
    desk.page.reload()
    shared = desk.page.locator("section.shared")
    expect(shared).to_contain_text("Onur Bal bu yanıta bakmanızı istiyor")
    expect(shared).to_contain_text("Ben şöyle derdim")
    assert violations(desk.page) == []
    shared.get_by_role("button", name="Yorum yaz").click()
    expect(desk.editor).to_have_text("@Onur Bal ")
    desk.page.locator(".kind-reply").click()
    shared.get_by_role("button", name="Devral").click()
    expect(desk.editor).to_contain_text("Ben şöyle derdim")
    expect(desk.editor).to_contain_text("Paranızı iade edelim")
    assert [draft.agent_id for draft in Draft.objects.filter(kind="reply", is_live=True)] == [elif_.pk]


def test_a_file_spoken_of_and_not_attached_is_asked_for(desk: Desk, asked: Conversation) -> None:
    desk.open(f"/conversations/{asked.pk}/")
    desk.write("Faturanız ekte.")
    desk.send()
    expect(desk.page.locator(".news")).to_contain_text("ekli dosya yok")
    assert violations(desk.page) == []
    expect(desk.page.get_by_role("button", name="Dosya ekle", exact=True).first).to_be_focused()
    desk.page.locator("input[name=files]").set_input_files(
        {"name": "fatura.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 fatura"}
    )
    expect(desk.page.locator(".chips", has_text="fatura.pdf")).to_be_visible()
    desk.editor.click()
    desk.page.wait_for_timeout(1_000)
    desk.send()

    expect(desk.messages.last.locator(".file")).to_contain_text("fatura.pdf")
    assert Message.objects.get(direction="out").attachments.count() == 1


def test_a_first_mail_is_gone_on_with_after_a_reload(desk: Desk, mailbox_channel: Channel) -> None:
    desk.open("/conversations/new/?to=murat@example.com")
    desk.page.locator("[name=subject]").fill("Kazağınız geldi")
    desk.write("Merhaba Murat Bey")
    expect(desk.page.locator("#composer .saved")).to_have_text("Taslak kaydedildi")
    desk.page.reload()
    expect(desk.editor).to_have_text("Merhaba Murat Bey")
    expect(desk.page.locator("[name=subject]")).to_have_value("Kazağınız geldi")
    assert violations(desk.page) == []
    desk.editor.click()
    desk.send()

    expect(desk.messages).to_have_count(1)
    assert not Draft.objects.filter(is_live=True).exists()
