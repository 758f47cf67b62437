"""How likely two customers are one person. Pure: it scores what is known of both; a person decides.

A shared phone number is next to certain, and so is the same name with nearly the same address. The same name alone is
not: there are many called Mehmet Yılmaz.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import product

from muhatap.core.turkish import fold

# From this score on a pair is suggested.
ENOUGH = 50
_NEARLY = 0.85


class Reason(StrEnum):
    PHONE = "phone"
    ADDRESS = "address"
    NAME_AND_ADDRESS = "name_and_address"
    NAME_SPELT_DIFFERENTLY = "name_spelt_differently"
    NAME = "name"


@dataclass(frozen=True)
class Person:
    """What is compared: the name as signed, addresses in lower case, numbers in E.164."""

    name: str
    addresses: Sequence[str] = ()
    phones: Sequence[str] = ()


@dataclass(frozen=True)
class Likeness:
    """A score from 0 to 100, and why."""

    score: int
    reason: Reason | None

    @property
    def is_enough(self) -> bool:
        return self.score >= ENOUGH


def compare(one: Person, other: Person) -> Likeness:
    """Return how likely two are one person."""
    same_name = bool(one.name) and _words(one.name) == _words(other.name)
    is_full_name = len(_words(one.name)) > 1
    same_local = any(_local(a) == _local(b) for a, b in product(one.addresses, other.addresses) if len(_local(a)) > 3)
    if set(one.phones) & set(other.phones):
        return Likeness(95, Reason.PHONE)
    if same_name and is_full_name and (same_local or _is_nearly_one(one, other)):
        return Likeness(85, Reason.NAME_AND_ADDRESS)
    if same_local and _names_fit(one.name, other.name):
        return Likeness(65, Reason.ADDRESS)
    if same_name and is_full_name and one.name != other.name:
        return Likeness(55, Reason.NAME_SPELT_DIFFERENTLY)
    return Likeness(30, Reason.NAME) if same_name and is_full_name else Likeness(0, None)


def _words(name: str) -> list[str]:
    """Return the words of a name without case, diacritics and order: `AKSOY, Zeynep` is `zeynep aksoy`."""
    return sorted(fold(name).replace(",", " ").replace(".", " ").split())


def _local(address: str) -> str:
    """Return what stands before the @ without what people and providers vary: dots, dashes, a tag after a plus."""
    local = fold(address).partition("@")[0].partition("+")[0]
    return "".join(letter for letter in local if letter.isalnum())


def _is_nearly_one(one: Person, other: Person) -> bool:
    pairs = product(map(_local, one.addresses), map(_local, other.addresses))
    return any(SequenceMatcher(a=a, b=b).ratio() >= _NEARLY for a, b in pairs if a and b)


def _names_fit(one: str, other: str) -> bool:
    """Whether nothing speaks against one person: a name is missing, or all words of one are in the other."""
    first, second = set(_words(one)), set(_words(other))
    return not first or not second or first <= second or second <= first
