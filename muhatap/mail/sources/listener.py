"""`muhatap mail listen`: follows every IMAP mailbox and keeps the LMTP and SMTP doors open, in one small process.

A mailbox that is added, changed or switched off in the desk is noticed within seconds. On SIGTERM nothing is lost:
what was not committed was not called taken.
"""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.db import Error, connection
from django.utils import timezone

from muhatap.mail import health
from muhatap.mail.models import Incoming, Mailbox
from muhatap.mail.sources import environment
from muhatap.mail.sources.imap import Fetcher
from muhatap.mail.sources.smtpd import Doorman, LmtpDoor, SmtpDoor, open_doors
from muhatap.mail.sources.work import borrowed_connection

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3.0
OPEN_AGAIN_SECONDS = 5.0
STOP_SECONDS = 1.2
# A fetcher waits nearly all its life: it needs no eight megabytes of stack.
STACK_BYTES = 1024 * 1024


def run(*, say: Callable[[str], object] = logger.info) -> None:
    """Listen until SIGTERM or SIGINT."""
    threading.stack_size(STACK_BYTES)
    asyncio.run(_listen(say))
    # A thread that still waits for a mail server must not hold up the end; nothing it could do now would be kept.
    os._exit(0)


async def _listen(say: Callable[[str], object]) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for way in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(way, stopping.set)
    doorman, fetchers = Doorman(), Fetchers()
    work = [
        asyncio.create_task(_keep_open("LMTP", environment.lmtp_port(), LmtpDoor, doorman, say)),
        asyncio.create_task(_keep_open("SMTP", environment.smtp_port(), SmtpDoor, doorman, say)),
        asyncio.create_task(_look_after(fetchers)),
    ]
    await stopping.wait()
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    await asyncio.to_thread(fetchers.stop)
    doorman.close()


async def _keep_open(
    name: str, port: int, kind: type[LmtpDoor] | type[SmtpDoor], doorman: Doorman, say: Callable[[str], object]
) -> None:
    """Open a door, or say why it cannot be opened and try again."""
    if not port:
        return
    host, was_said = environment.mail_host(), False
    while True:
        try:
            server = await open_doors(doorman, host=host, port=port, kind=kind)
        except OSError as error:
            if not was_said:
                say(
                    f"{name}: port {port} on {host} cannot be used ({error.strerror or error}). "
                    f"Set MUHATAP_{name}_PORT to another, or to off. It is tried again."
                )
                was_said = True
            await asyncio.sleep(OPEN_AGAIN_SECONDS)
            continue
        say(f"{name} listens on {host}, port {port}")
        async with server:
            await server.serve_forever()


async def _look_after(fetchers: "Fetchers") -> None:
    while True:
        await asyncio.to_thread(fetchers.look)
        await asyncio.sleep(LOOK_SECONDS)


@dataclass(frozen=True)
class Wanted:
    """What a running fetcher was started with; when it differs, a new one takes its place."""

    mailbox_id: int
    settings: tuple[object, ...]


class Fetchers:
    """One fetcher in a thread of its own for each enabled IMAP mailbox."""

    def __init__(self) -> None:
        self._running: dict[Wanted, tuple[Fetcher, threading.Thread]] = {}

    def look(self) -> None:
        """Start and stop fetchers as the mailboxes are now; say that we live."""
        try:
            with borrowed_connection():
                wanted = self._wanted()
                health.note_listener(now=timezone.now())
        except Error as error:
            # Those that run go on and say themselves what they cannot do.
            logger.warning("the mailboxes could not be read (%s); trying again", type(error).__name__)
            return
        for gone in self._running.keys() - wanted:
            self._running.pop(gone)[0].stop()
        for new in wanted:
            if new not in self._running or not self._running[new][1].is_alive():
                self._start(new)

    def stop(self) -> None:
        for fetcher, _ in self._running.values():
            fetcher.stop()
        share = STOP_SECONDS / max(1, len(self._running))
        for _, thread in self._running.values():
            thread.join(share)
        self._running.clear()
        with suppress(Exception):
            connection.close()

    def _start(self, wanted: Wanted) -> None:
        fetcher = Fetcher(wanted.mailbox_id)
        thread = threading.Thread(target=fetcher.run, name=f"mailbox-{wanted.mailbox_id}", daemon=True)
        self._running[wanted] = (fetcher, thread)
        thread.start()

    def _wanted(self) -> set[Wanted]:
        rows = (
            Mailbox.objects.filter(channel__is_enabled=True, incoming=Incoming.IMAP)
            .exclude(imap_host="")
            .values_list(
                "pk",
                "sign_in",
                "imap_host",
                "imap_port",
                "imap_security",
                "imap_username",
                "imap_folder",
                "sealed_imap_password",
                "channel_id",
            )
        )
        return {Wanted(row[0], tuple(row[1:])) for row in rows}
