"""The key in the link of a check-back: it names the one it belongs to, and nobody can make one up. Pure."""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

# 16 letters of base32 are 80 bits: more than anybody guesses through a rate limit.
_MAC_LENGTH = 16
_ID_LENGTH = 26


def make(uid: UUID, *, key: bytes) -> str:
    """Return 42 letters and digits, good in any address and unharmed by a mailer that changes their case."""
    return base64.b32encode(uid.bytes).decode().rstrip("=").lower() + _mac(uid, key)


def read(token: str, *, key: bytes) -> UUID | None:
    """Return which check-back a token of ours names; None for one that was made up, changed or cut."""
    token = token.lower()
    if len(token) != _ID_LENGTH + _MAC_LENGTH or not token.isascii():
        return None
    try:
        uid = UUID(bytes=base64.b32decode(token[:_ID_LENGTH].upper() + "======"))
    except (binascii.Error, ValueError):
        return None
    # Of the last letter of the name two bits say nothing: each has one spelling only.
    return uid if hmac.compare_digest(token, make(uid, key=key)) else None


def _mac(uid: UUID, key: bytes) -> str:
    digest = hmac.new(key, b"check-back:" + uid.bytes, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:_MAC_LENGTH]
