"""Whom a reply goes to."""

from typing import Any

import pytest

from muhatap.conversations import recipients

ZEYNEP = {"name": "Zeynep Aksoy", "address": "zeynep@example.com"}
AHMET = {"name": "Ahmet", "address": "ahmet@example.com"}
US = {"name": "Çarşı", "address": "destek@carsi.example"}
SIGNED = {"name": "", "address": "Destek+r7f3@carsi.example"}
OWN = ["destek@carsi.example"]


@pytest.mark.parametrize(
    ("people", "to", "cc"),
    [
        ({"from": ZEYNEP, "to": [US], "cc": []}, [ZEYNEP], []),
        ({"from": ZEYNEP, "to": [US], "cc": [AHMET]}, [ZEYNEP], [AHMET]),
        ({"from": ZEYNEP, "to": [US, AHMET], "cc": []}, [ZEYNEP], [AHMET]),
        ({"from": ZEYNEP, "to": [SIGNED], "cc": [US]}, [ZEYNEP], []),
        ({"from": ZEYNEP, "reply_to": [AHMET], "to": [US]}, [AHMET], []),
        ({"from": ZEYNEP, "to": [US], "cc": [{"name": "", "address": "ZEYNEP@example.com"}]}, [ZEYNEP], []),
        ({"from": US, "to": [ZEYNEP], "cc": [AHMET]}, [ZEYNEP], [AHMET]),
        ({"to": [ZEYNEP], "cc": None}, [ZEYNEP], []),
        ({}, [], []),
    ],
)
def test_an_answer_goes_to_the_writer_and_never_to_ourselves(
    people: dict[str, Any], to: list[Any], cc: list[Any]
) -> None:
    found = recipients.of_answer(people, own=OWN)

    assert (found.to, found.cc) == (to, cc)


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("", []),
        ("zeynep@example.com", ["zeynep@example.com"]),
        ("Zeynep Aksoy <zeynep@example.com>, ahmet@example.com", ["zeynep@example.com", "ahmet@example.com"]),
        ("zeynep@example.com; ahmet@example.com", ["zeynep@example.com", "ahmet@example.com"]),
        ('"Aksoy, Zeynep" <zeynep@example.com>', ["zeynep@example.com"]),
        ("zeynep@example.com, Zeynep@Example.com", ["zeynep@example.com"]),
    ],
)
def test_typed_addresses_are_read(typed: str, addresses: list[str]) -> None:
    assert [person["address"] for person in recipients.read(typed)] == addresses


@pytest.mark.parametrize("typed", ["zeynep", "zeynep@", "@example.com", "a@b@c", "zeynep example.com", "<>"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(recipients.NotAnAddress):
        recipients.read(typed)


@pytest.mark.parametrize(
    "person", [ZEYNEP, AHMET, {"name": "", "address": "a@b.co"}, {"name": 'Şen, "Ali"', "address": "a@b.co"}]
)
def test_a_written_person_is_read_back(person: dict[str, str]) -> None:
    (read,) = recipients.read(recipients.written([person]))

    assert read["address"] == person["address"]
    assert read["name"] == person["name"].replace('"', "")
