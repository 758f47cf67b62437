"""The parts of a letter: cut by the standard parser under our policy, then sorted into body and files.

The standard library's parser does the cutting (`email.feedparser` with a policy of ours that keeps every
header as it was written). What we add: bounds in time and memory, bodies as bytes, message/* left whole,
and the choice of what a person reads.
"""

from __future__ import annotations

import binascii
import hashlib
import html as html_entities
import mimetypes
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import EmailPolicy
from itertools import islice
from typing import Any

from muhatap.mail.letter import charset, headers
from muhatap.mail.letter.html_text import html_to_text
from muhatap.mail.letter.letter import Attachment


class Unreadable(Exception):
    """A letter beyond our bounds. The reason is a sentence for people; the raw letter stays safe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What one letter may cost us. Sizes are bytes."""

    max_bytes: int = 60_000_000
    max_lines: int = 2_000_000
    max_parts: int = 1_000
    max_depth: int = 25
    max_header_bytes: int = 1_000_000
    max_header_count: int = 10_000
    max_body_chars: int = 1_000_000
    """Longer text bodies are kept as an attachment, and only their beginning is shown."""
    max_nested_letters: int = 50


class AsWritten(EmailPolicy):
    """Headers come and go as the text they were, raw bytes as surrogate escapes; we decode them later."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        if len(sourcelines) > 1:
            value += "".join(sourcelines[1:])
        return name, value.strip(" \t\r\n")

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


AS_WRITTEN = AsWritten()

# The standard parser looks for the boundary in every `;` of these; no honest one is longer.
_LONGEST_STRUCTURED = 10_000
_STRUCTURED = {"content-type", "content-disposition", "content-transfer-encoding"}


class Node(Message):
    """One part. Counts itself against the bounds while the standard parser builds the tree."""

    budget: Budget
    depth = 0

    def set_raw(self, name: str, value: str) -> None:
        self.budget.count_header(len(name) + len(value))
        if len(value) > _LONGEST_STRUCTURED and name.lower() in _STRUCTURED:
            value = value[:_LONGEST_STRUCTURED]
        super().set_raw(name, value)

    def attach(self, payload: Any) -> None:
        payload.depth = self.depth + 1
        if payload.depth > self.budget.limits.max_depth:
            raise Unreadable(f"The message is nested more than {self.budget.limits.max_depth} levels deep.")
        super().attach(payload)

    def get_content_type(self) -> str:
        # Letters and reports inside stay in one piece: they are files first, and keep their exact bytes.
        content_type = super().get_content_type()
        return "application/x-letter" if content_type.startswith("message/") else content_type

    def raw(self, name: str) -> str:
        value = self.get(name)
        return value if isinstance(value, str) else ""

    def body_bytes(self) -> bytes:
        """The decoded content of a leaf, as far as it can be decoded."""
        payload = self._payload  # type: ignore[attr-defined]
        if not isinstance(payload, str):
            return b""
        data = headers.to_bytes(payload)
        return decode_transfer(data, self.raw("content-transfer-encoding"))


@dataclass(slots=True)
class Budget:
    limits: Limits
    parts: int = 0
    header_bytes: int = 0
    header_count: int = 0
    nested: int = 0
    defects: list[str] = field(default_factory=list)

    def new_node(self, policy: EmailPolicy = AS_WRITTEN) -> Node:
        self.parts += 1
        if self.parts > self.limits.max_parts + 1:
            raise Unreadable(f"The message has more than {self.limits.max_parts} parts.")
        node = Node(policy)
        node.budget = self
        return node

    def count_header(self, size: int) -> None:
        self.header_bytes += size
        self.header_count += 1
        if self.header_bytes > self.limits.max_header_bytes or self.header_count > self.limits.max_header_count:
            raise Unreadable("The headers of the message are larger than any mail program writes.")

    def note(self, defect: str) -> None:
        if defect and defect not in self.defects:
            self.defects.append(defect)


def cut(raw: bytes, budget: Budget) -> Node:
    """The tree of parts. Raises `Unreadable` beyond the bounds, nothing else."""
    if len(raw) > budget.limits.max_bytes:
        megabytes = budget.limits.max_bytes // 1_000_000
        raise Unreadable(f"The message is larger than {megabytes} MB.")
    if raw.count(b"\n") + raw.count(b"\r") > 2 * budget.limits.max_lines:
        raise Unreadable(f"The message has more than {budget.limits.max_lines} lines.")
    raw = _mended(raw, budget)
    # The factory is called once by the parser itself, to look at its signature.
    parser: BytesFeedParser[Node] = BytesFeedParser(budget.new_node, policy=AS_WRITTEN)  # type: ignore[arg-type]
    for start in range(0, len(raw), 262_144):
        parser.feed(raw[start : start + 262_144])
    node = parser.close()
    return _repaired(node, budget)


# --- before cutting: the few wounds at the head of a message that the parser would not survive ---

_HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_KNOWN_HEADER = re.compile(
    rb"^(?:from|to|cc|date|subject|message-id|mime-version|content-[a-z-]+|received|reply-to|return-path"
    rb"|references|in-reply-to|x-[a-z0-9-]+|dkim-signature)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD_BYTES = 1_000_000


def _mended(raw: bytes, budget: Budget) -> bytes:
    if raw[:1] in b"\r\n \t\xef\x00" and raw:
        raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t\x00")
    if b"\r\r\n" in raw[:2000]:
        budget.note("line-ends-doubled")
        raw = raw.replace(b"\r\r\n", b"\r\n")
    if raw.startswith(b">From "):
        raw = raw[1:]
    end = _head_end(raw)
    head = raw[:end]
    wounded = [line for line in head.splitlines() if not _is_header_line(line)]
    if not wounded or len(wounded) == len(head.splitlines()):
        return raw
    lines = head.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if number == 0 or _is_header_line(line):
            continue
        # A long header broken without the blank that continues it; the headers after it are still headers.
        following = b"".join(lines[number + 1 :])
        if not _KNOWN_HEADER.search(following):
            break
        budget.note("header-broken")
        lines[number] = b" " + line
    return b"".join(lines) + raw[end:]


def _head_end(raw: bytes) -> int:
    ends = [place for mark in (b"\n\n", b"\r\n\r\n") if (place := raw.find(mark, 0, _HEAD_BYTES)) >= 0]
    return min(ends) + 1 if ends else 0


def _is_header_line(line: bytes) -> bool:
    return line[:1] in b" \t" or line.startswith(b"From ") or bool(_HEADER.match(line))


# --- after cutting: multiparts that the parser could not open ---

_BOUNDARY_LINE = re.compile(r"^--(\S[^\r\n]{0,68}?)[ \t]*\r?$", re.MULTILINE)


def _repaired(node: Node, budget: Budget) -> Node:
    for part in node.walk():
        for defect in part.defects:
            budget.note(_DEFECTS.get(type(defect).__name__, "structure-broken"))
        if isinstance(part, Node) and part.get_content_maintype() == "multipart" and not part.is_multipart():
            _open(part, budget)
    return node


def _open(part: Node, budget: Budget) -> None:
    """A multipart whose boundary is missing, wrong, or hidden behind a transfer encoding."""
    payload = part._payload  # type: ignore[attr-defined]
    if not isinstance(payload, str):
        return
    if part.raw("content-transfer-encoding").strip().lower() in ("base64", "quoted-printable"):
        payload = part.body_bytes().decode("ascii", "surrogateescape")
    declared = headers.parameters(part.raw("content-type")).get("boundary")
    seen = _BOUNDARY_LINE.findall(payload)
    boundary = declared if declared and declared in seen else (seen[0] if seen else "")
    if not boundary or part.depth > 3:
        return
    budget.note("boundary-wrong")
    subtype = part.get_content_subtype()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\n\n'
    parser: BytesFeedParser[Node] = BytesFeedParser(budget.new_node, policy=AS_WRITTEN)  # type: ignore[arg-type]
    parser.feed(headers.to_bytes(head + payload))
    inner = parser.close()
    if inner.is_multipart():
        part._payload = inner._payload  # type: ignore[attr-defined]


_DEFECTS = {
    "NoBoundaryInMultipartDefect": "boundary-missing",
    "StartBoundaryNotFoundDefect": "boundary-missing",
    "CloseBoundaryNotFoundDefect": "boundary-unclosed",
    "FirstHeaderLineIsContinuationDefect": "header-broken",
    "MisplacedEnvelopeHeaderDefect": "header-broken",
    "MissingHeaderBodySeparatorDefect": "header-broken",
    "InvalidHeaderDefect": "header-broken",
    "MalformedHeaderDefect": "header-broken",
    "MultipartInvariantViolationDefect": "multipart-empty",
    "InvalidMultipartContentTransferEncodingDefect": "transfer-encoding-wrong",
}


# --- transfer encodings ---


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; an unknown one leaves the bytes as they are."""
    encoding = encoding.strip().strip("\"'").lower()
    if encoding == "base64":
        return _base64(data)
    if encoding in ("quoted-printable", "quoted-printeable", "quoted/printable"):
        return quopri.decodestring(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        files = list(uuencoded_files(data))
        return files[0].data if files else data
    return data


def _base64(data: bytes) -> bytes:
    try:
        decoded = binascii.a2b_base64(data)
    except binascii.Error:
        return headers.base64_bytes(data)
    # The C decoder stops at the first padding, and some writers encode line by line.
    padding = data.find(b"=")
    if 0 <= padding < len(data.rstrip(b"=\r\n \t")):
        return headers.base64_bytes(data)
    return decoded


# More than any letter has; the rest stays text.
_MOST_UUENCODED = 200
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^(?:`\r?\n)?end[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class UuFile:
    name: str
    data: bytes
    start: int
    end: int


def uuencoded_files(data: bytes) -> Iterator[UuFile]:
    """Files that stand uuencoded inside a text, with the place they take in it."""
    position = 0
    while found := _UU_BEGIN.search(data, position):
        end = _UU_END.search(data, found.end())
        if not end:
            return
        content = _uu_lines(data[found.end() : end.start()])
        position = end.end()
        if content is not None:
            name = charset.decode(found[1], None).text
            yield UuFile(name.strip(), content, found.start(), end.end())


def _uu_lines(block: bytes) -> bytes | None:
    decoded = []
    for line in block.splitlines():
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # A line that lost or gained trailing blanks: its first byte says how many bytes count.
            length = (((line[:1] or b" ")[0] - 32) & 63) * 4 // 3 + 4
            try:
                decoded.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return None
    return b"".join(decoded)


# --- sorting: what is read, what is a file ---


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part without children, its headers understood."""

    content_type: str
    params: headers.Parameters
    disposition: headers.Parameters
    content_id: str
    location: str
    node: Node
    parent: str
    """The type of the multipart around it, empty at the top."""

    @property
    def filename(self) -> str:
        return tidy_filename(self.disposition.get("filename") or self.params.get("name"))

    @property
    def data(self) -> bytes:
        return self.node.body_bytes()


@dataclass(frozen=True, slots=True)
class Piece:
    """A body, or a part of one; None where that form does not exist."""

    text: str | None = None
    html: str | None = None


@dataclass(slots=True)
class Sorted:
    """Everything a letter is made of, bodies joined."""

    body: Piece = field(default_factory=Piece)
    files: list[Leaf] = field(default_factory=list)
    loose_files: list[tuple[str, str, bytes]] = field(default_factory=list)
    """(name, type, bytes) of files found inside a body: uuencoded, or too long to show."""
    types: list[str] = field(default_factory=list)
    """All content types in the order they were met, containers too."""


def sort(root: Node, budget: Budget) -> Sorted:
    found = Sorted()
    found.body = _gather(root, "", found, budget, expects_body=True) or Piece()
    return found


_NOT_OF_A_TYPE = re.compile(r"[^!-~]+")


def leaf_of(node: Node, parent: str) -> Leaf:
    params = headers.parameters(node.raw("content-type"))
    disposition = headers.parameters(node.raw("content-disposition"))
    # What is no letter of a type (RFC 2045 §5.1) was put there by a fault on the way.
    content_type = params.value if params.value.isascii() else _NOT_OF_A_TYPE.sub("", params.value)
    if "/" not in content_type or content_type.endswith("/"):
        content_type = {"text": "text/plain", "html": "text/html"}.get(content_type.strip("/"), "")
        if not content_type:
            # RFC 2045 §5.2: without a type it is plain text; inside a digest it is a letter.
            content_type = "message/rfc822" if parent == "multipart/digest" else "text/plain"
            named = disposition.get("filename") or params.get("name")
            if named:
                content_type = type_of(named)
    content_id = headers.decode(node.raw("content-id")).strip().strip("<>").strip()
    location = headers.decode(node.raw("content-location")).strip()
    return Leaf(content_type, params, disposition, content_id, location, node, parent)


_BODY_TYPES = {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"}
# Forms of the same words that nobody needs twice.
_OTHER_FORMS = {"text/x-amp-html", "text/watch-html", "text/x-watch-html"}


def _gather(node: Node, parent: str, found: Sorted, budget: Budget, *, expects_body: bool) -> Piece | None:
    if node.is_multipart():
        return _gather_many(node, found, budget, expects_body=expects_body)
    leaf = leaf_of(node, parent)
    found.types.append(leaf.content_type)
    if leaf.content_type in _OTHER_FORMS and parent == "multipart/alternative":
        return None
    if leaf.content_type.startswith("multipart/"):
        # No part could be cut out of it; its text is all there is to read.
        return Piece(text=_body_text(leaf, found, budget))
    if not _is_body(leaf, expects_body=expects_body):
        found.files.append(leaf)
        return None
    text = _body_text(leaf, found, budget)
    if leaf.content_type == "text/html":
        return Piece(html=text)
    if leaf.content_type in ("text/enriched", "text/richtext"):
        return Piece(text=_from_enriched(text))
    return Piece(text=text)


def _gather_many(node: Node, found: Sorted, budget: Budget, *, expects_body: bool) -> Piece | None:
    kind = headers.parameters(node.raw("content-type")).value
    found.types.append(kind)
    pieces: list[Piece] = []
    children = [child for child in node.get_payload() if isinstance(child, Node)]
    for child in children:
        still = expects_body and (kind == "multipart/alternative" or not pieces)
        piece = _gather(child, kind, found, budget, expects_body=still)
        if piece:
            pieces.append(piece)
    if not pieces:
        return None
    return _alternative(pieces) if kind == "multipart/alternative" else _together(pieces)


def _is_body(leaf: Leaf, *, expects_body: bool) -> bool:
    if leaf.content_type not in _BODY_TYPES or leaf.disposition.value == "attachment":
        return False
    if not leaf.filename:
        # A text inside multipart/related that the HTML names is a resource of the page.
        return not (leaf.parent == "multipart/related" and leaf.content_id and not expects_body)
    # A name on the first text is how some shops' systems send their only body.
    return expects_body and leaf.disposition.value != "attachment" and not leaf.disposition.get("filename")


def _alternative(pieces: list[Piece]) -> Piece:
    """The same words in several forms: the first readable text, the last HTML (RFC 2046 §5.1.4)."""
    texts = [piece.text for piece in pieces if piece.text is not None]
    pages = [piece.html for piece in pieces if piece.html is not None]
    text = next((text for text in texts if text.strip()), texts[0] if texts else None)
    html = next((page for page in reversed(pages) if page.strip()), pages[0] if pages else None)
    return Piece(text, html)


def _together(pieces: list[Piece]) -> Piece:
    """Different words one after the other; each form holds all of them."""
    if len(pieces) == 1:
        return pieces[0]
    has_text = any(piece.text is not None for piece in pieces)
    has_html = any(piece.html is not None for piece in pieces)
    text = _joined([_as_text(piece) for piece in pieces]) if has_text else None
    html = "\n".join(_as_html(piece) for piece in pieces) if has_html else None
    return Piece(text, html)


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip("\r\n") for text in texts if text.strip())


def _as_text(piece: Piece) -> str:
    return piece.text if piece.text is not None else html_to_text(piece.html or "")


def _as_html(piece: Piece) -> str:
    if piece.html is not None:
        return piece.html
    if not (piece.text or "").strip():
        return ""
    return f'<div style="white-space: pre-wrap">{html_entities.escape(piece.text or "")}</div>'


def _body_text(leaf: Leaf, found: Sorted, budget: Budget) -> str:
    data = leaf.data
    label = leaf.params.get("charset")
    if leaf.content_type == "text/html" and not charset.codec_for(label):
        label = _charset_of_page(data) or label
    if leaf.content_type == "text/plain" and data.find(b"begin ") >= 0:
        data = _without_uuencoded(data, found)
    limit = budget.limits.max_body_chars
    decoded = charset.decode(_beginning(data, 2 * limit), label)
    budget.note(decoded.defect)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > limit or len(data) > 2 * limit:
        budget.note("body-too-long")
        suffix = "html" if leaf.content_type == "text/html" else "txt"
        found.loose_files.append((f"message.{suffix}", leaf.content_type, data))
        text = text[:limit]
    if leaf.params.get("format").lower() == "flowed" and leaf.content_type == "text/plain":
        return unflow(text, delsp=leaf.params.get("delsp").lower() == "yes")
    return text


def _beginning(data: bytes, size: int) -> bytes:
    """Whole lines, so that no letter is cut in its middle."""
    if len(data) <= size:
        return data
    return data[:size].rpartition(b"\n")[0] or data[:size]


_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


def _charset_of_page(data: bytes) -> str:
    found = _META_CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def _without_uuencoded(data: bytes, found: Sorted) -> bytes:
    kept, position = [], 0
    for file in islice(uuencoded_files(data), _MOST_UUENCODED):
        name = tidy_filename(file.name)
        found.loose_files.append((name, type_of(name), file.data))
        kept.append(data[position : file.start])
        position = file.end
    return b"".join([*kept, data[position:]])


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join the soft line ends of format=flowed. Source: RFC 3676 §4.1-4.5."""
    lines: list[list[str]] = []
    flowing, depth = False, 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        now = len(line) - len(content)
        content = content.removeprefix(" ")
        is_signature = content == "-- "
        if flowing and now == depth and not is_signature:
            lines[-1].append(content)
        else:
            lines.append([">" * now + " " if now else "", content])
        flowing = content.endswith(" ") and not is_signature
        if flowing and delsp:
            lines[-1][-1] = content[:-1]
        depth = now
    return "\n".join(line if line == "-- " else line.rstrip(" ") for line in map("".join, lines))


_ENRICHED_PARAM = re.compile(r"<param>.*?</param>", re.IGNORECASE | re.DOTALL)
_ENRICHED_TAG = re.compile(r"</?[A-Za-z][\w-]{0,60}>")


def _from_enriched(text: str) -> str:
    """The words of text/enriched. Source: RFC 1896."""
    text = _ENRICHED_TAG.sub("", _ENRICHED_PARAM.sub("", text.replace("<nl>", "\n")))
    return text.replace("<<", "<")


# --- files ---

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONGEST_NAME = 180


def tidy_filename(name: str) -> str:
    """A name without folders, tricks and control characters; its ending survives a cut."""
    name = re.split(r"[/\\]", name)[-1] if re.match(r"^[A-Za-z]:\\|^[/\\]|^\.\.", name) else name
    name = _UNSAFE_NAME.sub("_", name).strip(" .\t")
    if len(name) > _LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        name = (
            stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending if dot and len(ending) < 12 else name[:_LONGEST_NAME]
        )
    return name


def type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def attachment(
    data: bytes, *, filename: str, content_type: str, number: int, inline: bool = False, content_id: str = ""
) -> Attachment:
    """`number` names a file that nobody named."""
    if not filename:
        ending = mimetypes.guess_extension(content_type) or _ENDINGS.get(content_type, "")
        filename = _NAMES.get(content_type, f"attachment-{number}{ending}")
    return Attachment(
        filename=filename,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data, usedforsecurity=False).hexdigest(),
        inline=inline,
        content_id=content_id,
        data=data,
    )


_ENDINGS = {"message/rfc822": ".eml", "message/global": ".eml", "image/webp": ".webp", "image/heic": ".heic"}
_NAMES = {
    "text/calendar": "invite.ics",
    "message/delivery-status": "delivery-status.txt",
    "message/global-delivery-status": "delivery-status.txt",
    "message/disposition-notification": "disposition-notification.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-encrypted": "version.txt",
}
