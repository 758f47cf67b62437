"""Test connection: it says exactly which step fails, and how to mend it."""

import socket
import threading
from collections.abc import Iterator

import pytest
from django.utils import translation

from muhatap.mail.models import Security
from muhatap.mail.sentences import in_words
from muhatap.mail.sources import connect, problems
from muhatap.mail.sources.check import MailboxSettings, check_mailbox
from muhatap.mail.sources.connect import Server
from tests.mail.sources.conftest import ADDRESS
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.ports import free_port

pytestmark = pytest.mark.dovecot


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def last(server: Server) -> tuple[str, bool, str]:
    """Return where the check of an incoming side ends."""
    step = check_mailbox(MailboxSettings(imap=server))[-1]
    return step.name, step.ok, step.sentence


def at(dovecot: Dovecot, **changed: object) -> Server:
    values = {
        "host": "localhost",
        "port": dovecot.tls_port,
        "security": Security.TLS,
        "username": ADDRESS,
        "password": PASSWORD,
        **changed,
    }
    return Server(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_everything_works(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch, security: str) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    port = dovecot.tls_port if security == Security.TLS else dovecot.port

    steps = check_mailbox(MailboxSettings(imap=at(dovecot, security=security, port=port)))

    assert [step.ok for step in steps] == [True] * 5
    assert steps[-1].sentence == "The folder “INBOX” can be read."


def test_each_step_has_its_own_sentence(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = free_port()
    assert last(at(dovecot, host="")) == (
        "Incoming: find the server",
        False,
        "No server is given. Enter the name of the mail server.",
    )
    assert last(at(dovecot, host="imap.yok.invalid"))[2] in {
        "The server “imap.yok.invalid” was not found. Check its name.",
        "The name “imap.yok.invalid” could not be looked up just now. Check this machine's network.",
    }
    assert last(at(dovecot, port=closed)) == (
        "Incoming: reach it",
        False,
        f"localhost does not accept connections on port {closed}. Check the port.",
    )
    assert last(at(dovecot)) == (
        "Incoming: encryption",
        False,
        "The certificate of localhost comes from nobody this machine trusts.",
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    assert last(at(dovecot, port=dovecot.port)) == (
        "Incoming: encryption",
        False,
        f"localhost does not speak TLS on port {dovecot.port}. Choose STARTTLS, or the port for TLS.",
    )
    name, ok, sentence = last(at(dovecot, password="yanlış"))
    assert (name, ok) == ("Incoming: sign in", False)
    assert sentence.startswith("The password was refused. The server says: [AUTHENTICATIONFAILED]")
    assert last(at(dovecot, folder="Yok")) == (
        "Incoming: open the folder",
        False,
        "The folder “Yok” does not exist in this mailbox.",
    )


@pytest.mark.parametrize(
    ("name", "days", "sentence"),
    [
        (
            "mail.baska.example",
            10,
            "The server's certificate is not valid for localhost. Use the name your provider gives.",
        ),
        ("localhost", -1, "The certificate of localhost has expired. Its provider has to renew it."),
    ],
)
def test_a_bad_certificate(monkeypatch: pytest.MonkeyPatch, name: str, days: int, sentence: str) -> None:
    server = Dovecot(ADDRESS, certificate_name=name, certificate_days=days)
    try:
        server.start()
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        assert last(at(server))[2] == sentence
    finally:
        server.remove()


def test_a_password_never_travels_in_the_open() -> None:
    server = Server(host="192.0.2.7", port=143, security=Security.NONE, username="a", password="b")

    assert last(server)[2] == problems.UNPROTECTED


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "TIMEOUT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        name, ok, sentence = last(
            Server(host="127.0.0.1", port=port, security=Security.NONE, username="a", password="b")
        )

    assert (name, ok) == ("Incoming: encryption", False)
    assert sentence == f"127.0.0.1 did not answer on port {port} in time. Check the port and the encryption."


def test_something_that_is_no_mail_server() -> None:
    def answer(listener: socket.socket) -> None:
        for _ in range(2):
            line, _address = listener.accept()
            line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            line.close()

    with socket.create_server(("127.0.0.1", 0)) as web:
        threading.Thread(target=answer, args=(web,), daemon=True).start()
        port = web.getsockname()[1]
        sentence = last(Server(host="127.0.0.1", port=port, security=Security.NONE, username="a", password="b"))[2]

    assert sentence.startswith(f"What answers on 127.0.0.1, port {port} is not a mail server of this kind")


def test_a_kept_sentence_is_told_in_the_readers_language() -> None:
    kept = problems.SourceProblem(problems.PORT_CLOSED, is_passing=True, host="imap.carsi.example", port=993).sentence

    with translation.override("tr"):
        told = in_words(kept)

    assert told != kept
    assert "imap.carsi.example" in told
    assert "993" in told
    assert in_words("Bir sunucunun kendi sözü") == "Bir sunucunun kendi sözü"
