from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from muhatap.conversations import actions, finding
from muhatap.conversations.finding import Found
from muhatap.conversations.inbound import InboundFile, Person
from muhatap.conversations.models import Channel, Conversation
from muhatap.conversations.walking import Key
from muhatap.core import blobs
from muhatap.customers.models import Customer
from muhatap.team.models import Agent
from tests import make

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)

# What customers wrote, each under a short name. (subject, text, who)
LETTERS = {
    "iade": ("İade talebi", "Aldığım ayakkabıyı İADE ETMEK İSTİYORUM, numarası küçük geldi.", "Işıl Çınar"),
    "iadem": ("Param nerede", "İadem onaylandı ama ücret hâlâ kartıma yatmadı.", "Gökhan Öz"),
    "kargo": ("Kargo", "Kargom üç gündür şubede bekliyor, 0532 123 45 67 numaramdan aranmadım.", "Ayşegül Şahin"),
    "siparis": ("Siparişim gelmedi", "8812 numaralı siparişimin durumunu öğrenebilir miyim?", "İbrahim Yıldız"),
    "ascii": ("siparis hk", "Merhaba, siparisim TR-2024-771 hala hazirlaniyor gorunuyor.", "Umit Guler"),
    "fatura": ("Fatura", "Faturayı şirket adına düzenler misiniz? Vergi numaramız 1234567890.", "Ümit Güler"),
    "surahi": ("Kırık sürahi", "Sürahinin kulpu kırılmış, fotoğrafını ekledim.", "Nâzım Kâmil"),
    "kitap": ("Eksik ürün", "Kitabım paketten çıkmadı, ürünlerin ikisi eksik.", "Çağla Ünal"),
    "kayit": ("Hesap", "Sisteme kaydım görünmüyor, şeklini değiştirdiğim resmi de yükleyemedim.", "Efe Ak"),
    "hesap": ("Giriş", "Hesabımda adresim yanlış, değiştirmek istiyorum.", "Doğa Su"),
    "renk": ("Renk değişimi", "Halının rengi fotoğraftakinden çok farklı, değişim olur mu?", "Pınar Gür"),
    "stok": ("Stok sorusu", "38 numara siyah bot ne zaman stoğa girecek?", "Ogün Işık"),
    "tesekkur": ("Teşekkürler", "İlginiz için teşekkür ederim, hediye paketi harikaydı.", "Şule İnce"),
    "indirim": ("Kupon", "YILBASI25 kuponu sepette geçersiz diyor, indirimli fiyat 1.299,90 TL olmalı.", "Ece Kurt"),
    "english": ("Where is my parcel", "The parcel was left at the wrong door, the returns page is down.", "Tom Baker"),
}  # fmt: skip

QUESTIONS = [
    ("iade", {"iade", "iadem"}),
    ("İADE", {"iade", "iadem"}),
    ("IADE", {"iade", "iadem"}),
    ("iadem", {"iade", "iadem"}),
    ("iadenin", {"iade", "iadem"}),
    ("İade talebi", {"iade"}),
    ("kargo", {"kargo"}),
    ("kargom", {"kargo"}),
    ("KARGOMUN", {"kargo"}),
    ("kargoyu", {"kargo"}),
    ("sipariş", {"siparis", "ascii"}),
    ("siparis", {"siparis", "ascii"}),
    ("SİPARİŞ", {"siparis", "ascii"}),
    ("SIPARIS", {"siparis", "ascii"}),
    ("siparişlerim", {"siparis", "ascii"}),
    ("fatura", {"fatura"}),
    ("faturamı", {"fatura"}),
    ("sürahi", {"surahi"}),
    ("surahi", {"surahi"}),
    ("sürahinin kulpu", {"surahi"}),
    ("kırık", {"surahi"}),
    ("KIRIK", {"surahi"}),
    ("kitap", {"kitap"}),
    ("kitabı", {"kitap"}),
    ("ürün", {"kitap"}),
    ("ürünler", {"kitap"}),
    ("kayıt", {"kayit"}),
    ("kaydı", {"kayit"}),
    ("resim", {"kayit"}),
    ("şekil", {"kayit"}),
    ("hesap", {"hesap", "kayit"}),
    ("hesabım", {"hesap", "kayit"}),
    ("renk", {"renk"}),
    ("rengini", {"renk"}),
    ("değişim", {"renk", "hesap", "kayit"}),
    ("stok", {"stok"}),
    ("stoğunuzda", {"stok"}),
    ("teşekkür", {"tesekkur"}),
    ("tesekkurler", {"tesekkur"}),
    ("hediye paketi", {"tesekkur"}),
    ("8812", {"siparis"}),
    ("#8812", {"siparis"}),
    ("8812 sipariş", {"siparis"}),
    ("TR-2024-771", {"ascii"}),
    ("tr 2024 771", {"ascii"}),
    ("0532 123 45 67", {"kargo"}),
    ("+90 (532) 1234567", {"kargo"}),
    ("5321234567", {"kargo"}),
    ("1234567890", {"fatura"}),
    ("yilbasi25", {"indirim"}),
    ("1299,90", {"indirim"}),
    ("ışıl", {"iade"}),
    ("isil cinar", {"iade"}),
    ("IŞIL", {"iade"}),
    ("Ayşegül Şahin", {"kargo"}),
    ("nazim kamil", {"surahi"}),
    ("ümit güler", {"fatura", "ascii"}),
    ("gokhan@ornek.example", {"iadem"}),
    ("GOKHAN@ORNEK.EXAMPLE", {"iadem"}),
    ("parcels", {"english"}),
    ("return", {"english"}),
    ("kar", {"kargo", "iadem"}),
    ("kargo fatura", set()),
    ("881", set()),
]


@pytest.fixture
def letters(mailbox_channel: Channel) -> dict[int, str]:
    names = {}
    for age, (name, (subject, text, who)) in enumerate(LETTERS.items()):
        address = "gokhan@ornek.example" if who == "Gökhan Öz" else f"{name}@musteri.example"
        message = make.message(
            mailbox_channel, subject=subject, text=text, sender=Person(address, who), at=NOON - timedelta(days=5 * age)
        )
        names[message.conversation_id] = name
    return names


def search(question: str, agent: Agent, **options: Any) -> Found:
    return finding.search(question, agent=agent, now=NOON + timedelta(days=4), **{"seconds": 5.0, **options})


def found(question: str, agent: Agent, **options: Any) -> list[int]:
    page = search(question, agent, **options)
    return [] if page.is_close else [hit.conversation.pk for hit in page.rows]


def test_questions_find_what_people_mean(letters: dict[int, str], elif_: Agent) -> None:
    answers = {question: {letters[pk] for pk in found(question, elif_)} for question, _ in QUESTIONS}

    assert answers == dict(QUESTIONS)


def test_the_newest_conversation_comes_first_and_each_comes_once(
    mailbox_channel: Channel, elif_: Agent, zeynep: Customer, murat: Customer
) -> None:
    old = make.conversation(channel=mailbox_channel, customer=zeynep, text="Kargom nerede?", at=NOON)
    new = make.conversation(channel=mailbox_channel, customer=murat, text="Kargo gelmedi", at=NOON + timedelta(days=1))
    make.message(mailbox_channel, conversation=old, text="Kargo geldi, sağ olun", at=NOON + timedelta(days=2))

    page = search("kargo", elif_)

    assert [(hit.conversation, hit.at) for hit in page.rows] == [
        (old, NOON + timedelta(days=2)),
        (new, NOON + timedelta(days=1)),
    ]
    assert page.next is None


def test_pages_follow_one_another_without_gap_or_repetition(mailbox_channel: Channel, elif_: Agent) -> None:
    opened = []
    for number in range(7):
        at = NOON + timedelta(days=4 * number)
        conversation = make.conversation(channel=mailbox_channel, text="İade etmek istiyorum", at=at)
        make.message(mailbox_channel, conversation=conversation, text="İadem?", at=at + timedelta(days=9))
        opened.append(conversation.pk)

    seen, before = [], None
    while True:
        page = search("iade", elif_, before=before, limit=3)
        seen.append([hit.conversation.pk for hit in page.rows])
        if page.next is None:
            break
        before = Key.read(str(page.next))

    newest_first = opened[::-1]
    assert seen == [newest_first[:3], newest_first[3:6], newest_first[6:]]


def test_an_agent_finds_only_what_the_own_brands_hold(elif_: Agent, onur: Agent) -> None:
    ours, theirs = make.brand("Çarşı"), make.brand("Liman")
    mine = make.conversation(channel=make.channel(brand=ours, address="a@carsi.example"), text="kupa kırık")
    make.conversation(channel=make.channel(brand=theirs, address="b@liman.example"), text="kupa kırık")
    elif_.brands.add(ours)

    assert found("kupa", elif_) == [mine.pk]
    assert len(found("kupa", onur)) == 2


def test_what_was_found_is_marked_and_everything_else_is_harmless(mailbox_channel: Channel, elif_: Agent) -> None:
    text = "<script>alert(1)</script> " + "Uzun bir giriş cümlesi. " * 40 + "Sipari\u0307şim & İADEM <b>nerede</b>?"
    make.conversation(channel=mailbox_channel, subject="İade <i>hakkında</i>", text=text)

    (hit,) = search("iade", elif_).rows

    assert "<mark>İADEM</mark> &lt;b&gt;nerede&lt;/b&gt;?" in hit.snippet
    assert hit.snippet.startswith("… ")
    assert hit.subject == "<mark>İade</mark> &lt;i&gt;hakkında&lt;/i&gt;"
    assert "<script" not in search("alert", elif_).rows[0].snippet


def test_notes_replies_files_and_the_conversation_s_number_are_found(
    mailbox_channel: Channel, elif_: Agent, zeynep: Customer
) -> None:
    photo = InboundFile("kirik-vazo.jpg", "image/jpeg", 3, blobs.put(b"jpg"))
    conversation = make.conversation(channel=mailbox_channel, customer=zeynep, files=[photo])
    actions.note(conversation, by=elif_, text="Depodan Tuğba ile konuştum", now=timezone.now())

    assert found("tuğba", elif_) == [conversation.pk]
    assert found("vazo", elif_) == [conversation.pk]
    assert found("zeynep@example.com", elif_) == [conversation.pk]
    assert found(f"#{conversation.pk}", elif_) == [conversation.pk]


def test_a_new_subject_and_a_merge_are_followed(mailbox_channel: Channel, elif_: Agent) -> None:
    kept = make.conversation(channel=mailbox_channel, subject="Soru", text="Merhaba")
    gone = make.conversation(channel=mailbox_channel, subject="Soru", text="Bardaklar eksik")

    actions.rename(kept, subject="Cezve siparişi", by=elif_)
    actions.merge(gone, into=kept, by=elif_)

    assert found("cezve", elif_) == [kept.pk]
    assert found("bardak", elif_) == [kept.pk]


def test_a_slip_of_the_finger_finds_its_neighbours_and_says_so(mailbox_channel: Channel, elif_: Agent) -> None:
    conversation: Conversation = make.conversation(channel=mailbox_channel, text="Siparişim nerede kaldı?")

    for slip in ("sparişim", "sipaişim", "siprariş", "isparişim"):
        page = search(slip, elif_)
        assert ([hit.conversation for hit in page.rows], page.is_close) == ([conversation], True), slip


@pytest.mark.parametrize("question", ["", "   ", "'", "\\", "!&|:*()", "iade' | 'x", "\x1f", "%_", "a" * 5000, "🙂"])
def test_no_question_is_an_error(question: str, mailbox_channel: Channel, elif_: Agent) -> None:
    make.conversation(channel=mailbox_channel)

    assert search(question, elif_).rows == []


@pytest.mark.parametrize("text", ["", "x", "12", "-", "1-x", "9" * 40 + "-1"])
def test_a_broken_place_in_the_list_is_no_place(text: str) -> None:
    assert Key.read(text) is None
