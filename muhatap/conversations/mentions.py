"""Whom a note calls by name: "@Onur Bal, bakar mısın?"."""

from collections.abc import Mapping


def named_in(text: str, names: Mapping[int, str]) -> list[int]:
    """Return the numbers of those whose whole name stands after an @, in the order in which they are first called.

    The longest name wins: "@Onur Baltacı" does not call Onur Bal. A suffix may follow: "@Onur Bal'a sor".
    """
    found: dict[int, int] = {}
    longest_first = sorted(names.items(), key=lambda item: -len(item[1]))
    for at, letter in enumerate(text):
        if letter != "@" or (at and text[at - 1].isalnum()):
            continue
        called = _called(text[at + 1 : at + 120], longest_first)
        if called:
            for number in called:
                found.setdefault(number, at)
    return sorted(found, key=lambda number: found[number])


def _called(rest: str, longest_first: list[tuple[int, str]]) -> list[int]:
    folded = _fold(rest)
    for _, name in longest_first:
        wanted = _fold(name)
        if wanted and folded.startswith(wanted) and not folded[len(wanted) : len(wanted) + 1].isalnum():
            # Two of one name are both meant: better one too many than the wrong one.
            return [number for number, other in longest_first if _fold(other) == wanted]
    return []


def _fold(text: str) -> str:
    return text.replace("\u00a0", " ").replace("İ", "i").replace("I", "ı").lower()
