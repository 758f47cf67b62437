"""Phone numbers in every spelling."""

import pytest

from muhatap.customers import phones


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0532 111 22 33", "+905321112233"),
        ("532 111 22 33", "+905321112233"),
        ("+90 (532) 111-2233", "+905321112233"),
        ("0090 532 1112233", "+905321112233"),
        ("90 532 111 22 33", "+905321112233"),
        ("0212 293 00 00", "+902122930000"),
        ("+49 30 901820", "+4930901820"),
        ("＋９０ ５３２ １１１ ２２ ３３", "+905321112233"),
    ],
)
def test_a_number_has_one_form(written: str, kept: str) -> None:
    assert phones.normalise(written) == kept


@pytest.mark.parametrize("written", ["", "yok", "123", "0532 111 22", "+90 999 999 99 99 99 99", "8812", "a@b.example"])
def test_what_nobody_could_call_is_no_number(written: str) -> None:
    with pytest.raises(phones.NotAPhone):
        phones.normalise(written)


@pytest.mark.parametrize(
    ("kept", "read"), [("+905321112233", "0532 111 22 33"), ("+4930901820", "+49 30 901820"), ("yok", "yok")]
)
def test_a_number_is_shown_as_people_read_it(kept: str, read: str) -> None:
    assert phones.shown(kept) == read


@pytest.mark.parametrize(
    ("asked", "digits"),
    [
        ("0532 111 22 33", "5321112233"),
        ("+90 532 111 22 33", "905321112233"),
        ("0090 532 111", "90532111"),
        ("532-111", "532111"),
        ("(0212) 293", "212293"),
        ("zeynep", ""),
        ("zeynep 2", ""),
        ("00000", ""),
        ("12", ""),
    ],
)
def test_part_of_a_number_names_the_digits_that_are_kept(asked: str, digits: str) -> None:
    assert phones.digits_to_find(asked) == digits
