"""What Outlook packs into a winmail.dat."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import tnef
from muhatap.mail.letter.parse import parse


def attribute(level: int, name: int, content: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)


def text_property(name: int, value: str) -> bytes:
    data = value.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x001F, name, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def winmail(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


CODEPAGE = attribute(1, 0x9007, struct.pack("<II", 1254, 0))
BODY = attribute(1, 0x800C, "Faturanız ektedir, iyi günler.\0".encode("cp1254"))
FILE = (
    attribute(2, 0x9002, b"\0" * 14)
    + attribute(2, 0x8010, "FATUR~1.PDF\0".encode("cp1254"))
    + attribute(2, 0x800F, b"%PDF-1.4 icerik")
    + attribute(2, 0x9005, struct.pack("<I", 1) + text_property(0x3707, "Şubat faturası.pdf"))
)


def test_files_come_out_with_their_long_turkish_names() -> None:
    found = tnef.read(winmail(CODEPAGE, BODY, FILE, FILE.replace(b"icerik", b"ikinci")))

    assert found.text == "Faturanız ektedir, iyi günler."
    assert [(file.name, file.data) for file in found.files] == [
        ("Şubat faturası.pdf", b"%PDF-1.4 icerik"),
        ("Şubat faturası.pdf", b"%PDF-1.4 ikinci"),
    ]


def test_damage_leaves_what_stands_before_it() -> None:
    whole = winmail(CODEPAGE, BODY, FILE)

    assert tnef.read(whole[:-40]).text == "Faturanız ektedir, iyi günler."


def test_compressed_rtf_gives_its_words() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1254{\fonttbl{\f0 Arial;}}\pard Sipari\'fe \u304?ade\par \{tamam\}}"
    literal = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    packed = struct.pack("<IIII", len(literal) + 12, len(rtf), 0x75465A4C, 0) + literal

    assert tnef.rtf_to_text(tnef.decompress_rtf(packed)) == "Sipariş İade\n{tamam}"


def test_a_repetition_is_copied_from_the_window() -> None:
    # "{\rtf1" stands at the beginning of the window that both sides know.
    packed = struct.pack("<IIII", 20, 6, 0x75465A4C, 0) + b"\x01" + struct.pack(">H", 0 << 4 | 4)

    assert tnef.decompress_rtf(packed) == rb"{\rtf1"


def test_a_letter_shows_the_files_instead_of_the_packet() -> None:
    raw = (
        b"From: zeynep@ornek.com\nContent-Type: multipart/mixed; boundary=s\n\n--s\n\nMerhaba\n--s\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: 8bit\n\n"
    )

    letter = parse(raw + winmail(CODEPAGE, FILE).replace(b"\n", b" ") + b"\n--s--\n")

    assert [(file.filename, file.content_type) for file in letter.attachments] == [
        ("Şubat faturası.pdf", "application/pdf")
    ]


@given(st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=6)), max_size=8))
def test_no_damage_breaks_the_reader(wounds: list[tuple[int, bytes]]) -> None:
    data = bytearray(
        winmail(CODEPAGE, BODY, FILE, attribute(1, 0x9003, struct.pack("<I", 2) + text_property(0x1000, "a")))
    )
    for place, wound in wounds:
        data[place : place + len(wound)] = wound

    found = tnef.read(bytes(data))

    assert found.text.encode("utf-8") is not None


@given(st.binary(max_size=200))
def test_no_rtf_breaks_the_reader(data: bytes) -> None:
    header = struct.pack("<IIII", len(data), 5_000, 0x75465A4C, 0)

    assert "\x00" not in tnef.rtf_to_text(tnef.decompress_rtf(header + data))
