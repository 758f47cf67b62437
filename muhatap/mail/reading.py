"""What a letter means for the desk: who the customer is, when it came, whether a machine or a spammer wrote it.

Pure. `letter/` says what stands in a mail, this says what we make of it.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from muhatap.conversations.inbound import Person
from muhatap.mail.letter.dates import from_received
from muhatap.mail.letter.letter import Address, Kind, Letter, Protection
from muhatap.mail.tokens import plain_address

_NO_REPLY = re.compile(r"^(?:no|do-?not|bitte-nicht|yanitlama)[-_.]?(?:reply|yanit|cevap|antworten)?$|^no-?reply")
_LINK = re.compile(r"https?://\S+")
_LIST_ADDRESS = re.compile(r"mailto:([^>?\s]+)", re.IGNORECASE)
# Faults of form that no reader would notice.
_HARMLESS = {"date-missing", "body-missing", "line-ends-doubled", "charset-missing", "charset-guessed"}
_PROTECTIONS = {
    Protection.SMIME_ENCRYPTED: "encrypted",
    Protection.PGP_ENCRYPTED: "encrypted",
    Protection.SMIME_SIGNED: "signed",
    Protection.PGP_SIGNED: "signed",
}
_SPAM_SCORE = 5
# Source: RFC 5321 §4.5.4.1 says four to five days, and some keep on for a week.
SERVERS_TRY_FOR = timedelta(days=8)


@dataclass(frozen=True)
class Correspondent:
    """Who a letter is from: as its From line shows it, and who is the customer behind it."""

    shown: Person
    customer: Person
    # We wrote it ourselves, from another program.
    is_ours: bool


def correspondent(letter: Letter, *, own: Collection[str], envelope_from: str, digest: str) -> Correspondent:
    """Say who the customer is. `own` are our channels' addresses in lower case, `digest` names the raw letter.

    A shop's form writes in the shop's own name and puts the customer into Reply-To; so do some services from an
    address that takes no answers.
    """
    shown = _shown(letter, envelope_from, digest)
    is_own = plain_address(shown.address) in own
    if is_own or _NO_REPLY.match(shown.address.rpartition("@")[0].lower()):
        behind = _first_other(letter.reply_to, own)
        if behind:
            return Correspondent(shown, behind, is_ours=False)
    if is_own:
        receiver = _first_other((*letter.to, *letter.cc, *letter.bcc), own)
        return Correspondent(shown, receiver or shown, is_ours=receiver is not None)
    return Correspondent(shown, shown, is_ours=False)


def arrived_at(letter: Letter, *, now: datetime, is_handed_in: bool = False) -> datetime:
    """Return when our server took it, or when it was written; never later than now.

    The line that our own server wrote above all others is right even where the writer's clock is not. A mail that was
    handed in just now cannot be older than servers keep trying: else it would stand at the list's end, unseen.
    """
    newest = next((value for name, value in letter.headers if name.lower() == "received"), "")
    moment = (from_received(newest) if newest else None) or letter.date
    if moment is None or (is_handed_in and now - moment > SERVERS_TRY_FOR):
        return now
    return min(moment, now)


def is_machine(letter: Letter, *, own: Collection[str]) -> bool:
    """Did a machine write it? A mailing list that is our own address (a group that forwards to us) is no machine."""
    if letter.kind is Kind.LIST:
        posts = _LIST_ADDRESS.findall(letter.header("list-post"))
        named = letter.list_id.strip("<> ").lower()
        of_ours = any(plain_address(one) in own for one in posts) or any(
            named.endswith(address.replace("@", ".")) for address in own
        )
        return not of_ours
    return letter.kind.is_machine


def is_marked_as_spam(letter: Letter) -> bool:
    """Did a filter on the way call it spam?"""
    if any(
        letter.header(name).strip().lower().startswith("yes") for name in ("x-spam-flag", "x-spam-status", "x-spam")
    ):
        return True
    if letter.header("x-rspamd-action").strip().lower() in {"reject", "add header", "rewrite subject"}:
        return True
    score = letter.header("x-ms-exchange-organization-scl").strip()
    return score.isascii() and score.isdigit() and int(score) >= _SPAM_SCORE


def is_spoofed(*, spf: str, dkim: str, dmarc: str, is_forwarded: bool = False) -> bool:
    """Say whether somebody else wrote in this sender's name: the domain's own rule failed, or, where it has none,
    its servers are named by SPF, this was none of them, and nothing is signed.

    A signature does not outweigh the domain's rule: anybody can sign, with a domain of their own.
    """
    if is_forwarded or dmarc == "pass":
        return False
    return dmarc == "fail" or (dmarc in ("", "none") and spf == "fail" and dkim != "pass")


def warnings(letter: Letter) -> list[str]:
    """Return the codes that the thread shows beside the message."""
    found = [_PROTECTIONS[letter.protection]] if letter.protection else []
    if any(defect not in _HARMLESS for defect in letter.defects):
        found.append("defective")
    return found


def extras(letter: Letter) -> dict[str, Any]:
    """Return what stands beside the text: invitations, the signature as it was set."""
    found: dict[str, Any] = {}
    if letter.events:
        found["calendar"] = [
            {
                "method": event.method,
                "summary": event.summary,
                "start": event.start,
                "end": event.end,
                "location": event.location,
                "organizer": event.organizer.address if event.organizer else "",
                "description": event.description,
            }
            for event in letter.events
        ]
    if letter.signature_html:
        found["signature_html"] = letter.signature_html
    return found


def people(letter: Letter, shown: Person) -> dict[str, Any]:
    """Return everyone on the letter, as a message keeps them."""
    found: dict[str, Any] = {
        "from": shown.as_json(),
        "to": _as_json(letter.to),
        "cc": _as_json(letter.cc),
        "bcc": _as_json(letter.bcc),
    }
    if letter.reply_to:
        found["reply_to"] = _as_json(letter.reply_to)
    return found


def sent_to(letter: Letter, *, envelope_to: str) -> list[str]:
    """Return every address that the letter was sent to, by its headers and by what the servers wrote down."""
    headers = [one.address for one in (*letter.to, *letter.cc, *letter.bcc)]
    return [address for address in dict.fromkeys([envelope_to, *letter.delivered_to, *headers]) if address]


def essence(letter: Letter) -> str:
    """Return what makes it the same letter by whichever way it came, as 64 hex digits.

    The Message-ID alone would do if no mailer repeated itself (some web forms give every mail the same one) and nobody
    wrote under another's: with the words, a false letter cannot make the true one pass for known.
    """
    parts = [
        letter.message_id,
        letter.from_.key if letter.from_ else "",
        letter.date.isoformat() if letter.date else "",
        # Filters on the way write their own links over the writer's, for each recipient another.
        " ".join(_LINK.sub("", letter.text).split()),
    ]
    if not letter.message_id or not letter.date or "date-missing" in letter.defects:
        parts += [letter.subject, *(file.sha256 for file in letter.attachments)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _shown(letter: Letter, envelope_from: str, digest: str) -> Person:
    for one in (letter.from_, letter.sender, *letter.reply_to):
        if one and one.address:
            return Person(one.address[:320], one.name[:200])
    # Nobody is named: a customer of its own each time, so that no two strangers share a history.
    name = letter.from_.name if letter.from_ else ""
    return Person(letter.return_path or envelope_from or f"unknown@{digest[:16]}.invalid", name[:200])


def _first_other(addresses: Iterable[Address], own: Collection[str]) -> Person | None:
    others = (one for one in addresses if one.address and plain_address(one.address) not in own)
    found = next(others, None)
    return Person(found.address[:320], found.name[:200]) if found else None


def _as_json(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": one.name, "address": one.address} for one in addresses if one.address]
