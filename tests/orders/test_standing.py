"""Where an order stands, in words."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from muhatap.orders import standing
from muhatap.orders.money import Amount
from muhatap.orders.standing import Facts, ParcelFacts, told, working_days

# A Thursday.
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def parcel(state: str, *, moved: float = 1, **fields: Any) -> ParcelFacts:
    return ParcelFacts(state=state, shipped_at=ago(moved), last_movement_at=ago(moved), **fields)


@pytest.mark.parametrize(
    ("facts", "turkish", "english", "tone"),
    [
        ({"payment": "none"}, "Henüz ödenmedi", "Not paid yet", "soon"),
        ({"payment": "failed"}, "Ödeme alınamadı", "The payment did not go through", "soon"),
        ({}, "Hazırlanıyor, 4 gün önce sipariş edildi", "Being prepared, ordered 4 days ago", "soon"),
        ({"paid_at": ago(1)}, "Hazırlanıyor, 4 gün önce sipariş edildi", "Being prepared, ordered 4 days ago", "calm"),
        ({"paid_at": ago(9)}, "Hazırlanıyor, 4 gün önce sipariş edildi", "Being prepared, ordered 4 days ago", "late"),
        ({"parcels": [parcel("in_transit")]}, "Yolda", "On its way", "calm"),
        ({"parcels": [parcel("in_transit", moved=2.5)]}, "Yolda · 2 gündür hareket yok",
         "On its way · nothing has moved for 2 days", "soon"),
        ({"parcels": [parcel("in_transit", moved=5)]}, "Yolda · 5 gündür hareket yok",
         "On its way · nothing has moved for 5 days", "late"),
        ({"parcels": [parcel("out_for_delivery", moved=0.1)]}, "Bugün dağıtımda", "Out for delivery today", "calm"),
        ({"parcels": [parcel("out_for_delivery", moved=3)]}, "Yolda · 3 gündür hareket yok",
         "On its way · nothing has moved for 3 days", "late"),
        ({"parcels": [parcel("delivered", delivered_at=ago(1))]}, "Dün teslim edildi", "Delivered yesterday", "calm"),
        ({"parcels": [parcel("delivered")]}, "Teslim edildi", "Delivered", "calm"),
        ({"parcels": [parcel("failed")]}, "Kargo teslim edemedi", "The carrier could not deliver it", "late"),
        ({"parcels": [parcel("delivered"), parcel("in_transit", moved=4)]},
         "Bir kısmı ulaştı · Yolda · 4 gündür hareket yok",
         "Part of it has arrived · On its way · nothing has moved for 4 days", "late"),
        ({"parcels": [parcel("preparing"), parcel("shipped")]}, "Bir kısmı hazırlanıyor · Kargoya verildi",
         "Part of it is being prepared · With the carrier", "calm"),
        ({"parcels": [parcel("preparing"), parcel("delivered")]}, "Bir kısmı ulaştı, bir kısmı hazırlanıyor",
         "Part of it has arrived, part is being prepared", "soon"),
        ({"cancelled_at": ago(1), "refunded": Amount(64800, "TRY")}, "İptal edildi · tamamı iade edildi: 648,00 TL",
         "Cancelled · all of it refunded: ₺648.00", "calm"),
        ({"parcels": [parcel("delivered")], "refunded": Amount(24990, "TRY")}, "Teslim edildi · 249,90 TL iade edildi",
         "Delivered · ₺249.90 refunded", "calm"),
    ],
)  # fmt: skip
def test_where_it_stands(facts: dict[str, Any], turkish: str, english: str, tone: str) -> None:
    known = {
        "placed_at": ago(4), "cancelled_at": None, "payment": "paid", "paid_at": ago(4), "total": Amount(64800, "TRY"),
        "refunded": Amount(0, "TRY"),
    }  # fmt: skip
    for language, words in (("tr", turkish), ("en", english)):
        with translation.override(language):
            standing = told(Facts(**(known | facts)), now=NOW)
        assert (standing.text, standing.tone) == (words, tone)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        ("2026-11-20T18:00", "2026-11-23T18:00", 1),  # Friday to Monday
        ("2026-11-20T18:00", "2026-11-22T18:00", 0),
        ("2026-11-23T09:00", "2026-11-26T08:00", 3),
        ("2026-11-20T18:00", "2026-12-04T18:00", 10),
        ("2026-11-21T10:00", "2026-11-21T12:00", 0),
        ("2026-11-24T10:00", "2026-11-23T10:00", 0),
        # Half past midnight in Istanbul is the evening before in UTC.
        ("2026-11-23T21:30", "2026-11-24T22:00", 1),
    ],
)
def test_a_weekend_is_nobodys_delay(since: str, until: str, days: int) -> None:
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (since, until)]

    assert working_days(*moments) == days


# How many, when more come, and what is said on 23 November.
STOCK = [
    (None, None, ""),
    (12, None, "stokta 12 adet"),
    (0, None, "tükendi"),
    (0, date(2026, 11, 28), "tükendi, 28 Kasım günü bekleniyor"),
    (-1, date(2026, 11, 20), "tükendi"),
]


@pytest.mark.parametrize(("stock", "expected_on", "said"), STOCK)
def test_stock_in_words(stock: int | None, expected_on: date | None, said: str) -> None:
    with translation.override("tr"):
        assert standing.stock_told(stock, expected_on, today=date(2026, 11, 23)).text == said
