"""Which letter did not arrive, for whom, and why: in fields, and in everybody's own prose."""

from __future__ import annotations

import pytest

from muhatap.mail.letter import bounce
from muhatap.mail.letter.letter import BounceRecipient
from muhatap.mail.letter.parse import parse


def letter(
    text: str, *, subject: str = "Undelivered Mail Returned to Sender", sender: str = "", extra: str = ""
) -> bytes:
    sender = sender or "Mail Delivery System <MAILER-DAEMON@mx.ornek.com>"
    return f"From: {sender}\nTo: destek@magaza.com\nSubject: {subject}\n{extra}\n{text}".encode()


def report(action: str, status: str, diagnostic: str, original: str = "") -> bytes:
    return f"""From: MAILER-DAEMON@mx.ornek.com
To: destek@magaza.com
Subject: Delivery Status Notification
Content-Type: multipart/report; report-type=delivery-status; boundary=SINIR

--SINIR

Your message could not be delivered.

--SINIR
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ornek.com

Original-Recipient: rfc822; Zeynep@ornek.com
Final-Recipient: rfc822; zeynep.kaya@mx.ornek.com
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--SINIR
Content-Type: text/rfc822-headers

Message-ID: <yanit-42@magaza.com>
Subject: =?utf-8?Q?Sipari=C5=9Finiz?=
{original}
--SINIR--
""".encode()


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "expected"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 <zeynep@ornek.com>: User unknown",
         ("5.1.1", "550", "User unknown", True)),
        ("failed", "5.2.2", "smtp;552-5.2.2 The mailbox is full", ("5.2.2", "552", "The mailbox is full", True)),
        ("delayed", "4.4.1", "smtp; 421 4.4.1 Connection timed out", ("4.4.1", "421", "Connection timed out", False)),
        # Given up after days of trying: it will not arrive, whatever the class of the code.
        ("failed", "4.4.7", "", ("4.4.7", "", "The message waited too long and was given up.", True)),
        ("Failed (kalıcı)", "5.0.0 (bilinmiyor)", "x-unix; quota exceeded", ("5.0.0", "", "quota exceeded", True)),
    ],
)  # fmt: skip
def test_a_report_says_who_why_and_whether_for_good(
    action: str, status: str, diagnostic: str, expected: tuple[str, str, str, bool]
) -> None:
    found = parse(report(action, status, diagnostic))

    assert found.kind == "bounce"
    assert found.bounce is not None
    assert found.bounce.recipients == (BounceRecipient("Zeynep@ornek.com", *expected),)
    assert found.bounce.original_message_id == "<yanit-42@magaza.com>"
    assert ("Subject", "Siparişiniz") in found.bounce.original_headers


def test_a_report_of_success_is_no_bounce() -> None:
    found = parse(report("delivered", "2.0.0", ""))

    assert (found.kind, found.bounce) == ("delivery_report", None)
    assert found.nested_message_ids == ("<yanit-42@magaza.com>",)


POSTFIX = """This is the mail system at host mx.ornek.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<zeynep@ornek.com>: host mx.baska.com[1.2.3.4] said: 550 5.1.1 No such user here
    (in reply to RCPT TO command)
"""
QMAIL = """Hi. This is the qmail-send program at ornek.com.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<zeynep@ornek.com>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <destek@magaza.com>
Message-ID: <yanit-42@magaza.com>
From: destek@magaza.com
To: can@ornek.com
"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  zeynep@ornek.com
    Mailbox quota exceeded

------ This is a copy of the message, including all the headers. ------

Message-Id: <yanit-42@magaza.com>
"""
EXCHANGE = """Your message

  To:      destek@magaza.com
  Subject: Siparişiniz
  Sent:    Tue, 5 Mar 2024 10:00:00 +0300

did not reach the following recipient(s):

zeynep@ornek.com on Tue, 5 Mar 2024 10:00:09 +0300
    The recipient name is not recognized
"""
YAHOO = """Message from yahoo.com.
Unable to deliver message to the following address(es).

<zeynep@ornek.com>:
This user doesn't have a yahoo.com account (zeynep@ornek.com) [-9]

--- Original message follows.

Message-ID: <yanit-42@magaza.com>
"""
GMAIL = """Delivery to the following recipient failed permanently:

     zeynep@ornek.com

Technical details of permanent failure:
550 5.1.1 The email account that you tried to reach does not exist.

----- Original message -----
Message-ID: <yanit-42@magaza.com>
"""
WARNING = """**********************************************
**      THIS IS A WARNING MESSAGE ONLY      **
**  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
**********************************************

The original message was received at Tue, 5 Mar 2024 10:00:00 +0300

   ----- The following addresses had transient non-fatal errors -----
<zeynep@ornek.com>
"""
TURKISH = """Aşağıdaki alıcıya iletiniz teslim edilemedi:

zeynep@ornek.com
550 5.1.1 Posta kutusu bulunamadı
"""


@pytest.mark.parametrize(
    ("text", "reason", "status", "permanent"),
    [
        (POSTFIX, "No such user", "5.1.1", True),
        (QMAIL, "no mailbox here", "5.1.1", True),
        (EXIM, "Mailbox quota exceeded", "", True),
        (EXCHANGE, "not recognized", "", True),
        (YAHOO, "doesn't have a yahoo.com account", "", True),
        (GMAIL, "does not exist", "5.1.1", True),
        (WARNING, "", "", False),
        (TURKISH, "Posta kutusu bulunamadı", "5.1.1", True),
    ],
)
def test_prose_of_every_server_is_understood(text: str, reason: str, status: str, permanent: bool) -> None:
    found = parse(letter(text))

    assert found.kind == "bounce"
    assert found.bounce is not None
    (recipient,) = found.bounce.recipients
    assert (recipient.address, recipient.status, recipient.permanent) == ("zeynep@ornek.com", status, permanent)
    assert reason in recipient.reason
    if "Message-I" in text:
        assert found.bounce.original_message_id == "<yanit-42@magaza.com>"


def test_x_failed_recipients_names_them() -> None:
    found = parse(letter("Ne yazık ki.", extra="X-Failed-Recipients: zeynep@ornek.com, can@ornek.com\n"))

    assert found.bounce is not None
    assert [one.address for one in found.bounce.recipients] == ["zeynep@ornek.com", "can@ornek.com"]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delivery failed", "Merhaba, kargo teslim edilemedi diyor, adresim zeynep@ornek.com değil mi?"),
        ("Returned parcel", "My parcel was returned to sender. You can reach me at zeynep@ornek.com."),
        ("Teslim edilemedi", "Siparişim teslim edilemedi görünüyor, neden?"),
    ],
)
def test_a_customer_who_writes_about_failed_deliveries_is_a_person(subject: str, text: str) -> None:
    found = parse(letter(text, subject=subject, sender="Zeynep Kaya <zeynep@ornek.com>"))

    assert (found.kind, found.bounce) == ("person", None)


def test_every_status_has_words() -> None:
    assert bounce.meaning("5.2.2") == "The mailbox is full."
    assert bounce.meaning("5.7.99") == "The server of the recipient refused the message."
    assert bounce.meaning("") == "The server gave no reason."
