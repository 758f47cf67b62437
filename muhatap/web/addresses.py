"""Addresses that every page writes, without asking the URL table each time."""

from collections.abc import Callable
from functools import lru_cache, partial

from django.urls import reverse

_PLACE = 987654321987


def numbered(name: str, number: int) -> str:
    """Return what `reverse(name, args=[number])` returns. A page of a conversation asks some hundred times."""
    before, after = _around(name)
    return f"{before}{number}{after}"


def at(name: str, *args: str) -> Callable[[], str]:
    """Return what says the address of a page when it is asked; the table of addresses is not filled at start."""
    return partial(_fixed, name, *args)


@lru_cache(maxsize=2000)
def _fixed(name: str, *args: str) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=200)
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_PLACE]).partition(str(_PLACE))
    return before, after
