"""What a text is known by: its words, stems, pairs of words and pieces of words, folded, each hashed into a bucket.

Hashed because a model then holds no word of any customer, and needs no dictionary in memory. Read by the child that
learns and by the process that guesses alike, so the two cannot differ. Pure and linear in the text.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from muhatap.core.turkish import fold, stem

# Of a long message the beginning says why it was written; the rest is history.
MOST_CHARACTERS = 1_200
LONGEST_WORD = 24
MOST_HINTS = 12
# Order state beside a text of length one.
HINT_WEIGHT = 0.35

_TOKEN = re.compile(r"[^\W_]+|[?!]")
_DIGIT = re.compile(r"[0-9]")

Counts = dict[int, float]


def clipped(text: str) -> str:
    """Return what is read of a text."""
    return text[:MOST_CHARACTERS]


def tokens(text: str) -> list[str]:
    """Return the folded words in order, a number of three digits or more as "#": which one it is never matters."""
    return [_plain(token) for token in _TOKEN.findall(fold(clipped(text)))]


def buckets(text: str, bits: int) -> Counts:
    """Return weights by bucket (0 to 2**bits - 1), not yet of any length: 1 + log of how often each feature occurs."""
    counts: dict[str, int] = {}
    for feature in _features(tokens(text)):
        counts[feature] = counts.get(feature, 0) + 1
    mask = (1 << bits) - 1
    hashed: Counts = {}
    for feature, count in counts.items():
        bucket = crc32(feature.encode("utf-8", "surrogatepass")) & mask
        hashed[bucket] = hashed.get(bucket, 0.0) + (1.0 if count == 1 else 1.0 + math.log(count))
    return hashed


def length(weights: Mapping[int, float], ballast: float) -> float:
    """Return what to divide a text's weights by: its length and some ballast.

    Without ballast a bare "merhaba" would weigh as much as a whole letter, and be taken for whatever begins so.
    """
    return math.sqrt(sum(value * value for value in weights.values()) + ballast * ballast) or 1.0


def hint_buckets(hints: Iterable[str], bits: int) -> set[int]:
    """Return the buckets of what is known beside the text ("order:shipped")."""
    mask = (1 << bits) - 1
    taken = [hint[:60] for hint, _ in zip(hints, range(MOST_HINTS), strict=False)]
    return {crc32(f"h {hint}".encode("utf-8", "surrogatepass")) & mask for hint in taken}


def _features(words: list[str]) -> Iterator[str]:
    before = ""
    for word in words:
        yield "w " + word
        root = stem(word)
        if root != word:
            yield "s " + root
        if before:
            yield f"p {before} {root}"
        before = root
        yield from _pieces(word)


def _pieces(word: str) -> Iterator[str]:
    """Three to five characters in a row, with the ends of the word: what survives suffixes and slips."""
    framed = f" {word} "
    for length in (3, 4, 5):
        for start in range(len(framed) - length + 1):
            yield framed[start : start + length]


def _plain(token: str) -> str:
    if len(token) > 2 and _DIGIT.search(token):
        return "#"
    return token[:LONGEST_WORD]
