"""Orders from a table, as a shop's back office or a spreadsheet writes it."""

import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from muhatap.orders.facts import OrderFacts
from muhatap.orders.models import Order
from muhatap.orders.shops.generic import importer, table
from muhatap.orders.shops.generic.table import Skipped
from tests import make
from tests.orders import desk

ISTANBUL = ZoneInfo("Europe/Istanbul")
TURKISH = """Sipariş No;Tarih;Toplam;Ad Soyad;E-posta;Ürün;Adet;Tutar;Kargo;Takip No;Durum
8812;18.11.2026 10:12;1.249,90;Zeynep Aksoy;zeynep@example.com;Toprak sürahi;1;649,00;Yurtiçi Kargo;104512887341;açık
8812;18.11.2026 10:12;1.249,90;Zeynep Aksoy;zeynep@example.com;"Lavanta sabunu; üçlü";2;600,90;;;
8640;05.09.2026;890 TL;Zeynep Aksoy;zeynep@example.com;Bakır cezve;1;890;;;iptal
"""
ENGLISH = "number,placed_at,total,currency,product,quantity\nH-2041,2026-11-18T10:12:00Z,149.00,GBP,Oak clock,1\n"


def read(text: str) -> list[OrderFacts | Skipped]:
    return list(table.read(io.StringIO(text), zone=ISTANBUL))


def test_a_turkish_table() -> None:
    first, second = read(TURKISH)

    assert isinstance(first, OrderFacts)
    assert isinstance(second, OrderFacts)
    assert (first.number, first.total, first.placed_at) == ("8812", 124990, datetime(2026, 11, 18, 7, 12, tzinfo=UTC))
    assert [(line.name, line.quantity, line.total) for line in first.lines] == [
        ("Toprak sürahi", 1, 64900),
        ("Lavanta sabunu; üçlü", 2, 60090),
    ]
    assert [(parcel.carrier, parcel.tracking_number, parcel.state) for parcel in first.parcels] == [
        ("Yurtiçi Kargo", "104512887341", "shipped")
    ]
    assert (second.state, second.total, second.parcels) == ("cancelled", 89000, ())


def test_an_english_table() -> None:
    (order,) = read(ENGLISH)

    assert isinstance(order, OrderFacts)
    assert (order.number, order.total, order.currency, order.lines[0].name) == ("H-2041", 14900, "GBP", "Oak clock")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("8812;dün;10", "“dün” is no day"),
        ("8812;18.11.2026;on lira", "an amount as in"),
        ("8812;18.11.2026;-5", "less than nothing"),
        (";18.11.2026;10", "has no number"),
        ("8812;18.11.2026;10;kayıp", "is none of"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_its_reason(row: str, reason: str) -> None:
    (skipped,) = read(f"sipariş no;tarih;toplam;durum\n{row}\n")

    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert skipped.row == 2


def test_an_order_in_two_places_is_not_cut_in_half() -> None:
    first, other, again = read("number;date;total\n1;18.11.2026;10\n2;18.11.2026;10\n1;18.11.2026;10\n")

    assert [isinstance(each, OrderFacts) for each in (first, other, again)] == [True, True, False]


@pytest.mark.parametrize("text", ["", "\n\n", "a;b;c\n1;2;3", "number;date\n1;18.11.2026"])
def test_what_is_no_table_of_orders(text: str) -> None:
    with pytest.raises(table.NotATable):
        read(text)


def test_a_file_is_brought_in_once_however_often(db: None, tmp_path: Path) -> None:
    shop, now = desk.shop(make.brand()), timezone.now()
    file, report = tmp_path / "siparişler.csv", tmp_path / "report.tsv"
    file.write_text(TURKISH + "8641;dün;10;;;;;;;;\n", encoding="windows-1254")
    with pytest.raises(importer.CannotImport, match="windows-1254"):
        importer.run(file, shop=shop, report=report, now=now)

    first = importer.run(file, shop=shop, report=report, encoding="windows-1254", now=now)
    again = importer.run(file, shop=shop, report=report, encoding="windows-1254", now=now)

    assert first == importer.Tally(kept=2, skipped=1)
    assert again == importer.Tally(known=2, skipped=1)
    assert Order.objects.get(number="8812").lines.count() == 2
    assert report.read_text().splitlines()[1].startswith("5\t8641\t")
