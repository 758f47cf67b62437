"""How Turkish is compared and ordered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.core.turkish import fold, sort_key, stem, words


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("iade", "iade"),
        ("İADE", "iade"),
        ("IADE", "iade"),
        ("ıade", "iade"),
        ("Sipariş", "siparis"),
        ("SİPARİŞ", "siparis"),
        ("Çağrı", "cagri"),
        ("GÖĞÜS", "gogus"),
        ("kâğıt", "kagit"),
        ("Şükrü ÖZTÜRK", "sukru ozturk"),
        # İ written as I and a combining dot, as some phones do
        ("I\u0307ade", "iade"),
        ("s\u0327ube", "sube"),
        ("Müller Straße", "muller straße"),
        ("8812", "8812"),
        ("", ""),
    ],
)
def test_typed_in_any_way_it_is_the_same_word(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kargom nerede?", ["kargom", "nerede"]),
        ("8812 numaralı siparişim", ["8812", "numarali", "siparisim"]),
        ("zeynep@example.com", ["zeynep", "example", "com"]),
        ("iade_talebi…", ["iade", "talebi"]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(("one", "other"), [("kargo", "kargomun"), ("siparis", "siparislerim"), ("iadem", "iademi")])
def test_inflected_forms_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_numbers_are_never_shortened() -> None:
    assert stem("1234567") == "1234567"


def test_names_stand_in_the_order_of_a_turkish_dictionary() -> None:
    names = ["Zeynep", "İrem", "Çiğdem", "Irmak", "Cem", "Ömer", "Oya", "Şule", "Selin"]

    assert sorted(names, key=sort_key) == [
        "Cem",
        "Çiğdem",
        "Irmak",
        "İrem",
        "Oya",
        "Ömer",
        "Selin",
        "Şule",
        "Zeynep",
    ]
