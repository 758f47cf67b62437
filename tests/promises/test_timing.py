"""When a promised day ends, and when its owner is reminded."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from muhatap.core import business_time
from muhatap.promises import timing

ISTANBUL = ZoneInfo("Europe/Istanbul")
OFFICE = business_time.office(ISTANBUL)
ALWAYS = business_time.always(ISTANBUL)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ISTANBUL)


@pytest.mark.parametrize(
    ("day", "now", "due"),
    [
        # A working day ends when the shop closes.
        ("2026-11-24", "2026-11-23T10:00", "2026-11-24T18:00"),
        # On a Sunday nobody would be there: done by Friday's closing, while that lies ahead.
        ("2026-11-29", "2026-11-23T10:00", "2026-11-27T18:00"),
        ("2026-11-29", "2026-11-28T10:00", "2026-11-29T23:59"),
        # The half day before the Feast of the Republic ends at one.
        ("2026-10-28", "2026-10-26T10:00", "2026-10-28T13:00"),
        ("2026-10-29", "2026-10-26T10:00", "2026-10-28T13:00"),
        # Said after closing: today still ends at midnight.
        ("2026-11-23", "2026-11-23T19:00", "2026-11-23T23:59"),
    ],
)
def test_a_promised_day_ends_when_somebody_can_still_keep_it(day: str, now: str, due: str) -> None:
    assert timing.end_of(date.fromisoformat(day), OFFICE, now=at(now)) == at(due)


@pytest.mark.parametrize(
    ("due", "made", "warned"),
    [
        ("2026-11-24T18:00", "2026-11-23T10:00", "2026-11-24T16:00"),
        # Monday at ten: an hour of Monday, an hour of Friday.
        ("2026-11-30T10:00", "2026-11-23T10:00", "2026-11-27T17:00"),
        # Due within the hour: half-way.
        ("2026-11-23T11:00", "2026-11-23T10:00", "2026-11-23T10:30"),
        # Due at night: in the two last open hours before it.
        ("2026-11-24T22:00", "2026-11-23T10:00", "2026-11-24T16:00"),
    ],
)
def test_the_reminder_leaves_time_to_keep_it(due: str, made: str, warned: str) -> None:
    assert timing.warn_at(at(due), OFFICE, made=at(made)) == at(warned)


def test_a_shop_that_never_closes_is_reminded_two_hours_ahead() -> None:
    assert timing.warn_at(at("2026-11-24T03:00"), ALWAYS, made=at("2026-11-23T10:00")) == at("2026-11-24T01:00")


def test_a_shop_that_never_opens_is_reminded_a_day_ahead() -> None:
    never = business_time.Hours(weekly=((),) * 7, zone=ISTANBUL)

    assert timing.warn_at(at("2026-11-24T18:00"), never, made=at("2026-11-20T10:00")) == at("2026-11-23T18:00")
    assert timing.end_of(date(2026, 11, 24), never, now=at("2026-11-20T10:00")) == at("2026-11-24T23:59")


def test_what_is_offered_lies_ahead_in_open_hours() -> None:
    assert timing.offered(OFFICE, now=at("2026-11-27T17:10")) == [
        at("2026-11-30T10:00"), at("2026-11-30T17:00"), at("2026-12-01T17:00")
    ]  # fmt: skip


def test_a_shop_that_never_opens_offers_tomorrow() -> None:
    never = business_time.Hours(weekly=((),) * 7, zone=ISTANBUL)

    assert timing.offered(never, now=at("2026-11-24T18:00")) == []
    assert timing.in_a_working_day(never, now=at("2026-11-24T18:00")) == at("2026-11-25T18:00")


@pytest.mark.parametrize(
    ("closed", "days", "asked"),
    [
        ("2026-11-23T10:20", 3, "2026-11-26T10:20"),
        # Over a weekend.
        ("2026-11-26T10:20", 3, "2026-12-01T10:20"),
        # Closed in the evening: when they come in the morning after that day.
        ("2026-11-23T20:00", 3, "2026-11-27T09:00"),
        ("2026-11-26T20:00", 1, "2026-11-30T09:00"),
        # Before they come: that same day.
        ("2026-11-23T07:00", 3, "2026-11-26T09:00"),
        # 28 October is a half day, 29 October a feast.
        ("2026-10-26T15:00", 2, "2026-10-30T09:00"),
        ("2026-10-27T10:00", 2, "2026-10-30T10:00"),
        # Closed on a Sunday.
        ("2026-11-22T12:00", 1, "2026-11-23T12:00"),
    ],
)
def test_working_days_later_somebody_is_there_to_read_the_answer(closed: str, days: int, asked: str) -> None:
    assert timing.check_back_at(at(closed), OFFICE, working_days=days) == at(asked)


def test_where_nobody_ever_opens_it_goes_by_the_calendar() -> None:
    never = business_time.Hours(weekly=((),) * 7, zone=ISTANBUL)

    assert timing.check_back_at(at("2026-11-23T10:20"), never, working_days=3) == at("2026-11-26T10:20")
    assert timing.in_open_minutes(60, never, now=at("2026-11-23T10:20")) == at("2026-11-24T10:20")


def test_where_it_never_closes_it_is_the_same_hour() -> None:
    assert timing.check_back_at(at("2026-11-23T03:20"), ALWAYS, working_days=3) == at("2026-11-26T03:20")
