"""A push as the push services of browsers take it: encrypted for one browser, signed by this desk. Pure.

Source: RFC 8291 (encryption for web push), RFC 8188 (aes128gcm), RFC 8292 (VAPID).
"""

import base64
import binascii
import json
import os
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Every service takes at least this much, salt, key and tag included (RFC 8030 §7.2).
RECORD_SIZE = 4096
# Payloads are filled up to this length, so that their length says nothing of what is in them.
PADDED_TO = 512
SIGNED_FOR = timedelta(hours=12)
AUTH_BYTES = 16


class NotAKey(ValueError):
    """What a browser gave as its keys is none."""


def check_keys(p256dh: str, auth: str) -> None:
    """Raises NotAKey."""
    try:
        _public_key(p256dh)
        is_whole = len(unlettered(auth)) == AUTH_BYTES
    except (ValueError, binascii.Error) as error:
        raise NotAKey(p256dh) from error
    if not is_whole:
        raise NotAKey(auth)


def encrypt(
    payload: bytes,
    *,
    p256dh: str,
    auth: str,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
    padded_to: int = PADDED_TO,
) -> bytes:
    """Return the body that only the browser with these keys can read. `salt` and `key` are new each time by default."""
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(ec.SECP256R1())
    theirs, ours = unlettered(p256dh), public_bytes(key)
    shared = key.exchange(ec.ECDH(), _public_key(p256dh))
    secret = _derived(shared, salt=unlettered(auth), info=b"WebPush: info\0" + theirs + ours, length=32)
    content_key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    # The 2 says that this record is the last one; zeros follow it to the length that all have.
    padded = (payload + b"\2").ljust(padded_to, b"\0")
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(content_key).encrypt(nonce, padded, None)


def authorization(endpoint: str, *, key: ec.EllipticCurvePrivateKey, contact: str, now: datetime) -> str:
    """Return the header by which the service of an endpoint knows this desk. `contact` is an https or mailto URL."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + SIGNED_FOR).timestamp()),
        "sub": contact,
    }
    signed = ".".join(lettered(json.dumps(each).encode()) for each in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = lettered(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={lettered(public_bytes(key))}"


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def lettered(raw: bytes) -> str:
    """Write bytes as browsers do: base64 for addresses, without its padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unlettered(text: str) -> bytes:
    """Raises binascii.Error."""
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def _public_key(p256dh: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unlettered(p256dh))


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
