"""A language model over real HTTP: it speaks OpenAI's protocol, and can be as broken as servers are.

It remembers what it was asked, as it came over the wire. `mood` is how it answers next; "well" says `text`, in which
what stands in the question may be called by its own words. Source: OpenAI API reference, "Create chat completion".
"""

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY = "gizli-anahtar"
MODEL = "yerel-7b"


@dataclass
class LanguageModel:
    """`mood`: well, slow, endless, trickle, 429, 500, 400, html, broken, empty, cut, redirect, parts, old."""

    text: str | Callable[[dict[str, Any]], str] = "Merhaba ⟦MÜŞTERİ⟧ Hanım, siparişiniz yolda."
    mood: str = "well"
    seconds: float = 0.0
    key: str = KEY
    asked: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    certificate: tuple[Path, Path] | None = None

    def start(self) -> "LanguageModel":
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.raw.append(body.decode())
                # Who asked may have hung up.
                with contextlib.suppress(OSError):
                    outer.answer(self, json.loads(body))

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if self.certificate:
            key, certificate = self.certificate
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def told(self) -> str:
        """All that it was told in the last question."""
        return "\n".join(message["content"] for message in self.asked[-1]["messages"])

    def answer(self, request: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        time.sleep(self.seconds)
        if request.path != "/v1/chat/completions":
            return _send(request, 404, "<html>Not Found</html>", "text/html")
        if self.key and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _refuse(request, 401, "Incorrect API key provided.")
        if question["model"] != MODEL:
            return _refuse(request, 404, f"The model `{question['model']}` does not exist.")
        if self.mood == "old" and "max_tokens" in question:
            return _refuse(request, 400, "Unsupported parameter: 'max_tokens' is not supported with this model.")
        self.asked.append(question)
        return self._in_mood(request, question)

    def _in_mood(self, request: BaseHTTPRequestHandler, question: dict[str, Any]) -> None:
        text = self.text if isinstance(self.text, str) else self.text(question)
        match self.mood:
            case "429" | "500" | "400":
                _refuse(request, int(self.mood), "Not now.")
            case "html":
                _send(request, 200, "<!doctype html><title>Sign in</title>", "text/html")
            case "broken":
                _send(request, 200, '{"choices": [{"message": {"con')
            case "empty":
                _send(request, 200, _chosen(""))
            case "cut":
                _send(request, 200, _chosen(text, finish_reason="length"))
            case "parts":
                _send(request, 200, _chosen([{"type": "text", "text": text}]))
            case "redirect":
                request.send_response(302)
                request.send_header("Location", "http://127.0.0.1:1/v1/chat/completions")
                request.send_header("Content-Length", "0")
                request.end_headers()
            case "endless" | "trickle":
                self._go_on(request, bytes(65536) if self.mood == "endless" else b"x")
            case _:
                _send(request, 200, _chosen(text))

    def _go_on(self, request: BaseHTTPRequestHandler, piece: bytes) -> None:
        """Answer with JSON whose text never ends: fast, or a letter at a time."""
        request.send_response(200)
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write(b'{"choices": [{"message": {"content": "')
        while True:
            request.wfile.write(piece.replace(b"\x00", b"a"))
            if len(piece) == 1:
                time.sleep(0.05)


def _chosen(content: object, **more: str) -> str:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop", **more}
    return json.dumps({"object": "chat.completion", "choices": [choice]})


def _refuse(request: BaseHTTPRequestHandler, status: int, words: str) -> None:
    _send(request, status, json.dumps({"error": {"message": words, "type": "error"}}))


def _send(request: BaseHTTPRequestHandler, status: int, text: str, kind: str = "application/json") -> None:
    body = text.encode()
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
