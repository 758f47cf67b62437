"""Read orders from a table (CSV) as shops and spreadsheets write it: a row for each line of an order. Pure.

Columns are found by their headings, in Turkish or English; see README.md. An order with a row that cannot be read is
left out whole, with the row and the reason: half an order would be shown as a whole one.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import TextIO

from muhatap.core.turkish import fold
from muhatap.orders import money
from muhatap.orders.facts import MOST_LINES, LineFacts, OrderFacts, ParcelFacts
from muhatap.orders.shops.generic.schema import MOST_COUNT, PARCELS, PAYMENTS, STATES

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "order", "order number", "order no", "siparis", "siparis no", "siparis numarasi"),
    "placed_at": ("placed at", "date", "order date", "tarih", "siparis tarihi"),
    "changed_at": ("changed at", "updated at", "degisme tarihi"),
    "currency": ("currency", "para birimi"),
    "total": ("total", "order total", "toplam", "siparis tutari", "genel toplam"),
    "state": ("state", "durum"),
    "payment": ("payment", "odeme", "odeme durumu"),
    "name": ("name", "customer", "customer name", "musteri", "ad soyad", "alici"),
    "email": ("email", "e mail", "e posta", "eposta"),
    "phone": ("phone", "telefon"),
    "city": ("city", "sehir", "il"),
    "line_name": ("product", "article", "item", "urun", "urun adi"),
    "sku": ("sku", "stock code", "stok kodu"),
    "quantity": ("quantity", "count", "adet", "miktar"),
    "line_total": ("line total", "amount", "tutar", "satir tutari"),
    "carrier": ("carrier", "kargo", "kargo firmasi"),
    "tracking_number": ("tracking number", "tracking no", "takip no", "takip numarasi", "kargo takip no"),
    "parcel_state": ("parcel", "parcel state", "kargo durumu"),
}
NEEDED = ("number", "placed_at", "total")
# As shops name them; the words of the schema are understood, too.
WORDS = {
    "acik": "open", "tamamlandi": "done", "iptal": "cancelled", "iptal edildi": "cancelled", "odendi": "paid",
    "odenmedi": "none", "iade edildi": "refunded", "kismen iade edildi": "part_refunded", "hazirlaniyor": "preparing",
    "kargoda": "in_transit", "yolda": "in_transit", "kargoya verildi": "shipped", "dagitimda": "out_for_delivery",
    "teslim edildi": "delivered", "iade": "returned",
}  # fmt: skip
_DAYS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y")


class NotATable(ValueError):
    """The file is no table of orders, or lacks a heading that is needed."""


@dataclass(frozen=True)
class Skipped:
    """An order that was left out: the row of the file (the heading is row 1), its number, and why."""

    row: int
    number: str
    reason: str


def read(file: TextIO, *, zone: tzinfo) -> Iterator[OrderFacts | Skipped]:
    """Yield each order of a table, or that it was skipped. `zone` is where days without a zone are meant.

    Rows of one order stand together. Raises NotATable when the headings cannot be understood.
    """
    rows = _rows(file)
    columns = _columns(next(rows, (0, []))[1])
    seen: set[str] = set()
    for group in _together(rows, columns):
        number = group[0][1].get("number", "")
        if number in seen:
            yield Skipped(group[0][0], number, "rows of this order stand in two places")
            continue
        seen.add(number)
        yield _order(group, zone=zone)


def _rows(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    sample = file.read(4096)
    file.seek(0)
    heading = sample.splitlines()[0] if sample.strip() else ""
    delimiter = max(";,\t", key=heading.count)
    try:
        for place, row in enumerate(csv.reader(file, delimiter=delimiter), start=1):
            if any(cell.strip() for cell in row):
                yield place, row
    except csv.Error as error:
        raise NotATable(str(error)) from error


def _columns(heading: Iterable[str]) -> list[str]:
    by_word = {word: name for name, words in HEADINGS.items() for word in words}
    columns = [by_word.get(" ".join(fold(cell).replace("_", " ").replace("-", " ").split()), "") for cell in heading]
    if missing := [HEADINGS[name][0] for name in NEEDED if name not in columns]:
        raise NotATable(f"no column is headed {', '.join(missing)}")
    return columns


def _together(rows: Iterable[tuple[int, list[str]]], columns: list[str]) -> Iterator[list[tuple[int, dict[str, str]]]]:
    group: list[tuple[int, dict[str, str]]] = []
    for place, row in rows:
        cells = {name: cell.replace("\x00", "").strip() for name, cell in zip(columns, row, strict=False) if name}
        if group and cells.get("number") != group[0][1].get("number"):
            yield group
            group = []
        group.append((place, cells))
    if group:
        yield group


def _order(group: list[tuple[int, dict[str, str]]], *, zone: tzinfo) -> OrderFacts | Skipped:
    row, first = group[0]
    number = first.get("number", "")
    try:
        if not number or len(number) > 60:
            raise ValueError("the order has no number, or one of more than 60 characters")
        if len(group) > MOST_LINES:
            raise ValueError(f"the order has more than {MOST_LINES} lines")
        order = _head(number, first, zone=zone)
        lines: list[LineFacts] = []
        for place, cells in group:
            row = place
            if cells.get("line_name"):
                lines.append(_line(str(len(lines) + 1), cells, order.currency))
        return replace(order, lines=tuple(lines))
    except ValueError as error:
        return Skipped(row, number[:60], str(error))


def _head(number: str, cells: Mapping[str, str], *, zone: tzinfo) -> OrderFacts:
    currency = (cells.get("currency") or "TRY").upper()
    currency = "TRY" if currency in ("TL", "₺") else currency
    placed_at = _moment(cells.get("placed_at", ""), zone)
    return OrderFacts(
        outside_id=number,
        number=number,
        placed_at=placed_at,
        changed_at=_moment(cells["changed_at"], zone) if cells.get("changed_at") else placed_at,
        currency=currency,
        total=_amount(cells.get("total", ""), currency),
        state=_word(cells.get("state", ""), STATES, "open"),
        payment_state=_word(cells.get("payment", ""), PAYMENTS, "unknown"),
        customer_name=cells.get("name", "")[:200],
        email=cells.get("email", "")[:320],
        phone=cells.get("phone", "")[:20],
        parcels=_parcels(cells),
    )


def _line(outside_id: str, cells: Mapping[str, str], currency: str) -> LineFacts:
    quantity = cells.get("quantity") or "1"
    if not quantity.isascii() or not quantity.isdecimal() or int(quantity[:9]) > MOST_COUNT or len(quantity) > 9:
        raise ValueError(f"“{quantity[:20]}” is no number of pieces")
    return LineFacts(
        outside_id=outside_id,
        name=cells["line_name"][:300],
        sku=cells.get("sku", "")[:80],
        quantity=int(quantity),
        total=_amount(cells.get("line_total") or "0", currency),
    )


def _parcels(cells: Mapping[str, str]) -> tuple[ParcelFacts, ...]:
    number = cells.get("tracking_number", "").replace(" ", "")[:80]
    state = _word(cells.get("parcel_state", ""), PARCELS, "shipped" if number else "preparing")
    if not number and not cells.get("carrier") and state == "preparing":
        return ()
    return (ParcelFacts(outside_id="1", state=state, carrier=cells.get("carrier", "")[:80], tracking_number=number),)


def _amount(written: str, currency: str) -> int:
    plain = written.removesuffix("TL").removesuffix("TRY").removeprefix("₺").strip()
    # A comma comes last only where it stands before the decimals.
    is_turkish = plain.rfind(",") > plain.rfind(".")
    minor = money.read(plain, currency, is_turkish=is_turkish).minor
    if minor < 0:
        raise ValueError(f"“{written[:20]}” is less than nothing")
    return minor


def _moment(written: str, zone: tzinfo) -> datetime:
    for pattern in _DAYS:
        try:
            return datetime.strptime(written, pattern).replace(tzinfo=zone)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"“{written[:30]}” is no day as in 18.11.2026 10:12 or 2026-11-18T10:12") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _word(written: str, known: tuple[str, ...], otherwise: str) -> str:
    if not written:
        return otherwise
    folded = " ".join(fold(written).split())
    word = WORDS.get(folded, folded.replace(" ", "_"))
    if word not in known:
        raise ValueError(f"“{written[:30]}” is none of {', '.join(known)}")
    return word
