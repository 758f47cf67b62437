"""A push service over real HTTP, and browsers that read what it holds for them with keys of their own.

It takes what Mozilla's and Google's services take and refuses what they refuse: a wrong signature, another audience, a
body that is not encrypted for the subscription. Reading is done here with nothing of the product's.
Source: RFC 8030, RFC 8188, RFC 8291, RFC 8292.
"""

import base64
import hashlib
import hmac
import json
import os
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Pushed:
    """One push as it reached its browser: what it said, the service's headers, and the claims of the sender."""

    words: dict[str, Any]
    headers: dict[str, str]
    claims: dict[str, Any]
    sender_key: str


@dataclass
class Browser:
    """One that subscribed: the endpoint and keys it hands out, and what reached it."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    reached: list[Pushed] = field(default_factory=list)

    @property
    def public(self) -> bytes:
        form = serialization.PublicFormat.UncompressedPoint
        return self.key.public_key().public_bytes(serialization.Encoding.X962, form)

    @property
    def subscription(self) -> dict[str, str]:
        return {"endpoint": self.endpoint, "p256dh": b64(self.public), "auth": b64(self.secret)}

    def read(self, body: bytes) -> bytes:
        """Decrypt one record as a browser does."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = _hkdf(self.secret, shared, b"WebPush: info\x00" + self.public + sender, 32)
        content_key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        padded = AESGCM(content_key).decrypt(_hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12), sealed, None)
        text, mark, rest = padded.rpartition(b"\x02")
        assert mark, "the last record ends with a 2"
        assert not rest.strip(b"\x00"), "and zeros"
        return text


@dataclass
class PushService:
    """`answer` is what it says to a push that it could take: 201, or 410 for one that is gone, 503 when it is busy."""

    answer: int = 201
    asked_count: int = 0
    refused: list[str] = field(default_factory=list)
    browsers: dict[str, Browser] = field(default_factory=dict)

    def start(self) -> "PushService":
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status = outer.take(self.path, dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def browser(self) -> Browser:
        made = Browser(f"{self.origin}/push/{b64(os.urandom(24))}")
        self.browsers[urlsplit(made.endpoint).path] = made
        return made

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        self.asked_count += 1
        browser = self.browsers.get(path)
        if browser is None:
            return 404
        if headers.get("Content-Encoding") != "aes128gcm" or not headers.get("TTL", "").isdecimal():
            return self._refuse(400, "no aes128gcm, or no TTL")
        if len(headers.get("Topic", "")) > 32 or len(body) > 4096:
            return self._refuse(413, "too long")
        try:
            claims, sender_key = self._sender(headers.get("Authorization", ""))
        except (ValueError, KeyError, InvalidSignature) as error:
            return self._refuse(403, f"not signed as VAPID wants it: {error!r}")
        if self.answer == 201:
            browser.reached.append(Pushed(json.loads(browser.read(body)), headers, claims, sender_key))
        return self.answer

    def _sender(self, authorization: str) -> tuple[dict[str, Any], str]:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        token, key = parts["t"], parts["k"]
        signed, _, signature = token.rpartition(".")
        header, claims = (json.loads(unb64(part)) for part in signed.split("."))
        raw = unb64(signature)
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key))
        whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        point.verify(whole, signed.encode(), ec.ECDSA(hashes.SHA256()))
        is_fresh = time.time() < claims["exp"] <= time.time() + 24 * 3600
        is_for_us = claims["aud"] == self.origin and claims["sub"].startswith(("mailto:", "https:"))
        if scheme != "vapid" or header["alg"] != "ES256" or not is_fresh or not is_for_us:
            raise ValueError(claims)
        return claims, key

    def _refuse(self, status: int, why: str) -> int:
        self.refused.append(why)
        return status


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)[:length]
