"""A person, or a machine that must not be answered by a machine."""

from __future__ import annotations

import pytest

from muhatap.mail.letter import kind
from muhatap.mail.letter.letter import Kind


def decide(fields: dict[str, str], sender: str = "zeynep@ornek.com", return_path: str | None = None) -> Kind:
    return kind.decide(
        header=lambda name: fields.get(name, ""),
        types=[],
        report_type="",
        sender=sender,
        return_path=return_path,
        is_bounce=False,
        is_failure=False,
        has_invitation=False,
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"subject": "Siparişim nerede?"}, Kind.PERSON),
        ({"auto-submitted": "no"}, Kind.PERSON),
        ({"auto-submitted": "auto-replied"}, Kind.AUTO_REPLY),
        ({"auto-submitted": "auto-replied; owner-email=a@b"}, Kind.AUTO_REPLY),
        ({"auto-submitted": "auto-generated"}, Kind.AUTO_REPLY),
        ({"x-autoreply": "yes"}, Kind.AUTO_REPLY),
        ({"x-autorespond": "Ofis dışı"}, Kind.AUTO_REPLY),
        ({"precedence": "auto_reply"}, Kind.AUTO_REPLY),
        ({"precedence": "bulk"}, Kind.AUTO_REPLY),
        ({"x-auto-response-suppress": "DR, OOF, AutoReply"}, Kind.AUTO_REPLY),
        ({"x-auto-response-suppress": "DR, RN"}, Kind.PERSON),
        ({"list-id": "<duyuru.ornek.com>"}, Kind.LIST),
        ({"list-unsubscribe": "<mailto:x@y.com>"}, Kind.LIST),
        ({"precedence": "list"}, Kind.LIST),
        ({"list-id": "<duyuru.ornek.com>", "auto-submitted": "auto-replied"}, Kind.AUTO_REPLY),
        ({"list-id": "<duyuru.ornek.com>", "auto-submitted": "auto-generated"}, Kind.LIST),
        ({"subject": "Otomatik yanıt: Siparişiniz"}, Kind.AUTO_REPLY),
        ({"subject": "OTOMATİK YANIT: Siparişiniz"}, Kind.AUTO_REPLY),
        ({"subject": "Ofis dışındayım"}, Kind.AUTO_REPLY),
        ({"subject": "Automatic reply: your order"}, Kind.AUTO_REPLY),
        ({"subject": "Out of Office: your order"}, Kind.AUTO_REPLY),
        ({"subject": "Automatische Antwort: Bestellung"}, Kind.AUTO_REPLY),
        ({"subject": "Abwesenheitsnotiz"}, Kind.AUTO_REPLY),
        # People write about these things.
        ({"subject": "Re: Otomatik yanıt: Siparişiniz"}, Kind.PERSON),
        ({"subject": "Ofis dışında teslimat olur mu"}, Kind.PERSON),
        ({"subject": "Otomatik kapı siparişi"}, Kind.PERSON),
        ({"subject": "Auto parts order"}, Kind.PERSON),
    ],
)
def test_headers_and_subject_tell_who_writes(fields: dict[str, str], expected: Kind) -> None:
    assert decide(fields) is expected


def test_a_null_return_path_is_a_machine() -> None:
    assert decide({}, return_path="") is Kind.AUTO_REPLY
    assert decide({}, return_path="zeynep@ornek.com") is Kind.PERSON


def test_a_daemon_is_a_machine() -> None:
    assert decide({}, sender="MAILER-DAEMON@ornek.com") is Kind.AUTO_REPLY
