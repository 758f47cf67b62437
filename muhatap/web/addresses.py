"""Addresses that differ only in a number, written without asking the URL table each time."""

from functools import lru_cache

from django.urls import reverse

_PLACE = 987654321987


def numbered(name: str, number: int) -> str:
    """Return what `reverse(name, args=[number])` returns. A page of a conversation asks some hundred times."""
    before, after = _around(name)
    return f"{before}{number}{after}"


@lru_cache(maxsize=200)
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_PLACE]).partition(str(_PLACE))
    return before, after
