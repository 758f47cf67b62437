"""What happens to customers, for those above to react to."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class _OfCustomer(Announcement):
    subject_kind: ClassVar[str] = "customer"

    customer_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerRenamed(_OfCustomer):
    """What people call the customer is another now: the name, or the address of one without a name."""


@dataclass(frozen=True, kw_only=True)
class CustomerGrouped(_OfCustomer):
    """The customer is in other groups now."""


@dataclass(frozen=True, kw_only=True)
class CustomerMerged(_OfCustomer):
    """The customer lives on in another, with all addresses."""

    into_id: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerSplit(_OfCustomer):
    """Some addresses of a customer belong to somebody else now, a customer of their own."""

    into_id: int
    move_id: int


@dataclass(frozen=True, kw_only=True)
class CustomerMoveUndone(_OfCustomer):
    """A merge or split was taken back; `customer_id` is where the addresses came from."""

    other_id: int
    move_id: int
