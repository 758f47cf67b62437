"""Whom a reply goes to: taken from the message it answers, typed by a person, checked before it is sent."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import getaddresses
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Person = Mapping[str, str]

# What a name may not hold outside quotation marks (RFC 5322 §3.2.3), and inside them.
_SPECIAL = re.compile(r"[()<>\[\]:;@\\,.\"]")
_UNQUOTABLE = str.maketrans("", "", '"\\\r\n')


class NotAnAddress(ValueError):
    """What was typed is no e-mail address; the text is in `args[0]`."""


@dataclass(frozen=True)
class Recipients:
    to: list[Person] = field(default_factory=list)
    cc: list[Person] = field(default_factory=list)


def of_answer(people: Mapping[str, Any], *, own: Collection[str]) -> Recipients:
    """Return whom an answer to a message goes to: its writer, everyone else kept in copy, never ourselves.

    Source of the rule: RFC 5322 §3.6.3 (Reply-To before From; the other addressees in Cc).
    """
    ours = {plain(address) for address in own}
    writer = people.get("reply_to") or people.get("from") or []
    to = _others(_listed(writer), ours)
    if not to:
        # Our own message is the last: the next one goes where that one went.
        return Recipients(_others(_listed(people.get("to")), ours), _others(_listed(people.get("cc")), ours))
    seen = ours | {plain(person["address"]) for person in to}
    return Recipients(to, _others([*_listed(people.get("to")), *_listed(people.get("cc"))], seen))


def read(typed: str) -> list[dict[str, str]]:
    """Return the people typed into a field: addresses, with or without names, between commas or semicolons.

    Raises NotAnAddress for the first that is none.
    """
    people: list[dict[str, str]] = []
    for name, address in getaddresses([typed.replace(";", ",").replace("\n", ",")]):
        if not name and not address:
            continue
        try:
            validate_email(address)
        except ValidationError as error:
            raise NotAnAddress(address or name) from error
        if all(plain(address) != plain(person["address"]) for person in people):
            people.append({"name": name, "address": address})
    if typed.strip(" ,;\n") and not people:
        raise NotAnAddress(typed.strip())
    return people


def written(people: Iterable[Person]) -> str:
    """Return people as they stand in a field; `read` takes it back."""
    return ", ".join(_written(person.get("name", ""), person["address"]) for person in people)


def _written(name: str, address: str) -> str:
    if not name:
        return address
    quoted = f'"{name.translate(_UNQUOTABLE)}"' if _SPECIAL.search(name) else name
    return f"{quoted} <{address}>"


def plain(address: str) -> str:
    """Return an address as it is compared: lower case, without the part after a plus sign."""
    local, _, domain = address.strip().replace("İ", "i").lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _listed(value: Any) -> list[Person]:
    if isinstance(value, Mapping):
        return [value]
    return [person for person in value or [] if person.get("address")]


def _others(people: Iterable[Person], seen: Collection[str]) -> list[Person]:
    found: list[Person] = []
    known = set(seen)
    for person in people:
        if person.get("address") and plain(person["address"]) not in known:
            known.add(plain(person["address"]))
            found.append(person)
    return found
