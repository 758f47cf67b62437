"""What Outlook hides in a winmail.dat: the files, and the text where there is no other.

Source: Microsoft's [MS-OXTNEF] §2.1 for the stream, [MS-OXCDATA] §2.11 for the properties and
[MS-OXRTFCP] §2.2 for the compressed text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from muhatap.mail.letter import charset

_SIGNATURE = 0x223E9F78
_MESSAGE, _ATTACHMENT = 1, 2

_ATT_BODY = 0x800C
_ATT_DATA = 0x800F
_ATT_TITLE = 0x8010
_ATT_BEGIN = 0x9002
_ATT_PROPERTIES = 0x9003
_ATT_ATTACHMENT_PROPERTIES = 0x9005
_ATT_CODEPAGE = 0x9007

_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_INTERNET_CODEPAGE = 0x3FDE
_DATA, _SHORT_NAME, _LONG_NAME, _MIME_TYPE, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712

_MOST_FILES = 500
_LONGEST_TEXT = 20_000_000


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content_type: str = ""
    content_id: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Tnef:
    files: list[TnefFile] = field(default_factory=list)
    text: str = ""
    html: str = ""


def is_tnef(data: bytes) -> bool:
    return len(data) > 6 and struct.unpack_from("<I", data)[0] == _SIGNATURE


def read(data: bytes) -> Tnef:
    """Everything that can be read; a damaged stream gives what stands before the damage."""
    tnef = Tnef()
    if not is_tnef(data):
        return tnef
    codepage = "cp1252"
    rtf = b""
    for level, name, content in _attributes(data):
        if name == _ATT_CODEPAGE and len(content) >= 4:
            codepage = _codec(struct.unpack_from("<I", content)[0])
        elif name == _ATT_BODY:
            tnef.text = _text(content, codepage)
        elif name == _ATT_PROPERTIES and level == _MESSAGE:
            rtf = _read_body(tnef, dict(_properties(content)), codepage) or rtf
        elif name == _ATT_BEGIN and len(tnef.files) < _MOST_FILES:
            tnef.files.append(TnefFile())
        elif level == _ATTACHMENT and tnef.files:
            _read_file(tnef.files[-1], name, content, codepage)
    if rtf and not tnef.text and not tnef.html:
        tnef.text = rtf_to_text(decompress_rtf(rtf))
    tnef.files = [file for file in tnef.files if file.data or file.name]
    return tnef


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(level, name, content) of each attribute: 1 + 4 + 4 bytes, the content, a checksum of 2."""
    position = 6
    while position + 9 <= len(data):
        level, name, _kind, length = struct.unpack_from("<BHHI", data, position)
        if level not in (_MESSAGE, _ATTACHMENT):
            return
        position += 9
        yield level, name, data[position : position + length]
        position += length + 2


def _read_body(tnef: Tnef, found: dict[int, tuple[int, bytes]], codepage: str) -> bytes:
    internet = found.get(_INTERNET_CODEPAGE)
    own = _codec(struct.unpack_from("<I", internet[1])[0]) if internet and len(internet[1]) >= 4 else codepage
    if _HTML in found:
        tnef.html = _value(found[_HTML], own)
    if _BODY in found:
        tnef.text = _value(found[_BODY], codepage)
    return found[_RTF][1] if _RTF in found else b""


def _read_file(file: TnefFile, name: int, content: bytes, codepage: str) -> None:
    if name == _ATT_TITLE:
        file.name = file.name or _text(content, codepage)
    elif name == _ATT_DATA:
        file.data = content
    elif name == _ATT_ATTACHMENT_PROPERTIES:
        found = dict(_properties(content))
        long_name = found.get(_LONG_NAME) or found.get(_SHORT_NAME)
        if long_name:
            file.name = _value(long_name, codepage)
        if _MIME_TYPE in found:
            file.content_type = _value(found[_MIME_TYPE], codepage).lower()
        if _CONTENT_ID in found:
            file.content_id = _value(found[_CONTENT_ID], codepage).strip("<>")
        if _DATA in found and not file.data:
            kind, value = found[_DATA]
            # An embedded object begins with the sixteen bytes of its interface.
            file.data = value[16:] if kind == 0x000D else value
            if kind == 0x000D and is_tnef(file.data):
                file.content_type, file.name = "application/ms-tnef", file.name or "message.dat"


_FIXED = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8,
          0x0040: 8, 0x0048: 16, 0x0001: 0}  # fmt: skip
_VARIABLE = {0x001E, 0x001F, 0x0102, 0x000D}


def _properties(content: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """(id, (type, bytes)) of each MAPI property; several values yield the first. Ends at the first damage."""
    if len(content) < 4:
        return
    count = struct.unpack_from("<I", content)[0]
    position = 4
    for _ in range(min(count, 10_000)):
        if position + 4 > len(content):
            return
        kind, name = struct.unpack_from("<HH", content, position)
        position += 4
        several, kind = bool(kind & 0x1000), kind & 0x0FFF
        if name >= 0x8000:
            position = _after_name(content, position)
        try:
            values, position = _values(content, position, kind, several=several)
        except (struct.error, ValueError):
            return
        if values:
            yield name, (kind, values[0])


def _after_name(content: bytes, position: int) -> int:
    """A named property carries a GUID, and a number or a string of its own."""
    if position + 24 > len(content):
        return len(content)
    is_string = struct.unpack_from("<I", content, position + 16)[0]
    number = struct.unpack_from("<I", content, position + 20)[0]
    return position + 24 + (number + (-number % 4) if is_string else 0)


def _values(content: bytes, position: int, kind: int, *, several: bool) -> tuple[list[bytes], int]:
    count = 1
    if several or kind in _VARIABLE:
        count = struct.unpack_from("<I", content, position)[0]
        position += 4
    if count > 10_000:
        raise ValueError("more values than a property holds")
    values = []
    for _ in range(count):
        if kind in _VARIABLE:
            length = struct.unpack_from("<I", content, position)[0]
            position += 4
            padding = -length % 4
        elif kind in _FIXED:
            length, padding = _FIXED[kind], 0
        else:
            raise ValueError("a type nobody described")
        if position + length > len(content):
            raise ValueError("longer than the stream")
        values.append(content[position : position + length])
        position += length + padding
    return values, position


def _value(found: tuple[int, bytes], codepage: str) -> str:
    kind, data = found
    return _text(data, "utf-16-le" if kind == 0x001F else codepage)


def _text(data: bytes, codepage: str) -> str:
    if codepage == "utf-16-le":
        return charset.storable(data.decode("utf-16-le", "replace")).strip("\x00")
    return charset.decode(data.rstrip(b"\x00"), codepage).text


def _codec(number: int) -> str:
    names = {65001: "utf-8", 20127: "ascii", 28599: "iso-8859-9", 28591: "iso-8859-1", 0: "cp1252"}
    return names.get(number) or charset.codec_for(f"cp{number}") or "cp1252"


# --- compressed RTF ---

_PREFILL = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompress_rtf(data: bytes) -> bytes:
    """LZFu. Stops at the first damage, and at 20 MB."""
    if len(data) < 16:
        return b""
    _size, raw_size, magic = struct.unpack_from("<III", data)
    if magic == 0x414C454D:
        return data[16 : 16 + raw_size]
    if magic != 0x75465A4C:
        return b""
    window = bytearray(_PREFILL + b" " * (4096 - len(_PREFILL)))
    write, out, position = len(_PREFILL), bytearray(), 16
    limit = min(raw_size, _LONGEST_TEXT)
    while position < len(data) and len(out) < limit:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                piece = data[position : position + 1]
                position += 1
                for byte in piece:
                    window[write] = byte
                    write = (write + 1) % 4096
                    out.append(byte)
                continue
            if position + 2 > len(data):
                return bytes(out)
            token = data[position] << 8 | data[position + 1]
            position += 2
            offset, length = token >> 4, (token & 0x0F) + 2
            if offset == write:
                return bytes(out)
            for step in range(length):
                byte = window[(offset + step) % 4096]
                window[write] = byte
                write = (write + 1) % 4096
                out.append(byte)
    return bytes(out[:limit])


_RTF_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,6}) ?\??|\\([a-z]{1,32})(-?\d{1,10})? ?|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
_SKIPPED_GROUPS = {
    b"fonttbl",
    b"colortbl",
    b"stylesheet",
    b"info",
    b"pict",
    b"object",
    b"htmltag",
    b"mhtmltag",
    b"generator",
    b"listtable",
}


def rtf_to_text(data: bytes) -> str:
    """The words of an RTF document; groups that hold no words are left out."""
    codec = "cp1252"
    found = re.search(rb"\\ansicpg(\d{3,5})", data[:500])
    if found:
        codec = _codec(int(found[1]))
    out: list[str] = []
    pending = bytearray()
    skipping: list[bool] = [False]
    for token in _RTF_TOKEN.finditer(data):
        hexadecimal, unicode_, word, _number, symbol, brace, text = token.groups()
        if brace == b"{":
            skipping.append(skipping[-1])
        elif brace == b"}":
            if len(skipping) > 1:
                skipping.pop()
        elif word in _SKIPPED_GROUPS or symbol == b"*":
            skipping[-1] = True
        elif skipping[-1]:
            continue
        elif hexadecimal:
            pending.append(int(hexadecimal, 16))
        elif text:
            pending += text
        else:
            out.append(_flush(pending, codec))
            if unicode_:
                out.append(chr(int(unicode_) % 65_536))
            elif word in (b"par", b"line"):
                out.append("\n")
            elif word == b"tab":
                out.append("\t")
            elif symbol in (b"\\", b"{", b"}"):
                out.append(symbol.decode("ascii"))
    out.append(_flush(pending, codec))
    joined = "".join(out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return charset.storable(joined).strip()


def _flush(pending: bytearray, codec: str) -> str:
    text = bytes(pending).decode(codec, "replace")
    pending.clear()
    return text
