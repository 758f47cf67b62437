"""What a report quotes: the words that say why, and nothing that names or reaches whoever wrote them."""

import random
import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.causes import quoting
from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.core.turkish import fold
from tests import make

NAME = "Zeynep Aksoy"
LETTERS = "abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ"
# Names that are words of the sentences below would be taken out of those, too.
NAMES = [
    "Zeynep",
    "Elif",
    "Ayşegül",
    "İpek",
    "Işıl",
    "Ali",
    "Su",
    "Can",
    "Ömer",
    "Murat",
    "Şebnem",
    "O'Neil",
    "Jean-Luc",
]


def masked(text: str, name: str = NAME) -> str:
    return quoting.mask(text, names=[name])


@pytest.mark.parametrize(
    "said",
    [
        "Ben Zeynep, paketim gelmedi",
        "Zeynep'in paketi gelmedi",
        "Zeynep’e gelmedi",
        "zeynepin paketi gelmedi",
        "ZEYNEP AKSOY adına",
        "_Zeynep_ olarak",
        "zeynepaksoy hesabım",
        "Aksoylara teslim edilmiş",
        "Aksoy`un siparişi",
        "Zeynepciğimden sordum",
    ],
)
def test_a_name_goes_with_whatever_hangs_on_it(said: str) -> None:
    found = fold(masked(said))

    assert "zeynep" not in found
    assert "aksoy" not in found
    assert quoting.HIDDEN in found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("İpek Işık", "Ben ipek ışık"),
        ("İpek Işık", "BEN İPEK IŞIK"),
        ("Ayşegül Öztürk", "Ben Aysegul Ozturk"),
        ("Aysegul Ozturk", "Ben Ayşegül Öztürk"),
        ("Ayşe Gül", "Ayse'nin kargosu, Gule'ye değil Gül'e"),
        ("Su Er", "Su Er adına, Er'in kargosu"),
        ("Ali Can", "aliye gelen, alinin, Alicim, Can'dan, canlar"),
        ("zeynep.aksoy", "Ben Zeynep Aksoy"),
        ("(Zeynep)", "Ben Zeynep"),
    ],
)
def test_names_are_found_however_they_are_typed(name: str, said: str) -> None:
    found = fold(masked(said, name))

    for word in re.findall(r"[^\W_]+", fold(name)):
        assert not re.search(rf"(?<![^\W_]){word}(?![^\W_])", found), found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ali Can", "alışveriş sepetim boşaldı, cancel düğmesi yok"),
        ("Van de Berg", "kargo da gelmedi, iade de olmadı"),
        ("A B", "A bedeni istemiştim, B bedeni geldi"),
        ("", "Kargo şubede bekletiyor"),
        ("   ", "Kargo şubede bekletiyor"),
        ("...*+?[", "Kargo şubede bekletiyor"),
    ],
)
def test_what_only_begins_like_a_name_stays(name: str, said: str) -> None:
    assert masked(said, name) == said


@pytest.mark.parametrize(
    "secret",
    [
        "zeynep.aksoy@example.com",
        "z+kargo@mail.example.co.uk",
        "o'neil@example.com",
        "müşteri@örnek.example",
        "@zeynepaksoy",
        "0532 123 45 67",
        "0(532) 123 45 67",
        "0532.123.45.67",
        "+90 532 123 45 67",
        "+49 151 23456789",
        "5321234567",
        "TR33 0006 1005 1978 6457 8413 26",
        "TR330006100519786457841326",
        # Mistyped: its check digits are wrong.
        "TR330006100519786457841327",
        "4111 1111 1111 1111",
        "5105105105105100",
        "10000000146",
        "104512887341",
        "2026-881245",
    ],
)
@pytest.mark.parametrize("around", ["Bana {} üzerinden ulaşın", "({})", "Kargom gelmedi:{}.", "{}"])
def test_what_reaches_a_person_goes(secret: str, around: str) -> None:
    found = masked(around.format(secret))

    assert quoting.HIDDEN in found
    digits = re.sub(r"\D", "", secret)
    assert secret not in found
    assert not (digits and digits in re.sub(r"\D", "", found))
    # Nothing of it is left over that could be put together again.
    assert len(re.sub(r"\D", "", found)) <= 3
    assert "example" not in found


@pytest.mark.parametrize("said", ["3 gün oldu", "1.240 lira", "12 000 TL", "25 Kasım 2026", "%50 indirim", "24 saat"])
def test_what_says_how_much_and_since_when_stays(said: str) -> None:
    assert masked(f"Bekliyorum: {said}") == f"Bekliyorum: {said}"


@pytest.fixture
def conversation(mailbox_channel: Channel) -> Conversation:
    return make.conversation(channel=mailbox_channel)


def quoted(conversation: Conversation, text: str, name: str = NAME) -> str:
    conversation.customer_name = name
    return quoting.quote(Message(text=text), conversation)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "quote"),
    [
        (
            "Merhaba,\n\nSiparişim dokuz gündür aktarmada bekliyor.\n\nTeşekkürler",
            "Siparişim dokuz gündür aktarmada bekliyor.",
        ),
        (
            "İyi günler. Paket şubede bekletiliyor diyorlar! Kimse bana haber vermiyor. Üçüncü cümle de bu olsun.",
            "Paket şubede bekletiliyor diyorlar! Kimse bana haber vermiyor.",
        ),
        ("Nerede?", "Nerede?"),
        ("", ""),
        ("\n \n", ""),
        (
            "Kargom gelmedi, bana zeynep.aksoy@example.com adresinden yazın. Telefonum 0532.123.45.67, beni arayın.",
            "Kargom gelmedi, bana ••• adresinden yazın. Telefonum •••, beni arayın.",
        ),
        (
            "Ürün 1.240 lira, www.carsi.example sayfasında 1.100 lira yazıyordu.",
            "Ürün 1.240 lira, www.carsi.example sayfasında 1.100 lira yazıyordu.",
        ),
    ],
)
def test_a_quote_is_what_says_why(conversation: Conversation, said: str, quote: str) -> None:
    assert quoted(conversation, said) == quote


@pytest.mark.django_db
def test_a_quote_is_short_and_whole(conversation: Conversation) -> None:
    long = quoted(conversation, "Kargom gelmedi ve " * 100)

    assert quoting.LONGEST - 20 < len(long) <= quoting.LONGEST
    assert long.endswith("…")


@pytest.mark.django_db
def test_what_is_cut_off_is_not_cut_in_two(conversation: Conversation) -> None:
    filler = "Merhaba. " * 2000

    found = quoted(conversation, filler[: quoting.MOST_READ - 3] + "Zeynep Aksoy")

    assert "Zey" not in found


@pytest.mark.django_db
def test_the_customer_s_first_words_are_quoted_and_nobody_else_s(
    conversation: Conversation, mailbox_channel: Channel
) -> None:
    first = conversation.messages.get()
    make.message(mailbox_channel, conversation=conversation, text="Hâlâ bekliyorum.")

    assert quoting.telling_message(conversation) == first
    conversation.messages.update(machine="auto_reply")
    assert quoting.telling_message(conversation) is None


@pytest.mark.django_db
@given(
    name=st.sampled_from(NAMES) | st.text(LETTERS, min_size=5, max_size=12),
    ending=st.sampled_from(["", "'in", "’e", "'den", ",", "."]),
    local=st.text(string.ascii_lowercase + string.digits, min_size=3, max_size=12),
    phone=st.from_regex(r"0 ?5[0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{2}", fullmatch=True),
    before=st.sampled_from(["", "Merhaba.\n", "Paketim gelmedi, çok üzgünüm! "]),
)
def test_no_name_address_or_number_survives(name: str, ending: str, local: str, phone: str, before: str) -> None:
    said = f"{before}Ben {name}{ending} bana {local}@example.com ya da {phone} üzerinden haber verin"

    found = quoting.quote(Message(text=said), Conversation(customer_name=f"{name} Aksoy"))

    assert not re.search(rf"(?<![^\W_]){re.escape(fold(name))}(?![^\W_])", fold(found)), found
    assert f"{local}@" not in found
    assert "example.com" not in found
    assert re.sub(r"\D", "", phone) not in re.sub(r"\D", "", found)


@given(st.text(max_size=3000), st.text(max_size=200))
def test_no_text_is_too_wild(text: str, name: str) -> None:
    quoting.mask(text, names=[name])
    quoting.quote(Message(text=text), Conversation(customer_name=name))


HOSTILE = {
    "letters": "a",
    "digits": "1",
    "digits apart": "1 ",
    "digits and dashes": "1-  ",
    "at": "a@",
    "ats": "@",
    "dots": "a.",
    "names": "Zeynep ",
    "half names": "Zeynep'",
    "stops": ". ",
    "lines": "\n",
    "blanks": " ",
    "brackets": "(5",
    "iban": "TR33 ",
}


@pytest.mark.django_db
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_two_hundred_kilobytes_take_no_longer_than_their_size(piece: str) -> None:
    text = (piece * 200_000)[:200_000]
    conversation = Conversation(customer_name=" ".join(random.Random(4).choices(NAMES, k=40)))
    began = time.process_time()

    quoting.quote(Message(text=text), conversation)

    # Ten times what it takes on a slow machine; a square would take hours.
    assert time.process_time() - began < 3
