"""The key in the link of a survey: it names what is rated, and nobody can make one up. Pure.

Two purposes, told apart in the signature: "s" a survey that was planned, "r" the reply that a rating stands below.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

SURVEY, REPLY = "s", "r"
# 16 letters of base32 are 80 bits: more than anybody guesses through a rate limit.
MAC_LENGTH = 16
_ID_LENGTH = 26


@dataclass(frozen=True)
class Rated:
    """What a token names: SURVEY or REPLY, and which."""

    kind: str
    uid: UUID


def make(rated: Rated, *, key: bytes) -> str:
    """Return 43 letters and digits, good in any address and unharmed by a mailer that changes their case."""
    name = base64.b32encode(rated.uid.bytes).decode().rstrip("=").lower()
    return rated.kind + name + _mac(rated, key)


def read(token: str, *, key: bytes) -> Rated | None:
    """Return what a token of ours names; None for one that was made up, changed or cut."""
    token = token.lower()
    if len(token) != 1 + _ID_LENGTH + MAC_LENGTH or not token.isascii() or token[0] not in (SURVEY, REPLY):
        return None
    name = token[1 : 1 + _ID_LENGTH]
    try:
        rated = Rated(token[0], UUID(bytes=base64.b32decode(name.upper() + "======")))
    except (binascii.Error, ValueError):
        return None
    # Of the last letter two bits say nothing: each id has one spelling only.
    return rated if hmac.compare_digest(token, make(rated, key=key)) else None


def _mac(rated: Rated, key: bytes) -> str:
    digest = hmac.new(key, f"survey:{rated.kind}:{rated.uid.hex}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:MAC_LENGTH]
