"""How often each size came: a few hundred buckets instead of every single wait, and what they can say. Pure.

Bucket *i* holds what is longer than `BOUNDS[i - 1]` and at most `BOUNDS[i]`, in minutes or in pieces. All that is read
from it is said as "at most", with the upper bound: it is true as it is said, and never less than what happened. Every
whole minute of the first hour is a bound, then every five minutes to four hours, and so on, each within a tenth of the
next; so are the targets that people choose.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

_STEPS = ((1, 60), (5, 240), (15, 720), (30, 1440), (60, 4320), (240, 14400), (1440, 86400), (7200, 525600))
BOUNDS: tuple[int, ...] = (0,)
for _step, _end in _STEPS:
    BOUNDS += tuple(range(BOUNDS[-1] + _step, _end + 1, _step))
# And what is longer than a year.
BUCKETS = len(BOUNDS) + 1
# Bucket and count. Unpacked without numpy, whose thirty megabytes every process would carry; only a year of a large
# desk is worth them, which plain Python reads several times as slowly.
PAIR = struct.Struct(">hi")
LARGE = 10_000 * PAIR.size


@dataclass(frozen=True)
class Sizes:
    """How often each bucket was hit; `n` in all."""

    counts: Sequence[int]

    @classmethod
    def read(cls, written: bytes) -> "Sizes":
        """Read pairs of bucket and count as figures keep them, however many, in any order."""
        if len(written) > LARGE:
            return cls(_read_many(written))
        counted = [0] * BUCKETS
        for bucket, count in PAIR.iter_unpack(written):
            counted[bucket] += count
        return cls(counted)

    @property
    def n(self) -> int:
        return sum(self.counts)

    def __add__(self, other: "Sizes") -> "Sizes":
        return Sizes([a + b for a, b in zip(self.counts, other.counts, strict=True)])

    def at_most(self, bound: int) -> int:
        """Return how many were surely no more than this: those up to the greatest bound that is no more."""
        return sum(count for count, top in zip(self.counts, BOUNDS, strict=False) if top <= bound)

    def share_took(self, percent: int) -> int | None:
        """Return what so many of a hundred took at most; nothing of nothing, a year at most."""
        n = self.n
        if not n:
            return None
        wanted = -(-n * percent // 100)
        for bucket, so_far in enumerate(accumulate(self.counts)):
            if so_far >= wanted:
                return BOUNDS[min(bucket, len(BOUNDS) - 1)]
        return None

    def between(self, low: int, high: int | None) -> int:
        """Return how many were more than `low` and at most `high` (nothing: without end); both are bounds."""
        upper = self.n if high is None else self.at_most(high)
        return upper - (self.at_most(low) if low >= 0 else 0)


NONE = Sizes([0] * BUCKETS)


def _read_many(written: bytes) -> list[int]:
    import numpy as np

    # As words of two bytes: numpy is slow with pairs that lie askew.
    bucket, high, low = np.frombuffer(written, dtype=">u2").reshape(-1, 3).T.astype(np.int32, order="C")
    counted = np.bincount(bucket, weights=high * 65536.0 + low, minlength=BUCKETS)
    return [int(count) for count in counted]
