"""What people type as an address is asked from outside our walls, or not at all."""

import contextlib
import http.server
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from muhatap.core import outgoing


class Door(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/landed")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 100_000 if self.path == "/flood" else said)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def door() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("address", "is_outside"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("10.0.0.8", False),
        ("172.20.1.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_outside(address: str, is_outside: bool) -> None:
    assert outgoing.is_outside(address) is is_outside


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "file:///etc/passwd",
        "a.example",
        "https://",
        "https://elif:gizli@a.example/",
        "http://a.example:99999/",
        "http://[::1",
        "https://a b.example/",
        "https://a.example/\r\nX: y",
        "https://a.example\\@b.example/",
        "https://a_%00.example/",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(outgoing.NotAnAddress):
        outgoing.post(url, body=b"", headers={})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0", "2130706433"])
def test_our_own_walls_are_refused_by_any_name(host: str, door: str) -> None:
    port = door.rpartition(":")[2]

    with pytest.raises(outgoing.NotOutside):
        outgoing.post(f"http://{host}:{port}/", body=b"", headers={})


def test_a_redirect_is_an_answer_and_is_not_followed(door: str) -> None:
    answer = outgoing.post(f"{door}/elsewhere", body=b"{}", headers={}, may_stay_inside=True)

    assert (answer.status_code, answer.headers["location"], answer.is_success) == (302, "/landed", False)


def test_a_long_answer_is_read_to_its_first_kilobytes(door: str) -> None:
    answer = outgoing.post(f"{door}/flood", body=b"{}", headers={}, may_stay_inside=True)

    assert (answer.status_code, len(answer.text)) == (200, outgoing.LONGEST_ANSWER)


def test_who_answers_a_letter_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def dribble() -> None:
            line, _where = slow.accept()
            with line, contextlib.suppress(OSError):
                for letter in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200:
                    line.send(bytes([letter]))
                    time.sleep(0.1)

        threading.Thread(target=dribble, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(outgoing.NoAnswer, match="time"):
            outgoing.post(f"http://127.0.0.1:{slow.getsockname()[1]}/", body=b"", headers={}, may_stay_inside=True)
        assert time.monotonic() - began < 5


def test_nobody_there_is_said_in_a_word(door: str) -> None:
    with pytest.raises(outgoing.NoAnswer, match="name"):
        outgoing.post("http://yok.invalid/", body=b"", headers={})
