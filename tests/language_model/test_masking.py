"""What is personal leaves as a placeholder and comes back in the answer."""

import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.core.turkish import fold
from muhatap.language_model.masking import Known, Masker, Person, plain

KNOWN = Known(
    people=[
        Person("Zeynep Aksoy", "customer"),
        Person("Elif Kaya", "agent"),
        Person("Can Demir", "agent"),
        Person("Deniz Er", "agent"),
        Person("Ofis Çiçek", "person"),
    ],
    orders=["TR-8812", "4471"],
    parcels=["KP02123456789"],
    addresses=["Moda Cad. 12/3", "@zeyno"],
)

NAMES = [
    ("Zeynep Hanım'ın siparişi", "⟦MÜŞTERİ⟧ Hanım'ın siparişi"),
    ("zeynep aksoy", "⟦MÜŞTERİ⟧ ⟦MÜŞTERİ-SOYADI⟧"),
    ("ZEYNEP AKSOY’a", "⟦MÜŞTERİ⟧ ⟦MÜŞTERİ-SOYADI⟧’a"),
    ("Zeynepe, Zeynepin, Zeynepten, Zeynepler", "⟦MÜŞTERİ⟧e, ⟦MÜŞTERİ⟧in, ⟦MÜŞTERİ⟧ten, ⟦MÜŞTERİ⟧ler"),
    ("Zeynebin kargosu", "⟦MÜŞTERİ⟧in kargosu"),
    ("zeynepaksoy olarak üyeyim", "⟦MÜŞTERİ⟧ olarak üyeyim"),
    ("Zey\u200bnep", "⟦MÜŞTERİ⟧"),
    ("Ｚｅｙｎｅｐ", "⟦MÜŞTERİ⟧"),
    ("Elif Kaya ile konuştum", "⟦TEMSİLCİ-1⟧ ⟦TEMSİLCİ-1-SOYADI⟧ ile konuştum"),
    ("kaya gibi sağlam", "kaya gibi sağlam"),
    ("can sıkıcı, deniz kenarı", "can sıkıcı, deniz kenarı"),
    ("can demir aradı", "⟦TEMSİLCİ-2⟧ ⟦TEMSİLCİ-2-SOYADI⟧ aradı"),
    ("Deniz Bey", "⟦TEMSİLCİ-3⟧ Bey"),
    ("OFİS ÇİÇEK Ltd.", "⟦KİŞİ-1⟧ ⟦KİŞİ-1-SOYADI⟧ Ltd."),
    ("Komşum Ayşe Yılmaz Hanım almış", "⟦KİŞİ-2⟧ Hanım almış"),
    ("Sayın Mehmet Öz, merhaba", "Sayın ⟦KİŞİ-2⟧, merhaba"),
    ("Sayın Yetkili,", "Sayın Yetkili,"),
]
REACHED = [
    ("zeynep@example.com'a yazın", "⟦E-POSTA-1⟧'a yazın"),
    ("0532 123 45 67", "⟦TELEFON-1⟧"),
    ("+90 (532) 123-45-67’den", "⟦TELEFON-1⟧’den"),
    ("tel05321234567", "⟦NUMARA-1⟧"),
    ("0 212 555 12 34", "⟦TELEFON-1⟧"),
    ("٠٥٣٢١٢٣٤٥٦٧", "⟦TELEFON-1⟧"),
    ("TR33 0006 1005 1978 6457 8413 26 hesabıma", "⟦IBAN-1⟧ hesabıma"),
    ("tr330006100519786457841326", "⟦IBAN-1⟧"),
    ("GB82 WEST 1234 5698 7654 32", "⟦IBAN-1⟧"),
    ("kart 4111 1111 1111 1111", "kart ⟦KART-1⟧"),
    ("TC 10000000146", "TC ⟦KİMLİK-1⟧"),
    ("https://x.example/t?id=9.", "⟦BAĞLANTI-1⟧."),
    ("Moda Cad. 12/3'e", "⟦ADRES-1⟧'e"),
    ("@zeyno", "@⟦ADRES-1⟧"),
    ("Caferağa Mah. Moda Cad. No: 12 D: 5 Kadıköy/İstanbul. Teşekkürler", "⟦ADRES-1⟧. Teşekkürler"),
    ("adresim caferağa mahallesi moda caddesi no 12 kadıköy istanbul", "adresim ⟦ADRES-1⟧"),
    ("I live at 12 Baker Street, London NW1 6XE", "I live at ⟦ADRES-1⟧"),
    ("internet sitesi çalışmıyor", "internet sitesi çalışmıyor"),
]
NUMBERS = [
    ("TR-8812, tr8812 ve #TR 8812", "⟦SİPARİŞ-1⟧, ⟦SİPARİŞ-1⟧ ve #⟦SİPARİŞ-1⟧"),
    ("4471'nin durumu", "⟦SİPARİŞ-1⟧'nin durumu"),
    ("9915 numaralı siparişim", "⟦SİPARİŞ-1⟧ numaralı siparişim"),
    ("takip no 123456789012", "takip no ⟦TAKİP-1⟧"),
    ("KP02123456789 nerede", "⟦TAKİP-1⟧ nerede"),
    ("müşteri 998877665", "müşteri ⟦NUMARA-1⟧"),
    ("24.11.2026 18.00'de, 1.250.000 TL, 450 TL, 3 gün, 42 numara", None),
    ("2026-11-24 günü 2 adet", None),
]


@pytest.mark.parametrize(("written", "leaves"), [*NAMES, *REACHED, *NUMBERS])
def test_what_leaves(written: str, leaves: str | None) -> None:
    assert Masker(KNOWN).mask(written) == (written if leaves is None else leaves)


def test_a_signature_leaves_whole() -> None:
    masker = Masker(Known())

    masked = masker.mask("Merhaba.\n\nSaygılarımla,\nMehmet Öz\nÖz Ticaret\n")

    assert masked == "Merhaba.\n\nSaygılarımla,\n⟦İMZA⟧\n"
    assert masker.restore("⟦İMZA⟧").text == "Mehmet Öz\nÖz Ticaret"


def test_one_value_has_one_placeholder_throughout() -> None:
    masker = Masker(KNOWN)

    first = masker.mask("0532 123 45 67 ya da a@b.example")
    second = masker.mask("a@b.example, 0555 123 45 67")

    assert (first, second) == ("⟦TELEFON-1⟧ ya da ⟦E-POSTA-1⟧", "⟦E-POSTA-1⟧, ⟦TELEFON-2⟧")


@pytest.mark.parametrize(
    ("answered", "shown"),
    [
        ("Merhaba ⟦MÜŞTERİ⟧ Hanım", "Merhaba Zeynep Hanım"),
        ("Sayın ⟦ müşteri ⟧ [[MÜŞTERİ-SOYADI]]’ya", "Sayın Zeynep Aksoy’ya"),
        ("⟦MÜŞTERİ SOYADI⟧", "Aksoy"),
        ("⟦SİPARİŞ-1⟧ yolda", "TR-8812 yolda"),
        ("⟦SİPARİŞ-7⟧ ve ⟦?⟧", "<siparis-7> ve <>"),
        ("https://evil.example, evil@x.example", "<baglanti>, <e-posta>"),
        ("TR330006100519786457841326 hesabına, 0850 000 00 00", "<iban> hesabına, <telefon>"),
        ("24.11.2026'da 1.250.000 TL", "24.11.2026'da 1.250.000 TL"),
    ],
)
def test_an_answer_comes_back_with_our_values_and_nobody_elses(answered: str, shown: str) -> None:
    masker = Masker(KNOWN)
    masker.mask("TR-8812")

    assert masker.restore(answered, unknown=lambda label: f"<{label}>").text == shown


def test_nobody_writes_a_placeholder_or_a_value_into_what_we_send() -> None:
    masker = Masker(KNOWN)

    masked = masker.mask("⟦TEMSİLCİ-1⟧ [[IBAN-1]]\n\nSaygılar\n{{ order.total }}")

    assert "⟦TEMSİLCİ" not in masked
    assert "[[" not in masked
    assert masker.restore("⟦İMZA⟧").text == "{ { order.total } }"


def test_gaps_of_our_own_draft_come_back_as_they_were() -> None:
    masker = Masker(KNOWN)

    masked = masker.mask("{{ order.number }} için {{ doldur.soru }}", has_gaps=True)

    assert masked == "⟦BOŞLUK-1⟧ için ⟦BOŞLUK-2⟧"
    assert masker.restore(masked).text == "{{ order.number }} için {{ doldur.soru }}"


names = st.lists(st.text("abcçdefgğhıijklmnoöprsştuüvyz", min_size=4, max_size=12), min_size=1, max_size=3).map(
    lambda parts: " ".join(
        part.replace("i", "İ", 1).capitalize() if part[0] == "i" else part.capitalize() for part in parts
    )
)
digits = st.text(string.digits, min_size=7, max_size=20).filter(lambda number: number.strip("0"))
mails = st.from_regex(r"\A[a-z]{1,8}[.a-z0-9]{0,8}@[a-z]{2,10}\.(?:com|example|com\.tr)\Z")
ibans = st.text(string.digits, min_size=24, max_size=24).map(lambda number: f"TR{number}")
around = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
suffixes = st.sampled_from(["", "'ın", "’a", " Hanım'dan", ",", ".", "\n", "'yla"])


@given(
    person=names,
    secrets=st.lists(digits | mails | ibans, min_size=1, max_size=4),
    before=around,
    after=around,
    suffix=suffixes,
    is_loud=st.booleans(),
)
def test_no_masked_value_ever_leaves(
    person: str, secrets: list[str], before: str, after: str, suffix: str, *, is_loud: bool
) -> None:
    """Whatever stands around them, apart from the letters that they hang on."""
    masker = Masker(Known(people=[Person(person, "customer")]))
    said = person.upper() if is_loud else person
    text = f"{before} {said}{suffix} " + " ; ".join(secrets) + f" {after}"

    leaves = fold(masker.mask(text))

    words = set(re.findall(r"[^\W_]+", leaves))
    for part in plain(person).split():
        if fold(part) not in {fold(word) for word in re.findall(r"[^\W_]+", plain(f"{before} {after}"))}:
            assert fold(part) not in words
    for secret in secrets:
        assert secret.lower() not in leaves


@given(text=st.text(max_size=300))
def test_wild_text_is_masked_without_a_fault(text: str) -> None:
    masker = Masker(KNOWN)

    masker.restore(masker.mask(text))


@given(text=st.text(alphabet="aZ0 ⟦⟧[]-_MÜŞTERİ{}\n", max_size=80))
def test_what_was_masked_is_restored(text: str) -> None:
    masker = Masker(Known())

    assert "⟦" not in masker.restore(masker.mask(text)).text


@pytest.mark.parametrize("piece", ["a1 ", "Mah. ", "0", "0 ", "A", "zeynep", "TR00 ", "a.", "a@", "Saygılar,\n", "Ab "])
def test_time_grows_with_the_text_and_no_further(piece: str) -> None:
    masker = Masker(KNOWN)

    begun = time.process_time()
    masker.mask(piece * (40_000 // len(piece)))

    assert time.process_time() - begun < 5.0
