"""The test mail: sent by a mailbox to itself, so that sending, fetching and storing are seen to work together."""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from muhatap.conversations.models import Message
from muhatap.mail import oauth
from muhatap.mail.models import Letter, Mailbox
from muhatap.mail.sentences import in_words
from muhatap.mail.sources import connect
from muhatap.mail.sources.check import smtp_server
from muhatap.mail.sources.problems import SourceProblem
from muhatap.team.models import Agent

# Most servers hand a mail to oneself over in seconds; after this long it is worth looking for a cause.
USUAL = timedelta(seconds=90)


class NotSent(Exception):
    """The test mail did not leave; the text says why, in the reader's language."""


@dataclass(frozen=True)
class RoundTrip:
    """One test mail under way: kept in the session until it has arrived."""

    mailbox_id: int
    message_id: str
    sent_at: datetime

    def as_json(self) -> dict[str, Any]:
        return {"mailbox": self.mailbox_id, "message_id": self.message_id, "sent_at": self.sent_at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "RoundTrip":
        return cls(int(kept["mailbox"]), str(kept["message_id"]), datetime.fromisoformat(str(kept["sent_at"])))

    def arrived(self) -> Message | None:
        """Return the message once it came back and was stored, as any other mail is."""
        letter = Letter.objects.select_related("message").filter(
            header_message_id=self.message_id, message__channel__mailbox=self.mailbox_id
        )
        found = letter.first()
        return found.message if found else None

    def is_late(self, *, now: datetime) -> bool:
        return now - self.sent_at > USUAL


def send(mailbox: Mailbox, *, by: Agent, now: datetime) -> RoundTrip:
    """Send the test mail to the mailbox's own address; answers to it go to the agent. Raises NotSent."""
    letter = _letter(mailbox, by=by, now=now)
    address = _plain(mailbox.channel.address)
    try:
        server = smtp_server(mailbox, access_token=oauth.access_token(mailbox, now=now))
        door = connect.open_smtp(server)
        try:
            connect.sign_in_smtp(door, server)
            door.send_message(letter, address, [address])
        finally:
            with suppress(smtplib.SMTPException, OSError):
                door.quit()
    except (SourceProblem, oauth.AccessProblem) as problem:
        raise NotSent(in_words(problem.sentence)) from problem
    except smtplib.SMTPException as error:
        raise NotSent(_("The server did not take the mail. It says: %(answer)s") % {"answer": _words(error)}) from error
    except OSError as error:
        raise NotSent(in_words(connect.problem_of(error, server).sentence)) from error
    return RoundTrip(mailbox.pk, letter["Message-ID"].strip("<>"), now)


def _letter(mailbox: Mailbox, *, by: Agent, now: datetime) -> EmailMessage:
    address = _plain(mailbox.channel.address)
    letter = EmailMessage(policy=SMTP)
    letter["From"] = formataddr((mailbox.channel.brand.name, address))
    letter["To"] = address
    letter["Reply-To"] = formataddr((by.name, _plain(by.email)))
    letter["Subject"] = _("Hello, is somebody there?")
    letter["Date"] = format_datetime(timezone.localtime(now))
    letter["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    letter.set_content(
        _(
            "This is your desk's first mail. It left by your mailbox, came back, and is stored.\n\n"
            "Answer it: the answer goes to your own address (%(email)s), so that you see what customers will see.\n"
        )
        % {"email": by.email}
    )
    return letter


def _plain(address: str) -> str:
    """Return the address with its domain as the DNS writes it (çarşı.example → xn--…)."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _words(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return connect.words_of(smtplib.SMTPResponseException(*next(iter(error.recipients.values()))))
    return connect.words_of(error)
