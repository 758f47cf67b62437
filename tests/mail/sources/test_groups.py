import pytest

from muhatap.mail.sources.environment import MEGABYTE
from muhatap.mail.sources.imap import Listed, _as_set, _groups


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ([], []),
        ([1, 1, 1], [[1, 1, 1]]),
        ([3, 3, 1], [[3], [3, 1]]),
        # Above the limit of 10: alone, whatever stands before and behind.
        ([1, 11, 1], [[1], [11], [1]]),
        ([11, 1], [[11], [1]]),
        ([11, 11], [[11], [11]]),
        ([9, 1], [[9], [1]]),
    ],
)
def test_no_mail_falls_between_two_round_trips(sizes: list[int], groups: list[list[int]]) -> None:
    mails = [Listed(uid, size * MEGABYTE, None) for uid, size in enumerate(sizes)]

    found = list(_groups(mails, most=10 * MEGABYTE))

    assert [[mail.size // MEGABYTE for mail in group] for group in found] == groups
    assert [mail for group in found for mail in group] == mails


@pytest.mark.parametrize(
    ("uids", "written"),
    [([], ""), ([7], "7"), ([1, 2, 3], "1:3"), ([1, 2, 4, 7, 8], "1:2,4,7:8")],
)
def test_numbers_are_written_as_ranges(uids: list[int], written: str) -> None:
    assert _as_set(uids) == written
