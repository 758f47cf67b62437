"""The slot that channels fill: how a message of their kind goes out."""

from dataclasses import dataclass
from typing import Protocol

from muhatap.conversations.models import Channel, Message


class DeliveryError(Exception):
    """The message was not accepted.

    `permanent` says that trying again cannot help; `answer` is the other side's words.
    """

    def __init__(self, reason: str, *, permanent: bool, answer: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.answer = answer


@dataclass(frozen=True)
class Receipt:
    """What the other side said when it took the message."""

    answer: str = ""


class Adapter(Protocol):
    def deliver(self, message: Message) -> Receipt:
        """Hand the message over. Raises DeliveryError."""

    def prepare(self, message: Message) -> None:
        """Note what the channel needs of a message just written (ids, headers), inside its transaction."""


_adapters: dict[str, Adapter] = {}


def register(kind: str, adapter: Adapter) -> None:
    _adapters[kind] = adapter


def adapter_of(channel: Channel) -> Adapter:
    """Return the adapter of the channel's kind. Raises KeyError for a kind that no app registered."""
    return _adapters[channel.kind]
