"""Who wrote and to whom, out of address headers as they really come.

Seen in the wild and read as meant: an unquoted `Yılmaz, Ayşe <…>`, semicolons between recipients, groups,
comments, names in every encoding, the whole address inside an encoded word, doubled or missing brackets.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from muhatap.mail.letter import headers
from muhatap.mail.letter.letter import Address

# More recipients than any letter to a shop has; the rest of such a header is not read.
_MOST = 2000
_LONGEST_HEADER = 100_000
_LONGEST_NAME = 1_000
_PLAIN = re.compile(r"^\s*([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]*[\w-])\s*$", re.ASCII)
_NAMED = re.compile(r'^\s*"?([\w .-]*)"?\s*<([\w.!#$%&\'*+/=?^`{|}~-]+@[\w.-]*[\w-])>\s*$', re.ASCII)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|=\?[^?\s]+\?[bBqQ]\?[^?]*\?=|[<>(),;:"]|[^"<>(),;:=]+|=', re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@\\]{1,300}@[^\s<>()\[\],;:\"@\\]{1,300}")
_QUOTES = "\"'‘’“”"


def parse(value: str) -> tuple[Address, ...]:
    """All addresses of a header value, in order; what holds no address at all is left out."""
    simple = _simple(value)
    if simple:
        return (simple,)
    found: list[Address] = []
    for entry in _entries(value[:_LONGEST_HEADER])[:_MOST]:
        address = _address(entry)
        if address:
            found.append(address)
    return tuple(dict.fromkeys(found))


def first(value: str) -> Address | None:
    """The first address of a value, or its words alone as a name where it holds no address."""
    found = parse(value)
    if found:
        return found[0]
    name = _tidy_name(value[:_LONGEST_NAME])
    return Address(name, "") if name else None


def _simple(value: str) -> Address | None:
    """Nine headers of ten need no more than one look."""
    if len(value) > _LONGEST_NAME:
        return None
    plain = _PLAIN.match(value)
    if plain:
        return Address("", plain[1])
    named = _NAMED.match(value)
    if named:
        return Address(" ".join(named[1].split()), named[2])
    return None


@dataclass(slots=True)
class _Entry:
    words: str = ""
    angle: str | None = None
    after: str = ""
    """Words behind the brackets: the name of the next one where a comma is missing."""
    comment: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.words.strip() and self.angle is None


def _entries(value: str) -> list[_Entry]:
    """Cut at commas and semicolons that really separate."""
    entries: list[_Entry] = []
    entry = _Entry()
    depth, in_angle = 0, False
    for mark in _TOKEN.findall(value):
        if depth:
            depth += {"(": 1, ")": -1}.get(mark, 0)
            entry.comment += mark if depth else ""
        elif in_angle:
            if mark == ">":
                in_angle = False
            elif mark != "<":
                entry.angle = (entry.angle or "") + mark
        elif mark == "(":
            depth = 1
        elif mark == "<":
            if entry.angle:
                # `a@b <a@b> c@d <c@d>`: the comma is missing.
                entries.append(entry)
                entry = _Entry(words=entry.after)
            in_angle, entry.angle = True, entry.angle or ""
        elif mark == ":" and entry.angle is None and "@" not in entry.words:
            # A group: its name is no person, its members are.
            entry = _Entry()
        elif mark in (",", ";"):
            entry = _separated(entries, entry, mark)
        elif mark != ">" and entry.angle:
            entry.after += mark
        elif mark != ">":
            entry.words += mark
        if len(entries) > _MOST:
            break
    if not entry.is_empty:
        entries.append(entry)
    return entries


def _separated(entries: list[_Entry], entry: _Entry, mark: str) -> _Entry:
    if entry.is_empty:
        return _Entry(comment=entry.comment)
    is_name = entry.angle is None and len(entry.words) < _LONGEST_NAME and not _holds_address(entry.words)
    if mark == "," and is_name:
        # `Yılmaz, Ayşe <ayse@…>` without the quotes it needs: the comma belongs to the name.
        entry.words += ","
        return entry
    entries.append(entry)
    return _Entry()


def _holds_address(words: str) -> bool:
    return "@" in words or ("=?" in words and "@" in headers.decode(words))


def _address(entry: _Entry) -> Address | None:
    if entry.angle is not None:
        spec = _tidy_address(entry.angle)
        if not spec and entry.angle.strip():
            inside = _ADDRESS.search(headers.decode(entry.angle))
            spec = _tidy_address(inside[0]) if inside else ""
        words = entry.words.strip().strip(",").strip()
        name = _tidy_name(words) or _tidy_name(entry.comment) or _tidy_name(entry.after)
        if not spec:
            # `ayse@example.org <>` and `"ayse@example.org" <Ayşe>` still say where to answer.
            inside = _ADDRESS.search(headers.decode(words))
            if not inside:
                return None
            spec, name = _tidy_address(inside[0]), _tidy_name(entry.angle)
        return Address("" if name.lower() == spec.lower() else name, spec)
    return _from_words(entry)


def _from_words(entry: _Entry) -> Address | None:
    words = entry.words.strip()[-_LONGEST_NAME:]
    whole = _tidy_address(words)
    if whole:
        return Address(_tidy_name(entry.comment), whole)
    decoded = headers.decode(words).strip('"')
    inside = _ADDRESS.search(decoded)
    if not inside:
        return None
    spec = _tidy_address(inside[0])
    if not spec:
        return None
    rest = decoded[: inside.start()] + decoded[inside.end() :]
    name = _tidy_name(re.sub(r"[<>()\[\]]|\bmailto:", " ", rest)) or _tidy_name(entry.comment)
    return Address(name, spec)


def _tidy_address(value: str) -> str:
    """The address itself, or an empty string where these are other words."""
    spec = headers.decode(value).strip()
    if spec.lower().startswith("mailto:"):
        spec = spec[7:]
    if spec.startswith("@") and ":" in spec:
        # A source route of RFC 822: `@relay.example:ayse@example.org`.
        spec = spec.partition(":")[2]
    spec = spec.strip(" \t'<>,;").removesuffix(".")
    local, at, domain = spec.rpartition("@")
    if not at or not local.strip() or not domain.strip():
        return ""
    if local.startswith('"') and local.endswith('"') and len(local) > 2:
        unquoted = local[1:-1].replace("\\", "")
        local = unquoted if re.fullmatch(r"[\w.+-]+", unquoted) else local
    else:
        local = local.strip()
        if re.search(r"\s", local):
            # Words before an address are not part of it, unless a mailer put blanks around the dot or at.
            local = re.sub(r"\s*\.\s*", ".", local)
            if re.search(r"\s", local):
                return ""
    domain = re.sub(r"\s+", "", domain)
    return unicodedata.normalize("NFC", f"{local}@{domain}")


def _tidy_name(value: str) -> str:
    """A display name without quotes, escapes, encodings and tricks."""
    value = value.strip()
    if '"' in value:
        value = re.sub(r'"((?:[^"\\]|\\.)*)"', lambda found: re.sub(r"\\(.)", r"\1", found[1]), value)
    value = headers.display(value)
    value = re.sub(r"\s+", " ", value).strip().strip(",").strip()
    while len(value) >= 2 and value[0] in _QUOTES and value[-1] in _QUOTES:
        value = value[1:-1].strip()
    return unicodedata.normalize("NFC", value.strip('"'))
