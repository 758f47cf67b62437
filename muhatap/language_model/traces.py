"""Where a text names or reaches a person, as spans. Pure, and rather too much than too little: what is found is masked
and comes back in the answer, what is missed has left. How such things are written knows `core.personal`; numbers of
orders and parcels are known from their own words.
"""

import re
from collections.abc import Iterator

from muhatap.core import personal
from muhatap.core.personal import Trace, contacts
from muhatap.orders.mentions import Certainty, numbers_in, tracking_in

__all__ = ["Trace", "contacts", "everywhere", "traces"]

MOST_MENTIONS = 60
MOST_ORDER_DIGITS = 10


def traces(text: str, *, order_keys: frozenset[str] = frozenset()) -> Iterator[Trace]:
    """Yield what is personal, in no order and overlapping. `order_keys` are known order numbers (`mentions.key_of`)."""
    yield from contacts(text)
    yield from personal.codes(text)
    yield from _orders(text, order_keys)
    yield from personal.addresses(text)
    yield from personal.hailed(text)
    yield from personal.signatures(text)


def _orders(text: str, known: frozenset[str]) -> Iterator[Trace]:
    for one in tracking_in(text, limit=MOST_MENTIONS):
        yield from everywhere(text, one.text, "parcel")
    for one in numbers_in(text, limit=MOST_MENTIONS):
        # A telephone number with a word glued to it looks like one, too.
        is_likely = one.certainty == Certainty.LIKELY and _count(one.text) < MOST_ORDER_DIGITS
        if one.certainty == Certainty.SAID or is_likely or one.key in known:
            yield from everywhere(text, one.text, "order")


def everywhere(text: str, written: str, kind: str) -> Iterator[Trace]:
    """Yield each place where a number stands by itself, in capitals or not, with or without dashes."""
    signs = [re.escape(sign) for sign in written if sign.isalnum()]
    if signs:
        pattern = re.compile(rf"(?<![^\W_]){'[-_/ #]?'.join(signs)}(?![0-9])", re.IGNORECASE)
        for found in pattern.finditer(text):
            yield Trace(kind, found.start(), found.end())


def _count(written: str) -> int:
    return sum(sign.isdigit() for sign in written)
