"""Mails of the desk's own (invitations, new passwords): by a mailbox that works, or by MUHATAP_SMTP_URL.

A desk that has only the demo's mailboxes keeps them with the demo's replies, and sends nothing.
"""

import logging
import os
import smtplib
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.utils import timezone

from muhatap.conversations.channels import DeliveryError, DeliveryUncertain
from muhatap.mail.models import Mailbox, Security
from muhatap.mail.out import drawer, smtp
from muhatap.mail.out.adapter import open_door
from muhatap.mail.sources import connect
from muhatap.mail.sources.connect import Server
from muhatap.mail.sources.problems import SourceProblem

log = logging.getLogger(__name__)


class NotSent(OSError):
    """No mailbox could send the mail; the text says why."""


class PerhapsSent(RuntimeError):
    """The mail was handed over, and the line was cut before the server said whether it took it."""


class DeskMailBackend(BaseEmailBackend):
    """Django's way to send, over the desk's own way out. Links in these mails are secrets and never logged."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(self._send(message) for message in email_messages)

    def _send(self, message: EmailMessage) -> bool:
        if not message.recipients():
            return False
        problems = []
        for name, sender, door in _ways():
            try:
                with door as opened:
                    _hand_over(opened, message, sender)
                return True
            except DeliveryUncertain as problem:
                # By another way it would perhaps go twice.
                log.warning("an account mail has perhaps gone: the line was cut before its server answered")
                if self.fail_silently:
                    return False
                raise PerhapsSent(f"{name}: {problem}") from problem
            except (SourceProblem, DeliveryError) as problem:
                problems.append(f"{name}: {problem}")
        if not problems and (demo := _boxes().filter(smtp_host=drawer.HOST).first()):
            drawer.keep(_written(message, demo.channel.address), name=f"desk-{time.time_ns()}")
            return True
        if not problems:
            log.warning("an account mail was not sent: the desk has no mailbox that sends yet")
        else:
            log.warning("an account mail was not sent by any of %s ways", len(problems))
        if self.fail_silently:
            return False
        raise NotSent("; ".join(problems) or "no mailbox that sends is set up yet")


def _ways() -> Iterator[tuple[str, str, AbstractContextManager[smtplib.SMTP]]]:
    """Yield each way out: the one from the environment first, then the mailboxes, those that work before others."""
    url = os.environ.get("MUHATAP_SMTP_URL", "").strip()
    if url:
        server, sender = server_of(url)
        yield "MUHATAP_SMTP_URL", sender, _opened(server)
    for mailbox in _boxes().exclude(smtp_host__in=["", drawer.HOST]):
        yield f"mailbox {mailbox.pk}", mailbox.channel.address, open_door(mailbox, now=timezone.now())


def _boxes() -> QuerySet[Mailbox]:
    boxes = Mailbox.objects.select_related("channel").filter(channel__is_enabled=True)
    return boxes.order_by("send_failing_since", "pk")


def server_of(url: str) -> tuple[Server, str]:
    """Read `smtps://user:password@host:465?from=desk@example.com` (`smtp+starttls://`, `smtp://` on this machine).

    Raises ValueError for another scheme.
    """
    parts = urlsplit(url)
    ways = {
        "smtps": (Security.TLS, 465),
        "smtp+starttls": (Security.STARTTLS, 587),
        "smtp": (Security.NONE, 25),
    }
    if parts.scheme not in ways:
        raise ValueError("MUHATAP_SMTP_URL must begin with smtps://, smtp+starttls:// or smtp://")
    security, port = ways[parts.scheme]
    username = unquote(parts.username or "")
    _, _, given = parts.query.partition("from=")
    server = Server(
        host=parts.hostname or "",
        port=parts.port or port,
        security=security,
        username=username,
        password=unquote(parts.password or ""),
    )
    return server, unquote(given.partition("&")[0]) or username or f"desk@{parts.hostname}"


@contextmanager
def _opened(server: Server) -> Iterator[smtplib.SMTP]:
    door = connect.open_smtp(server)
    try:
        connect.sign_in_smtp(door, server)
        yield door
    finally:
        door.close()


def _hand_over(door: smtplib.SMTP, message: EmailMessage, sender: str) -> None:
    data = _written(message, sender)
    receipt = smtp.hand_over(door, data, sender=sender, recipients=list(message.recipients()), handing_over=_nothing)
    if receipt.refusals:
        raise DeliveryError(receipt.refusals[0].answer, permanent=True)


def _written(message: EmailMessage, sender: str) -> bytes:
    # The mailbox's server takes mail from its own address alone; the name may stay as it was asked for.
    name, _ = parseaddr(message.from_email or "")
    message.from_email = f"{name} <{sender}>" if name else sender
    written: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own takes it
    return written


def _nothing() -> None:
    return None
