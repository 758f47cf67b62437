"""Times in the shop's calendar: half days, holidays, hours of their own, and days that are none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from muhatap.core import business_time
from tests.promises.finding.test_reading import ISTANBUL, OFFICE, due, found_in

LATE = business_time.read({"weekly": [["10:00-22:00"]] * 7, "holidays": "", "special": {}}, ISTANBUL)
ALWAYS = business_time.always(ISTANBUL)
SATURDAYS = business_time.read(
    {"weekly": [["09:00-18:00"]] * 5 + [["10:00-14:00"], []], "holidays": "TR", "special": {"2026-11-26": []}}, ISTANBUL
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("now", "text", "when"),
    [
        # 29 October is a holiday, the afternoon before it too.
        ("2026-10-28T10:00", "2 iş günü içinde döneceğiz.", "11-02"),
        ("2026-10-27T10:00", "1 iş günü içinde döneceğiz.", "10-28"),
        ("2026-10-28T10:00", "Mesai bitimine kadar döneceğiz.", "10-28 13:00"),
        ("2026-10-28T14:00", "Mesai bitimine kadar döneceğiz.", "past"),
        # Kurban Bayramı: the half day of 26 May counts, 27 to 30 May do not.
        ("2026-05-25T10:00", "2 iş günü içinde döneceğiz.", "06-01"),
        ("2026-05-25T10:00", "We'll reply within 1 business day.", "05-26"),
        # Days that are named stay as they are said.
        ("2026-10-26T10:00", "Perşembe günü arayacağım.", "10-29"),
        ("2026-11-24T10:00", "Pazar günü arayacağım.", "11-29"),
        ("2026-11-24T10:00", "4 gün içinde göndereceğiz.", "11-28"),
        # After hours and at weekends, business days begin with the next one.
        ("2026-11-27T20:00", "1 iş günü içinde döneceğiz.", "11-30"),
        ("2026-11-28T12:00", "1 iş günü içinde döneceğiz.", "11-30"),
        ("2026-11-28T12:00", "Mesai bitimine kadar döneceğiz.", "11-28"),
        ("2026-11-27T17:00", "Mesai saatleri içinde 2 saat içinde döneceğiz.", "11-30 10:00"),
        ("2026-11-27T17:00", "2 saat içinde döneceğiz.", "11-27 19:00"),
        ("2026-11-27T23:30", "Yarım saat içinde döneceğim.", "11-28 00:00"),
        # Weeks begin on Monday and end with the last day on which somebody is there.
        ("2026-11-29T12:00", "Bu hafta arayacağım.", "11-29"),
        ("2026-11-29T12:00", "Haftaya salı arayacağım.", "12-01"),
        ("2026-11-29T12:00", "I'll call you next Tuesday.", "12-01"),
        ("2026-11-23T12:00", "I'll call you next Friday.", "12-04"),
        ("2026-11-23T12:00", "Önümüzdeki cuma arayacağım.", "11-27"),
        ("2026-11-27T12:00", "Önümüzdeki cuma arayacağım.", "12-04"),
        ("2026-11-27T12:00", "Bu cuma arayacağım.", "11-27"),
        ("2026-11-27T12:00", "Cuma günü arayacağım.", "ambiguous"),
        ("2026-11-27T12:00", "Bugün, cuma günü arayacağım.", "11-27"),
        # Years and months turn; what has just gone is asked about.
        ("2026-11-24T10:00", "3 Ocak'ta göndereceğiz.", "2027-01-03"),
        ("2026-12-31T10:00", "Yarın arayacağım.", "2027-01-01"),
        ("2026-11-24T10:00", "23 Kasım'da göndereceğiz.", "past"),
        ("2026-11-24T10:00", "24 Kasım'da göndereceğiz.", "11-24"),
        ("2026-01-31T10:00", "Bir ay içinde göndereceğiz.", "02-28"),
        ("2027-11-24T10:00", "29 Şubat'a kadar göndereceğiz.", "2028-02-29"),
        ("2026-11-24T10:00", "29 Şubat'a kadar göndereceğiz.", "impossible"),
        ("2026-11-24T10:00", "Bu ayın 5'ine kadar göndereceğiz.", "past"),
        ("2026-11-16T10:00", "Ayın 15'ine kadar göndereceğiz.", "past"),
        ("2026-11-30T10:00", "Ayın 31'ine kadar göndereceğiz.", "impossible"),
        ("2026-11-24T10:00", "Gelecek ayın 31'ine kadar göndereceğiz.", "12-31"),
        ("2026-12-24T10:00", "Ay sonuna kadar göndereceğiz.", "12-31"),
        # Hours of the clock
        ("2026-11-24T10:00", "Saat 9'da arayacağım.", "past"),
        ("2026-11-24T10:00", "Yarın saat 9'da arayacağım.", "11-25 09:00"),
        ("2026-11-24T10:00", "Sabah 5'te arayacağım.", "past"),
        ("2026-11-24T10:00", "Yarın sabah 5'te arayacağım.", "11-25 05:00"),
        ("2026-11-24T10:00", "Yarın 05:00'te arayacağım.", "11-25 05:00"),
        ("2026-11-24T10:00", "Saat 8'e kadar döneceğim.", "11-24 20:00"),
        ("2026-11-24T10:00", "Bugün 10:00'da arayacağım.", "past"),
        ("2026-11-24T10:00", "I'll call you at 12am tomorrow.", "11-25 00:00"),
        ("2026-11-24T10:00", "I'll call you at 12pm.", "11-24 12:00"),
        ("2026-11-24T10:00", "Öğlene kadar döneceğim.", "11-24 12:00"),
        ("2026-11-24T13:00", "Öğlene kadar döneceğim.", "past"),
        ("2026-11-24T10:00", "Yarın 24:00'e kadar döneceğim.", "11-25 23:59"),
    ],
)  # fmt: skip
def test_a_time_is_reckoned_in_office_hours(now: str, text: str, when: str) -> None:
    assert [due(promise) for promise in found_in(text, now=at(now))] == [when]


@pytest.mark.parametrize(
    ("hours", "text", "when"),
    [
        (LATE, "Saat 9'da arayacağım.", "11-24 21:00"),
        (LATE, "Saat 11'de arayacağım.", "11-24 11:00"),
        (LATE, "Saat 5'te arayacağım.", "11-24 17:00"),
        (LATE, "Hafta sonuna kadar arayacağım.", "11-29"),
        (LATE, "Mesai bitimine kadar arayacağım.", "11-24 22:00"),
        (ALWAYS, "Saat 5'te arayacağım.", "11-24 17:00"),
        (ALWAYS, "Yarın saat 9'da arayacağım.", "11-25 09:00"),
        (ALWAYS, "Mesai bitimine kadar arayacağım.", "11-24 23:59"),
        (ALWAYS, "2 iş günü içinde döneceğiz.", "11-26"),
        (SATURDAYS, "2 iş günü içinde döneceğiz.", "11-27"),
        (SATURDAYS, "4 iş günü içinde döneceğiz.", "11-30"),
        (SATURDAYS, "Bu hafta döneceğiz.", "11-28"),
        (SATURDAYS, "Cumartesi mesai bitimine kadar döneceğiz.", "11-28 14:00"),
        (SATURDAYS, "Perşembe mesai bitimine kadar döneceğiz.", "11-26"),
    ],
)
def test_another_shops_hours_give_another_time(hours: business_time.Hours, text: str, when: str) -> None:
    assert [due(promise) for promise in found_in(text, now=at("2026-11-24T10:00"), hours=hours)] == [when]


def test_a_moment_is_on_the_shops_clock_wherever_now_is_said() -> None:
    now = datetime(2026, 11, 24, 22, 30, tzinfo=ZoneInfo("UTC"))

    (promise,) = found_in("Yarın 18:00'de arayacağım.", now=now)

    # It is the 25th in Istanbul already.
    assert promise.due_at is not None
    assert promise.due_at.isoformat() == "2026-11-26T18:00:00+03:00"


def test_a_now_without_zone_is_on_the_shops_clock() -> None:
    (promise,) = found_in("2 saat içinde arayacağım.", now=datetime(2026, 11, 24, 22, 30))

    assert promise.due_at is not None
    assert promise.due_at.isoformat() == "2026-11-25T00:30:00+03:00"


def test_hours_that_never_open_make_business_days_vague() -> None:
    never = business_time.Hours(weekly=((),) * 7, zone=ISTANBUL)

    assert [due(promise) for promise in found_in("2 iş günü içinde döneceğiz.", hours=never)] == ["vague"]
    assert [due(promise) for promise in found_in("2 iş saati içinde döneceğiz.", hours=never)] == ["impossible"]


def test_a_day_of_its_own_wins() -> None:
    hours = business_time.read(
        {"weekly": [["09:00-18:00"]] * 5 + [[], []], "holidays": "TR", "special": {"2026-11-24": ["09:00-15:30"]}},
        ISTANBUL,
    )

    assert [due(promise) for promise in found_in("We'll send it by COB.", hours=hours)] == ["11-24 15:30"]
    assert [due(promise) for promise in found_in("We'll send it by COB.", hours=OFFICE)] == ["11-24 18:00"]
