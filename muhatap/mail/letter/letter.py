"""What a letter says, once it has been read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Who or what wrote the letter."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST = "list"
    CALENDAR = "calendar"
    DELIVERY_REPORT = "delivery_report"
    SPAM_REPORT = "spam_report"

    @property
    def is_machine(self) -> bool:
        """True where an automatic answer would talk to a machine (RFC 3834 §2)."""
        return self is not Kind.PERSON and self is not Kind.CALENDAR


class Protection(StrEnum):
    """How the content is signed or encrypted; we show it, we do not open it."""

    SMIME_SIGNED = "smime-signed"
    SMIME_ENCRYPTED = "smime-encrypted"
    PGP_SIGNED = "pgp-signed"
    PGP_ENCRYPTED = "pgp-encrypted"


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def key(self) -> str:
        """The same for every spelling of one address: lower case, and the domain in its ASCII form."""
        local, at, domain = self.address.rpartition("@")
        # What is no host name by IDNA rules stays: two equal spellings still meet in lower case.
        with suppress(UnicodeError):
            domain = domain.encode("idna").decode("ascii")
        return f"{local}{at}{domain}".lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came along. `size` counts the decoded bytes, `sha256` is hexadecimal."""

    filename: str
    content_type: str
    size: int
    sha256: str
    inline: bool
    content_id: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BounceRecipient:
    """One address that a server could not, or not yet, deliver to.

    `status` is the enhanced code (RFC 3463, `5.1.1`), `code` the three-digit SMTP reply, both empty
    where the server gave none; `permanent` is False while the server still tries.
    """

    address: str
    status: str
    code: str
    reason: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class Bounce:
    recipients: tuple[BounceRecipient, ...]
    original_message_id: str
    original_headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdicts of the one server we trust, and its name; all empty where none spoke."""

    host: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    arc: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    method: str
    uid: str
    summary: str
    start: str
    end: str
    location: str
    organizer: Address | None
    description: str


@dataclass(frozen=True, slots=True)
class Letter:
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    from_: Address | None
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str

    text: str
    html: str
    visible_text: str
    quoted_text: str
    signature: str
    visible_html: str
    quoted_html: str
    signature_html: str

    attachments: tuple[Attachment, ...]
    kind: Kind
    bounce: Bounce | None
    language: str
    authentication: Authentication
    defects: tuple[str, ...]

    headers: tuple[tuple[str, str], ...] = field(repr=False)
    thread_index: str
    thread_topic: str
    return_path: str | None
    """The envelope sender: None where nobody wrote it down, empty for the null path `<>`."""
    delivered_to: tuple[str, ...]
    """Addresses the servers on the way wrote down as the recipient, nearest first."""
    auto_submitted: str
    list_id: str
    protection: Protection | None
    events: tuple[CalendarEvent, ...]
    nested_message_ids: tuple[str, ...]
    """Message-IDs of letters carried inside: forwarded, returned, reported."""

    def header(self, name: str) -> str:
        """The first header of that name, decoded, or an empty string."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")
