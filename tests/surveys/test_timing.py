"""When one is asked, who is among those asked, and by when a low score is followed up: on the clock of the brand."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from muhatap.core import business_time
from muhatap.core.ids import uuid7
from muhatap.surveys import timing

ISTANBUL, LONDON = ZoneInfo("Europe/Istanbul"), ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("closed", "hours", "asked"),
    [
        ("2026-11-23 10:00", 2, "2026-11-23 12:00"),
        ("2026-11-23 17:59", 2, "2026-11-23 19:59"),
        ("2026-11-23 18:00", 2, "2026-11-24 09:00"),
        ("2026-11-23 23:30", 2, "2026-11-24 09:00"),
        ("2026-11-23 04:00", 2, "2026-11-23 09:00"),
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),
        ("2026-12-31 20:00", 0, "2027-01-01 09:00"),
        # The clock goes back on 25 October: the night has an hour more, the morning stands at nine all the same.
        ("2026-10-24 21:00", 2, "2026-10-25 09:00"),
        # It goes forward on 29 March: twelve real hours are thirteen on the wall.
        ("2026-03-28 22:30", 12, "2026-03-29 11:30"),
    ],
)
def test_one_is_asked_by_day(closed: str, hours: int, asked: str) -> None:
    assert timing.asked_at(at(closed), after_hours=hours, zone=LONDON) == at(asked)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_a_sample_grows_and_never_changes() -> None:
    uids = [str(uuid7()) for _ in range(4000)]
    few, more = ({uid for uid in uids if timing.is_sampled(uid, 1, percent=percent)} for percent in (10, 25))

    assert few < more
    assert all(timing.is_sampled(uid, 1, percent=100) for uid in uids)
    # 10 % of 4000, four standard deviations on each side.
    assert 324 <= len(few) <= 476


def test_a_low_score_is_followed_up_in_open_hours() -> None:
    friday = datetime(2026, 11, 20, 17, tzinfo=ISTANBUL)

    due = timing.due_at(friday, open_hours=9, hours=business_time.office(ISTANBUL))

    assert due == datetime(2026, 11, 23, 17, tzinfo=ISTANBUL)


def test_a_brand_that_never_opens_follows_up_by_the_clock() -> None:
    never = business_time.Hours(weekly=((),) * 7, zone=ISTANBUL)
    friday = datetime(2026, 11, 20, 17, tzinfo=ISTANBUL)

    assert timing.due_at(friday, open_hours=9, hours=never) == friday + timedelta(hours=9)


def test_an_answer_is_taken_for_a_month_and_changed_for_a_week() -> None:
    asked = datetime(2026, 11, 1, tzinfo=ISTANBUL)
    day = timedelta(days=1)

    assert timing.is_open(asked=asked, answered=None, now=asked + 29 * day)
    assert not timing.is_open(asked=asked, answered=None, now=asked + 30 * day)
    assert timing.is_open(asked=asked, answered=asked + 29 * day, now=asked + 35 * day)
    assert not timing.is_open(asked=asked, answered=asked, now=asked + 7 * day)
