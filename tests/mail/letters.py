"""Letters of the stories, as bytes."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone


def letter(
    text: str = "Merhaba, siparişim nerede?",
    *,
    sender: str = "Zeynep Aksoy <zeynep@example.com>",
    to: str = "destek@carsi.example",
    subject: str = "Siparişim hâlâ gelmedi",
    message_id: str | None = None,
    **headers: Any,
) -> bytes:
    """A letter as a mailer would send it; further headers by name, `_` for `-`."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = message_id or f"<{uuid4().hex}@example.com>"
    made["Date"] = headers.pop("date", None) or format_datetime(timezone.now())
    for name, value in headers.items():
        if value is not None:
            made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def notice(
    *,
    original: bytes,
    recipient: str = "zeynep@example.com",
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 No such mailbox",
    to: str = "destek@carsi.example",
    with_original: bool = True,
) -> bytes:
    """A delivery status notification as Postfix writes it. Source: RFC 3464."""
    boundary = uuid4().hex
    headers = original.partition(b"\n\n")[0].decode() if with_original else "Subject: returned"
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{uuid4().hex}@mx.example.com>
Date: {format_datetime(timezone.now())}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"

--{boundary}
Content-Type: text/plain; charset=us-ascii

This is the mail system. I could not deliver your message.

--{boundary}
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--{boundary}
Content-Type: text/rfc822-headers

{headers}

--{boundary}--
""".encode()
