"""Finding groups, in the child."""

from collections.abc import Mapping, Sequence

from muhatap.causes.thinking.grouping import Group, Heard


def find(
    heard: Sequence[Heard], *, before: Mapping[str, Sequence[int]], fewest: int = 5, most: int = 30
) -> list[Group]:
    """Return the groups, the one that grows most first."""
    return []
