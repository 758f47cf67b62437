"""Requests to addresses that people typed in: they reach the world outside and nothing within our own walls.

A name is resolved once, every address it has is looked at, and the connection goes to the address that was looked at: a
name that means something else a moment later gets nowhere. Redirects are not followed, an answer is read to its first
kilobytes, and the whole exchange has an end. Source: OWASP, Server-Side Request Forgery Prevention.
"""

import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0
LONGEST_SECONDS = 20.0
LONGEST_ANSWER = 16 * 1024

_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+(%\w+)?")
_NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f\x7f\\]")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class NotAnAddress(ValueError):
    """What was given is no http or https address, or carries a password."""


class NotOutside(Exception):
    """The name leads to this machine or a private network."""


class NoAnswer(Exception):
    """No whole answer came; `args[0]` says in a word what happened ("name", "connection", "time").

    `is_sent`: something of the request may have reached the other side.
    """

    def __init__(self, what: str, *, is_sent: bool = False) -> None:
        super().__init__(what)
        self.is_sent = is_sent


@dataclass(frozen=True)
class Answer:
    status_code: int
    text: str
    headers: Mapping[str, str]

    @property
    def is_success(self) -> bool:
        return 200 <= self.status_code < 300


def check(url: str) -> None:
    """Raises NotAnAddress."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAnAddress(url) from error
    is_plain = parts.username is None and parts.password is None and port != 0
    is_whole = parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(parts.hostname or ""))
    if not is_plain or not is_whole or _NOT_IN_ADDRESSES.search(url):
        raise NotAnAddress(url)


def post(url: str, *, body: bytes, headers: Mapping[str, str], may_stay_inside: bool = False) -> Answer:
    """Send a body and return the answer, whatever its status. Raises NotAnAddress, NotOutside, NoAnswer."""
    return exchange("POST", url, body=body, headers=headers, may_stay_inside=may_stay_inside, seconds=LONGEST_SECONDS)


def exchange(
    method: str,
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    may_stay_inside: bool = False,
    longest_answer: int = LONGEST_ANSWER,
    seconds: float = LONGEST_SECONDS,
    silent_seconds: float = TIMEOUT_SECONDS,
) -> Answer:
    """Make a request and return the answer, whatever its status. Raises NotAnAddress, NotOutside, NoAnswer.

    Of the answer `longest_answer` bytes are read; the whole exchange takes `seconds` at most, and nothing is waited for
    that says nothing for `silent_seconds`.
    """
    check(url)
    # Nine megabytes, for processes that never call anybody to do without.
    import httpx

    try:
        given = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise NotAnAddress(url) from error
    port = given.port or (443 if given.scheme == "https" else 80)
    address = _resolve(given.host, port, may_stay_inside=may_stay_inside)
    until = time.monotonic() + seconds
    patience = httpx.Timeout(silent_seconds, connect=TIMEOUT_SECONDS)
    client = httpx.Client(timeout=patience, trust_env=False, follow_redirects=False)
    # Who sends a letter every second never meets a time-out; the line is cut under them.
    end = threading.Timer(seconds, client.close)
    end.daemon = True
    end.start()
    try:
        with (
            client,
            client.stream(
                method,
                given.copy_with(host=address),
                content=body,
                headers={**headers, "Host": given.netloc.decode("ascii"), "Accept-Encoding": "identity"},
                # The certificate is checked against the name that was asked for.
                extensions={"sni_hostname": given.raw_host.decode("ascii")},
            ) as response,
        ):
            said = _beginning(response.iter_raw(), until, longest_answer)
            return Answer(response.status_code, said, dict(response.headers))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise NoAnswer("time" if isinstance(error, httpx.TimeoutException) else "connection") from error
    except httpx.TimeoutException as error:
        raise NoAnswer("time", is_sent=True) from error
    except (httpx.HTTPError, httpx.StreamError, RuntimeError) as error:
        # A client that was closed says so by RuntimeError.
        raise NoAnswer("time" if time.monotonic() >= until else "connection", is_sent=True) from error
    finally:
        end.cancel()


def _beginning(parts: Iterator[bytes], until: float, longest: int) -> str:
    said = bytearray()
    for part in parts:
        said += part
        if len(said) >= longest or time.monotonic() > until:
            break
    return bytes(said[:longest]).decode("utf-8", "replace")


def _resolve(host: str, port: int, *, may_stay_inside: bool) -> str:
    """Return the address to connect to. Raises NotOutside when any of the name's addresses is within."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer("name") from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses:
        raise NoAnswer("name")
    if not may_stay_inside and not all(is_outside(address) for address in addresses):
        raise NotOutside(host)
    return addresses[0]


def is_outside(address: str) -> bool:
    """Say whether an address belongs to the public internet, also when it is wrapped in another."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _TRANSLATED:
            return is_outside(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is not None:
            return is_outside(str(wrapped))
    return ip.is_global and not ip.is_multicast
