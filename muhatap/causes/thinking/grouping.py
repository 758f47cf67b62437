"""What customers write about that nobody has explained: groups of conversations, with their words and examples.

Here is what goes in and comes out; `clusters` finds them, in the child.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Heard:
    """A conversation: its id, what the customer wrote (subject and first message), and the day (`date.toordinal()`)."""

    id: int
    text: str
    day: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Conversations among which groups are looked for. See `school.groups` for what the rest means."""

    heard: Iterable[Heard]
    before: Mapping[str, Iterable[int]] = field(default_factory=dict)
    fewest: int = 5
    most: int = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations that say the same.

    `id` stays over the nights while enough members do. `words` say what sets it apart, as customers write them, the
    most telling first. `members` are all of its conversations, `examples` the most typical of them. `tightness` is the
    mean likeness (0 to 1) to its middle. `recent` of its members are of the last seven days that were looked at, and
    `growth` is how many times as many a day that is as in the days before (None where there were none).
    """

    id: str
    words: tuple[str, ...]
    members: tuple[int, ...]
    examples: tuple[int, ...]
    tightness: float
    recent: int
    growth: float | None
    is_new: bool = True

    @property
    def count(self) -> int:
        return len(self.members)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        lists = {name: tuple(data[name]) for name in ("words", "members", "examples")}
        return cls(**{**data, **lists})
