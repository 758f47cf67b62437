"""The slot that channels fill: how a message of their kind goes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from muhatap.conversations.models import Channel, Message


class DeliveryError(Exception):
    """The message was not accepted. `permanent`: trying again cannot help; `answer`: the other side's words."""

    def __init__(self, reason: str, *, permanent: bool, answer: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.answer = answer


class DeliveryUncertain(Exception):
    """The connection was lost after the message had been handed over and before the other side answered."""


class ClaimLost(Exception):
    """Raised by `handing_over`: another worker has taken the message over, so this one must not send it."""


@dataclass(frozen=True)
class Refusal:
    """One recipient that the other side would not take. Not permanent means "not now"."""

    address: str
    answer: str
    is_permanent: bool


@dataclass(frozen=True)
class Receipt:
    """What the other side said when it took the message, and for whom it did not."""

    answer: str = ""
    refusals: Sequence[Refusal] = ()


class Adapter(Protocol):
    def prepare(self, message: Message) -> None:
        """Note what the channel needs of a message just written (ids, headers), inside its transaction."""

    def deliver(self, message: Message, *, only_to: Sequence[str], handing_over: Callable[[], None]) -> Receipt:
        """Hand the message over, to all its recipients or only to some.

        Calls `handing_over` when all but the last byte has gone, and sends that byte only if it returns. Raises
        DeliveryError when the other side does not take it, DeliveryUncertain when nobody can know.
        """

    def note_accepted(self, message: Message, receipt: Receipt) -> None:
        """Keep what the channel wants to know of an accepted message, inside the transaction that notes it as sent."""

    def examine(self, message: Message) -> None:
        """Find out what takes time about a message that came in (who really sent it), once and outside transactions."""

    def claim_automatic_answer(self, message: Message, *, now: datetime) -> str:
        """Return why this message may have no automatic answer, or count one for its sender and return nothing.

        "machine": no person wrote it; "us": it came from one of our own addresses; "spoofed": perhaps from somebody
        else than it says; "enough": the sender has had as many as one gets within an hour; "unable": not this channel.
        """

    def unreached(self, message: Message) -> Sequence[str]:
        """Return the recipients that a message already sent did not reach, for sending it again to them alone."""


_adapters: dict[str, Adapter] = {}


def register(kind: str, adapter: Adapter) -> None:
    _adapters[kind] = adapter


def adapter_of(channel: Channel) -> Adapter:
    """Return the adapter of the channel's kind. Raises KeyError for a kind that no app registered."""
    return _adapters[channel.kind]
