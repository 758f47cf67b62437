"""A shop that is only its documentation: over real HTTP it answers what is written there and notes every request."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from muhatap.orders.shops.calling import Caller


@dataclass(frozen=True)
class Question:
    """One request as it arrived; `headers` by their names in lower case, `told` the body read as JSON or a form."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        if self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return dict(parse_qsl(self.body.decode()))
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class _Answer:
    method: str
    path: str
    body: bytes
    status: int
    headers: Mapping[str, str]
    suits: Callable[[Question], bool]


@dataclass
class DocumentedShop:
    """What is told last counts first; what nobody told is answered with 404."""

    base: str = ""
    asked: list[Question] = field(default_factory=list)
    _answers: list[_Answer] = field(default_factory=list)

    def says(
        self,
        method: str,
        path: str,
        told: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        suits: Callable[[Question], bool] = lambda question: True,
    ) -> None:
        """Let a method and path be answered, for questions that suit; a text goes out as it is, all else as JSON."""
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self._answers.insert(0, _Answer(method, path, body, status, headers or {}, suits))

    def answer(self, question: Question) -> tuple[int, Mapping[str, str], bytes]:
        self.asked.append(question)
        for known in self._answers:
            if (known.method, known.path) == (question.method, question.path) and known.suits(question):
                return known.status, known.headers, known.body
        return 404, {}, json.dumps({"message": f"nothing is documented for {question.method} {question.path}"}).encode()

    @property
    def last(self) -> Question:
        return self.asked[-1]

    def caller(self, **fields: Any) -> Caller:
        told: dict[str, Any] = {"base": self.base, "headers": {}, "may_stay_inside": True, "seconds": 10.0}
        return Caller(**told | fields)

    def questions(self, method: str, path: str) -> list[Question]:
        return [each for each in self.asked if (each.method, each.path) == (method, path)]


@contextmanager
def running() -> Iterator[DocumentedShop]:
    shop = DocumentedShop()

    class Handler(BaseHTTPRequestHandler):
        def _exchange(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            question = Question(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            status, sent, said = shop.answer(question)
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **sent, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = do_DELETE = _exchange  # noqa: N815

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    shop.base = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield shop
    finally:
        server.shutdown()
        server.server_close()
