"""What apps above put below a mail as it leaves: links that are the reader's alone, and so stand in no thread.

A block is made when the mail is written to the line, each time it is tried, and is kept nowhere: colleagues who read
the thread see the message without it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from muhatap.conversations.models import Message


@dataclass(frozen=True)
class Block:
    """The same in both parts of a mail. `html` is our own, of tags and inline styles that mailers show."""

    text: str
    html: str


# Given a message that leaves, return what stands below it, or nothing.
Teller = Callable[[Message], Block | None]

_tellers: dict[str, Teller] = {}


def register(name: str, teller: Teller) -> None:
    _tellers[name] = teller


def of(message: Message) -> list[Block]:
    """Return the blocks below a message, in the order of their names."""
    drawn = (_tellers[name](message) for name in sorted(_tellers))
    return [block for block in drawn if block]
