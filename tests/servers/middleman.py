"""Somebody on the line between the desk and a shop, who delays, hangs up, or says something else."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

END = b"\r\n\r\n"


class Middleman:
    """Passes each request to a shop on this machine and does to its answer what `trouble` does.

    `trouble(request, answer)` returns what the desk hears instead; None: nothing, the line stays open and silent.
    """

    def __init__(self, port: int, trouble: Callable[[bytes, bytes], bytes | None]) -> None:
        self.shop = port
        self.trouble = trouble
        self._silent: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "Middleman":
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for each in self._silent:
            each.close()

    def _listen(self) -> None:
        while True:
            try:
                desk, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(desk,), daemon=True).start()

    def _serve(self, desk: socket.socket) -> None:
        with suppress(OSError):
            request = _request(desk)
            told = self.trouble(request, self._ask(request))
            if told is None:
                self._silent.append(desk)
                return
            desk.sendall(told)
        desk.close()

    def _ask(self, request: bytes) -> bytes:
        head, _, body = request.partition(END)
        closing = b"\r\n".join(line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:"))
        with socket.create_connection(("127.0.0.1", self.shop), timeout=30) as shop:
            shop.sendall(closing + b"\r\nConnection: close" + END + body)
            parts = []
            while part := shop.recv(65536):
                parts.append(part)
        return b"".join(parts)


def said(status: str, body: bytes, *headers: str) -> bytes:
    """Return an answer as it goes over the line."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + END + body


def _request(desk: socket.socket) -> bytes:
    told = b""
    while END not in told:
        part = desk.recv(65536)
        if not part:
            raise OSError("hung up")
        told += part
    head, _, body = told.partition(END)
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += desk.recv(65536)
    return head + END + body
