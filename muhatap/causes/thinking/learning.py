"""Which reason a text stands for, as the desk has learned it: what goes in, what comes out, and the model between.

The model is linear, over hashed features (`features`), written by the child (`training`) and read here without any
library. Format, all numbers little-endian: `MHTP` and a version byte; the length of a JSON head (4 bytes); the head; a
CRC-32 of all that follows it (4 bytes); the zlib-compressed body: one byte for each bucket (how rare it is, in
sixteenths; 0: never seen), then a row of one byte a reason for each bucket that was seen (a weight, 128 is none).
"""

import json
import math
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Any

from muhatap.causes.thinking import features

MAGIC = b"MHTP\x01"
BITS = 16
MOST_REASONS = 400
MOST_BODY = 64_000_000
RARITY_UNIT = 16
NO_WEIGHT = 128
SHOWN = 3


class Unreadable(ValueError):
    """These bytes are no model of this version."""


@dataclass(frozen=True, slots=True)
class Example:
    """What a customer wrote (subject and first message), and the reason a person confirmed.

    `hints` is what was known beside the text ("order:shipped"); `at` when it was written: where there are more examples
    than are learned from, the newest count.
    """

    text: str
    reason_id: int
    language: str = ""
    at: datetime | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A reason, and how often such a guess was right on what had not been seen: 0 to 1."""

    reason_id: int
    certainty: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How good the lesson is on texts it was not learned from: cross-validated over five folds, shares from 0 to 1.

    `top_1` and `top_3` count every example, whether it would have been answered or not. `unknown` is the share without
    an answer; `precision` and `precision_3` are the shares of the answers whose first, or any, guess was right, with
    a threshold chosen on the other folds. `by_language` gives (examples, top_1).
    """

    examples: int
    reasons: int
    top_1: float
    top_3: float
    unknown: float
    precision: float
    precision_3: float
    majority: float
    by_language: Mapping[str, tuple[int, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two reasons whose texts were hard to tell apart.

    `count` and `other_count` are their examples, `mixed` how many of both were taken for the other rather than for
    their own. `apart` is the balanced accuracy between the two alone: 0.5 for chance, 1 for always told apart.
    `taken` are numbers of examples, as they were given, that were mixed up.
    """

    reason_id: int
    other_id: int
    count: int
    other_count: int
    mixed: int
    apart: float
    taken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What learning came to: the model as it is stored, its accuracy, and which reasons it mixes up."""

    model: bytes
    accuracy: Accuracy
    confusions: tuple[Confusion, ...]
    example_count: int
    reason_count: int
    seconds: float = 0.0


class Model:
    """A model in memory; some 2 MB for 40 reasons. Made by `load`, shared between threads."""

    __slots__ = (
        "_ballast", "_intercepts", "_rarities", "_rows", "_scales", "_sharpness", "_starts", "_unseen", "reason_ids",
        "threshold",
    )  # fmt: skip

    def __init__(self, head: Mapping[str, Any], body: bytes) -> None:
        self.reason_ids: tuple[int, ...] = tuple(head["reasons"])
        self._intercepts: tuple[float, ...] = tuple(head["intercepts"])
        self._scales: tuple[float, ...] = tuple(head["scales"])
        self._sharpness = float(head["sharpness"])
        self._ballast = float(head["ballast"])
        self.threshold = float(head["threshold"])
        self._rarities = body[: 1 << BITS]
        self._rows = body[1 << BITS :]
        self._unseen = max(self._rarities)
        # Where the row of each bucket begins; what was never seen has none.
        width = len(self.reason_ids)
        self._starts = memoryview(
            struct.pack(
                f"<{1 << BITS}i",
                *(
                    (at - 1) * width if rarity else -1
                    for at, rarity in zip(accumulate(map(bool, self._rarities)), self._rarities, strict=True)
                ),
            )
        ).cast("i")

    def guess(self, text: str, hints: Iterable[str] = ()) -> list[Guess]:
        """Return up to three reasons, the surest first; none where the desk does not know."""
        ranked = self.ranked(text, hints)
        return ranked[:SHOWN] if ranked and ranked[0].certainty >= self.threshold else []

    def ranked(self, text: str, hints: Iterable[str] = ()) -> list[Guess]:
        """Return all reasons, the surest first, however unsure; none for a text without words."""
        weights = self._weights(text, hints)
        if not weights:
            return []
        scores = [score * self._sharpness for score in self._scores(weights)]
        highest = max(scores)
        odds = [math.exp(score - highest) for score in scores]
        whole = sum(odds)
        order = sorted(range(len(odds)), key=lambda place: (-odds[place], self.reason_ids[place]))
        return [Guess(self.reason_ids[place], odds[place] / whole) for place in order]

    def _weights(self, text: str, hints: Iterable[str]) -> dict[int, float]:
        """Return the text as a vector, beside it the hints that were there while learning."""
        rarities, unseen = self._rarities, self._unseen
        weights = {
            bucket: value * (rarities[bucket] or unseen) for bucket, value in features.buckets(text, BITS).items()
        }
        length = features.length(weights, self._ballast)
        # What was never seen makes the rest count less, which is how a strange text stays a "don't know".
        known = {bucket: value / length for bucket, value in weights.items() if rarities[bucket]}
        for bucket in features.hint_buckets(hints, BITS):
            if rarities[bucket]:
                known[bucket] = known.get(bucket, 0.0) + features.HINT_WEIGHT
        return known

    def _scores(self, weights: Mapping[int, float]) -> list[float]:
        """Return the score of each reason.

        All reasons are added up at once, as 32-bit lanes of one long number: 255 * 255 * 60,000 features fit.
        """
        width = len(self.reason_ids)
        rows, starts = self._rows, self._starts
        lanes = bytearray(4 * width)
        largest = max(weights.values())
        sharpened = 255 / largest
        total = parts = 0
        for bucket, weight in weights.items():
            part = int(weight * sharpened + 0.5)
            if part:
                start = starts[bucket]
                lanes[::4] = rows[start : start + width]
                total += int.from_bytes(lanes, "little") * part
                parts += part
        sums = struct.unpack(f"<{width}I", total.to_bytes(4 * width, "little"))
        none = NO_WEIGHT * parts
        return [
            (each - none) / sharpened * scale + intercept
            for each, scale, intercept in zip(sums, self._scales, self._intercepts, strict=True)
        ]


def load(data: bytes) -> Model:
    """Read a model. Raises Unreadable."""
    try:
        head, body = _opened(bytes(data))
        return Model(head, body)
    except (struct.error, zlib.error, KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def dump(
    *, reason_ids: Sequence[int], intercepts: Sequence[float], scales: Sequence[float], sharpness: float,
    threshold: float, ballast: float, rarities: bytes, rows: bytes,
) -> bytes:  # fmt: skip
    """Return a model as it is stored."""
    head = {
        "reasons": list(reason_ids),
        "intercepts": [round(value, 6) for value in intercepts],
        "scales": [float(f"{value:.6g}") for value in scales],
        "sharpness": sharpness,
        "threshold": threshold,
        "ballast": ballast,
        "bits": BITS,
    }
    written = json.dumps(head, separators=(",", ":")).encode()
    body = zlib.compress(rarities + rows, 6)
    return MAGIC + struct.pack("<I", len(written)) + written + struct.pack("<I", zlib.crc32(body)) + body


def _opened(data: bytes) -> tuple[dict[str, Any], bytes]:
    if data[: len(MAGIC)] != MAGIC:
        raise Unreadable("no model of this version")
    at = len(MAGIC)
    (length,) = struct.unpack_from("<I", data, at)
    head = json.loads(data[at + 4 : at + 4 + length])
    at += 4 + length
    (checksum,) = struct.unpack_from("<I", data, at)
    if zlib.crc32(data[at + 4 :]) != checksum:
        raise Unreadable("damaged")
    reading = zlib.decompressobj()
    body = reading.decompress(data[at + 4 :], MOST_BODY)
    _check(head, body, is_whole=reading.eof)
    return head, body


def _check(head: Any, body: bytes, *, is_whole: bool) -> None:
    width = len(head["reasons"])
    if not 2 <= width <= MOST_REASONS or head["bits"] != BITS or not is_whole:
        raise Unreadable("another size than it says")
    numbers = [*head["intercepts"], *head["scales"], head["sharpness"], head["threshold"], head["ballast"]]
    if not all(isinstance(each, int) for each in head["reasons"]) or not all(map(math.isfinite, numbers)):
        raise Unreadable("no numbers")
    seen = (1 << BITS) - body[: 1 << BITS].count(0)
    if len(body) != (1 << BITS) + seen * width or not len(head["intercepts"]) == len(head["scales"]) == width:
        raise Unreadable("another size than it says")
