"""Where things stand on sheets, and where lines break. Pure: lengths are points, measured from the top down."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

ELLIPSIS = "…"
Measure = Callable[[str], float]


@dataclass(frozen=True)
class Piece:
    """Something that is never cut. `space` is the room above it, unless it begins a sheet.

    `holds`: it stays on one sheet with what follows it, as a heading does. `again` says how many pieces before it the
    one stands that is repeated above it when it begins a sheet, as the head of a table is; 0: none.
    """

    height: float
    space: float = 0.0
    holds: bool = False
    again: int = 0


@dataclass(frozen=True)
class Placed:
    piece: int
    top: float


def laid(pieces: Sequence[Piece], *, room: float, first: float | None = None) -> list[list[Placed]]:
    """Put pieces on sheets of a height, the first of them perhaps a lower one; there is always a first.

    What holds together goes to the next sheet together, as long as a sheet can hold it at all.
    """
    sheets: list[list[Placed]] = [[]]
    left = room if first is None else first
    height = left
    for group in _together(pieces):
        needed = sum(pieces[number].space + pieces[number].height for number in group)
        whole = needed - pieces[group[0]].space
        if not sheets[-1]:
            needed = whole
        if (sheets[-1] or height < room) and needed > left and whole <= room:
            sheets.append([])
            left = height = room
        for number in group:
            piece = pieces[number]
            space = piece.space if sheets[-1] else 0.0
            if (sheets[-1] or height < room) and space + piece.height > left:
                sheets.append([])
                left = height = room
                space = 0.0
            if not sheets[-1] and piece.again:
                sheets[-1].append(Placed(number - piece.again, 0.0))
                left -= pieces[number - piece.again].height
            sheets[-1].append(Placed(number, height - left + space))
            left -= space + piece.height
    return sheets


def lines(text: str, width: float, measure: Measure) -> list[str]:
    """Break a text into lines of a width, between words; a word that is too long is cut where it must.

    What a no-break space joins is one word.
    """
    made: list[str] = []
    for word in re.findall(r"[^ \n\t]+", text):
        longer = f"{made[-1]} {word}" if made else word
        if made and measure(longer) <= width:
            made[-1] = longer
            continue
        while measure(word) > width and len(word) > 1:
            end = _most(word, width, measure)
            made.append(word[:end])
            word = word[end:]
        made.append(word)
    return made


def cut(text: str, width: float, measure: Measure) -> str:
    """Return a text that is no wider, with "…" for what had to go."""
    if measure(text) <= width:
        return text
    return text[: _most(text, width - measure(ELLIPSIS), measure)].rstrip() + ELLIPSIS


def edges(shares: Sequence[float], width: float) -> list[float]:
    """Return where columns begin, and where the last one ends, by their shares of a width."""
    return [width * so_far / sum(shares) for so_far in accumulate(shares, initial=0.0)]


def _together(pieces: Sequence[Piece]) -> list[list[int]]:
    groups: list[list[int]] = []
    goes_on = False
    for number, piece in enumerate(pieces):
        if goes_on:
            groups[-1].append(number)
        else:
            groups.append([number])
        goes_on = piece.holds
    return groups


def _most(text: str, width: float, measure: Measure) -> int:
    """Return how many letters fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= width else (low, middle - 1)
    return low
