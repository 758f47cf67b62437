"""Time while somebody is there. Days are of November 2026 (the 20th is a Friday) unless they say more."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from muhatap.core import business_time
from muhatap.core.business_time import BadHours, Hours, NeverOpen


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


ISTANBUL = ZoneInfo("Europe/Istanbul")
OFFICE = business_time.office(ISTANBUL)
SHIFTS = business_time.read(
    {"weekly": [["09:00-12:00", "13:00-18:00"]] * 6 + [[]], "holidays": "", "special": {}}, ISTANBUL
)
# A sale: open late on Friday the 27th and at all on Sunday the 29th, shut on Monday the 30th.
SALE = business_time.read(
    {
        "weekly": [["09:00-18:00"]] * 5 + [[], []],
        "holidays": "TR",
        "special": {"2026-11-27": ["08:00-24:00"], "2026-11-29": ["10:00-16:00"], "2026-11-30": []},
    },
    ISTANBUL,
)


def at(text: str) -> datetime:
    """Read "20 16:30" as a day of November 2026, "2026-10-28 12:00" as it stands."""
    day, hour = text.split()
    return datetime.combine(
        date.fromisoformat(day) if "-" in day else date(2026, 11, int(day)), time.fromisoformat(hour), tzinfo=ISTANBUL
    )


@pytest.mark.parametrize(
    ("hours", "asked", "minutes", "due"),
    [
        (OFFICE, "20 10:00", 120, "20 12:00"),
        (OFFICE, "20 16:30", 120, "23 09:30"),
        (OFFICE, "20 16:00", 120, "20 18:00"),
        (OFFICE, "20 23:00", 60, "23 10:00"),
        (OFFICE, "21 12:00", 60, "23 10:00"),
        (OFFICE, "20 05:00", 60, "20 10:00"),
        (OFFICE, "20 10:00", 0, "20 10:00"),
        (OFFICE, "16 09:00", 5 * 540, "20 18:00"),
        (SHIFTS, "20 11:30", 60, "20 13:30"),
        (SHIFTS, "20 12:15", 60, "20 14:00"),
        (SHIFTS, "21 17:30", 60, "23 09:30"),
        (SALE, "27 17:30", 60, "27 18:30"),
        (SALE, "27 23:30", 60, "29 10:30"),
        (SALE, "29 15:30", 60, "2026-12-01 09:30"),
        # Republic Day: a half day before, closed on the day, a weekend behind no Friday of work left out.
        (OFFICE, "2026-10-28 12:30", 60, "2026-10-30 09:30"),
        (OFFICE, "2026-10-28 14:00", 60, "2026-10-30 10:00"),
        # Kurban Bayramı 2026: arife on Tuesday 26 May, then Wednesday to Saturday.
        (OFFICE, "2026-05-26 12:00", 120, "2026-06-01 10:00"),
        # Ramazan Bayramı 2026: arife on Thursday 19 March, then Friday to Sunday.
        (OFFICE, "2026-03-19 10:00", 240, "2026-03-23 10:00"),
        # New Year's Day.
        (OFFICE, "2026-12-31 17:00", 120, "2027-01-04 10:00"),
    ],
)
def test_an_answer_is_due_in_opening_hours(hours: Hours, asked: str, minutes: int, due: str) -> None:
    assert business_time.add(at(asked), minutes, hours) == at(due)


@pytest.mark.parametrize(
    ("hours", "start", "end", "minutes"),
    [
        (OFFICE, "20 10:00", "20 12:00", 120),
        (OFFICE, "20 17:00", "23 10:00", 120),
        (OFFICE, "21 00:00", "22 23:59", 0),
        (OFFICE, "20 12:00", "20 10:00", 0),
        (OFFICE, "2026-10-28 09:00", "2026-10-30 10:00", 300),
        (OFFICE, "2026-05-25 09:00", "2026-06-01 09:00", 540 + 240),
        (OFFICE, "2026-01-01 00:00", "2027-01-01 00:00", 134640),
        (SHIFTS, "20 11:00", "20 14:00", 120),
        (SALE, "27 00:00", "2026-12-01 00:00", 960 + 360),
    ],
)
def test_waiting_is_counted_while_somebody_is_there(hours: Hours, start: str, end: str, minutes: int) -> None:
    assert business_time.between(at(start), at(end), hours) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("20 09:00", True, "20 09:00"),
        ("20 17:59", True, "20 17:59"),
        ("20 18:00", False, "23 09:00"),
        ("22 12:00", False, "23 09:00"),
        ("2026-10-28 13:00", False, "2026-10-30 09:00"),
        ("2026-10-29 11:00", False, "2026-10-30 09:00"),
    ],
)
def test_whether_somebody_is_there(moment: str, is_open: bool, opens: str) -> None:
    assert business_time.is_open(at(moment), OFFICE) is is_open
    assert business_time.next_opening(at(moment), OFFICE) == at(opens)


def test_the_hours_follow_the_clock_of_the_shop() -> None:
    # Berlin goes back an hour in the night to Sunday, 25 October 2026: 25 hours from noon to noon.
    berlin = ZoneInfo("Europe/Berlin")
    noon = datetime(2026, 10, 24, 12, tzinfo=berlin)

    due = business_time.add(noon, 25 * 60, business_time.always(berlin))

    assert due == datetime(2026, 10, 25, 12, tzinfo=berlin)


def test_what_never_opens_is_due_never() -> None:
    closed = Hours(weekly=((),) * 7)

    with pytest.raises(NeverOpen):
        business_time.add(at("20 10:00"), 1, closed)
    assert business_time.between(at("1 00:00"), at("30 00:00"), closed) == timedelta()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"weekly": [["9-18"]] * 7}, "“9-18” is no opening time"),
        ({"weekly": [["18:00-09:00"]] * 7}, "closes before it opens"),
        ({"weekly": [["09:00-12:00", "11:00-18:00"]] * 7}, "overlap"),
        ({"weekly": [["09:00-25:00"]] * 7}, "no time of day"),
        ({"weekly": [["09:60-18:00"]] * 7}, "no time of day"),
        ({"weekly": [[]] * 7}, "At least one day"),
        ({"weekly": [["09:00-18:00"]] * 6}, "cannot be read"),
        ({"weekly": 7}, "cannot be read"),
        ({"weekly": [["09:00-18:00"]] * 7, "holidays": "XX"}, "cannot be read"),
        ({"weekly": [["09:00-18:00"]] * 7, "special": {"31.02.2026": []}}, "cannot be read"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(data: dict[str, object], words: str) -> None:
    with pytest.raises(BadHours, match=words):
        business_time.read(data)


def test_hours_are_written_as_they_are_read() -> None:
    assert business_time.read(business_time.written(SALE), ISTANBUL) == SALE
    assert business_time.read({}, ISTANBUL) == OFFICE


moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=ISTANBUL))
minutes = st.integers(0, 6000)
any_hours = st.sampled_from([OFFICE, SHIFTS, SALE, business_time.always(ISTANBUL)])


@given(moments, minutes, any_hours)
def test_what_is_added_has_passed(moment: datetime, added: int, hours: Hours) -> None:
    due = business_time.add(moment, added, hours)

    assert due >= moment
    assert business_time.between(moment, due, hours) == timedelta(minutes=added)


@given(moments, minutes, minutes, any_hours)
def test_two_waits_make_one(moment: datetime, first: int, second: int, hours: Hours) -> None:
    middle = business_time.add(moment, first, hours)

    assert business_time.add(middle, second, hours) == business_time.add(moment, first + second, hours)


@given(st.lists(moments, min_size=3, max_size=3).map(sorted), any_hours)
def test_a_wait_is_the_sum_of_its_parts(points: list[datetime], hours: Hours) -> None:
    start, middle, end = points

    parts = business_time.between(start, middle, hours) + business_time.between(middle, end, hours)

    assert parts == business_time.between(start, end, hours)
    assert timedelta() <= parts <= end - start
