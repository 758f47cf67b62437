"""The raw mails of the demo's customers, as their mail programs would write them. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

from muhatap.core.turkish import fold
from muhatap.demo import pictures
from muhatap.demo.telling import They

# Our own server's word on who sent it, so that loading the demo asks no name server.
AUTHSERV_ID = "mx.demo.example"
_PHONE = {"tr": "iPhone'umdan gönderildi", "en": "Sent from my iPhone"}


@dataclass(frozen=True)
class Earlier:
    """The message of ours that a letter answers."""

    message_id: str
    text: str
    at: datetime
    sender: str


@dataclass(frozen=True)
class Desk:
    """The shop that is written to."""

    name: str
    address: str
    language: str


def address_of(name: str) -> str:
    """Return the made-up address of a person: Işıl Çınar → isil.cinar@posta.example."""
    return ".".join(fold(name).split()) + "@posta.example"


def letter(
    they: They, *, customer: str, subject: str, at: datetime, desk: Desk, earlier: Earlier | None, seed: int
) -> bytes:
    """Return the mail of one step of a story."""
    name = they.sender or customer
    mail = EmailMessage()
    mail["From"] = formataddr((name, address_of(name)))
    mail["To"] = formataddr((desk.name, desk.address))
    mail["Subject"] = they.subject or (f"Re: {subject}" if earlier else subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{seed}.{int(at.timestamp())}@posta.example>"
    if earlier:
        mail["In-Reply-To"] = mail["References"] = f"<{earlier.message_id}>"
    for header, value in they.headers.items():
        mail[header] = value
    mail["Authentication-Results"] = _authentication(they.is_genuine)
    mail.set_content(_body(they, desk, earlier))
    if they.html:
        mail.add_alternative(they.html, subtype="html")
    if they.machine == "invitation":
        mail.add_alternative(_invitation(subject, name, at).encode(), "text", "calendar", params={"method": "REQUEST"})
    for number, file in enumerate(they.files):
        data, media_type = pictures.draw(file.kind, seed=seed + number, title=file.name)
        kind, _, detail = media_type.partition("/")
        mail.add_attachment(data, kind, detail, filename=file.name)
    return mail.as_bytes()


def bounce(*, of: Earlier, recipient: str, at: datetime, desk: Desk, seed: int) -> bytes:
    """Return the notice that a mail of ours did not arrive: the mailbox is full. Source: RFC 3464."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@posta.example>
To: {desk.address}
Subject: Undelivered Mail Returned to Sender
Date: {format_datetime(at)}
Message-ID: <{seed}.bounce@posta.example>
Auto-Submitted: auto-replied
Authentication-Results: {_authentication(True)}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="demo-report"

--demo-report
Content-Type: text/plain; charset=us-ascii

This is the mail system at host posta.example.

I'm sorry to have to inform you that your message could not be delivered to one or more recipients.

<{recipient}>: host posta.example said: 552 5.2.2 The recipient's mailbox is full

--demo-report
Content-Type: message/delivery-status

Reporting-MTA: dns; posta.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 The recipient's mailbox is full

--demo-report
Content-Type: text/rfc822-headers

From: {desk.address}
To: {recipient}
Message-ID: <{of.message_id}>

--demo-report--
""".replace("\n", "\r\n").encode()


def _body(they: They, desk: Desk, earlier: Earlier | None) -> str:
    if they.style == "none" or (earlier is None and they.style != "phone"):
        return they.text + "\n"
    signed = f"\n\n{_PHONE[desk.language]}" if they.style == "phone" else ""
    if earlier is None:
        return f"{they.text}{signed}\n"
    when = earlier.at.strftime("%d.%m.%Y %H:%M")
    if they.style == "outlook":
        names = ("Kimden", "Gönderilme", "Konu") if desk.language == "tr" else ("From", "Sent", "Subject")
        head = f"{names[0]}: {desk.name} <{desk.address}>\n{names[1]}: {when}\n{names[2]}: Re:"
        return f"{they.text}\n\n________________________________\n{head}\n\n{earlier.text}\n"
    said = f"{desk.name} <{desk.address}>"
    line = f"{said}, {when} tarihinde şunu yazdı:" if desk.language == "tr" else f"On {when}, {said} wrote:"
    quoted = "\n".join(f"> {part}".rstrip() for part in earlier.text.splitlines())
    return f"{they.text}{signed}\n\n{line}\n{quoted}\n"


def _authentication(is_genuine: bool) -> str:
    if is_genuine:
        return f"{AUTHSERV_ID}; spf=pass smtp.mailfrom=posta.example; dkim=pass header.d=posta.example; dmarc=pass"
    return f"{AUTHSERV_ID}; spf=fail smtp.mailfrom=posta.example; dkim=none; dmarc=fail header.from=posta.example"


def _invitation(subject: str, organizer: str, at: datetime) -> str:
    # The letters speak of Thursday.
    day = (at + timedelta(days=(3 - at.weekday()) % 7 or 7)).strftime("%Y%m%d")
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//demo//",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            f"UID:{day}-demo@posta.example",
            f"DTSTAMP:{at.strftime('%Y%m%dT%H%M%SZ')}",
            f"DTSTART:{day}T080000Z",
            f"DTEND:{day}T083000Z",
            f"SUMMARY:{subject}",
            f"ORGANIZER;CN={organizer}:mailto:{address_of(organizer)}",
            "LOCATION:Online",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )
