"""Reasons that a channel kept in a row, told in the language of whoever reads them.

A worker that notes why a mail was refused has no reader whose language it could ask; it keeps an English sentence, and
the channel's app says here how to tell it.
"""

from collections.abc import Callable

_tellers: list[Callable[[str], str]] = []


def tell_with(teller: Callable[[str], str]) -> None:
    """Let a channel's app translate the sentences that it keeps."""
    _tellers.append(teller)


def told(kept: str) -> str:
    """Return a kept sentence in the current language; as it is when nobody knows it."""
    for teller in _tellers:
        kept = teller(kept)
    return kept
