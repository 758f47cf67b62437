"""How long customers waited, when they wrote and what it cost them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muhatap.reports import queries, shown
from muhatap.reports.choosing import Choice, Offered
from muhatap.reports.queries import Months, Summary, added
from muhatap.reports.shown import Card, Effort, Place, Share, Table


@dataclass(frozen=True)
class Overview:
    """All that the page shows of a choice."""

    cards: list[Card]
    shares: list[Share]
    efforts: list[Effort]
    week: list[list[float]]
    months: Months
    channels: list[Place]
    teams: list[Place]
    contacts: Summary
    returns: Summary
    unanswered: Summary
    settled: int
    tables: list[Table]


def overview(choice: Choice, known: Offered) -> Overview:
    found, before = (queries.sums(each, shown.NEEDED) for each in (choice, choice.before))
    targets = queries.targets()
    cards = shown.cards(found, before, targets=targets, settled_within=queries.assumptions().resolution_minutes)
    counts = [list(day) for day in queries.weekdays(choice)]
    week = shown.means(counts, since=choice.since, until=choice.until)
    months = queries.months(choice, today=choice.until)
    channels = shown.places(_by_channel(found.get("first_open", {}), known), targets)
    teams = shown.places(_by_team(choice, known), targets)
    tables = [
        *(card.table for card in cards),
        shown.week_table("week", _("Messages to answer by weekday and hour"), week),
        shown.months_table(months),
        shown.places_table("channels", _("Channel"), channels),
        shown.places_table("teams", _("Team"), teams),
    ]
    return Overview(
        cards,
        shown.shares(found, before),
        shown.efforts(found),
        week,
        months,
        channels,
        teams,
        added(found.get("contacts", {})),
        added(found.get("returns", {})),
        added(found.get("unanswered", {})),
        cards[-1].n,
        tables,
    )


def _by_channel(found: Mapping[Any, Summary], known: Offered) -> dict[str, dict[Any, Summary]]:
    names = {one.pk: one.name for one in known.channels}
    return {names.get(number, "—"): {number: summary} for number, summary in found.items()}


def _by_team(choice: Choice, known: Offered) -> dict[str, dict[Any, Summary]]:
    names = {one.pk: one.name for one in known.teams}
    by_team: dict[str, dict[Any, Summary]] = {}
    if names:
        found = queries.sums(choice, ["first_open"], by=queries.TEAM_AND_CHANNEL)["first_open"]
        for place, summary in found.items():
            team, channel = map(int, place.split())
            by_team.setdefault(names.get(team, _("No team")), {})[channel] = summary
    return by_team
