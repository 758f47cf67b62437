"""Where a thing stands that was moved several times, when any of these moves may be taken back at any time. Pure.

Nothing is remembered but the moves themselves, oldest first. So taking one back is exact in any order: what the others
say goes on to hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One move of the thing. A merge takes along what stands in its source; by hand one means the thing itself."""

    source: int
    target: int
    is_undone: bool = False
    is_by_hand: bool = False


def place(steps: Sequence[Step]) -> int:
    """Return where the thing stands after its moves, oldest first; there is at least one."""
    at = steps[0].source
    for step in steps:
        if not step.is_undone and (step.is_by_hand or step.source == at):
            at = step.target
    return at
