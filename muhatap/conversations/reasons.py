"""The slot that reasons fill: why customers write is known above, and what they may expect can depend on it."""

from collections.abc import Callable, Mapping, Sequence

# Groups by name, each with the numbers and names of what is in it; the first of each is the group itself.
Groups = Sequence[tuple[str, Sequence[tuple[int, str]]]]

_sources: list[tuple[Callable[[], Groups], Callable[[Sequence[int]], Mapping[int, str]]]] = []


def offer(groups: Callable[[], Groups], names: Callable[[Sequence[int]], Mapping[int, str]]) -> None:
    """Let the app of reasons say which there are, and how some are called, those no longer in use among them."""
    _sources.append((groups, names))


def offered() -> Groups:
    return [group for groups, _ in _sources for group in groups()]


def names_of(numbers: Sequence[int]) -> dict[int, str]:
    return {number: name for _, names in _sources for number, name in names(numbers).items()} if numbers else {}
