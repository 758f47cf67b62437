"""Who wrote, out of headers as they really come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import addresses
from muhatap.mail.letter.letter import Address


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("zeynep@ornek.com", [("", "zeynep@ornek.com")]),
        ("<zeynep@ornek.com>", [("", "zeynep@ornek.com")]),
        ("Zeynep Kaya <zeynep@ornek.com>", [("Zeynep Kaya", "zeynep@ornek.com")]),
        ('"Kaya, Zeynep" <zeynep@ornek.com>', [("Kaya, Zeynep", "zeynep@ornek.com")]),
        ("Kaya, Zeynep <zeynep@ornek.com>", [("Kaya, Zeynep", "zeynep@ornek.com")]),
        ("=?utf-8?Q?=C5=9Eule_I=C5=9F=C4=B1k?= <sule@ornek.com>", [("Şule Işık", "sule@ornek.com")]),
        ("=?iso-8859-9?Q?=DDpek=2C_Can?= <can@ornek.com>", [("İpek, Can", "can@ornek.com")]),
        ('"=?utf-8?B?xLBwZWs=?=" <ipek@ornek.com>', [("İpek", "ipek@ornek.com")]),
        ("zeynep@ornek.com (Zeynep Kaya)", [("Zeynep Kaya", "zeynep@ornek.com")]),
        ("'zeynep@ornek.com' <zeynep@ornek.com>", [("", "zeynep@ornek.com")]),
        ("a@ornek.com, b@ornek.com; c@ornek.com", [("", "a@ornek.com"), ("", "b@ornek.com"), ("", "c@ornek.com")]),
        ("Mağaza: a@ornek.com, Can <can@ornek.com>;", [("", "a@ornek.com"), ("Can", "can@ornek.com")]),
        ("undisclosed-recipients:;", []),
        ("Can <can@ornek.com> Elif <elif@ornek.com>", [("Can", "can@ornek.com"), ("Elif", "elif@ornek.com")]),
        ("<<can@ornek.com>>", [("", "can@ornek.com")]),
        ("Can <can@ornek.com", [("Can", "can@ornek.com")]),
        ("Can can@ornek.com", [("Can", "can@ornek.com")]),
        ("mailto:can@ornek.com", [("", "can@ornek.com")]),
        ("Can <mailto:can@ornek.com>", [("Can", "can@ornek.com")]),
        ("Can <can@ornek.com.>", [("Can", "can@ornek.com")]),
        ("<@relay.com:can@ornek.com>", [("", "can@ornek.com")]),
        ("=?utf-8?Q?Can_<can@ornek.com>?=", [("Can", "can@ornek.com")]),
        ('"can@ornek.com" <>', [("", "can@ornek.com")]),
        ('"John \\"Johnny\\" Doe" <john@ornek.com>', [('John "Johnny" Doe', "john@ornek.com")]),
        ("başkan@çiçek.com.tr", [("", "başkan@çiçek.com.tr")]),
        ("info@xn--iek-1lad.com.tr", [("", "info@xn--iek-1lad.com.tr")]),
        ('"elif.demir"@ornek.com', [("", "elif.demir@ornek.com")]),
        ("a@ornek.com, a@ornek.com", [("", "a@ornek.com")]),
        ("Destek \u202emoc.aknab@ketsed <destek@ornek.com>", [("Destek moc.aknab@ketsed", "destek@ornek.com")]),
        ("yalnız bir ad", []),
        (",,;", []),
        ("", []),
    ],
)
def test_addresses_are_read_as_meant(value: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in addresses.parse(value)] == found


def test_a_sender_without_address_keeps_the_name() -> None:
    assert addresses.first("Sipariş Botu") == Address("Sipariş Botu", "")


def test_spellings_of_one_address_share_a_key() -> None:
    assert Address("", "info@Bücher.example").key == Address("", "info@xn--bcher-kva.example").key
    assert Address("", "Elif@Ornek.COM").key == Address("Elif", "elif@ornek.com").key


@given(st.text(alphabet=st.sampled_from('abç@<>(),;:"\\=?utf-8Q ._\n'), max_size=120))
def test_no_address_header_breaks_the_reader(value: str) -> None:
    for one in addresses.parse(value):
        local, at, domain = one.address.rpartition("@")
        assert local
        assert at
        assert domain
