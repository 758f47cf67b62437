"""When somebody works, and whether they are there: the thinking alone, with its table of cases."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from muhatap.team.presence import Known, Leave, Standing, standing
from muhatap.team.shifts import NotAShift, Week, spans_of

ISTANBUL, BERLIN = ZoneInfo("Europe/Istanbul"), ZoneInfo("Europe/Berlin")
OFFICE = {day: ["09:00-12:30", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
# 16 November 2026 is a Monday.
MONDAY = date(2026, 11, 16)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(said: str, zone: ZoneInfo = ISTANBUL) -> datetime:
    """Return the moment of "Mon 10:00" in the week of the stories."""
    day, clock = said.split()
    hour, minute = clock.split(":")
    offset = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun").index(day)
    on = MONDAY + timedelta(days=offset)
    return datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=zone)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("", []),
        ("9-18", ["09:00-18:00"]),
        ("09.00–12.30, 13.30–18.00", ["09:00-12:30", "13:30-18:00"]),
        ("13:30-18:00 09:00-12:30", ["09:00-12:30", "13:30-18:00"]),
        (" 8:15 - 17 ; ", ["08:15-17:00"]),
        ("22-6", ["22:00-06:00"]),
        ("0-24", ["00:00-24:00"]),
    ],
)
def test_a_day_is_read_as_people_write_it(said: str, kept: list[str]) -> None:
    assert [str(span) for span in spans_of(said)] == kept


@pytest.mark.parametrize("said", ["sabah", "9", "9-9", "9-25", "24-6", "9:75-12", "9-12, 11-18", "9-12 öğle 13-18"])
def test_words_that_say_no_shift_are_refused(said: str) -> None:
    with pytest.raises(NotAShift):
        spans_of(said)


@pytest.mark.parametrize(
    ("asked", "is_on", "next_one"),
    [
        ("Mon 08:59", False, "Mon 09:00"),
        ("Mon 09:00", True, "Mon 13:30"),
        ("Mon 12:30", False, "Mon 13:30"),
        ("Mon 17:59", True, "Tue 09:00"),
        ("Mon 18:00", False, "Tue 09:00"),
        ("Fri 18:00", False, "Mon 09:00"),
    ],
)
def test_a_week_of_the_office(asked: str, is_on: bool, next_one: str) -> None:
    week, now = Week.read(OFFICE, ISTANBUL), at(asked)
    following = week.after(now)

    assert (week.at(now) is not None) == is_on
    assert following is not None
    weeks = 7 if following.starts_at.date() > MONDAY + timedelta(days=6) else 0
    assert following.starts_at == at(next_one) + timedelta(days=weeks)


def test_a_night_shift_goes_on_past_midnight() -> None:
    week = Week.read({"sun": ["22:00-06:00"], "fri": ["22:00-24:00"], "sat": ["00:00-06:00"]}, ISTANBUL)

    assert week.at(at("Mon 05:59")) is not None
    assert week.at(at("Mon 06:00")) is None
    # Two that touch are one.
    friday = week.at(at("Fri 23:00"))
    assert friday is not None
    assert friday.ends_at == at("Sat 06:00")


def test_nine_stays_nine_when_the_clocks_change() -> None:
    week = Week.read({"sat": ["09:00-17:00"], "sun": ["09:00-17:00"]}, BERLIN)
    # In Berlin the clocks went back in the night to 25 October 2026.
    sunday = week.after(datetime(2026, 10, 24, 18, 0, tzinfo=BERLIN))

    assert sunday is not None
    assert sunday.starts_at.astimezone(UTC) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_a_week_keeps_its_written_form() -> None:
    assert Week.read(OFFICE, ISTANBUL).kept() == OFFICE
    assert not Week.read({}, ISTANBUL)


LEAVE = Leave("leave", MONDAY + timedelta(days=1), MONDAY + timedelta(days=2))
SICK_AFTER = Leave("sick", MONDAY + timedelta(days=3), MONDAY + timedelta(days=3))
SEEN = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("asked", "known", "told"),
    [
        ("Mon 10:00", {}, "here here"),
        ("Mon 10:00", {"seen": timedelta(minutes=6)}, "away no_page"),
        ("Mon 10:00", {"seen": None}, "away no_page"),
        ("Mon 13:00", {}, "off outside_shift since Mon 12:30 until Mon 13:30"),
        ("Mon 19:00", {}, "off outside_shift since Mon 18:00 until Tue 09:00"),
        # Somebody who stays on says so, and it holds until the next shift begins.
        (
            "Mon 18:30",
            {"chosen": "here", "chosen_at": "Mon 17:00"},
            "off outside_shift since Mon 18:00 until Tue 09:00",
        ),
        ("Mon 10:00", {"chosen": "away", "chosen_at": "Mon 09:30"}, "away chosen"),
        ("Mon 15:00", {"chosen": "off", "chosen_at": "Mon 14:00"}, "off chosen since Mon 14:00 until Tue 09:00"),
        # Yesterday's "off" is over when today begins.
        ("Tue 10:00", {"chosen": "off", "chosen_at": "Mon 14:00"}, "here here"),
        ("Tue 10:00", {"leaves": (LEAVE,)}, "off absent since Tue 00:00 until Thu 09:00"),
        ("Tue 10:00", {"leaves": (LEAVE,), "chosen": "here", "chosen_at": "Tue 09:00"},
         "off absent since Tue 00:00 until Thu 09:00"),
        ("Tue 10:00", {"leaves": (LEAVE, SICK_AFTER)}, "off absent since Tue 00:00 until Fri 09:00"),
        ("Thu 10:00", {"leaves": (LEAVE,)}, "here here"),
        # Without shifts nothing but their own word and an open page counts.
        ("Sun 03:00", {"week": {}}, "here here"),
        ("Sun 03:00", {"week": {}, "chosen": "off", "chosen_at": "Mon 09:00"}, "off chosen since Mon 09:00"),
        ("Tue 10:00", {"week": {}, "leaves": (LEAVE,)}, "off absent since Tue 00:00 until Thu 00:00"),
    ],
)  # fmt: skip
def test_whether_somebody_is_there(asked: str, known: dict[str, object], told: str) -> None:
    now = at(asked)

    assert in_short(standing(everything(now, **known), now=now)) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "known", "is_gone"),
    [
        ("Mon 13:00", {}, False),  # lunch
        ("Mon 18:10", {}, False),  # a last reply
        ("Mon 18:15", {}, True),
        ("Mon 10:00", {"seen": None}, False),  # a closed laptop is not a day's end
        ("Mon 14:10", {"chosen": "off", "chosen_at": "Mon 14:00"}, False),  # a wrong click
        ("Mon 14:15", {"chosen": "off", "chosen_at": "Mon 14:00"}, True),
        ("Tue 09:00", {"leaves": (LEAVE,)}, True),
    ],
)
def test_work_needs_somebody_else_only_when_its_owner_has_really_gone(
    asked: str, known: dict[str, object], is_gone: bool
) -> None:
    now = at(asked)

    assert standing(everything(now, **known), now=now).is_gone(now=now) == is_gone  # type: ignore[arg-type]


def everything(
    now: datetime,
    *,
    week: dict[str, list[str]] = OFFICE,
    chosen: str = "here",
    chosen_at: str = "",
    leaves: tuple[Leave, ...] = (),
    seen: timedelta | None = SEEN,
) -> Known:
    return Known(
        chosen,
        at(chosen_at) if chosen_at else LONG_AGO,
        Week.read(week, ISTANBUL),
        leaves,
        now - seen if seen is not None else None,
    )


def in_short(found: Standing) -> str:
    words = [found.presence, found.why.value]
    for name, moment in (("since", found.since), ("until", found.until)):
        if moment:
            words += [name, moment.astimezone(ISTANBUL).strftime("%a %H:%M")]
    return " ".join(words)
