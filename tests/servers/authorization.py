"""A small authorization server over real HTTP: codes with PKCE, refresh tokens that turn, and introspection.

It behaves as Google and Microsoft do where it matters: a code is good once, a refresh token can end, an access token
expires. Source: RFC 6749, RFC 7636, RFC 7662.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass
class AuthorizationServer:
    """`user` is who allows access. Counters say what was asked of it."""

    user: str
    client_id: str = "muhatap-test"
    client_secret: str = "istemci-sirri"
    lifetime: int = 3600
    rotates: bool = True
    is_down: bool = False
    refresh_count: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> "AuthorizationServer":
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def grant(self) -> tuple[str, str]:
        """Hand out an access and a refresh token without a browser."""
        with self._lock:
            access, refresh = f"a-{secrets.token_hex(12)}", f"r-{secrets.token_hex(12)}"
            self.access_tokens[access] = time.time() + self.lifetime
            self.refresh_tokens.add(refresh)
            return access, refresh

    def expire_access(self) -> None:
        self.access_tokens = dict.fromkeys(self.access_tokens, 0.0)

    def revoke(self) -> None:
        self.access_tokens.clear()
        self.refresh_tokens.clear()

    def get(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/authorize":
            code = secrets.token_hex(8)
            self.codes[code] = asked
            answer = urlencode({"code": code, "state": asked["state"]})
            request.send_response(302)
            request.send_header("Location", f"{asked['redirect_uri']}?{answer}")
            request.send_header("Content-Length", "0")
            request.end_headers()
        else:
            self._introspect(request)

    def post(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        if urlsplit(request.path).path != "/token":
            self._introspect(request)
            return
        if self.is_down:
            self._answer(request, 503, {})
            return
        if (asked.get("client_id"), asked.get("client_secret")) != (self.client_id, self.client_secret):
            self._answer(request, 401, {"error": "invalid_client"})
            return
        self._answer(request, *self._exchange(asked))

    def _exchange(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if asked["grant_type"] == "authorization_code":
            kept = self.codes.pop(asked.get("code", ""), None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
            if (
                kept is None
                or kept["redirect_uri"] != asked.get("redirect_uri")
                or kept["code_challenge"] != challenge.decode().rstrip("=")
            ):
                return 400, {"error": "invalid_grant"}
            access, refresh = self.grant()
            return 200, {"access_token": access, "refresh_token": refresh, "expires_in": self.lifetime}
        with self._lock:
            self.refresh_count += 1
            if asked.get("refresh_token") not in self.refresh_tokens:
                return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
            if self.rotates:
                self.refresh_tokens.discard(asked["refresh_token"])
        access, refresh = self.grant()
        answer: dict[str, Any] = {"access_token": access, "expires_in": self.lifetime}
        if self.rotates:
            answer["refresh_token"] = refresh
        return 200, answer

    def _introspect(self, request: BaseHTTPRequestHandler) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        if self.access_tokens.get(token, 0.0) > time.time():
            self._answer(request, 200, {"active": True, "email": self.user})
        else:
            self._answer(request, 401, {"active": False, "error": "invalid_token"})

    def _answer(self, request: BaseHTTPRequestHandler, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
