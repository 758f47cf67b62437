"""From which wait on a quicker first reply makes customers no happier. Pure.

Scores are put into classes by how long the first reply took. From the quickest class on, all that came quicker is held
against the next class, and against everything slower: the first border behind which both are surely less satisfied is
where waiting begins to cost. "Surely" is a difference of means whose interval, 95 % for all borders together
(Bonferroni), lies above nought. What is found is a coupling, not a cause: what takes long is often the harder matter.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from muhatap.surveys.statistics import ENOUGH, Sample

# Borders of the classes, in minutes of opening time.
BORDERS = (15, 30, 60, 120, 240, 480, 960)
# Fewer answers than this say nothing of so fine a matter.
NEEDED = 200


@dataclass(frozen=True)
class Step:
    """The scores of those who waited more than the step before and at most `up_to` minutes; None has no end."""

    up_to: int | None
    scores: Sample


@dataclass(frozen=True)
class Coupling:
    """The classes, the quickest first, and behind which border (in minutes) satisfaction falls; None: behind none."""

    steps: Sequence[Step]
    border: int | None

    @property
    def n(self) -> int:
        """How many answers were coupled."""
        return sum(step.scores.n for step in self.steps)

    @property
    def quicker(self) -> Sample:
        return _together(step.scores for step in self.steps if not self.is_behind(step))

    @property
    def slower(self) -> Sample:
        return _together(step.scores for step in self.steps if self.is_behind(step))

    def is_behind(self, step: Step) -> bool:
        return self.border is not None and (step.up_to is None or step.up_to > self.border)


@dataclass(frozen=True)
class TooFew:
    """How many answers could be coupled, fewer than NEEDED."""

    n: int


def couple(answers: Iterable[tuple[int, int]]) -> Coupling | TooFew:
    """Couple waits (whole seconds) with scores (1 to 5).

    A class with fewer than ENOUGH answers is one with the next slower one.
    """
    counts = [Counter[int]() for _ in range(len(BORDERS) + 1)]
    for seconds, score in answers:
        counts[sum(seconds > 60 * border for border in BORDERS)][score] += 1
    n = sum(map(Counter.total, counts))
    if n < NEEDED:
        return TooFew(n)
    steps = _steps(counts)
    return Coupling(steps, _border(steps))


def _steps(counts: Sequence[Counter[int]]) -> list[Step]:
    steps: list[Step] = []
    thin = Counter[int]()
    for up_to, count in zip((*BORDERS, None), counts, strict=True):
        thin = thin + count
        if thin.total() >= ENOUGH:
            steps.append(Step(up_to, Sample(thin)))
            thin = Counter()
    if thin:
        # The slowest few belong to those before them: there is nobody behind.
        steps[-1] = Step(None, _together([steps[-1].scores, Sample(thin)]))
    return steps


def _border(steps: Sequence[Step]) -> int | None:
    z = NormalDist().inv_cdf(1 - 0.05 / 2 / max(len(steps) - 1, 1))
    for place in range(1, len(steps)):
        quicker = _together(step.scores for step in steps[:place])
        slower = _together(step.scores for step in steps[place:])
        if _is_surely_more(quicker, steps[place].scores, z) and _is_surely_more(quicker, slower, z):
            return steps[place - 1].up_to
    return None


def _is_surely_more(a: Sample, b: Sample, z: float) -> bool:
    return a.mean - b.mean > z * sqrt(a.variance / a.n + b.variance / b.n)


def _together(samples: Iterable[Sample]) -> Sample:
    whole = Counter[int]()
    for sample in samples:
        whole.update(sample.counts)
    return Sample(whole)
