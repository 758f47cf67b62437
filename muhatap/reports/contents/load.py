"""What will come, hour by hour, and how many people that takes."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.reports import calendars, choosing, forecasting, queries, shown
from muhatap.reports.choosing import Choice
from muhatap.reports.forecasting import Hour
from muhatap.reports.models import Assumptions, Figure
from muhatap.reports.queries import Cell
from muhatap.reports.shown import Table
from muhatap.web.numbers import one


def empty_tables() -> list[Table]:
    """The tables of a week of which nothing is known yet."""
    nothing = [[Hour(weekday, hour, 0.0, 0, 0, 0, 0) for hour in range(24)] for weekday in range(7)]
    return [replace(table, rows=[]) for table in tables_of(nothing)]


def week_of(choice: Choice, said: Assumptions) -> list[list[Hour]] | None:
    """Look eight whole weeks back from yesterday: today is not over."""
    until = queries.today(timezone.now()) - timedelta(days=1)
    lately = Choice(
        until - timedelta(days=7 * forecasting.WEEKS - 1),
        until,
        choice.brand_ids,
        choice.brand,
        choice.channel,
        choice.team,
    )
    begins = Figure.objects.filter(measure="arrivals").order_by("day").values_list("day", flat=True).first()
    if begins is None:
        return None
    return forecasting.forecast(
        queries.days(lately),
        until=until,
        begins=begins,
        unusual=_unusual(lately),
        handling_minutes=said.handling_minutes,
        occupancy_percent=said.occupancy_percent,
    )


def _unusual(choice: Choice) -> frozenset[date]:
    """Return the days on which a brand was open otherwise than its week says: holidays, half days, special days."""
    brands = choice.brands or [one.pk for one in choosing.every_brand()]
    days = [choice.since + timedelta(days=number) for number in range(choice.days)]
    found = set()
    for calendar in calendars.of(brands).values():
        hours = calendar.hours(timezone.now())
        found |= {day for day in days if hours.spans_of(day) != hours.weekly[day.weekday()]}
    return frozenset(found)


def reason_of(week: list[list[Hour]], said: Assumptions) -> str:
    """Say in one sentence why the fullest hour takes the people it takes."""
    top = max((hour for day in week for hour in day), key=lambda hour: (hour.high, hour.expected))
    day = formats.date_format(date(2026, 1, 5 + top.weekday), "l")
    facts = {
        "day": day,
        "hour": f"{top.hour:02}",
        "count": one(top.expected),
        "low": top.low,
        "high": top.high,
        "minutes": said.handling_minutes,
        "percent": shown.percent(said.occupancy_percent),
        "people": ngettext("%(count)d person", "%(count)d people", top.people) % {"count": top.people},
    }
    return (
        _(
            "%(day)s from %(hour)s o’clock is the fullest hour: %(count)s messages to answer on average, between "
            "%(low)s and %(high)s in eight of ten weeks. At %(minutes)s minutes for an answer and %(percent)s of the "
            "time free for writing, %(high)s of them take %(people)s."
        )
        % facts
    )


def tables_of(week: list[list[Hour]]) -> list[Table]:
    expected = [[hour.expected for hour in day] for day in week]
    people = [[hour.people for hour in day] for day in week]
    ranges: list[list[Cell]] = [
        [hour.hour, shown.weekday_names()[hour.weekday], round(hour.expected, 1), hour.low, hour.high, hour.people]
        for day in week
        for hour in day
        if hour.high
    ]
    heads = [_("Hour"), _("Day"), _("Expected"), _("at least"), _("at most"), _("People")]
    return [
        shown.week_table("expected", _("Messages to answer, expected"), expected),
        shown.week_table("people", _("People needed"), people),
        Table("ranges", _("Expected, with ranges"), heads, ranges),
    ]
