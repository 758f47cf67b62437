"""Learning, in the child: logistic regression over hashed features, judged by cross-validation.

Every lesson begins from nothing. Adding to a fitted model would be a second way to the same place, drifts with the
order of the examples, and keeps what an erased customer wrote; to begin anew costs seconds, in the background.
numpy, scipy and scikit-learn are imported inside functions only: no other process may carry them.
"""

import math
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from muhatap.causes.thinking import features, learning
from muhatap.causes.thinking.enough import NotEnough
from muhatap.causes.thinking.learning import BITS, RARITY_UNIT, Accuracy, Confusion, Example, Lesson

FEWEST_EXAMPLES = 24
FEWEST_EACH = 3
# Of each reason the newest count; and no more than so many in all, which bounds time and memory.
MOST_EACH = 400
MOST_EXAMPLES = 8_000
FOLDS = 5
# How little the weights are held back, chosen by `make reasons-eval`.
STRENGTH = 20.0
ROUNDS = 120
# From so many examples on, what occurs in one alone is left out: half of the time for a percent of nothing.
MANY = 1_000
# The desk answers where its first guess would be right in at least so many of the answered.
PRECISION = 0.8
# And never below this certainty: who is asked three times in four for nothing stops looking.
LEAST_CERTAINTY = 0.3
# Of the middle length of the texts that were learned from.
BALLAST = 0.5
FEWEST_MIXED = 3
SHOWN_MIXED = 6

Matrix = Any


def learn(examples: Sequence[Example]) -> Lesson | NotEnough:
    """Return what can be learned from these.

    Not enough: "examples" below 24 with words in them, "reasons" below two with at least three examples each. Reasons
    with fewer are learned as well, and count as they are: hard.
    """
    began = time.monotonic()
    numbers = _chosen(examples)
    counts = Counter(examples[number].reason_id for number in numbers)
    if len(numbers) < FEWEST_EXAMPLES:
        return NotEnough("examples", len(numbers), FEWEST_EXAMPLES)
    if (enough := sum(count >= FEWEST_EACH for count in counts.values())) < 2:
        return NotEnough("reasons", enough, 2)
    kept = [examples[number] for number in numbers]
    reason_ids = sorted(counts)
    places = [reason_ids.index(example.reason_id) for example in kept]
    rarities, ballast, matrix = _matrix(kept)
    held_out = _held_out(matrix, places, _folds(kept), len(reason_ids))
    sharpness = _sharpness(held_out, places)
    sure = _certainties(held_out, sharpness)
    used, weights, intercepts = _fitted(matrix, places, len(reason_ids))
    scales, rows = _packed(used, weights, rarities)
    model = learning.dump(
        reason_ids=reason_ids, intercepts=[float(each) for each in intercepts], scales=scales, sharpness=sharpness,
        threshold=_threshold(sure, places), ballast=ballast, rarities=rarities, rows=rows,
    )  # fmt: skip
    return Lesson(
        model=model,
        accuracy=_accuracy(sure, places, kept, _folds(kept)),
        confusions=_confusions(held_out, places, reason_ids, numbers),
        example_count=len(kept),
        reason_count=len(reason_ids),
        seconds=round(time.monotonic() - began, 2),
    )


def _chosen(examples: Sequence[Example]) -> list[int]:
    """Return the numbers of the examples to learn from, in their order: with words, the newest of each reason."""
    newest = sorted(range(len(examples)), key=lambda number: _moment(examples[number]), reverse=True)
    taken: Counter[int] = Counter()
    chosen = []
    for number in newest:
        example = examples[number]
        if taken[example.reason_id] < MOST_EACH and features.tokens(example.text):
            taken[example.reason_id] += 1
            chosen.append((taken[example.reason_id], number))
    # Where all together are too many, each reason gives up its oldest.
    return sorted(number for _, number in sorted(chosen)[:MOST_EXAMPLES])


def _moment(example: Example) -> float:
    return example.at.timestamp() if example.at else 0.0


def _matrix(kept: Sequence[Example]) -> tuple[bytes, float, Matrix]:
    """Return how rare each bucket is, the ballast, and a row for each example with its hints beside it."""
    hashed = [features.buckets(example.text, BITS) for example in kept]
    hinted = [features.hint_buckets(example.hints, BITS) for example in kept]
    seen: Counter[int] = Counter()
    for row, hints in zip(hashed, hinted, strict=True):
        seen.update(row.keys() | hints)
    rarities = bytearray(1 << BITS)
    for bucket, count in seen.items():
        rarity = math.log((1 + len(kept)) / (1 + count)) + 1
        rarities[bucket] = max(1, min(255, round(rarity * RARITY_UNIT)))
    weighted = [{bucket: value * rarities[bucket] for bucket, value in row.items()} for row in hashed]
    ballast = round(BALLAST * statistics.median(features.length(row, 0) for row in weighted), 3)
    return bytes(rarities), ballast, _rows(weighted, hinted, ballast)


def _rows(weighted: list[features.Counts], hinted: list[set[int]], ballast: float) -> Matrix:
    import numpy as np
    from scipy import sparse

    values: list[float] = []
    places: list[int] = []
    ends = [0]
    for row, hints in zip(weighted, hinted, strict=True):
        length = features.length(row, ballast)
        weights = {bucket: value / length for bucket, value in row.items()}
        for bucket in hints:
            weights[bucket] = weights.get(bucket, 0.0) + features.HINT_WEIGHT
        places.extend(weights)
        values.extend(weights.values())
        ends.append(len(places))
    return sparse.csr_matrix((np.array(values, dtype=np.float32), places, ends), shape=(len(weighted), 1 << BITS))


def _fitted(matrix: Matrix, places: Sequence[int], width: int) -> tuple[Any, Any, Any]:
    """Return the columns that are in use, a weight for each of them and reason, and the intercepts."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    seen = np.bincount(matrix.indices, minlength=matrix.shape[1])
    used = np.flatnonzero(seen > (len(places) >= MANY))
    present = sorted(set(places))
    weights = np.zeros((width, len(used)))
    intercepts = np.full(width, -50.0)
    if len(present) == 1:
        intercepts[present] = 0.0
        return used, weights, intercepts
    # The steepest slope that counts as flat: each of many reasons has its small part of it.
    flat = min(1e-3, 0.05 / len(present))
    fit = LogisticRegression(C=STRENGTH, class_weight=_class_weights(places), max_iter=ROUNDS, tol=flat)
    fit.fit(matrix[:, used], places)
    if len(present) == 2:
        weights[present] = np.vstack([-fit.coef_[0] / 2, fit.coef_[0] / 2])
        intercepts[present] = [-fit.intercept_[0] / 2, fit.intercept_[0] / 2]
    else:
        weights[present] = fit.coef_
        intercepts[present] = fit.intercept_
    return used, weights, intercepts


def _class_weights(places: Sequence[int]) -> dict[int, float]:
    """Return half-way between all alike and balanced: what is rare is heard, what is common stays likelier."""
    counts = Counter(places)
    mean = len(places) / len(counts)
    return {place: math.sqrt(mean / count) for place, count in counts.items()}


def _folds(kept: Sequence[Example]) -> list[int]:
    """Return the fold of each example: every reason spread evenly, the same words always in the same fold."""
    fold_of: dict[tuple[str, ...], int] = {}
    next_of: Counter[int] = Counter()
    folds = []
    for example in kept:
        words = tuple(features.tokens(example.text))
        if words not in fold_of:
            fold_of[words] = (next_of[example.reason_id] + example.reason_id) % FOLDS
            next_of[example.reason_id] += 1
        folds.append(fold_of[words])
    return folds


def _held_out(matrix: Matrix, places: Sequence[int], folds: Sequence[int], width: int) -> Any:
    """Return the scores that each example gets from a model that has not seen it."""
    import numpy as np

    scores = np.zeros((len(places), width))
    for fold in range(FOLDS):
        inside = [number for number, of in enumerate(folds) if of != fold]
        outside = [number for number, of in enumerate(folds) if of == fold]
        if inside and outside:
            used, weights, intercepts = _fitted(matrix[inside], [places[number] for number in inside], width)
            scores[outside] = matrix[outside][:, used] @ weights.T + intercepts
    return scores


def _sharpness(scores: Any, places: Sequence[int]) -> float:
    """Return the factor on the scores with which the certainties come true most nearly (Guo et al., 2017)."""
    import numpy as np

    def loss(factor: float) -> float:
        certain = _certainties(scores, factor)[np.arange(len(places)), places]
        return -float(np.log(np.maximum(certain, 1e-9)).mean())

    return min((0.05 * 1.1**step for step in range(60)), key=loss)


def _certainties(scores: Any, sharpness: float) -> Any:
    import numpy as np

    sharp = scores * sharpness
    odds = np.exp(sharp - sharp.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _threshold(sure: Any, places: Sequence[int]) -> float:
    """Return the lowest certainty from which on the first guess is right as often as promised."""
    import numpy as np

    first = sure.max(axis=1)
    order = np.argsort(-first, kind="stable")
    right = (sure.argmax(axis=1) == np.asarray(places))[order]
    # One wrong answer more than was seen: of few answers nothing good is believed.
    precision = np.cumsum(right) / (np.arange(len(right)) + 2)
    enough = np.flatnonzero(precision >= PRECISION)
    return max(LEAST_CERTAINTY, float(first[order][enough[-1]])) if len(enough) else 1.0


def _accuracy(sure: Any, places: Sequence[int], kept: Sequence[Example], folds: Sequence[int]) -> Accuracy:
    import numpy as np

    wanted = np.asarray(places)
    first = sure.argmax(axis=1) == wanted
    own = sure[np.arange(len(wanted)), wanted]
    among = (sure > own[:, None]).sum(axis=1) < learning.SHOWN
    answered = np.zeros(len(wanted), dtype=bool)
    fold_of = np.asarray(folds)
    for fold in range(FOLDS):
        inside = fold_of != fold
        if inside.any():
            answered[~inside] = sure[~inside].max(axis=1) >= _threshold(sure[inside], wanted[inside])
    return Accuracy(
        examples=len(wanted),
        reasons=sure.shape[1],
        top_1=float(first.mean()),
        top_3=float(among.mean()),
        unknown=float(1 - answered.mean()),
        precision=float(first[answered].mean()) if answered.any() else 0.0,
        precision_3=float(among[answered].mean()) if answered.any() else 0.0,
        majority=max(Counter(places).values()) / len(places),
        by_language=_by_language(kept, first),
    )


def _by_language(kept: Sequence[Example], first: Any) -> dict[str, tuple[int, float]]:
    told: dict[str, list[bool]] = {}
    for example, is_right in zip(kept, first, strict=True):
        told.setdefault(example.language, []).append(bool(is_right))
    return {language: (len(right), sum(right) / len(right)) for language, right in sorted(told.items())}


def _confusions(
    scores: Any, places: Sequence[int], reason_ids: Sequence[int], numbers: Sequence[int]
) -> tuple[Confusion, ...]:
    """Return the pairs that were mixed up three times or more, the worst first."""
    import numpy as np

    wanted = np.asarray(places)
    rows_of = {place: np.flatnonzero(wanted == place) for place in range(len(reason_ids))}
    found = []
    for one, other in combinations(range(len(reason_ids)), 2):
        lost = rows_of[one][scores[rows_of[one], other] > scores[rows_of[one], one]]
        won = rows_of[other][scores[rows_of[other], one] > scores[rows_of[other], other]]
        if len(lost) + len(won) >= FEWEST_MIXED:
            shares = len(lost) / len(rows_of[one]), len(won) / len(rows_of[other])
            found.append(
                Confusion(
                    reason_id=reason_ids[one],
                    other_id=reason_ids[other],
                    count=len(rows_of[one]),
                    other_count=len(rows_of[other]),
                    mixed=len(lost) + len(won),
                    apart=round(1 - sum(shares) / 2, 4),
                    taken=tuple(numbers[row] for row in [*lost[:SHOWN_MIXED], *won[:SHOWN_MIXED]]),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.apart, -each.mixed, each.reason_id, each.other_id)))


def _packed(used: Any, weights: Any, rarities: bytes) -> tuple[list[float], bytes]:
    """Return what a unit weighs for each reason, and the rows of bytes of all buckets that were seen."""
    import numpy as np

    scales = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    rows = np.full((1 << BITS, len(weights)), learning.NO_WEIGHT, dtype=np.uint8)
    rows[used] = np.rint(weights.T / scales + learning.NO_WEIGHT).astype(np.uint8)
    seen = np.flatnonzero(np.frombuffer(rarities, dtype=np.uint8))
    return [float(each) for each in scales], rows[seen].tobytes()
