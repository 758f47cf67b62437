"""Bytes to text, whatever the letter claims about its character set.

A label is a hint, not a promise: half of the wrong ones are UTF-8 under an old name, and much Turkish
mail calls itself iso-8859-1. What can be checked is checked, and nothing here ever fails.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

# WHATWG reads these names as their Windows supersets; mail does the same, because Outlook does.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "cp950",
}
_ALIASES = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "x-windows-949": "cp949",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-mac-turkish": "mac_turkish",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "windows-874": "cp874",
    "x-windows-1254": "cp1254",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-mac": "utf-8",
    "latin-5": "cp1254",
    "turkish": "cp1254",
    "tr": "cp1254",
    "unicode": "utf-16",
}
# Python knows these as text encodings, but no letter is written in them.
_NOT_FOR_MAIL = {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
_SINGLE_BYTE = re.compile(r"(?:cp125\d|cp874|cp8[56]\d|cp437|iso8859-\d+|koi8-[rtu]|mac-.*|latin.*|hp-roman8)$")

_TURKISH_ONLY = re.compile(rb"[\xdd\xfd\xde\xfe\xd0\xf0]")
# Where latin-1 really holds thorn, eth and y-acute, these vowels stand beside them.
_ICELANDIC = re.compile(rb"[\xe1\xe9\xed\xf3\xfa\xe6\xc1\xc9\xcd\xd3\xda\xc6]")
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_C1 = re.compile(rb"[\x80-\x9f]")
_LABEL = re.compile(r"^(?:charset\s*=\s*)?[\"'\s_]*([A-Za-z0-9][\w.:+-]*)")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

# Far more than enough to tell scripts apart, and it bounds the only slow step of this module.
_SAMPLE_BYTES = 4096
_GUESSES = [
    "cp1251",
    "koi8_r",
    "cp1256",
    "cp1253",
    "cp1255",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp1254",
    "cp1250",
]


@dataclass(frozen=True, slots=True)
class Decoded:
    """`defect` is empty where the label was present and right."""

    text: str
    charset: str
    defect: str = ""


def decode(data: bytes, label: str | None) -> Decoded:
    """Turn bytes into text that a database can store (no NUL, no lone surrogate)."""
    if data.isascii() and b"\x1b" not in data and b"\x00" not in data and b"+" not in data:
        # Every character set that letters use agrees on ASCII, except the ones with escapes.
        return Decoded(data.decode("ascii"), "ascii")
    decoded = _by_mark(data) or _by_label(data, label)
    if _UNSTORABLE.search(decoded.text):
        return Decoded(storable(decoded.text), decoded.charset, decoded.defect or "charset-broken")
    return decoded


def storable(text: str) -> str:
    """PostgreSQL stores neither NUL nor half a surrogate pair; a decoder can produce both."""
    return _UNSTORABLE.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)


@lru_cache(maxsize=512)
def codec_for(label: str | None) -> str:
    """The name of Python's codec for a label, or an empty string for one that nobody knows."""
    found = _LABEL.match(label or "")
    if not found:
        return ""
    name = found[1].lower().rstrip(".:")
    name = _ALIASES.get(name, name)
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if not getattr(codec, "_is_text_encoding", True) or codec.name.replace("-", "_") in _NOT_FOR_MAIL:
        return ""
    return _SUPERSETS.get(codec.name, codec.name)


def _by_mark(data: bytes) -> Decoded | None:
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(data[3:].decode("utf-8", "replace"), "utf-8")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\x00" in data[:200]:
        return Decoded(data.decode("utf-16", "replace"), "utf-16")
    return None


def _by_label(data: bytes, label: str | None) -> Decoded:
    codec = codec_for(label)
    if not codec:
        guessed = guess(data)
        return Decoded(guessed.text, guessed.charset, "charset-unknown" if label else "charset-missing")
    if codec in ("utf-8", "utf-7", "utf-16", "utf-32", "utf-16-le", "utf-16-be"):
        return _strictly(data, codec)
    if _SINGLE_BYTE.match(codec):
        return _single_byte(data, codec)
    return _strictly(data, codec)


def _strictly(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec)
    except (UnicodeError, ValueError):
        pass
    guessed = guess(data)
    if codec == "utf-8" or guessed.charset == "utf-8":
        return Decoded(guessed.text, guessed.charset, "charset-wrong")
    # A few broken characters in Chinese or Japanese mail: the label is right, the bytes are damaged.
    return Decoded(data.decode(codec, "replace"), codec, "charset-broken")


def _single_byte(data: bytes, codec: str) -> Decoded:
    if _is_utf8(data):
        return Decoded(data.decode("utf-8"), "utf-8", "charset-wrong")
    if codec == "cp1252" and looks_turkish(data):
        return Decoded(_windows(data, "cp1254"), "cp1254", "charset-wrong")
    if codec in ("cp1252", "cp1254") and _mostly_utf8(data):
        return Decoded(_line_by_line(data, codec), "mixed", "charset-mixed")
    if codec.startswith("cp125"):
        return Decoded(_windows(data, codec), codec)
    try:
        return Decoded(data.decode(codec), codec)
    except UnicodeError:
        return Decoded(data.decode(codec, "replace"), codec, "charset-broken")


def guess(data: bytes) -> Decoded:
    """Text of bytes that carry no usable label."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x1b$" in data or b"\x1b(" in data:
        return Decoded(data.decode("iso2022_jp_2", "replace"), "iso2022_jp_2")
    if _mostly_utf8(data):
        return Decoded(_line_by_line(data, "cp1254"), "mixed")
    if looks_turkish(data):
        return Decoded(_windows(data, "cp1254"), "cp1254")
    codec = _other_script(data)
    return Decoded(_windows(data, codec), codec)


def looks_turkish(data: bytes) -> bool:
    """Are the six places where windows-1254 differs from windows-1252 used as Turkish letters?"""
    letters = len(_TURKISH_ONLY.findall(data))
    return letters > 0 and letters > len(_ICELANDIC.findall(data)) and not _is_dense(data)


def _is_dense(data: bytes) -> bool:
    """Latin scripts use a high byte now and then; Cyrillic, Greek, Arabic and Chinese nearly always."""
    sample = data[:_SAMPLE_BYTES]
    high = len(_HIGH.findall(sample))
    latin = sum(sample.count(letter) for letter in b"aeionrtlsAEIONRTLS")
    return high > latin


def _other_script(data: bytes) -> str:
    if not _is_dense(data):
        return "cp1252"
    # Imported here: it costs 20 ms, and few letters need it.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES], cp_isolation=_GUESSES, explain=False).best()
    return best.encoding if best else "cp1252"


def _is_utf8(data: bytes) -> bool:
    if not _UTF8_PAIR.search(data):
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Enough whole UTF-8 sequences that the rest is damage, a cut, or a paragraph pasted by a server."""
    rest, pairs = _UTF8_PAIR.subn(b"", data)
    if not pairs:
        return False
    lone = len(_HIGH.findall(rest))
    return pairs > lone or (pairs >= 1 and bool(_C1.search(data)) and pairs * 2 >= lone)


def _line_by_line(data: bytes, fallback: str) -> str:
    return "".join(_line(line, fallback) for line in data.splitlines(keepends=True))


def _line(line: bytes, fallback: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        if _UTF8_PAIR.search(line) and _mostly_utf8(line):
            return line.decode("utf-8", "replace")
        return _windows(line, fallback)


def _windows(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        # Windows code pages have five holes; a lone byte there is damage, the rest stays readable.
        return data.decode(codec, "replace")
