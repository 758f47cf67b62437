"""What the desk asks of a shop, and what every connector of a shop answers. Pure.

A connector is a folder of `orders/shops/` that can be copied or deleted whole. Its `__init__` names a `KIND`; the
connector itself is made by `KIND.open(access)`. It speaks to the shop through `access.caller` (shops/calling.py) and
answers in `orders.facts`. It keeps nothing, and never sleeps or repeats an act by itself.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from muhatap.orders.facts import Address, CustomerFacts, OrderFacts, ProductFacts

if TYPE_CHECKING:
    from muhatap.orders.shops.calling import Caller


class Can(StrEnum):
    """What a shop can be asked for. The screen offers nothing else."""

    FIND_NUMBER = "find_number"
    FIND_EMAIL = "find_email"
    FIND_PHONE = "find_phone"
    FIND_CUSTOMER = "find_customer"
    CHANGES = "changes"
    PRODUCTS = "products"
    STOCK = "stock"
    CUSTOMERS = "customers"
    WEBHOOKS = "webhooks"

    REFUND_LINES = "refund_lines"
    REFUND_AMOUNT = "refund_amount"
    CANCEL = "cancel"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    ADDRESS = "address"
    NOTE = "note"
    DISCOUNT = "discount"
    DRAFT = "draft"


class ActKind(StrEnum):
    REFUND = "refund"
    CANCEL = "cancel"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    ADDRESS = "address"
    NOTE = "note"
    DISCOUNT = "discount"
    DRAFT = "draft"


@dataclass(frozen=True, kw_only=True)
class Act:
    """What the shop is asked to do to an order, once.

    `mark` is a short text of ours ("mhtp-0f3a…", 25 characters of a–z, 0–9 and "-") that a connector writes wherever
    the shop keeps it (the reason of a refund, a note, metadata), so that `Connector.trace` finds again what was done.
    Ids of `lines` are those of LineFacts; amounts are in the minor unit of `currency`.
    """

    kind: ActKind
    mark: str
    order_id: str
    currency: str
    # When the desk was asked for it: what the shop did before cannot be this.
    asked_at: datetime
    # Of a refund, return, reship or exchange: how many of which line. Empty: all of the order.
    lines: Mapping[str, int] = field(default_factory=dict)
    # Of a refund: always how much. Of a discount code: how much off, or else `percent`.
    amount: int | None = None
    percent: int | None = None
    # Of an exchange or a draft order: how many of which stock number go to the customer.
    wanted: Mapping[str, int] = field(default_factory=dict)
    ship_to: Address = field(default_factory=Address)
    # The reason, or the note itself.
    text: str = ""
    is_restocking: bool = False


@dataclass(frozen=True, kw_only=True)
class Done:
    """What the shop made of an act: its id there and, of a code or a new order, what it is called."""

    outside_id: str = ""
    called: str = ""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose orders, or which: one of these is set. `number` as it is printed, `email` and `phone` as identities are."""

    number: str = ""
    email: str = ""
    phone: str = ""
    customer_id: str = ""


@dataclass(frozen=True)
class OrderPage:
    """Some orders that changed; `cursor` leads on from here, also after a restart, and is empty after the last."""

    orders: Sequence[OrderFacts]
    cursor: str = ""
    # Why some of the page could not be read, one sentence each: they do not hold up the others.
    unread: Sequence[str] = ()


@dataclass(frozen=True)
class ProductPage:
    products: Sequence[ProductFacts]
    cursor: str = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a shop's message was about. Its content is not believed: the orders are read again by their ids.

    `key` is the same when the shop repeats itself, and another for every other message.
    """

    key: str
    order_ids: tuple[str, ...] = ()


class Lack(StrEnum):
    """What a connection lacks. `Missing.words` names it more closely (a permission, an address, the shop's words)."""

    ADDRESS = "address"  # nothing of this kind answers there
    CREDENTIALS = "credentials"
    PERMISSION = "permission"
    VERSION = "version"
    SETTING = "setting"
    WEBHOOK = "webhook"


@dataclass(frozen=True)
class Missing:
    lack: Lack
    words: str = ""
    # Without it nothing works; otherwise some acts or the quick news are missing.
    is_fatal: bool = True


class ShopTrouble(Exception):
    """The shop did not do what it was asked. `words` are its own, short, with no secret in them."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words[:300]


class NotReached(ShopTrouble):
    """No connection: nothing was sent, nothing was done."""


class TooOften(ShopTrouble):
    """The shop wants to be asked later (429): nothing was done. `seconds` is how much later, where it says."""

    def __init__(self, words: str = "", *, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


class NotAllowed(ShopTrouble):
    """The key is wrong or lacks a permission (401, 403): nothing was done."""


class Refused(ShopTrouble):
    """The shop understood and will not: nothing was done, and asking again would not help."""


class Unclear(ShopTrouble):
    """The request went out and no clear answer came: it may have been done."""


class NotUnderstood(Unclear):
    """An answer came that makes no sense (HTML, half an object, an unknown currency)."""


class Forged(ValueError):
    """A message is not signed as the secret says."""


T = TypeVar("T")


def read_each(told: Iterable[T], read: Callable[[T], OrderFacts]) -> tuple[list[OrderFacts], list[str]]:
    """Read the orders of a page, and return those that make sense and why the others do not."""
    orders, unread = [], []
    for each in told:
        try:
            orders.append(read(each))
        except NotUnderstood as trouble:
            unread.append(trouble.words)
    return orders, unread


class Connector(Protocol):
    """One shop. Every method but `hear` may raise any ShopTrouble.

    Of methods for what the KIND cannot (`KIND.can`) nothing is asked; they raise Refused.
    """

    def check(self) -> list[Missing]:
        """Say exactly what is missing for all that the kind can; an empty list when nothing is. Raises NotReached."""

    def order(self, outside_id: str) -> OrderFacts | None:
        """Return an order as it is now, whole; None when the shop has none of this id."""

    def find(self, asked: Asked) -> list[OrderFacts]:
        """Return the orders that are meant, the newest first, 50 at most."""

    def changed(self, since: datetime | None, cursor: str) -> OrderPage:
        """Return a page of the orders that changed since a moment (None: all there are), those longest unchanged first.

        `cursor` is empty at first, and then what the page before said.
        """

    def products(self, since: datetime | None, cursor: str) -> ProductPage:
        """Return a page of the products that changed since a moment (None: all there are)."""

    def customer(self, email: str) -> CustomerFacts | None:
        """Return who has an account with this address."""

    def do(self, act: Act) -> Done:
        """Do it once and return what came of it.

        Nothing is tried again in here. An act of several requests that broke off goes on, when it is asked for again,
        from what it finds of its own mark.
        """

    def trace(self, act: Act, before: OrderFacts) -> Done | None:
        """Return what came of an act that may have been done, or None when the shop shows nothing of it.

        `before` is the order as it was just before the act.
        """

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard | None:
        """Return what a message is about; None for one that needs no more than an answer. Raises Forged.

        `headers` by their names in lower case.
        """


def forget(name: str, value: str) -> None:
    """Keep nothing."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """How a shop is reached: what was filled in when it was connected, by the names of `Kind.fields`."""

    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    # What the shop signs its messages with.
    signing_secret: str
    caller: "Caller"
    # The row here, for connectors that keep their shop in this database.
    shop_id: int = 0
    # Keeps a secret of `secrets` that the shop gave anew (a token that is good for one use) before it is used.
    remember: Callable[[str, str], None] = forget


@dataclass(frozen=True, kw_only=True)
class Field:
    """What is asked for when a shop of this kind is connected. `label` and `hint` are marked for translation."""

    name: str
    label: str
    hint: str = ""
    is_secret: bool = False
    is_address: bool = False
    is_needed: bool = True


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of shop: `name` is its folder, `label` what people call it."""

    name: str
    label: str
    can: frozenset[Can]
    open: Callable[[Access], Connector]
    fields: tuple[Field, ...] = ()
    # Which real server this ran against ("Vendure 3.7.3"); empty: built to the published documentation.
    ran_against: str = ""
    # How to let it send its messages; marked for translation.
    webhook_hint: str = ""
