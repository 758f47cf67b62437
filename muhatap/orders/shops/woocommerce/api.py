"""Speaking to WooCommerce's REST API: who asks, and lists of pages."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from muhatap.orders.shops.calling import Caller, Reply
from muhatap.orders.shops.contract import NotAllowed, NotUnderstood, Refused, TooOften, Unclear
from muhatap.orders.shops.woocommerce.told import Told, all_of

ROOT = "/wp-json/wc/v3"
# The most that WordPress gives on one page.
PAGE = 100


@dataclass(frozen=True)
class Api:
    """Over https the key goes as a password (Basic), over http it signs (OAuth 1.0a): it must not be read on the way.

    Source: woocommerce.github.io/woocommerce-rest-api-docs, Authentication.
    """

    caller: Caller
    key: str
    secret: str

    def ask(self, method: str, path: str, *, query: Mapping[str, Any] | None = None, body: object = None) -> Reply:
        said = {name: str(value) for name, value in (query or {}).items()}
        if self._is_private:
            return replace(self.caller, headers=self.headers).ask(method, ROOT + path, query=said, body=body)
        said |= {
            "oauth_consumer_key": self.key,
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA256",
            "oauth_timestamp": str(int(time.time())),
        }
        said["oauth_signature"] = sign(method, f"{self.caller.base}{ROOT}{path}", said, self.secret)
        return self.caller.ask(method, ROOT + path, query=said, body=body)

    @property
    def headers(self) -> Mapping[str, str]:
        if not self._is_private:
            return self.caller.headers
        password = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        return {**self.caller.headers, "Authorization": f"Basic {password}"}

    @property
    def _is_private(self) -> bool:
        return self.caller.base.startswith("https:")

    def one(self, path: str, where: str) -> Told:
        return Told(self.ask("GET", path).told, where)

    def page(self, path: str, query: Mapping[str, Any], where: str, number: int = 1) -> tuple[list[Told], bool]:
        """Return a page of a list, and whether another follows."""
        reply = self.ask("GET", path, query={"per_page": PAGE, **query, "page": number})
        count = next((value for name, value in reply.headers.items() if name.lower() == "x-wp-totalpages"), "")
        found = all_of(reply.told, where, PAGE)
        is_more = number < int(count) if count.isdecimal() and count.isascii() else len(found) == PAGE
        return found, is_more and bool(found)

    def pages(self, path: str, query: Mapping[str, Any], where: str, most: int = 20) -> Iterator[Told]:
        """Return what is on all pages of a list. Raises NotUnderstood when there are more than `most`."""
        for number in range(1, most + 1):
            found, is_more = self.page(path, query, where, number)
            yield from found
            if not is_more:
                return
        raise NotUnderstood(f"{where}: more than {most} pages")

    def enveloped(self, method: str, path: str, body: object, where: str, *, refusals: frozenset[str]) -> Told:
        """Ask so that the answer's status comes with its words, and tell a refusal from a fault by its code.

        WooCommerce answers 500 for what it refuses, just as it does when it breaks down. Source: WordPress REST API,
        Global Parameters, _envelope.
        """
        told = Told(self.ask(method, path, query={"_envelope": "1"}, body=body).told, where)
        if "body" not in told or not isinstance(told.value("status"), int):
            return told
        status, inner = told.value("status"), told.value("body")
        if 200 <= status < 300:
            return Told(inner, where)
        known = Told(inner if isinstance(inner, dict) else {}, where)
        words, code = known.text("message", 300) or f"HTTP {status}", known.text("code", 100)
        if status == 429:
            raise TooOften(words)
        if status in (401, 403):
            raise NotAllowed(words)
        if code in refusals or (400 <= status < 500 and status not in (408, 425)):
            raise Refused(words)
        raise Unclear(words)


def sign(method: str, url: str, said: Mapping[str, str], secret: str) -> str:
    """Return the signature of a request. Source: RFC 5849 §3.4.1, with SHA-256 for SHA-1 and no token."""
    pairs = sorted((quote(name, safe="~"), quote(value, safe="~")) for name, value in said.items())
    together = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(quote(part, safe="~") for part in (method.upper(), url, together))
    return base64.b64encode(hmac.digest(f"{quote(secret, safe='~')}&".encode(), base.encode(), hashlib.sha256)).decode()
