"""What the stories about mail sources share: patience, and the mailbox "destek" on a real Dovecot."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from muhatap.conversations.models import Channel
from muhatap.mail.models import Incoming, Mailbox, Security
from muhatap.mail.sources.imap import Fetcher
from muhatap.team.models import Brand
from tests import make
from tests.servers.dovecot import PASSWORD, Dovecot

ADDRESS = "destek@carsi.example"


def eventually(is_so: Callable[[], object], *, seconds: float = 10.0) -> None:
    """Wait until something is so; fail when it does not become so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """A server of this story alone, with an empty INBOX."""
    server = Dovecot(ADDRESS)
    try:
        yield server.start()
    finally:
        server.remove()


def mailbox_on(server: Dovecot, *, brand: Brand, **fields: object) -> Mailbox:
    """The channel "destek", fetched from this server."""
    fields = {
        "incoming": Incoming.IMAP,
        "imap_host": "127.0.0.1",
        "imap_port": server.port,
        "imap_security": Security.NONE,
        "imap_username": ADDRESS,
        **fields,
    }
    channel: Channel = make.channel(brand=brand, address=ADDRESS, **fields)
    mailbox: Mailbox = channel.mailbox
    mailbox.set_secret("imap_password", PASSWORD)
    mailbox.save()
    return mailbox


@pytest.fixture
def mailbox(dovecot: Dovecot, carsi: Brand) -> Mailbox:
    return mailbox_on(dovecot, brand=carsi)


@pytest.fixture
def follow() -> Iterator[Callable[[Mailbox], Fetcher]]:
    """Let a mailbox be followed as the listener does, until the end of the story."""
    running: list[tuple[Fetcher, threading.Thread]] = []

    def start(mailbox: Mailbox) -> Fetcher:
        fetcher = Fetcher(mailbox.pk)
        thread = threading.Thread(target=fetcher.run, daemon=True)
        thread.start()
        running.append((fetcher, thread))
        return fetcher

    yield start
    for fetcher, thread in running:
        fetcher.stop()
        thread.join(5)
        assert not thread.is_alive()
