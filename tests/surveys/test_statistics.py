"""Intervals against what others publish, and against what happens when one draws again and again."""

import random
from collections import Counter

import pytest

from muhatap.surveys import statistics
from muhatap.surveys.statistics import ENOUGH, Sample


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_of_a_share(count: int, n: int, low: float, high: float) -> None:
    found = statistics.share(count, n)

    assert found.low == pytest.approx(low, abs=0.0001)
    assert found.high == pytest.approx(high, abs=0.0001)


def test_of_nothing_nothing_is_known() -> None:
    assert statistics.share(0, 0) == statistics.Interval(0.0, 1.0)
    assert Sample({}).mean == 0.0
    assert Sample({4: 1}).variance == 0.0


def test_a_sample_has_the_mean_and_variance_of_its_scores() -> None:
    sample = Sample({5: 3, 1: 1})

    assert (sample.n, sample.mean, sample.variance, sample.at_least(4)) == (4, 4.0, 4.0, 3)


@pytest.mark.parametrize(("freedom", "t"), [(10, 2.228), (19, 2.093), (30, 2.042), (100, 1.984)])
def test_students_t(freedom: int, t: float) -> None:
    assert statistics._t(freedom) == pytest.approx(t, abs=0.001)


def test_two_small_groups_are_not_compared() -> None:
    assert statistics.difference(Sample({5: ENOUGH - 1}), Sample({4: 500})) is None
    assert statistics.difference(Sample({4: 500}), Sample({5: ENOUGH - 1})) is None


def test_groups_without_any_spread_differ_by_what_they_differ() -> None:
    found = statistics.difference(Sample({5: 30}), Sample({4: 30}))

    assert found == statistics.Interval(1.0, 1.0)


def test_the_interval_of_a_difference_holds_the_truth_nineteen_times_in_twenty() -> None:
    chance = random.Random(8)
    scores = (1, 2, 3, 4, 5)
    made_good, never_failed = (0.08, 0.07, 0.1, 0.3, 0.45), (0.0, 0.0, 0.12, 0.4, 0.48)
    true = sum(score * (a - b) for score, a, b in zip(scores, made_good, never_failed, strict=True))
    times, held = 2000, 0
    for _ in range(times):
        a = Sample(Counter(chance.choices(scores, made_good, k=25)))
        b = Sample(Counter(chance.choices(scores, never_failed, k=80)))
        found = statistics.difference(a, b)
        assert found is not None
        held += found.low <= true <= found.high

    assert 0.93 <= held / times <= 0.97
