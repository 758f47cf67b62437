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
class OrderUntied(Announcement):
    """Somebody said that a conversation is not about an order after all."""

    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    order_id: int
    number: str
