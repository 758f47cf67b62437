"""Order numbers as people write them, and the many numbers that are something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.orders.mentions import LONGEST_KEY, Certainty, key_of, numbers_in, tracking_in

SAID, LIKELY, POSSIBLE = Certainty.SAID, Certainty.LIKELY, Certainty.POSSIBLE


@pytest.mark.parametrize(
    ("text", "number", "certainty"),
    [
        ("8812 numaralı siparişim nerede?", "8812", SAID),
        ("8812 NUMARALI SİPARİŞİM NEREDE", "8812", SAID),
        ("sipariş no: 8812", "8812", SAID),
        ("Sipariş numaram #TR-2026-8812", "TR-2026-8812", SAID),
        ("siparis 8812", "8812", SAID),
        ("8812 nolu siparisi iptal edin", "8812", SAID),
        ("8745 no'lu siparişin faturası", "8745", SAID),
        ("8812nolu siparis", "8812", SAID),
        ("siparişim 8812’nin durumu", "8812", SAID),
        ("(sipariş no 8812).", "8812", SAID),
        ("Re: 8812 numaralı siparişiniz yola çıktı", "8812", SAID),
        ("order number 8812", "8812", SAID),
        ("Sipariş no:8812", "8812", SAID),
        ("Sipariş No/8812", "8812", SAID),
        ("order no.8812", "8812", SAID),
        ("order#8812", "8812", SAID),
        ("sipariş no 2026", "2026", SAID),
        ("my order #8812", "8812", SAID),
        ("order 8812-A", "8812-A", SAID),
        ("Order H-1950.", "H-1950", SAID),
        ("#8812", "8812", LIKELY),
        ("H-2041 hakkında", "H-2041", LIKELY),
        ("8812 numaralı ürün", "8812", LIKELY),
        ("8812'yi iptal edin", "8812", POSSIBLE),
        ("8812de sorun var", "8812", POSSIBLE),
        ("Ihlamur Sokak 8812", "8812", POSSIBLE),
    ],
)
def test_what_is_a_number_of_an_order(text: str, number: str, certainty: Certainty) -> None:
    (mention,) = numbers_in(text)

    assert (mention.text, mention.certainty) == (number, certainty)
    assert text[mention.start : mention.end] == number


@pytest.mark.parametrize(
    "text",
    [
        "8812 TL ödedim",
        "₺8812",
        "1.249,90",
        "%100 pamuk, 250 gr",
        "3 adet, 120 gün",
        "0532 123 45 67",
        "05321234567",
        "+90 532 123 45 67",
        "TR12 0006 2000 0000 1234 5678 90",
        "2026 yılında",
        "siparişim 2026'da gelir mi",
        "12/03/2026",
        "(0532) 111-2233",
        "444 0 375",
        "TC 12345678901",
        "kargo no: 123456789012",
        "kargo numarası 123456789012",
        "12.11.2026 saat 14.30",
        "2026-11-12",
        "takip no (77310998)",
        "tracking number 15501876420034",
        "[#1234] konu",
        "fatura-8745.pdf",
        "sipariş verdim 2 adet",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    assert numbers_in(text) == []


def test_the_surest_stands_first_and_each_once() -> None:
    found = numbers_in("8640'ı da sorayım ama asıl 8812 numaralı sipariş, evet 8812.")

    assert [(mention.text, mention.certainty) for mention in found] == [("8812", SAID), ("8640", POSSIBLE)]


def test_a_parcels_number_is_told_apart() -> None:
    text = "8766 numaralı sipariş için takip no (77310998) bulunamadı çıkıyor"

    assert [mention.text for mention in tracking_in(text)] == ["77310998"]
    assert [mention.text for mention in numbers_in(text)] == ["8766"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("tr-2026/8812", "# TR 2026 8812"), ("ŞÇ-12", "sc12"), ("i-5", "İ5"), ("h–2041", "H-2041"), ("８８１２", "8812")],
)
def test_one_number_written_twice(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(("one", "other"), [("0812", "812"), ("O812", "0812"), ("8812-A", "8812-B")])
def test_two_numbers_that_look_alike(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


@given(st.text(max_size=400))
def test_whatever_is_written_is_read(text: str) -> None:
    for mention in numbers_in(text):
        assert text[mention.start : mention.end] == mention.text
        assert 0 < len(mention.key) <= LONGEST_KEY


@pytest.mark.parametrize(
    "hostile", ["9" * 200_000, "8-" * 100_000, "#1a'" * 50_000, "sipariş no " * 20_000, "12 " * 70_000]
)
def test_a_hostile_text_is_read_to_its_end(hostile: str) -> None:
    assert len(numbers_in(hostile)) <= 20
