"""What a handful of counts can tell of a share. Pure."""

from dataclasses import dataclass
from math import sqrt

# 95 % on both sides.
Z = 1.959964


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    @property
    def low_percent(self) -> int:
        """Rounded outwards, as is the other end."""
        return int(self.low * 100)

    @property
    def high_percent(self) -> int:
        return min(100, -int(-self.high * 100 // 1))


def interval(count: int, n: int) -> Interval:
    """Return the 95 % interval of a share. Source: Wilson (1927), which holds for small n and for 0 and n as well."""
    if n == 0:
        return Interval(0.0, 1.0)
    p, z2 = count / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))
