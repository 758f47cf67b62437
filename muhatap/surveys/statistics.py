"""What a handful of scores can tell, and what it cannot yet. Pure.

Scores are whole numbers from 1 to 5, so everything follows from how often each was given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

# 95 % on both sides.
Z = 1.959964
# Below this a difference between two groups is told to nobody.
ENOUGH = 20


@dataclass(frozen=True)
class Sample:
    """Scores by how often each was given: {5: 12, 4: 3}."""

    counts: Mapping[int, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        return sum(score * count for score, count in self.counts.items()) / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """The variance with n - 1 below; 0 of fewer than two."""
        if self.n < 2:
            return 0.0
        mean = self.mean
        return sum(count * (score - mean) ** 2 for score, count in self.counts.items()) / (self.n - 1)

    def at_least(self, score: int) -> int:
        return sum(count for each, count in self.counts.items() if each >= score)


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def share(count: int, n: int) -> Interval:
    """Return the 95 % interval of a share. Source: Wilson (1927), which holds for small n and for 0 and n as well."""
    if n == 0:
        return Interval(0.0, 1.0)
    p, z2 = count / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def difference(a: Sample, b: Sample) -> Interval | None:
    """Return the 95 % interval of mean(a) - mean(b), or None while either group is smaller than ENOUGH.

    Source: Welch (1947), which does not ask that both groups scatter alike.
    """
    if min(a.n, b.n) < ENOUGH:
        return None
    of_a, of_b = a.variance / a.n, b.variance / b.n
    if of_a + of_b == 0:
        return Interval(a.mean - b.mean, a.mean - b.mean)
    freedom = (of_a + of_b) ** 2 / (of_a**2 / (a.n - 1) + of_b**2 / (b.n - 1))
    half = _t(freedom) * sqrt(of_a + of_b)
    return Interval(a.mean - b.mean - half, a.mean - b.mean + half)


def _t(freedom: float) -> float:
    """Return Student's t for 95 %. Source: Abramowitz & Stegun 26.7.5, exact to a thousandth from ten on."""
    z = Z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
