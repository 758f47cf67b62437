"""Writes a mail: from what an agent said to the bytes that a server takes. Pure.

Every mail has a plain part and an HTML part; lines stay short by quoted-printable, names and subjects are encoded for
any mailer, and ids stand whole on lines of their own (the standard library would encode a long one, and the answer
would start a new thread).
"""

import html as stdlib_html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

# A chain keeps its first id and its last ones. Source: RFC 5322 §3.6.4 allows to trim, mailers thread by the ends.
REFERENCES_KEPT = 20
EARLIER_CHARACTERS = 100_000
_LONGEST_ID = 900
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_ANSWERING = re.compile(r"^\s*(?:re|ynt|yan|cvp|aw|sv|antw|rif|odp)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
# Quoted local parts exist in the standard (RFC 5321 §4.1.2) and nowhere else; one typed here is a slip.
_LOCAL = re.compile(r"[!#$%&'*+/=?^`{|}~.\w-]+", re.ASCII)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")

_MONTHS = {
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split(),  # noqa: SIM905
    "en": (
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
}
_ATTRIBUTIONS = {
    "tr": "{day} {month} {year} {time} tarihinde {who} şunu yazdı:",
    "en": "On {day} {month} {year} at {time}, {who} wrote:",
}


class NotAMailAddress(ValueError):
    """An address that no mail header can hold; `args[0]` is the address."""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address of a header."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class File:
    filename: str
    content_type: str
    data: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True)
class EarlierMessage:
    """One message of the conversation to stand below; `at` in the time zone it is to be told in."""

    at: datetime
    who: Mailbox
    text: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Everything a mail is made of. Ids are without brackets; `at` is aware."""

    message_id: str
    sender: Mailbox
    to: Sequence[Mailbox]
    cc: Sequence[Mailbox] = ()
    subject: str
    text: str
    html: str = ""
    at: datetime
    reply_to: Mailbox | None = None
    in_reply_to: str = ""
    references: Sequence[str] = ()
    files: Sequence[File] = ()
    signature: str = ""
    # What stands under the signature, as plain text and as HTML of our own (see below.py).
    below: Sequence[tuple[str, str]] = ()
    earlier: Sequence[EarlierMessage] = ()
    language: str = "tr"
    # Written by the desk itself: an acknowledgement, a survey.
    is_automatic: bool = False


def compose(draft: Draft) -> EmailMessage:
    """Return the mail. Bcc is nowhere in it: the envelope alone knows. Raises NotAMailAddress."""
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(draft.sender)
    message["To"] = [_address(one) for one in draft.to]
    if draft.cc:
        message["Cc"] = [_address(one) for one in draft.cc]
    if draft.reply_to:
        message["Reply-To"] = _address(draft.reply_to)
    message["Subject"] = _one_line(draft.subject)
    message["Date"] = format_datetime(draft.at)
    message["Message-ID"] = f"<{draft.message_id}>"
    chain = chain_of(draft.references, draft.in_reply_to)
    if draft.in_reply_to in chain:
        message["In-Reply-To"] = f"<{draft.in_reply_to}>"
    if chain:
        message["References"] = " ".join(f"<{one}>" for one in chain)
    # Some relays give a mail a new Message-ID; by this one it is recognised when it comes back.
    message["X-Muhatap-Message"] = f"<{draft.message_id}>"
    if draft.is_automatic:
        _mark_automatic(message, draft)
    message.set_content(_plain(draft), charset="utf-8", cte="quoted-printable")
    message.add_alternative(_html(draft), subtype="html", charset="utf-8", cte="quoted-printable")
    _attach(message, draft)
    return message


def as_bytes(message: EmailMessage) -> bytes:
    """Return the mail as it goes over the line: CRLF, 7 bit, no line longer than 998."""
    return message.as_bytes(policy=POLICY)


def chain_of(references: Sequence[str], in_reply_to: str) -> list[str]:
    """Return the References of an answer: what the answered mail named, then the mail itself; its middle is cut."""
    usable = (one for one in (*references, in_reply_to) if one and one.isascii() and len(one) <= _LONGEST_ID)
    # An id that is named twice counts where it was named last.
    chain = list(dict.fromkeys(reversed([one for one in usable if not re.search(r"[\s<>]", one)])))[::-1]
    if len(chain) > REFERENCES_KEPT:
        chain = [chain[0], *chain[-(REFERENCES_KEPT - 1) :]]
    return chain


def answering(subject: str) -> str:
    """Return the subject of an answer: with one `Re:` before it, in whatever language it has one already."""
    subject = _one_line(subject)
    return subject if _ANSWERING.match(subject) else f"Re: {subject}".strip()


def attribution(earlier: EarlierMessage, language: str) -> str:
    """Return the line above a quote: who wrote it and when, as mailers of that language say it."""
    language = language if language in _ATTRIBUTIONS else "en"
    who = f"{earlier.who.name} <{earlier.who.address}>" if earlier.who.name else earlier.who.address
    return _ATTRIBUTIONS[language].format(
        day=earlier.at.day,
        month=_MONTHS[language][earlier.at.month - 1],
        year=earlier.at.year,
        time=f"{earlier.at:%H:%M}",
        who=_one_line(who),
    )


class _Policy(EmailPolicy):
    """The policy of outgoing mail: as SMTP wants it, and ids never folded inside."""

    def fold(self, name: str, value: Any) -> str:
        return self._ids(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        ids = self._ids(name, value)
        return ids.encode("ascii") if ids else super().fold_binary(name, value)

    def _ids(self, name: str, value: Any) -> str:
        if name.lower() not in {"message-id", "in-reply-to", "references", "x-muhatap-message"}:
            return ""
        return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep


POLICY = _Policy(**{**vars(SMTP), "cte_type": "7bit"})


def _mark_automatic(message: EmailMessage, draft: Draft) -> None:
    # RFC 3834 §5, and the header by which Exchange keeps its own automatic answers back.
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    where = (draft.reply_to or draft.sender).address
    message["List-Unsubscribe"] = f"<mailto:{where}?subject=unsubscribe>"


def _plain(draft: Draft) -> str:
    parts = [draft.text.rstrip()]
    if draft.signature:
        parts.append(f"-- \n{draft.signature.strip()}")
    parts += [text.strip() for text, _html in draft.below]
    for earlier in _bounded(draft.earlier):
        quoted = "\n".join(f"> {line}".rstrip() for line in earlier.text.strip().splitlines())
        parts.append(f"{attribution(earlier, draft.language)}\n\n{quoted}")
    return "\n\n".join(parts).replace("\r\n", "\n") + "\n"


def _html(draft: Draft) -> str:
    parts = [draft.html or _as_html(draft.text)]
    if draft.signature:
        lines = "<br>".join(_linked(line) for line in draft.signature.strip().splitlines())
        parts.append(f'<div class="signature"><p>-- <br>{lines}</p></div>')
    parts += [html for _text, html in draft.below]
    for earlier in _bounded(draft.earlier):
        line = stdlib_html.escape(attribution(earlier, draft.language))
        parts.append(
            f'<div class="quote"><p>{line}</p><blockquote type="cite" style="margin:0 0 0 .8ex;'
            f'border-left:1px solid #ccc;padding-left:1ex">{_as_html(earlier.text.strip())}</blockquote></div>'
        )
    language = stdlib_html.escape(draft.language, quote=True)
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'
    )


def _as_html(text: str) -> str:
    paragraphs = re.split(r"\n{2,}", text.replace("\r\n", "\n").strip())
    return "\n".join(f"<p>{'<br>'.join(_linked(line) for line in each.splitlines())}</p>" for each in paragraphs)


def _linked(line: str) -> str:
    """Return the line escaped, its web addresses as links."""
    pieces, position = [], 0
    for found in _LINK.finditer(line):
        pieces.append(stdlib_html.escape(line[position : found.start()]))
        address = stdlib_html.escape(found[0], quote=True)
        pieces.append(f'<a href="{address}">{address}</a>')
        position = found.end()
    return "".join((*pieces, stdlib_html.escape(line[position:])))


def _bounded(earlier: Sequence[EarlierMessage]) -> list[EarlierMessage]:
    kept, room = [], EARLIER_CHARACTERS
    for one in earlier:
        room -= len(one.text)
        if room < 0:
            break
        kept.append(one)
    return kept


def _attach(message: EmailMessage, draft: Draft) -> None:
    page = message.get_payload(1)
    assert isinstance(page, EmailMessage)
    loose = []
    for file in draft.files:
        if file.content_id and f"cid:{file.content_id}" in draft.html:
            main, sub = _type_of(file)
            page.add_related(
                file.data,
                main,
                sub,
                cid=f"<{_one_line(file.content_id)}>",
                filename=_name_of(file),
                disposition="inline",
            )
        else:
            loose.append(file)
    for file in loose:
        main, sub = _type_of(file)
        message.add_attachment(file.data, main, sub, filename=_name_of(file))


def _type_of(file: File) -> tuple[str, str]:
    main, _, sub = file.content_type.partition(";")[0].strip().lower().partition("/")
    # A mail inside a mail may not be encoded, and these bytes may need it: it goes as a plain file.
    if main in {"", "multipart", "message"} or not re.fullmatch(r"[a-z0-9.+-]+", main + sub) or not sub:
        return "application", "octet-stream"
    return main, sub


def _name_of(file: File) -> str:
    return _one_line(file.filename).replace("/", "_").replace("\\", "_") or "file"


def _address(one: Mailbox) -> Address:
    local, at, domain = one.address.strip().rpartition("@")
    try:
        domain = domain.encode("ascii").decode() if domain.isascii() else domain.encode("idna").decode()
        if not at or not domain or not _LOCAL.fullmatch(local):
            raise NotAMailAddress(one.address)
        return Address(_one_line(one.name), local, domain)
    except (ValueError, IndexError) as error:
        raise NotAMailAddress(one.address) from error


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())
