"""A small HTTP server that keeps what it was sent, for shops that send messages."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Message:
    """Headers by their names in lower case, and the body as it came."""

    headers: Mapping[str, str]
    body: bytes


class Inbox:
    """Answers every POST with `status` and keeps it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.status = 200
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def start(self) -> "Inbox":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, wanted: Callable[[Message], bool], *, seconds: float = 10.0) -> Message:
        """Return the newest message that is wanted, once there is one."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in reversed(self.messages):
                if wanted(message):
                    return message
            time.sleep(0.02)
        raise AssertionError(f"no such message came; {len(self.messages)} others did")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                inbox.messages.append(Message(headers, body))
                self.send_response(inbox.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
