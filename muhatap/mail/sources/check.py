""" "Test connection": tries each step of a mailbox's two servers and says exactly where it ends."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from muhatap.mail.models import Mailbox
from muhatap.mail.sentences import in_words
from muhatap.mail.sources import connect
from muhatap.mail.sources.connect import Server
from muhatap.mail.sources.problems import SourceProblem


@dataclass(frozen=True)
class MailboxSettings:
    """What is tried, from a form or a row; a side that is None is not tried."""

    imap: Server | None = None
    smtp: Server | None = None

    @classmethod
    def of(cls, mailbox: Mailbox, *, access_token: str = "") -> "MailboxSettings":
        return cls(
            imap=imap_server(mailbox, access_token=access_token) if mailbox.imap_host else None,
            smtp=smtp_server(mailbox, access_token=access_token) if mailbox.smtp_host else None,
        )


@dataclass(frozen=True)
class CheckStep:
    """One step, as its line in the settings: what was tried, whether it worked, and the sentence."""

    name: str
    ok: bool
    sentence: str


def check_mailbox(settings: MailboxSettings) -> list[CheckStep]:
    """Try both sides; each ends at its first failure. Takes up to a minute when a server does not answer."""
    steps: list[CheckStep] = []
    if settings.imap:
        steps += check_imap(settings.imap)
    if settings.smtp:
        steps += check_smtp(settings.smtp)
    return steps


def check_imap(server: Server) -> list[CheckStep]:
    return list(_steps(_imap_steps(server)))


def check_smtp(server: Server) -> list[CheckStep]:
    return list(_steps(_smtp_steps(server)))


def imap_server(mailbox: Mailbox, *, access_token: str = "") -> Server:
    """Return the mailbox's incoming side with its opened password. Raises SealBroken."""
    return Server(
        host=mailbox.imap_host,
        port=mailbox.imap_port,
        security=mailbox.imap_security,
        username=mailbox.imap_username,
        password="" if access_token else mailbox.secret("imap_password"),
        access_token=access_token,
        folder=mailbox.imap_folder,
    )


def smtp_server(mailbox: Mailbox, *, access_token: str = "") -> Server:
    """Return the mailbox's outgoing side with its opened password. Raises SealBroken."""
    return Server(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        username=mailbox.smtp_username,
        password="" if access_token else mailbox.secret("smtp_password"),
        access_token=access_token,
    )


Step = tuple[str, Callable[[], object], Callable[[], str]]


def _steps(steps: Iterator[Step]) -> Iterator[CheckStep]:
    try:
        for name, act, sentence in steps:
            try:
                act()
            except SourceProblem as problem:
                yield CheckStep(name, False, in_words(problem.sentence))
                return
            yield CheckStep(name, True, sentence())
    finally:
        steps.close()  # type: ignore[attr-defined]


def _imap_steps(server: Server) -> Iterator[Step]:
    place = {"host": server.host, "port": server.port}
    box = None

    def encrypt() -> None:
        nonlocal box
        box = connect.open_imap(server)

    try:
        yield _("Incoming: find the server"), lambda: connect.look_up(server), lambda: _("%(host)s was found.") % place
        yield _("Incoming: reach it"), lambda: connect.reach(server), lambda: _("Port %(port)s is open.") % place
        yield _("Incoming: encryption"), encrypt, lambda: _encryption_sentence(server)
        assert box is not None
        opened = box
        yield _("Incoming: sign in"), lambda: connect.sign_in(opened, server), lambda: _("The sign-in works.")
        yield (
            _("Incoming: open the folder"),
            lambda: connect.open_folder(opened, server),
            lambda: _("The folder “%(folder)s” can be read.") % {"folder": server.folder},
        )
    finally:
        if box is not None:
            with suppress(Exception):
                box.client.logout()


def _smtp_steps(server: Server) -> Iterator[Step]:
    place = {"host": server.host, "port": server.port}
    door = None

    def encrypt() -> None:
        nonlocal door
        door = connect.open_smtp(server)

    try:
        yield _("Outgoing: find the server"), lambda: connect.look_up(server), lambda: _("%(host)s was found.") % place
        yield _("Outgoing: reach it"), lambda: connect.reach(server), lambda: _("Port %(port)s is open.") % place
        yield _("Outgoing: encryption"), encrypt, lambda: _encryption_sentence(server)
        assert door is not None
        opened = door
        yield (
            _("Outgoing: sign in"),
            lambda: connect.sign_in_smtp(opened, server),
            lambda: _("The sign-in works.") if server.username else _("No sign-in is needed."),
        )
    finally:
        if door is not None:
            with suppress(Exception):
                door.quit()


def _encryption_sentence(server: Server) -> str:
    if server.security == "none":
        return _("Not encrypted; fine on the same machine.")
    return _("The connection is encrypted and the certificate is valid.")
