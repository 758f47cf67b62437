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
