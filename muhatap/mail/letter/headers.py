"""Header values as people meant them: RFC 2047 words and RFC 2231 parameters, also the broken ones.

Values come in as `email.policy` hands them over under our `AsWritten` policy: ASCII text in which a raw
8-bit byte stands as its surrogate escape.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from muhatap.mail.letter import charset

# The text may hold a question mark and even spaces, both forbidden and both seen; a word whose end was
# cut off runs to the end of the value or to the next word.
_WORD = re.compile(
    r"=\?([^?\s]{1,75})\?([bBqQ])\?((?:[^?=]|\?(?!=)|=(?!\?[^=]))*)(?:\?=|$|(?==\?))",
)
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]+")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_MESSAGE_ID = re.compile(r"<\s*([^<>\s]{1,990}(?:\s[^<>\s]+)*?)\s*>")
_BARE_ID = re.compile(r"[^<>\s,;()\"@]{1,500}@[^<>\s,;()\"]{1,500}")


def to_bytes(value: str) -> bytes:
    """The bytes that stood in the message."""
    try:
        return value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogateescape")


def decode(value: str) -> str:
    """One line of readable text out of an unstructured header value."""
    value = _FOLD.sub(" ", value)
    if "=?" in value:
        value = "".join(_decoded_pieces(value))
    elif not value.isascii():
        value = _raw_text(value)
    return _CONTROL.sub(" ", value).strip() if not value.isprintable() else value.strip()


def display(value: str) -> str:
    """As `decode`, for names: without marks that turn the reading direction and so hide who writes."""
    return _BIDI.sub("", decode(value))


def message_ids(value: str) -> tuple[str, ...]:
    """Every Message-ID of a References or In-Reply-To value, in order, each once, in angle brackets."""
    value = charset.storable(_raw_text(_FOLD.sub(" ", value)))
    found = [re.sub(r"\s+", "", one) for one in _MESSAGE_ID.findall(value)]
    if not found:
        found = _BARE_ID.findall(value)
    return tuple(dict.fromkeys(f"<{one}>" for one in found))


@dataclass(frozen=True, slots=True)
class Parameters:
    """`text/plain; charset=utf-8` as value and lower-case names."""

    value: str
    params: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.params.get(name, "")


def parameters(header: str) -> Parameters:
    """Value and parameters of a structured header. Source: RFC 2231 §3-4, RFC 2047 where it should not be."""
    header = _FOLD.sub(" ", header)
    value, _, rest = header.partition(";")
    if "=" in value and "/" not in value and not rest.strip():
        # `Content-Disposition: filename=a.pdf`: the value itself is missing.
        value, rest = "", header
    value = charset.storable(_CONTROL.sub("", value)).strip().lower()
    if not rest:
        return Parameters(value)
    plain: dict[str, str] = {}
    continued: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, given, quoted in _pairs(rest):
        base, star, section = name.partition("*")
        if not star:
            plain.setdefault(base, given if quoted else given.strip())
            continue
        encoded = section == "" or section.endswith("*")
        number = section.rstrip("*")
        index = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
        continued.setdefault(base, {}).setdefault(index, (given, encoded))
    params = {name: decode(given) for name, given in plain.items()}
    # The extended form wins over the plain one beside it (RFC 6266 §4.3 says so for the same header).
    params |= {name: _extended(pieces) for name, pieces in continued.items()}
    return Parameters(value, params)


def _pairs(rest: str) -> Iterator[tuple[str, str, bool]]:
    """`name=value` by `name=value`, with what quotes protected put together again."""
    position, end = 0, len(rest)
    while position < end:
        equals = rest.find("=", position)
        if equals < 0:
            return
        semicolon = rest.find(";", position, equals)
        if semicolon >= 0:
            position = semicolon + 1
            continue
        name = rest[position:equals].strip().lower()
        position = equals + 1
        while position < end and rest[position] in " \t":
            position += 1
        if position < end and rest[position] == '"':
            given, position = _quoted(rest, position + 1)
            yield name, given, True
            following = rest.find(";", position)
            position = end if following < 0 else following + 1
        else:
            given, position = _unquoted(rest, position)
            yield name, given, False


def _quoted(rest: str, position: int) -> tuple[str, int]:
    pieces: list[str] = []
    while position < len(rest):
        stop = _next(rest, position)
        if stop < 0:
            # The closing quote is missing: what follows the next semicolon is another parameter.
            tail, _, _ = rest[position:].partition(";")
            return "".join(pieces) + tail.strip(), position + len(tail)
        pieces.append(rest[position:stop])
        if rest[stop] == '"':
            return "".join(pieces), stop + 1
        escaped = rest[stop + 1 : stop + 2]
        # Windows paths come with single backslashes; only a quote or a backslash is really escaped.
        pieces.append(escaped if escaped in ('"', "\\") else "\\" + escaped)
        position = stop + 2
    return "".join(pieces), position


def _next(rest: str, position: int) -> int:
    quote = rest.find('"', position)
    if quote < 0:
        return -1
    backslash = rest.find("\\", position, quote)
    return quote if backslash < 0 else backslash


def _unquoted(rest: str, position: int) -> tuple[str, int]:
    word = _WORD.match(rest, position)
    start = position
    while word:
        # An encoded word without quotes may hold a semicolon of its own.
        position = word.end()
        after = position
        while after < len(rest) and rest[after] in " \t":
            after += 1
        word = _WORD.match(rest, after)
        if word:
            position = after
    semicolon = rest.find(";", position)
    stop = len(rest) if semicolon < 0 else semicolon
    return rest[start:stop], stop + 1


def _extended(pieces: dict[int, tuple[str, bool]]) -> str:
    """Sections in order; percent-encoding and the character set in the first one."""
    data, label = b"", ""
    if not any(encoded for _, encoded in pieces.values()):
        return decode("".join(given.strip() for _, (given, _) in sorted(pieces.items())))
    for position, (_, (given, encoded)) in enumerate(sorted(pieces.items())):
        given = given.strip()
        if position == 0 and encoded and given.count("'") >= 2:
            label, _, given = given.split("'", 2)
        raw = to_bytes(given)
        data += _PERCENT.sub(lambda found: bytes([int(found[1], 16)]), raw) if encoded else raw
    text = charset.decode(data, label or "utf-8").text
    if "=?" in text:
        text = decode(text)
    return _CONTROL.sub("", text).strip()


def _decoded_pieces(value: str) -> Iterator[str]:
    """Encoded words decoded and joined, and whatever stands between them."""
    run: list[tuple[str, str, str]] = []
    position = 0
    for word in _WORD.finditer(value):
        between = value[position : word.start()]
        if between.strip() or (between and not run):
            yield from _decoded_run(run)
            run = []
            yield _raw_text(between)
        elif run and run[-1][0].lower() != word[1].lower():
            yield from _decoded_run(run)
            run = []
        run.append((word[1], word[2].lower(), word[3]))
        position = word.end()
    yield from _decoded_run(run)
    yield _raw_text(value[position:])


def _decoded_run(run: list[tuple[str, str, str]]) -> Iterator[str]:
    """Neighbours of one character set are joined as bytes: mailers cut in the middle of a letter."""
    if not run:
        return
    label = run[0][0].partition("*")[0]
    yield charset.decode(b"".join(_word_bytes(run)), label).text


def _word_bytes(run: list[tuple[str, str, str]]) -> Iterator[bytes]:
    waiting = ""
    for _, encoding, text in run:
        if encoding == "b":
            waiting += text
            # Some cut the base64 itself; an unpadded odd length belongs to the next word.
            if len(waiting.strip()) % 4 == 0 or waiting.rstrip().endswith("="):
                yield base64_bytes(to_bytes(waiting))
                waiting = ""
            continue
        if waiting:
            yield base64_bytes(to_bytes(waiting))
            waiting = ""
        raw = to_bytes(text.replace("_", " "))
        yield _HEX.sub(lambda found: bytes([int(found[1], 16)]), raw)
    if waiting:
        yield base64_bytes(to_bytes(waiting))


def base64_bytes(data: bytes) -> bytes:
    """Base64 without fuss: other characters ignored, padding supplied, padding in the middle survived."""
    chunks = [_NOT_BASE64.sub(b"", chunk) for chunk in data.split(b"=") if chunk.strip()]
    return b"".join(_base64_chunk(chunk) for chunk in chunks)


def _base64_chunk(chunk: bytes) -> bytes:
    if len(chunk) % 4 == 1:
        chunk = chunk[:-1]
    return binascii.a2b_base64(chunk + b"=" * (-len(chunk) % 4))


def _raw_text(value: str) -> str:
    if value.isascii():
        return value
    return charset.decode(to_bytes(value), None).text
