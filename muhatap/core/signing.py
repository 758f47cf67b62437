"""Signatures of webhooks, out and in: who called, and that nothing was changed. Pure. Source: Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import UTC, datetime

PREFIX = "whsec_"
SECRET_BYTES = 32
# An old message said again is none of the shop's: this long it may have been on its way.
TOLERANCE_SECONDS = 300


def new_secret() -> str:
    """Return `whsec_` and 32 random bytes in base64: what libraries for Standard Webhooks take as it is."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def headers(secret: str, *, uid: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that go with a body; the id is the same at every attempt, the time is this attempt's."""
    timestamp = int(now.timestamp())
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{uid}.{timestamp}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": uid,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
        "Content-Type": "application/json",
        "User-Agent": "Muhatap",
    }


class Forged(ValueError):
    """A message is not signed as the secret says, or too long ago."""


def verify(secret: str, *, given: Mapping[str, str], body: bytes, now: datetime) -> str:
    """Return the id of a message that whoever knows the secret has signed. Raises Forged.

    `given` are the three headers by their names in lower case. Of several signatures (a secret being changed) one is
    enough.
    """
    uid, timestamp, signatures = (given.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not uid or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        raise Forged("the message names no id or no time")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        raise Forged("the message was signed too long ago, or one of the two clocks is wrong")
    wanted = headers(secret, uid=uid, body=body, now=datetime.fromtimestamp(int(timestamp), UTC))["webhook-signature"]
    if not any(hmac.compare_digest(each.encode(), wanted.encode()) for each in signatures.split(" ")):
        raise Forged("the signature does not fit")
    return uid
