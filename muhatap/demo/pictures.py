"""The files that demo customers attach, drawn here from a few numbers: a photo of a jug and an invoice as PDF. Pure."""

import math
import random
import struct
import zlib

WIDTH, HEIGHT = 120, 90
SCALE = 4
_CLAY, _SHADE, _CRACK = (196, 122, 84), (150, 86, 58), (70, 40, 30)


def draw(kind: str, *, seed: int, title: str) -> tuple[bytes, str]:
    """Return the bytes and the media type of a "photo" or an "invoice"."""
    if kind == "photo":
        return photo(seed), "image/png"
    return invoice(title), "application/pdf"


def photo(seed: int) -> bytes:
    """Return a picture of a broken jug on a table, in colours that depend on the seed."""
    dice = random.Random(seed)  # noqa: S311
    wall = tuple(dice.randrange(185, 235) for _ in range(3))
    table = tuple(dice.randrange(110, 160) for _ in range(3))
    rows = []
    for y in range(HEIGHT):
        row = bytearray()
        for x in range(WIDTH):
            light = 1.04 - 0.25 * x / WIDTH - 0.1 * y / HEIGHT
            colour = _jug(x, y) or (table if y > HEIGHT * 0.72 else wall)
            row += bytes(max(0, min(255, int(part * light))) for part in colour) * SCALE
        rows += [b"\0" + bytes(row)] * SCALE
    return _png(b"".join(rows))


def _jug(x: int, y: int) -> tuple[int, int, int] | None:
    """Return the jug's colour at a point, or nothing beside it."""
    across, down = (x - WIDTH * 0.46) / 23, (y - HEIGHT * 0.58) / 28
    belly = 0.92 + 0.25 * math.cos(down * 2.4) - (0.35 if down < -0.75 else 0)
    if -1.15 < down < 0.85 and abs(across) < belly:
        is_crack = abs(across - 0.25 - 0.12 * math.sin(down * 9) - down * 0.2) < 0.03 and down > -0.6
        return _CRACK if is_crack else (_SHADE if across > belly - 0.28 else _CLAY)
    # The handle, with the piece that broke off missing.
    ring = math.hypot(across - 1.15, down + 0.15)
    if 0.36 < ring < 0.52 and across > 0.95 and not -0.3 < down < 0.0:
        return _SHADE
    return None


def _png(rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", WIDTH * SCALE, HEIGHT * SCALE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def invoice(title: str) -> bytes:
    """Return a PDF of one page with a title and a few lines."""
    plain = title.encode("ascii", "replace").decode()
    lines = [plain, "", "Clay jug, 1.2 l ............ 449.00", "Delivery .................... 39.90", "Total 488.90"]
    escaped = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    text = "BT /F1 14 Tf 60 760 Td 22 TL " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
    font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources {font} >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    tail = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (body + f"xref\n0 {count}\n0000000000 65535 f \n" + table + tail).encode("ascii")
