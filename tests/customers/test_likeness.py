"""Who may be one person, in a table."""

import pytest

from muhatap.customers.likeness import Person, Reason, compare

ZEYNEP = Person("Zeynep Aksoy", ["zeynep.aksoy@posta.example"], ["+905321112233"])


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (Person("Z. A.", ["za@baska.example"], ["+905321112233"]), Reason.PHONE),
        (Person("Zeynep Aksoy", ["zeynepaksoy@mektup.example"]), Reason.NAME_AND_ADDRESS),
        (Person("ZEYNEP AKSOY", ["zeynep.aksoy1@mektup.example"]), Reason.NAME_AND_ADDRESS),
        (Person("Aksoy, Zeynep", ["zeynep-aksoy+alisveris@posta.example"]), Reason.NAME_AND_ADDRESS),
        (Person("Zeynep", ["zeynep.aksoy@is.example"]), Reason.ADDRESS),
        (Person("", ["zeynepaksoy@is.example"]), Reason.ADDRESS),
        (Person("ZEYNEP AKSOY", ["info@firma.example"]), Reason.NAME_SPELT_DIFFERENTLY),
        (Person("Zeynep AKSOY", []), Reason.NAME_SPELT_DIFFERENTLY),
    ],
)
def test_these_are_suggested(other: Person, reason: Reason) -> None:
    likeness = compare(ZEYNEP, other)
    assert (likeness.reason, likeness.is_enough) == (reason, True)
    assert compare(other, ZEYNEP) == likeness


@pytest.mark.parametrize(
    "other",
    [
        # There are many of one name.
        Person("Zeynep Aksoy", ["butik@carsi.example"]),
        Person("Zeynep", ["zeynep@posta.example"]),
        Person("Zeynep Akman", ["zeynep.akman@posta.example"]),
        # Two who share a mailbox at different firms have different names.
        Person("Murat Demir", ["zeynep.aksoy@is.example"]),
        Person("", []),
    ],
)
def test_these_are_not(other: Person) -> None:
    assert not compare(ZEYNEP, other).is_enough


@pytest.mark.parametrize(
    ("one", "other"), [("Çağrı Işık", "CAGRI ISIK"), ("İrem Şen", "irem sen"), ("Gül Öztürk", "GÜL ÖZTÜRK")]
)
def test_turkish_letters_do_not_make_another_person(one: str, other: str) -> None:
    assert compare(Person(one), Person(other)).reason is Reason.NAME_SPELT_DIFFERENTLY


def test_short_common_addresses_say_nothing() -> None:
    assert not compare(Person("", ["ali@bir.example"]), Person("", ["ali@iki.example"])).is_enough
