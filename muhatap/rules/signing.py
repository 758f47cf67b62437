"""Signatures of webhooks, so that the other side knows that we called. Pure. Source: Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
import os
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


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
