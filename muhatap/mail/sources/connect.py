"""The way into a mail server, step by step, each failure as the sentence that mends it.

Used by the fetcher, by "test connection" (check.py), and for its sentences by whoever sends.
"""

import base64
import errno
import imaplib
import ipaddress
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from muhatap.mail.models import Security
from muhatap.mail.sources import problems
from muhatap.mail.sources.problems import SignInRefused, SourceProblem

TIMEOUT_SECONDS = 20.0

# Answers that say "not now" rather than "not you". Source: RFC 5530 §3, and what large providers say.
_NOT_NOW = ("[unavailable]", "[limit]", "[inuse]", "[overquota]", "too many", "try again", "temporar", "throttl")
_NOT_THIS_WAY = ("[privacyrequired]", "[contactadmin]", "disabled", "not supported", "unsupported", "plaintext")


@dataclass(frozen=True, kw_only=True)
class Server:
    """One side of a mailbox: where it is and how to sign in. A token, when there is one, is used by XOAUTH2."""

    host: str
    port: int
    security: str = Security.TLS
    username: str = ""
    password: str = ""
    access_token: str = ""
    folder: str = "INBOX"


def look_up(server: Server) -> None:
    """Find the server's address. Raises SourceProblem."""
    if not server.host:
        raise SourceProblem(problems.HOST_MISSING, is_passing=False)
    with told(server):
        addresses = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    if server.security == Security.NONE and not all(
        ipaddress.ip_address(str(address[4][0]).partition("%")[0]).is_loopback for address in addresses
    ):
        raise SourceProblem(problems.UNPROTECTED, is_passing=False)


def reach(server: Server) -> None:
    """Open a connection and close it again. Raises SourceProblem."""
    with told(server):
        socket.create_connection((server.host, server.port), timeout=TIMEOUT_SECONDS).close()


def open_imap(server: Server) -> BaseMailBox:
    """Connect and encrypt, without signing in. Raises SourceProblem."""
    look_up(server)
    box: BaseMailBox
    with told(server):
        if server.security == Security.TLS:
            box = MailBox(server.host, server.port, timeout=TIMEOUT_SECONDS, ssl_context=ssl.create_default_context())
        elif server.security == Security.STARTTLS:
            box = _StartTls(server.host, server.port, timeout=TIMEOUT_SECONDS)
        else:
            box = MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT_SECONDS)
    _notice_a_dead_line(box.client.sock)
    return box


def sign_in(box: BaseMailBox, server: Server) -> None:
    """Sign in to IMAP by token or password. Raises SignInRefused, SourceProblem."""
    if not server.access_token and not server.password:
        raise SignInRefused(problems.PASSWORD_MISSING, is_passing=False)
    try:
        with told(server, refusals=False):
            if server.access_token:
                _sign_in_by_token(box.client, server)
            elif (server.username + server.password).isascii():
                box.login(server.username, server.password, initial_folder=None)
            else:
                box.login_utf8(server.username, server.password, initial_folder=None)
            # What a server offers before and after the sign-in differs.
            box.client.capabilities = tuple(box.client.capability()[1][0].decode("ascii", "replace").upper().split())
    except imaplib.IMAP4.abort as error:
        raise SourceProblem(problems.CUT_OFF, is_passing=True, host=server.host) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise _refusal(words_of(error), by_token=bool(server.access_token)) from error


def open_folder(box: BaseMailBox, server: Server) -> int:
    """Open the folder for reading only and return its UIDVALIDITY. Raises SourceProblem."""
    try:
        with told(server, refusals=False):
            box.folder.set(server.folder, readonly=True)
            answer = box.client.response("UIDVALIDITY")[1]
    except imaplib.IMAP4.abort as error:
        raise SourceProblem(problems.CUT_OFF, is_passing=True, host=server.host) from error
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        words = words_of(error)
        if any(sign in words.lower() for sign in _NOT_NOW):
            raise SourceProblem(problems.SERVER_SAID_NO, is_passing=True, answer=words) from error
        raise SourceProblem(problems.FOLDER_MISSING, is_passing=False, folder=server.folder) from error
    # A server without UIDVALIDITY has stable numbers as far as anybody can tell.
    return int(answer[0]) if answer and answer[0] else 0


def open_smtp(server: Server) -> smtplib.SMTP:
    """Connect and encrypt, without signing in. Raises SourceProblem."""
    look_up(server)
    with told(server):
        if server.security == Security.TLS:
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        door = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        if server.security == Security.STARTTLS:
            try:
                door.starttls(context=ssl.create_default_context())
            except smtplib.SMTPNotSupportedError as error:
                raise SourceProblem(
                    problems.NO_STARTTLS, is_passing=False, host=server.host, port=server.port
                ) from error
        return door


def sign_in_smtp(door: smtplib.SMTP, server: Server) -> None:
    """Sign in to SMTP by token or password; without a username there is nothing to do. Raises SourceProblem."""
    if not server.username:
        return
    if not server.access_token and not server.password:
        raise SignInRefused(problems.PASSWORD_MISSING, is_passing=False)
    try:
        with told(server, refusals=False):
            door.ehlo_or_helo_if_needed()
            if server.access_token:
                door.auth("XOAUTH2", _token_words(server), initial_response_ok=True)
            elif (server.username + server.password).isascii():
                door.login(server.username, server.password)
            else:
                _sign_in_smtp_in_utf8(door, server)
    except smtplib.SMTPServerDisconnected as error:
        raise SourceProblem(problems.CUT_OFF, is_passing=True, host=server.host) from error
    except smtplib.SMTPResponseException as error:
        words = words_of(error)
        if 400 <= error.smtp_code < 500:
            raise SourceProblem(problems.SIGN_IN_NOT_NOW, is_passing=True, answer=words) from error
        raise _refusal(words, by_token=bool(server.access_token)) from error
    except smtplib.SMTPException as error:
        raise SourceProblem(problems.SIGN_IN_IMPOSSIBLE, is_passing=False, answer=str(error)) from error


@contextmanager
def told(server: Server, *, refusals: bool = True) -> Iterator[None]:
    """Turn what the network and TLS raise into a SourceProblem; with `refusals`, also what the service answers."""
    try:
        yield
    except SourceProblem:
        raise
    except (OSError, EOFError) as error:
        if isinstance(error, smtplib.SMTPException) and not refusals:
            raise
        raise problem_of(error, server) from error
    except (imaplib.IMAP4.error, ImapToolsError, UnicodeError) as error:
        if not refusals:
            raise
        raise problem_of(error, server) from error


def problem_of(error: BaseException, server: Server) -> SourceProblem:
    """Return the sentence for what a connection raised."""
    where = {"host": server.host, "port": server.port}
    words = words_of(error)
    match error:
        case ssl.SSLCertVerificationError():
            sentence = _CERTIFICATE.get(error.verify_code, problems.CERTIFICATE_UNTRUSTED)
            return SourceProblem(sentence, is_passing=False, **where)
        case ssl.SSLEOFError():
            return SourceProblem(problems.CUT_OFF, is_passing=True, **where)
        case ssl.SSLError() if error.reason in {"WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"}:
            return SourceProblem(problems.NOT_TLS, is_passing=False, **where)
        case ssl.SSLError():
            return SourceProblem(problems.TLS_FAILED, is_passing=True, answer=error.reason or words, **where)
        case socket.gaierror(errno=socket.EAI_AGAIN):
            return SourceProblem(problems.LOOK_UP_FAILED, is_passing=True, **where)
        case socket.gaierror() | UnicodeError():
            return SourceProblem(problems.HOST_UNKNOWN, is_passing=False, **where)
        case ConnectionRefusedError():
            return SourceProblem(problems.PORT_CLOSED, is_passing=True, **where)
        case TimeoutError():
            return SourceProblem(problems.NO_ANSWER, is_passing=True, **where)
        case imaplib.IMAP4.abort() if words.startswith("unexpected response"):
            return SourceProblem(problems.NOT_THE_SERVICE, is_passing=False, answer=words, **where)
        case ConnectionError() | EOFError() | imaplib.IMAP4.abort() | smtplib.SMTPServerDisconnected():
            return SourceProblem(problems.CUT_OFF, is_passing=True, **where)
        case smtplib.SMTPResponseException() if 400 <= error.smtp_code < 500:
            return SourceProblem(problems.SIGN_IN_NOT_NOW, is_passing=True, answer=words)
        case imaplib.IMAP4.error() | ImapToolsError() | smtplib.SMTPException():
            if "STARTTLS" in words.upper() or "TLS not supported" in words:
                return SourceProblem(problems.NO_STARTTLS, is_passing=False, **where)
            return SourceProblem(problems.NOT_THE_SERVICE, is_passing=False, answer=words, **where)
        case OSError(errno=errno.ECONNRESET):
            return SourceProblem(problems.CUT_OFF, is_passing=True, **where)
        case _:
            return SourceProblem(problems.UNREACHABLE, is_passing=True, answer=words, **where)


def words_of(error: BaseException) -> str:
    """Return the other side's own words, short and on one line."""
    said: object = getattr(error, "command_result", None) or getattr(error, "smtp_error", None)
    if isinstance(said, tuple) and len(said) > 1 and isinstance(said[1], list) and said[1]:
        said = said[1][0]
    if said is None:
        said = getattr(error, "strerror", None) or (error.args[0] if error.args else type(error).__name__)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:200]


_CERTIFICATE = {
    # Numbers of X509_V_ERR_…. Source: openssl/x509_vfy.h.
    10: problems.CERTIFICATE_EXPIRED,
    62: problems.CERTIFICATE_NAME,
    64: problems.CERTIFICATE_NAME,
}


def _refusal(words: str, *, by_token: bool) -> SourceProblem:
    lowered = words.lower()
    if "[authenticationfailed]" not in lowered:
        if any(sign in lowered for sign in _NOT_NOW):
            return SourceProblem(problems.SIGN_IN_NOT_NOW, is_passing=True, answer=words)
        if any(sign in lowered for sign in _NOT_THIS_WAY):
            return SignInRefused(problems.SIGN_IN_IMPOSSIBLE, is_passing=False, answer=words)
    sentence = problems.TOKEN_REFUSED if by_token else problems.PASSWORD_REFUSED
    return SignInRefused(sentence, is_passing=False, answer=words)


def _sign_in_by_token(client: imaplib.IMAP4, server: Server) -> None:
    say = _token_words(server)
    client.authenticate("XOAUTH2", lambda challenge: say(challenge).encode())


def _sign_in_smtp_in_utf8(door: smtplib.SMTP, server: Server) -> None:
    # smtplib sends ASCII alone; the standard's PLAIN carries any letter. Source: RFC 4616 §2.
    words = f"\0{server.username}\0{server.password}".encode()
    code, answer = door.docmd("AUTH", f"PLAIN {base64.b64encode(words).decode()}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _token_words(server: Server) -> "_TokenWords":
    return _TokenWords(f"user={server.username}\1auth=Bearer {server.access_token}\1\1")


class _TokenWords:
    """Says the token once; a second question is the server's error report, which is answered with nothing."""

    def __init__(self, words: str) -> None:
        self._words = words

    def __call__(self, challenge: bytes | None = None) -> str:
        words, self._words = self._words, ""
        return words


class _StartTls(MailBoxUnencrypted):
    """STARTTLS on whatever port, and with our own context: the certificate is checked."""

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = super()._get_mailbox_client()
        client.starttls(ssl_context=ssl.create_default_context())
        return client


def _notice_a_dead_line(line: socket.socket) -> None:
    # A router that forgot the connection says nothing: ask after a minute of silence, give up after two.
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4)):
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
