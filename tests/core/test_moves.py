"""Where a thing stands after moves that may be taken back in any order, in a table."""

import pytest

from muhatap.core.moves import Step, place

A, B, C, D = 1, 2, 3, 4


def merged(source: int, target: int) -> Step:
    return Step(source, target)


def unmerged(source: int, target: int) -> Step:
    return Step(source, target, is_undone=True)


def by_hand(source: int, target: int) -> Step:
    return Step(source, target, is_by_hand=True)


def taken_back(source: int, target: int) -> Step:
    return Step(source, target, is_undone=True, is_by_hand=True)


@pytest.mark.parametrize(
    ("steps", "at"),
    [
        ([merged(A, B)], B),
        ([unmerged(A, B)], A),
        # A chain, undone from its end, from its beginning, and wholly.
        ([merged(A, B), merged(B, C)], C),
        ([merged(A, B), unmerged(B, C)], B),
        ([unmerged(A, B), merged(B, C)], A),
        ([unmerged(A, B), unmerged(B, C)], A),
        # Merged again, elsewhere, after it came out of a chain whose rest still holds.
        ([unmerged(A, B), merged(B, C), merged(A, C)], C),
        ([unmerged(A, B), unmerged(B, C), merged(A, C)], C),
        ([unmerged(A, B), merged(B, C), unmerged(A, C)], A),
        # Who moved it by hand meant it, wherever it came from.
        ([merged(A, B), by_hand(B, D)], D),
        ([unmerged(A, B), by_hand(B, D)], D),
        ([unmerged(A, B), taken_back(B, D)], A),
        ([merged(A, B), taken_back(B, D), merged(B, C)], C),
        ([by_hand(A, B), merged(B, C)], C),
        ([taken_back(A, B), merged(B, C)], A),
        # There and back again is two moves, not none.
        ([merged(A, B), by_hand(B, A)], A),
        ([merged(A, B), taken_back(B, A)], B),
    ],
)
def test_a_thing_stands_where_the_moves_that_hold_put_it(steps: list[Step], at: int) -> None:
    assert place(steps) == at
