"""Finding groups, in the child: words and pairs of words by how rare they are, made few (SVD), gathered by density.

k-means cuts what there is into pieces small enough for HDBSCAN (Campello et al., 2013), which looks in each of them for
conversations that lie close together and leaves the others alone. The same conversations in whatever order give the
same groups. numpy, scipy and scikit-learn are imported inside functions only.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from muhatap.causes.thinking import features
from muhatap.causes.thinking.grouping import Group, Heard
from muhatap.core.turkish import fold, stem

MOST_WORDS = 120
MOST_TERMS = 20_000
# What more than this share of all say tells nothing.
COMMON = 0.6
FEW_ENOUGH_TO_COMPARE = 1_200
DIMENSIONS = 64
SEED = 20
# Groups whose middles are so alike are one.
ALIKE = 0.75
# Whoever lies near enough joins, measured by how near the others lie.
NEAR = 0.7
LOOSEST = 0.3
# What hangs together less than this is no group, only what is left.
LEAST_TIGHT = 0.5
# Of the smaller set of members: then it is the same group as last night.
SAME = 0.5
RECENT_DAYS = 7
SHOWN_WORDS = 6
SHOWN_EXAMPLES = 5

_WORD = re.compile(r"[^\W_]+")

Matrix = Any


def find(
    heard: Sequence[Heard], *, before: Mapping[str, Sequence[int]], fewest: int = 5, most: int = 30
) -> list[Group]:
    """Return the groups, the one that grows most first. See `school.groups`."""
    ordered = sorted({each.id: each for each in heard}.values(), key=lambda each: each.id)
    terms, rows = _terms(ordered)
    if len(ordered) < 2 * fewest or not terms:
        return []
    exact, points = _points(rows, len(terms))
    size = max(fewest, min(25, len(ordered) // 4_000))
    gathered = _gathered(points, size)
    grown = _grown(points, _merged(points, gathered))
    found = [members for members in grown if len(members) >= fewest and _tightness(points, members) >= LEAST_TIGHT]
    chosen = sorted(found, key=lambda members: (-_weight(ordered, members), ordered[members[0]].id))[:most]
    groups = [_group(ordered, members, points, exact, terms) for members in chosen]
    return _named(groups, before)


def _terms(heard: Sequence[Heard]) -> tuple[list[str], list[list[int]]]:
    """Return the stems and pairs of stems that tell something, and which of them each conversation has."""
    said = [sorted(set(_stems(each.text))) for each in heard]
    count = Counter(term for terms in said for term in terms)
    least, most = (2 if len(heard) < 1_000 else 3), max(COMMON * len(heard), 3)
    common = sorted((term for term, times in count.items() if least <= times <= most), key=lambda t: (-count[t], t))
    terms = sorted(common[:MOST_TERMS])
    place = {term: number for number, term in enumerate(terms)}
    return terms, [[place[term] for term in row if term in place] for row in said]


def _stems(text: str) -> Iterator[str]:
    before = ""
    for word in features.tokens(text)[:MOST_WORDS]:
        root = stem(word)
        is_filler = len(root) < 2 or word in _filler()
        if not is_filler:
            yield root
            if before:
                yield f"{before} {root}"
        before = "" if is_filler else root


@cache
def _filler() -> frozenset[str]:
    lines = (Path(__file__).parent / "words" / "filler.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line[:3] in ("tr:", "en:") for word in features.tokens(line[3:]))


def _points(rows: list[list[int]], width: int) -> tuple[Matrix, Matrix]:
    """Return the conversations by their terms, and as points of length one in few dimensions."""
    import numpy as np
    from scipy import sparse
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.preprocessing import normalize

    places = np.fromiter((place for row in rows for place in row), dtype=np.int32)
    ends = np.cumsum([0, *(len(row) for row in rows)])
    exact = sparse.csr_matrix((np.ones(len(places), dtype=np.float32), places, ends), shape=(len(rows), width))
    weighted = TfidfTransformer(sublinear_tf=True).fit_transform(exact)
    dimensions = min(DIMENSIONS, width - 1, len(rows) - 1)
    if dimensions < 2:
        return exact, normalize(weighted.toarray())
    points = TruncatedSVD(dimensions, random_state=SEED, n_iter=4).fit_transform(weighted)
    return exact, normalize(points.astype(np.float32))


def _gathered(points: Matrix, size: int) -> list[Any]:
    """Return the dense places, as arrays of row numbers."""
    import numpy as np
    from sklearn.cluster import HDBSCAN

    found = []
    # Those without a telling word have no direction, and lie near nobody.
    for rows in _pieces(points, np.flatnonzero(np.linalg.norm(points, axis=1) > 0.5)):
        if len(rows) >= 2 * size:
            search = HDBSCAN(
                min_cluster_size=size, min_samples=min(size, 5), cluster_selection_method="leaf", copy=True
            )
            labels = search.fit_predict(points[rows].astype(np.float64))
            dense = [rows[labels == label] for label in range(labels.max() + 1)]
            # One dense place among what has nothing to do with each other is no split for HDBSCAN: nearness finds it.
            found += dense or _near(points, rows, size)
        elif len(rows) >= size:
            found.append(rows)
    return found


def _near(points: Matrix, rows: Any, size: int) -> list[Any]:
    """Return what lies together by the mean likeness of all its pairs; the rows are few enough to compare."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    search = AgglomerativeClustering(n_clusters=None, linkage="average", distance_threshold=(2 * (1 - LOOSEST)) ** 0.5)
    labels = search.fit_predict(points[rows].astype(np.float64))
    return [rows[labels == label] for label in range(labels.max() + 1) if np.sum(labels == label) >= size]


def _pieces(points: Matrix, rows: Any) -> Iterator[Any]:
    """Yield the rows in pieces that are few enough to compare each with each."""
    from sklearn.cluster import MiniBatchKMeans

    if len(rows) <= FEW_ENOUGH_TO_COMPARE:
        yield rows
        return
    count = min(max(2, 2 * len(rows) // FEW_ENOUGH_TO_COMPARE), 200)
    cut = MiniBatchKMeans(count, random_state=SEED, n_init=1, batch_size=4_096, max_iter=20)
    labels = cut.fit_predict(points[rows])
    for label in range(count):
        part = rows[labels == label]
        # Whatever does not come apart, as many letters of the same words, is looked at in slices.
        if len(part) > 0.9 * len(rows):
            yield from (part[at : at + FEW_ENOUGH_TO_COMPARE] for at in range(0, len(part), FEW_ENOUGH_TO_COMPARE))
        elif len(part):
            yield from _pieces(points, part)


def _middles(points: Matrix, groups: Sequence[Any]) -> Matrix:
    import numpy as np
    from sklearn.preprocessing import normalize

    return normalize(np.array([points[rows].mean(axis=0) for rows in groups]))


def _merged(points: Matrix, groups: list[Any]) -> list[Any]:
    """Return the groups with those put together of which each middle is like each other; no chains."""
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    if len(groups) < 2:
        return groups
    apart = np.maximum(pdist(_middles(points, groups), "cosine"), 0)
    labels = fcluster(linkage(apart, "complete"), 1 - ALIKE, "distance")
    return [np.concatenate([groups[at] for at in np.flatnonzero(labels == label)]) for label in np.unique(labels)]


def _grown(points: Matrix, groups: list[Any]) -> list[list[int]]:
    """Return for each group all rows that lie about as near to its middle as its own do, each row in one group."""
    import numpy as np

    if not groups:
        return []
    middles = _middles(points, groups)
    tight = np.array([float((points[rows] @ middle).mean()) for rows, middle in zip(groups, middles, strict=True)])
    least = np.maximum(tight * NEAR, LOOSEST)
    members: dict[int, list[int]] = defaultdict(list)
    for start in range(0, len(points), 10_000):
        likeness = points[start : start + 10_000] @ middles.T
        nearest = likeness.argmax(axis=1)
        near = likeness[np.arange(len(nearest)), nearest] >= least[nearest]
        for row in np.flatnonzero(near):
            members[int(nearest[row])].append(start + int(row))
    return list(members.values())


def _tightness(points: Matrix, members: Sequence[int]) -> float:
    """Return the mean likeness of the members to their middle, from the length of their sum."""
    import numpy as np

    return float(np.linalg.norm(points[members].mean(axis=0)))


def _weight(heard: Sequence[Heard], members: Sequence[int]) -> float:
    """Return how much a group grows beyond what all together do, and a little how large it is."""
    last = max(each.day for each in heard)
    first = min(each.day for each in heard)
    recent = sum(heard[row].day > last - RECENT_DAYS for row in members)
    expected = len(members) * min(1.0, RECENT_DAYS / (last - first + 1))
    return float((recent - expected) / (expected + 1) ** 0.5 + len(members) ** 0.25)


def _group(heard: Sequence[Heard], members: list[int], points: Matrix, exact: Matrix, terms: Sequence[str]) -> Group:
    middle = _middles(points, [members])[0]
    likeness = points[members] @ middle
    typical = [members[at] for at in (-likeness).argsort(kind="stable")]
    last, first = max(each.day for each in heard), min(each.day for each in heard)
    recent = sum(heard[row].day > last - RECENT_DAYS for row in members)
    earlier_days = last - first + 1 - RECENT_DAYS
    earlier = len(members) - recent
    growth = (recent / RECENT_DAYS) / (earlier / earlier_days) if earlier and earlier_days > 0 else None
    return Group(
        id="",
        words=_words(heard, members, exact, terms),
        members=tuple(heard[row].id for row in members),
        examples=tuple(heard[row].id for row in typical[:SHOWN_EXAMPLES]),
        tightness=round(_tightness(points, members), 3),
        recent=recent,
        growth=round(growth, 2) if growth is not None else None,
    )


def _words(heard: Sequence[Heard], members: list[int], exact: Matrix, terms: Sequence[str]) -> tuple[str, ...]:
    """Return what the group says and others do not, as its customers write it."""
    import numpy as np

    inside = np.asarray(exact[members].sum(axis=0)).ravel() / len(members)
    everywhere = np.asarray(exact.sum(axis=0)).ravel() / exact.shape[0]
    telling = inside * np.log((inside + 1e-9) / (everywhere + 1e-9))
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in members[:300]:
        for word in _WORD.findall(features.clipped(heard[row].text)):
            written[stem(fold(word))][word.replace("İ", "i").lower()] += 1
    shown: list[str] = []
    taken: set[str] = set()
    for place in (-telling).argsort(kind="stable"):
        parts = terms[place].split()
        if telling[place] <= 0 or len(shown) == SHOWN_WORDS:
            break
        if not taken & set(parts):
            taken |= set(parts)
            shown.append(" ".join(_commonest(written[part]) or part for part in parts))
    return tuple(shown)


def _commonest(written: Counter[str]) -> str:
    return min(written, key=lambda word: (-written[word], word), default="")


def _named(groups: Sequence[Group], before: Mapping[str, Sequence[int]]) -> list[Group]:
    """Give each group the id of the one of last night with which it shares most, or a new one."""
    from dataclasses import replace

    sets = {group_id: set(members) for group_id, members in before.items()}
    pairs = sorted(
        (
            (-len(own & members), number, group_id)
            for number, own in enumerate(set(group.members) for group in groups)
            for group_id, members in sets.items()
            if len(own & members) >= SAME * max(1, min(len(own), len(members)))
        ),
    )
    id_of: dict[int, str] = {}
    for _, number, group_id in pairs:
        if number not in id_of and group_id not in id_of.values():
            id_of[number] = group_id
    return [
        replace(group, id=id_of.get(number) or _new_id(group, sets), is_new=number not in id_of)
        for number, group in enumerate(groups)
    ]


def _new_id(group: Group, taken: Mapping[str, set[int]]) -> str:
    seed = ",".join(map(str, sorted(group.examples)))
    while (new := hashlib.blake2s(seed.encode(), digest_size=6).hexdigest()) in taken:
        seed += "+"
    return new
