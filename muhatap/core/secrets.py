"""Secrets at rest: mailbox passwords, tokens and keys are sealed with AES-GCM before they reach the database.

The context (table, row, column) is authenticated with the text, so a sealed value copied to another row does not open.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = "1"


class SealBroken(ValueError):
    """The text was sealed with another secret key, for another row, or was changed."""


def seal(text: str, *, context: str) -> str:
    """Return `1.<base64>`: key id, then nonce and ciphertext. An empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(12)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), context.encode())
    return f"{KEY_ID}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, context: str) -> str:
    """Return the text. Raises SealBroken."""
    if not sealed:
        return ""
    try:
        key_id, _, encoded = sealed.partition(".")
        data = base64.urlsafe_b64decode(encoded)
        if key_id != KEY_ID:
            raise SealBroken("sealed with an unknown key")
        return AESGCM(_key()).decrypt(data[:12], data[12:], context.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the secret key has changed since this was stored") from error


def _key() -> bytes:
    return hashlib.sha256(b"muhatap secrets " + settings.SECRET_KEY.encode()).digest()
