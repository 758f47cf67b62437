"""What happens to orders, for those above to react to."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class _OfShop(Announcement):
    subject_kind: ClassVar[str] = "shop"

    shop_id: int


@dataclass(frozen=True, kw_only=True)
class OrdersKept(_OfShop):
    """A shop told of orders that are new or have changed; their numbers here."""

    order_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class OrderTied(Announcement):
    """Somebody said that a conversation is about an order."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class SenderVerified(Announcement):
    """Somebody made sure that whoever writes may hear of an order that another address placed."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class OrderUntied(Announcement):
    """Somebody said that a conversation is not about an order after all."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    order_id: int
    number: str


@dataclass(frozen=True, kw_only=True)
class _OfAct(Announcement):
    """`amount` is what it moves, in the minor unit of `currency`; None when it moves nothing."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    act_id: int
    order_id: int
    number: str
    kind: str
    amount: int | None
    currency: str
    # Who asked for it.
    asked_by: int | None


@dataclass(frozen=True, kw_only=True)
class ActWaits(_OfAct):
    """Somebody asked for an act that needs a second person."""


@dataclass(frozen=True, kw_only=True)
class ActDone(_OfAct):
    """The shop did it, once."""

    called: str = ""


@dataclass(frozen=True, kw_only=True)
class ActRefused(_OfAct):
    """The shop will not, or was never reached: nothing was done."""

    words: str = ""


@dataclass(frozen=True, kw_only=True)
class ActUnknown(_OfAct):
    """Nobody can tell whether the shop did it; somebody has to look there."""


@dataclass(frozen=True, kw_only=True)
class ActDropped(_OfAct):
    """Somebody said no to it, or whoever asked thought better of it, before the shop was asked."""
