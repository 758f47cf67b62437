"""What stands on a paper, in words of its reader, before anybody knows where. Pure.

A block is a heading with what belongs to it; blocks follow each other from the top down. `share` and `height` are from
0 to 1, `step` from 0 (nothing) to 6 (the most).
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number with what it says above and below it."""

    label: str
    value: str
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Numbers:
    """A row of numbers that say the most."""

    numbers: Sequence[Number]


@dataclass(frozen=True)
class Column:
    """One column of a picture; it stands out when it is `marked`."""

    label: str
    value: str
    height: float
    is_marked: bool = False


@dataclass(frozen=True)
class Distribution:
    """A share in large, what it is a share of, and how the single ones lie."""

    title: str
    count: str
    value: str
    of: str
    note: str
    numbers: Sequence[Number]
    columns: Sequence[Column]


@dataclass(frozen=True)
class Picture:
    title: str
    text: str
    columns: Sequence[Column]


@dataclass(frozen=True)
class Cell:
    text: str
    step: int


@dataclass(frozen=True)
class Week:
    """The hours of a week: rows are days, columns hours from midnight."""

    title: str
    text: str
    days: Sequence[tuple[str, Sequence[Cell]]]


@dataclass(frozen=True)
class Row:
    term: str
    help: str
    value: str
    below: str = ""


@dataclass(frozen=True)
class Listing:
    title: str
    text: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Grid:
    """A table; its first column is words, the others stand at the right."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Words:
    text: str
    is_small: bool = False


@dataclass(frozen=True)
class Beside:
    """Two blocks side by side, never cut."""

    left: "Block"
    right: "Block"


Block = Numbers | Distribution | Picture | Week | Listing | Grid | Words | Beside


@dataclass(frozen=True)
class Paper:
    """`name` is that of its file. `about` says for whom and when it counts, a line each."""

    name: str
    title: str
    period: str
    about: Sequence[str]
    blocks: Sequence[Block]
    made: str
    language: str
