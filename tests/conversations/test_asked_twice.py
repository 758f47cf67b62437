"""Asking for what the customer has given already: said gently beside the draft, counted when it is sent."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muhatap.conversations import actions, asked_twice
from muhatap.conversations.actions import asking_twice
from muhatap.conversations.asked_twice import Told
from muhatap.conversations.models import AskedTwice, Channel
from muhatap.promises import handing
from muhatap.team.models import Agent
from tests import make

AT = datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "kinds"),
    [
        ("Sipariş numaranızı paylaşabilir misiniz?", {"order"}),
        ("Merhaba, sipariş numaranızı iletir misiniz? Teşekkürler.", {"order"}),
        ("siparis nonuz nedir", {"order"}),
        ("Sipariş numaranız nedir?", {"order"}),
        ("Sipariş no yazar mısın?", {"order"}),
        ("Ürünün fotoğrafını gönderebilir misiniz?", {"photo"}),
        ("Kutunun birkaç fotoğrafını ekler misiniz lütfen?", {"photo"}),
        ("Teslimat adresinizi teyit eder misiniz?", {"address"}),
        ("Açık adresinizi ve telefon numaranızı yazar mısınız?", {"address", "phone"}),
        ("E-posta adresinizi iletirseniz hemen bakarım.", {"email"}),
        ("İade için IBAN bilginizi rica edeceğim, IBAN numaranızı iletin.", {"iban"}),
        ("Could you send us your order number?", {"order"}),
        ("Please share a photo of the damage.", {"photo"}),
        ("We will need your delivery address.", {"address"}),
        ("What is your phone number?", {"phone"}),
        ("May I have your email address, please?", {"email"}),
        ("Can you tell me your order number and send a picture?", {"order", "photo"}),
        # What does not ask.
        ("Sipariş numaranız için teşekkürler.", set()),
        ("Sipariş numaranızı aldım, hemen bakıyorum.", set()),
        ("Fotoğraflarınız ulaştı, sizi tekrar yormayacağım.", set()),
        ("E-posta adresinize bir bağlantı gönderdik.", set()),
        ("Adresinize yarın kargolarız.", set()),
        ("Paketi adresinizde teslim alabilirsiniz.", set()),
        ("Yeniden fotoğraf göndermenize gerek yok.", set()),
        ("Thank you for the photo.", set()),
        ("We sent it to your address.", set()),
        ("No need to send your order number again.", set()),
        ("I found it by your order number.", set()),
        ("For anything else please email us.", set()),
        ("Adres değişikliği için siparişi yeniden oluşturmam gerekiyor.", set()),
        # What may be asked again, and why.
        ("Bu numarayla bir sipariş bulamadım. Sipariş numaranızı paylaşır mısınız?", set()),
        ("Fotoğraf bulanık çıkmış, daha net bir fotoğraf gönderir misiniz?", set()),
        ("Yeni adresinizi yazar mısınız?", set()),
        ("I could not find it. Could you check the order number?", set()),
        ("Could you send a clearer photo?", set()),
        ("", set()),
    ],
)
def test_what_a_draft_asks_for(draft: str, kinds: set[str]) -> None:
    assert set(asked_twice.asked_for(draft)) == kinds


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Merhaba, 10234 numaralı siparişim gelmedi.", "order", "10234"),
        ("Sipariş numaram: ÇR-10234", "order", "ÇR-10234"),
        ("sipariş no 10234", "order", "10234"),
        ("My order number is 10234.", "order", "10234"),
        ("Order #A-10234 has not come", "order", "A-10234"),
        ("Telefonum 0532 111 22 33", "phone", "0532 111 22 33"),
        ("+90 532 111 22 33'ten arayın", "phone", "+90 532 111 22 33"),
        ("Call me on +44 20 7946 0958", "phone", "+44 20 7946 0958"),
        ("Bana Zeynep.A@Posta.example yazın", "email", "Zeynep.A@Posta.example"),
        (
            "Adresim Moda Mah. Bahariye Cad. No: 12 D: 4 Kadıköy",
            "address",
            "Adresim Moda Mah. Bahariye Cad. No: 12 D: 4 Kadıköy",
        ),
        ("I live at 12 Harbour Street, Leeds", "address", "12 Harbour Street, Leeds"),
        ("TR33 0006 1005 1978 6457 8413 26", "iban", "TR33 0006 1005 1978 6457 8413 26"),
    ],
)
def test_what_a_customer_has_given(text: str, kind: str, value: str) -> None:
    assert asked_twice.given_in([Told(text, AT)])[kind].value == value


@pytest.mark.parametrize(
    "text",
    [
        "Siparişim gelmedi.",
        "3 gün oldu",
        "2026 yılında aldım",
        "Saat 10:30 gibi",
        "Adresime gelmedi",
        "No",
        "",
        "12 adet aldım",
    ],
)
def test_what_is_none_of_these(text: str) -> None:
    assert asked_twice.given_in([Told(text, AT)]) == {}


def test_what_was_given_is_not_asked_for_again() -> None:
    told = [Told("10234 numaralı siparişim kırık geldi.", AT, has_picture=True, sender="zeynep@example.com")]

    found = asked_twice.find("Üzüldüm. Sipariş numaranızı ve bir fotoğraf iletir misiniz? Telefonunuzu da yazın.", told)

    assert {(one.kind, one.given.value) for one in found} == {("order", "10234"), ("photo", "")}
    assert found[0].sentence == "Sipariş numaranızı ve bir fotoğraf iletir misiniz?"


def test_they_gave_their_address_by_writing_from_it() -> None:
    told = [Told("Merhaba", AT, sender="zeynep@example.com")]

    (found,) = asked_twice.find("E-posta adresinizi paylaşır mısınız?", told)

    assert (found.kind, found.given.value) == ("email", "zeynep@example.com")


@pytest.mark.parametrize(
    "piece", ["a", "5", " ", "mah ", "+90 5", "order ", "no: ", "a@b.", "12 st ", "TR33 ", "\u202e", "🎁"]
)
def test_wild_text_takes_bounded_time(piece: str) -> None:
    wild = piece * (200_000 // len(piece))

    asked_twice.find(f"Sipariş numaranızı yazar mısınız? {wild}", [Told(wild, AT)])


TO_ZEYNEP = {"to": [{"name": "", "address": "zeynep@example.com"}], "cc": [], "bcc": []}
ASKING = "Merhaba, sipariş numaranızı paylaşabilir misiniz?"


def test_a_hint_stands_beside_the_draft_before_it_is_sent(
    mailbox_channel: Channel, elif_: Agent, client: Client
) -> None:
    conversation = make.conversation(channel=mailbox_channel, text="10234 numaralı siparişim kırık geldi.")
    client.force_login(elif_)

    hint = client.post(f"/conversations/{conversation.pk}/asked-twice/", {"text": ASKING}).content.decode()
    nothing = client.post(
        f"/conversations/{conversation.pk}/asked-twice/", {"text": "Hemen bakıyorum."}
    ).content.decode()

    assert "10234" in hint
    assert nothing.strip() == ""


def test_what_is_asked_all_the_same_is_counted_once_and_not_when_it_was_taken_back(
    mailbox_channel: Channel, elif_: Agent
) -> None:
    conversation = make.conversation(channel=mailbox_channel, text="10234 numaralı siparişim kırık geldi.")
    message = actions.reply(conversation, by=elif_, text=ASKING, people=TO_ZEYNEP, now=timezone.now(), undo_seconds=60)
    asking_twice.note(message.pk)

    one = AskedTwice.objects.get()
    assert (one.kind, one.by, one.message, one.is_after_hand_off) == ("order", elif_, message, False)

    actions.undo_send(message, by=elif_, now=timezone.now())
    assert not AskedTwice.objects.exists()


def test_nobody_is_counted_who_asks_for_the_first_time(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation = make.conversation(channel=mailbox_channel, text="Siparişim kırık geldi.")

    actions.reply(conversation, by=elif_, text=ASKING, people=TO_ZEYNEP, now=timezone.now())

    assert not AskedTwice.objects.exists()


def test_asking_again_after_a_hand_off_is_told_apart(
    mailbox_channel: Channel, elif_: Agent, onur: Agent, client: Client
) -> None:
    conversation = make.conversation(
        channel=mailbox_channel, text="10234 numaralı siparişim kırık geldi.", assigned_to=elif_
    )
    now = timezone.now()
    offered = handing.hand_off(conversation, by=elif_, to=onur, happened="Kırık geldi", wanted="Yenisi", now=now)
    handing.accept(offered, by=onur, now=now)

    actions.reply(conversation, by=onur, text=ASKING, people=TO_ZEYNEP, now=timezone.now())

    assert AskedTwice.objects.get().is_after_hand_off
    counted = asking_twice.counted(onur, since=now - timedelta(days=30))
    assert (counted.count, counted.after_hand_off, dict(counted.kinds)) == (1, 1, {"order": 1})
    client.force_login(onur)
    assert client.get("/settings/loose-ends/").status_code == 200
