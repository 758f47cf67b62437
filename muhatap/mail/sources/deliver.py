"""One mail from a pipe: `muhatap mail deliver --to ADDRESS < message`, as .forward, procmail or a transport call it.

The exit codes are those of sysexits.h, which every mail server understands: 0 after the commit, 75 "try again later",
67 "no such address", 65 "cannot be taken at all".
"""

import sys
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import BinaryIO

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from muhatap.conversations.models import Channel
from muhatap.mail import actions
from muhatap.mail.sources import environment
from muhatap.mail.sources.addresses import channel_of
from muhatap.mail.sources.work import borrowed_connection

TAKEN = 0
BAD_DATA = 65
NO_SUCH_ADDRESS = 67
TRY_LATER = 75

# Where servers write the address that a mail really went to, before what its writer typed.
_ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_HEADER_BYTES = 256 * 1024


def deliver(raw: bytes, *, address: str | None = None, sender: str = "") -> int:
    """Store a mail for an address, or for the mailbox its header names. Return an exit code; stderr says what fails."""
    if not raw.strip():
        return _fail(BAD_DATA, "There is no message on standard input.")
    if len(raw) > environment.most_bytes():
        size, most = environment.in_megabytes(len(raw)), environment.in_megabytes(environment.most_bytes())
        return _fail(BAD_DATA, f"The message has {size} MB, more than the {most} MB that are read.")
    try:
        with borrowed_connection():
            channel = channel_of(address) if address else _channel_in_header(raw)
            if channel is None:
                return _fail(NO_SUCH_ADDRESS, "No mailbox of this desk has that address. Name one with --to.")
            if not channel.is_enabled:
                return _fail(TRY_LATER, "This mailbox is switched off at the moment.")
            actions.receive(
                raw,
                channel=channel,
                source="pipe",
                envelope_from=sender.strip("<>"),
                envelope_to=address or channel.address,
                now=timezone.now(),
            )
    except (DatabaseError, InterfaceError):
        return _fail(TRY_LATER, "The database does not answer. Nothing was stored; try again later.")
    except OSError as error:
        return _fail(TRY_LATER, f"The message could not be written: {error.strerror or error}. Try again later.")
    return TAKEN


def read(stream: BinaryIO) -> bytes:
    """Read a message, but never more than just past what is taken anyway."""
    return stream.read(environment.most_bytes() + 1)


def _channel_in_header(raw: bytes) -> Channel | None:
    header = BytesHeaderParser().parsebytes(raw[:_HEADER_BYTES])
    for name in _ADDRESSED:
        for _, address in getaddresses([str(value) for value in header.get_all(name, [])]):
            channel = channel_of(address)
            if channel is not None:
                return channel
    return None


def _fail(code: int, sentence: str) -> int:
    print(sentence, file=sys.stderr)  # noqa: T201
    return code
