"""A letter as plain data, for `muhatap mail parse --json` and for anyone who compares."""

from __future__ import annotations

from typing import Any

from muhatap.mail.letter.letter import Address, Attachment, Bounce, Letter


def letter_as_json(letter: Letter) -> dict[str, Any]:
    """Exactly the agreed keys, in the agreed order; values are strings, numbers, lists, dicts and None."""
    return {
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": list(letter.references),
        "date": letter.date.isoformat() if letter.date else None,
        "from": _address(letter.from_) if letter.from_ else None,
        "to": [_address(one) for one in letter.to],
        "cc": [_address(one) for one in letter.cc],
        "reply_to": [_address(one) for one in letter.reply_to],
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "visible_text": letter.visible_text,
        "quoted_text": letter.quoted_text,
        "signature": letter.signature,
        "attachments": [_attachment(one) for one in letter.attachments],
        "kind": letter.kind.value,
        "bounce": _bounce(letter.bounce) if letter.bounce else None,
        "language": letter.language or None,
        "authentication": {
            "host": letter.authentication.host or None,
            "spf": letter.authentication.spf or None,
            "dkim": letter.authentication.dkim or None,
            "dmarc": letter.authentication.dmarc or None,
            "arc": letter.authentication.arc or None,
        },
        "defects": list(letter.defects),
    }


def _address(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.address}


def _attachment(file: Attachment) -> dict[str, Any]:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "inline": file.inline,
        "content_id": file.content_id or None,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    return {
        "recipients": [
            {
                "address": one.address,
                "status": one.status or None,
                "code": one.code or None,
                "reason": one.reason,
                "permanent": one.permanent,
            }
            for one in bounce.recipients
        ]
    }
