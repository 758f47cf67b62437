"""The doors through which other mail servers hand mail in: LMTP (RFC 2033) and SMTP (RFC 5321).

"250" is said after the commit, to each recipient in LMTP and to all at once in SMTP. Whatever keeps us from storing
(database away, disk full, a fault of ours) is 451: the other server keeps the mail and tries again. 550 is only for an
address that no mailbox has.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from muhatap.conversations.models import Channel
from muhatap.mail import actions
from muhatap.mail.sources import environment
from muhatap.mail.sources.addresses import channel_of
from muhatap.mail.sources.work import borrowed_connection

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Each stores in a thread with a database connection of its own.
STORING_AT_ONCE = 4
# Mails being read at the same moment, each up to the size limit; others wait at "DATA".
READING_AT_ONCE = 8
MOST_LINES_OPEN = 200
MOST_RECIPIENTS = 100
SILENCE_SECONDS = 300.0
CHUNK = 256 * 1024

TAKEN = "250 2.0.0 Taken"
UNKNOWN = "550 5.1.1 No mailbox of this desk has that address"
RESTING = "450 4.2.1 This mailbox is switched off at the moment"
NOT_NOW = "451 4.3.0 The mail cannot be stored at the moment, try again later"
NO_ROOM = "451 4.3.1 There is no room to store the mail, try again later"
TOO_LARGE = "552 5.3.4 The mail is larger than this desk reads"
TOO_MANY = "452 4.5.3 Too many recipients at once"

_END = b"\r\n.\r\n"
_BEGINNINGS_OF_END = tuple(_END[:length] for length in range(1, len(_END)))


@dataclass(frozen=True)
class Recipient:
    """An address that was let in, and the mailbox it means."""

    address: str
    channel: Channel


class Doorman:
    """Answers for all lines of both doors: who is let in, and what is said once a mail is there."""

    def __init__(self) -> None:
        self._storing = ThreadPoolExecutor(STORING_AT_ONCE, thread_name_prefix="store")
        self.reading = asyncio.Semaphore(READING_AT_ONCE)
        self.lines_open = 0

    def close(self) -> None:
        self._storing.shutdown(wait=False, cancel_futures=True)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        # Remembered as it came: aiosmtpd takes an empty sender for "no MAIL yet".
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            channel = await self._in_thread(lambda: channel_of(address))
        except Exception as error:
            return _answer_to(error)
        if channel is None:
            return UNKNOWN
        if not channel.is_enabled:
            return RESTING
        envelope.rcpt_tos.append(address)
        _recipients(envelope).append(Recipient(address, channel))
        return "250 2.1.5 OK"

    async def take_each(self, raw: bytes, envelope: Envelope) -> list[str]:
        """Store a mail for each recipient by itself; return an answer for each, in their order."""
        answers = []
        for recipient in _recipients(envelope):
            try:
                await self._in_thread(lambda to=recipient: _store(raw, [to], sender_of(envelope), "lmtp"))  # type: ignore[misc]
                answers.append(TAKEN)
            except Exception as error:
                answers.append(_answer_to(error))
        return answers

    async def take_all(self, raw: bytes, envelope: Envelope) -> str:
        """Store a mail for all recipients or for none."""
        recipients = _recipients(envelope)
        try:
            await self._in_thread(lambda: _store(raw, recipients, sender_of(envelope), "smtp"))
        except Exception as error:
            return _answer_to(error)
        return TAKEN

    def _in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        def with_connection() -> T:
            with borrowed_connection():
                return work()

        return asyncio.get_running_loop().run_in_executor(self._storing, with_connection)


class _Door(SMTP):
    """aiosmtpd's protocol, reading mails in pieces: lines of any length, megabytes without a stop at each line."""

    event_handler: Doorman
    line_length_limit = CHUNK
    is_per_recipient = False

    def __init__(self, doorman: Doorman, *, most_bytes: int, **options: Any) -> None:
        super().__init__(
            doorman,
            data_size_limit=most_bytes,
            enable_SMTPUTF8=True,
            ident="Muhatap",
            timeout=SILENCE_SECONDS,
            # Nobody signs in here: the doors are for mail servers of one's own.
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            **options,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.lines_open += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.lines_open -= 1
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self.event_handler.lines_open > MOST_LINES_OPEN:
            await self.push("421 4.3.2 Too many connections, try again later")
            assert self.transport is not None
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        async with self.event_handler.reading:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            raw = await self._read_mail()
            await self._answer(raw, self.envelope)
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _answer(self, raw: bytes | None, envelope: Envelope) -> None:
        doorman = self.event_handler
        if not self.is_per_recipient:
            await self.push(TOO_LARGE if raw is None else await doorman.take_all(raw, envelope))
            return
        answers = [TOO_LARGE] * len(envelope.rcpt_tos) if raw is None else await doorman.take_each(raw, envelope)
        await self.push("\r\n".join(answers))

    async def _read_mail(self) -> bytes | None:
        """Read up to the line with the lone dot and undo the doubled dots; None for a mail that is too large.

        What is too large is read to its end without being kept, since only then may be answered.
        Source: RFC 5321 §4.1.1.4, §4.5.2.
        """
        try:
            mail = await self._read_beginning()
            is_at_end = mail == b".\r\n" or mail.endswith(_END)
            is_too_large = False
            most = (self.data_size_limit or 0) + len(_END)
            while not is_at_end:
                piece, is_at_end = await self._read_piece()
                self._reset_timeout()
                is_too_large = is_too_large or len(mail) + len(piece) > most
                if is_too_large:
                    mail.clear()
                else:
                    mail += piece
        except asyncio.CancelledError:
            # The line was cut in the middle of a mail; nobody was told that it was taken.
            self._writer.close()
            raise
        if is_too_large:
            return None
        del mail[-3:]
        if mail.startswith(b"."):
            del mail[:1]
        return bytes(mail.replace(b"\r\n.", b"\r\n")) if b"\r\n." in mail else bytes(mail)

    async def _read_beginning(self) -> bytearray:
        """Read so far that the end cannot begin inside what was read: the first line may be the lone dot already."""
        mail = bytearray(await self._reader.readexactly(3))
        while mail != b".\r\n" and not mail.endswith(_END) and mail.endswith(_BEGINNINGS_OF_END):
            mail += await self._reader.readexactly(1)
        return mail

    async def _read_piece(self) -> tuple[bytes, bool]:
        try:
            return await self._reader.readuntil(_END), True
        except asyncio.LimitOverrunError as more:
            return await self._reader.readexactly(more.consumed), False


class SmtpDoor(_Door):
    pass


class LmtpDoor(_Door, LMTP):
    is_per_recipient = True


def sender_of(envelope: Envelope) -> str:
    """Return the envelope's sender; "" for the null sender of notices."""
    return (envelope.mail_from or "").strip("<>")


def _recipients(envelope: Envelope) -> list[Recipient]:
    if not hasattr(envelope, "recipients"):
        envelope.recipients = []  # type: ignore[attr-defined]
    found: list[Recipient] = envelope.recipients  # type: ignore[attr-defined]
    return found


def _store(raw: bytes, recipients: Sequence[Recipient], sender: str, source: str) -> None:
    with transaction.atomic():
        for recipient in recipients:
            actions.receive(
                raw,
                channel=recipient.channel,
                source=source,
                envelope_from=sender,
                envelope_to=recipient.address,
                now=timezone.now(),
            )


def _answer_to(error: Exception) -> str:
    if isinstance(error, (DatabaseError, InterfaceError)):
        logger.warning("a mail was put off: the database is away (%s)", type(error).__name__)
        return NOT_NOW
    if isinstance(error, OSError):
        logger.warning("a mail was put off: it could not be written (%s)", error.strerror or type(error).__name__)
        return NO_ROOM
    # A fault of ours: the other server keeps the mail until it is mended.
    logger.error("a mail was put off by a fault", exc_info=error)
    return NOT_NOW


async def open_doors(doorman: Doorman, *, host: str, port: int, kind: type[_Door]) -> asyncio.Server:
    """Listen. Raises OSError when the port is taken or not ours."""
    most_bytes = environment.most_bytes()
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: kind(doorman, most_bytes=most_bytes, hostname="muhatap", loop=loop), host, port, backlog=200
    )
