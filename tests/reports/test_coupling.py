"""From which wait on satisfaction falls: found where it is so, and seldom where it is not."""

import random
from collections.abc import Iterator

import pytest

from muhatap.reports.coupling import NEEDED, Coupling, TooFew, couple

Answers = list[tuple[int, int]]


def answers(dice: random.Random, n: int, *, drop: float = 0.0, behind: int = 120) -> Answers:
    """Answers to waits of a minute to two days; behind so many minutes each score is lower by `drop` on average."""
    made = []
    for _ in range(n):
        minutes = 2 ** dice.uniform(0, 11.5)
        score = dice.choices((1, 2, 3, 4, 5), (6, 6, 10, 28, 50))[0]
        if minutes > behind:
            score -= int(drop) + (dice.random() < drop % 1)
        made.append((round(minutes * 60), max(1, score)))
    return made


def test_few_answers_say_nothing() -> None:
    assert couple(answers(random.Random(1), NEEDED - 1, drop=2)) == TooFew(NEEDED - 1)
    assert couple([]) == TooFew(0)


def test_where_waiting_costs_nothing_nothing_is_said() -> None:
    found = [coupled(answers(random.Random(seed), 800)) for seed in range(200)]
    said = sum(each.border is not None for each in found)

    assert said <= 6


@pytest.mark.parametrize("behind", [30, 120, 480])
def test_the_border_is_found(behind: int) -> None:
    found = [coupled(answers(random.Random(seed), 2_000, drop=0.9, behind=behind)) for seed in range(50)]

    assert sum(each.border == behind for each in found) >= 45


def test_both_sides_are_told_of() -> None:
    found = coupled(answers(random.Random(3), 3_000, drop=1.0, behind=240))

    assert found.border == 240
    assert found.quicker.n + found.slower.n == found.n == 3_000
    assert 0.7 < found.quicker.mean - found.slower.mean < 1.1
    assert [step.up_to for step in found.steps if found.is_behind(step)] == [480, 960, None]


@pytest.mark.parametrize("n", [0, 1, 19])
def test_a_thin_class_goes_with_the_next_slower_and_the_last_with_those_before(n: int) -> None:
    found = coupled([*_at(10, 100), *_at(20, n), *_at(45, 100), *_at(2_000, n)])

    assert [(step.up_to, step.scores.n) for step in found.steps] == (
        [(15, 100), (60, 100)] if n == 0 else [(15, 100), (None, 100 + 2 * n)]
    )


def test_a_class_ends_with_its_minute() -> None:
    found = coupled([*[(15 * 60, 5)] * 100, *[(15 * 60 + 1, 5)] * 100])

    assert [(step.up_to, step.scores.n) for step in found.steps] == [(15, 100), (30, 100)]


def coupled(told: Answers) -> Coupling:
    found = couple(told)
    assert isinstance(found, Coupling)
    return found


def _at(minutes: int, n: int) -> Iterator[tuple[int, int]]:
    yield from [(minutes * 60, 5 - (number % 4 == 0)) for number in range(n)]
