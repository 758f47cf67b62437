"""One letter from bytes to the last field, and nothing that can break it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from muhatap.mail.letter.as_json import letter_as_json
from muhatap.mail.letter.letter import Address
from muhatap.mail.letter.parse import parse

REPLY = """Return-Path: <zeynep@ornek.com>
Delivered-To: destek@magaza.com
Authentication-Results: mx.magaza.com; spf=pass smtp.mailfrom=zeynep@ornek.com; dkim=pass; dmarc=pass
Received: from posta.ornek.com by mx.magaza.com; Tue, 5 Mar 2024 10:00:02 +0300
From: =?utf-8?Q?Zeynep_I=C5=9F=C4=B1k?= <zeynep@ornek.com>
To: =?iso-8859-9?Q?Ma=F0aza?= <destek+abc@magaza.com>, can@magaza.com
Cc: "Kaya, Mehmet" <mehmet@ornek.com>
Reply-To: zeynep.isik@ornek.com
Subject: =?utf-8?B?WU5UOiBTaXBhcmnFn2luaXo=?=
Date: Tue, 5 Mar 2024 10:00:00 +0300
Message-ID: <soru-2@ornek.com>
In-Reply-To: <yanit-1@magaza.com>
References: <soru-1@ornek.com> <yanit-1@magaza.com>
Thread-Index: AdpuYQ1F
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Hâlâ gelmedi, ne zaman gelir?

5 Mar 2024 Sal 09:00 tarihinde Mağaza <destek@magaza.com> şunu yazdı:
> Kargoya verildi.
"""


def test_a_reply_is_read_to_its_last_field() -> None:
    letter = parse(REPLY.encode(), trusted_hosts=["mx.magaza.com"])

    assert letter_as_json(letter) == {
        "message_id": "<soru-2@ornek.com>",
        "in_reply_to": "<yanit-1@magaza.com>",
        "references": ["<soru-1@ornek.com>", "<yanit-1@magaza.com>"],
        "date": "2024-03-05T10:00:00+03:00",
        "from": {"name": "Zeynep Işık", "address": "zeynep@ornek.com"},
        "to": [
            {"name": "Mağaza", "address": "destek+abc@magaza.com"},
            {"name": "", "address": "can@magaza.com"},
        ],
        "cc": [{"name": "Kaya, Mehmet", "address": "mehmet@ornek.com"}],
        "reply_to": [{"name": "", "address": "zeynep.isik@ornek.com"}],
        "subject": "YNT: Siparişiniz",
        "text": REPLY.partition("\n\n")[2],
        "html": "",
        "visible_text": "Hâlâ gelmedi, ne zaman gelir?",
        "quoted_text": "5 Mar 2024 Sal 09:00 tarihinde Mağaza <destek@magaza.com> şunu yazdı:\n> Kargoya verildi.",
        "signature": "",
        "attachments": [],
        "kind": "person",
        "bounce": None,
        "language": "tr",
        "authentication": {"host": "mx.magaza.com", "spf": "pass", "dkim": "pass", "dmarc": "pass", "arc": None},
        "defects": [],
    }
    assert (letter.return_path, letter.delivered_to) == ("zeynep@ornek.com", ("destek@magaza.com",))
    assert letter.thread_index == "AdpuYQ1F"
    assert letter.header("subject") == "YNT: Siparişiniz"


def test_line_ends_of_the_net_change_nothing() -> None:
    unix, net = parse(REPLY.encode()), parse(REPLY.replace("\n", "\r\n").encode())

    assert letter_as_json(unix) == letter_as_json(net)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\n", b"\x00\x00", b"Merhaba", b"Subject", b":", b"\xff\xfe", b"From ", b"\n\n\nFrom: a@b\n\nx", b"\r"],
)
def test_next_to_nothing_is_a_letter_with_defects(raw: bytes) -> None:
    letter = parse(raw)

    assert "date-missing" in letter.defects
    assert letter.kind == "person"


def test_words_without_any_header_are_kept() -> None:
    assert "Merhaba, siparişim nerede?" in parse("Merhaba, siparişim nerede?\n".encode()).text


def test_a_missing_date_is_taken_from_the_last_server() -> None:
    letter = parse(REPLY.replace("Date: Tue, 5 Mar 2024 10:00:00 +0300\n", "").encode())

    assert letter.date is not None
    assert letter.date.isoformat() == "2024-03-05T10:00:02+03:00"
    assert letter.defects == ("date-missing",)


def test_a_sender_without_address_is_named_and_noted() -> None:
    letter = parse(REPLY.replace("<zeynep@ornek.com>\nTo", "\nTo").encode())

    assert (letter.from_, letter.defects) == (Address("Zeynep Işık", ""), ("from-broken",))


def test_an_automatic_answer_is_a_machines() -> None:
    letter = parse(REPLY.replace("MIME-Version", "Auto-Submitted: auto-replied\nMIME-Version").encode())

    assert (letter.kind, letter.kind.is_machine, letter.auto_submitted) == ("auto_reply", True, "auto-replied")


def test_reading_letters_needs_no_django() -> None:
    code = "import sys, muhatap.mail.letter.parse, muhatap.mail.letter.as_json; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PIECES = [
    b"\n", b"\r\n", b"\n\n", b" ", b";", b'"', b"<", b">", b"=", b"(", b",", b"\x00", b"\xfe\xdd", b"\xc5\x9f",
    b"=?utf-8?B?", b"=?iso-8859-9?Q?=FE?=", b"From: ", b"To: ", b"Date: ", b"Subject: ", b"References: ",
    b"Return-Path: <>\n", b"From: MAILER-DAEMON@x.y\n", b"Undeliverable", b"550 5.1.1 a@b.c user unknown\n",
    b"Content-Type: multipart/mixed; boundary=x\n", b"Content-Type: multipart/report; boundary=x\n",
    b"Content-Type: message/rfc822\n\n", b"Content-Type: message/delivery-status\n\n", b"--x\n", b"--x--\n",
    b"Content-Type: text/html\n\n<p>", b"Content-Type: text/plain; format=flowed; charset=utf-7\n\n",
    b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:", b"END:VEVENT\nEND:VCALENDAR\n",
    b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00", b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n", b"filename*0*=utf-8''%FF;", b"begin 644 a\n#0V%T\n`\nend\n",
    b"Final-Recipient: rfc822;a@b.c\nAction: failed\n", b"charset=zlib", b"> ", b"-- \n", b"<blockquote>",
]  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=40).map(b"".join))
def test_no_heap_of_mail_breaks_the_reader(raw: bytes) -> None:
    assert_readable(raw)


@settings(max_examples=300)
@example([(REPLY.encode().index(b"text/plain"), b"\xfe\xdd", 0)])
@given(st.lists(st.tuples(st.integers(0, len(REPLY)), st.sampled_from(PIECES), st.integers(0, 30)), max_size=6))
def test_no_wound_to_a_real_mail_breaks_the_reader(wounds: list[tuple[int, bytes, int]]) -> None:
    raw = REPLY.encode()
    for place, piece, lost in wounds:
        raw = raw[:place] + piece + raw[place + lost :]

    assert_readable(raw)


def assert_readable(raw: bytes) -> None:
    # Nothing here is beyond the bounds, so nothing may be refused either.
    letter = parse(raw, trusted_hosts=["mx.magaza.com"])
    stored = json.dumps(letter_as_json(letter), ensure_ascii=False) + repr(letter.headers)
    assert "\\u0000" not in stored
    assert stored.encode("utf-8").decode("utf-8") == stored
