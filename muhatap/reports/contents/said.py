"""What customers said, by place and reason, and what waiting has to do with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from muhatap.reports import satisfaction, shown
from muhatap.reports.choosing import Choice, Offered
from muhatap.reports.coupling import NEEDED, Coupling, TooFew
from muhatap.reports.satisfaction import BRAND, CHANNEL, REASON, TEAM, Said
from muhatap.reports.shown import Bar, Table
from muhatap.surveys.statistics import Sample
from muhatap.web.numbers import one, whole


@dataclass(frozen=True)
class Kind:
    """The answers of one kind of place: by channel, by reason."""

    name: str
    title: str
    rows: list[tuple[str, Said]]

    @property
    def table(self) -> Table:
        heads = [
            self.title, _("Answers"), _("Satisfied, percent"), _("at least"), _("at most"),
            _("Said how easy"), _("Easy, percent"),
        ]  # fmt: skip
        return Table(self.name, self.title, heads, [[name, *_cells(said)] for name, said in self.rows])


def kinds(choice: Choice, known: Offered) -> list[Kind]:
    """Return the places by name, never by rank."""
    brands = {each.pk: each.name for each in known.brands}
    channels = {each.pk: each.name for each in known.channels}
    teams = {each.pk: each.name for each in known.teams} | {0: _("No team")}
    by_reason = satisfaction.said_by(choice, REASON)
    reasons = satisfaction.names_of_reasons(by_reason, get_language() or "tr") | {0: _("Reason not said")}
    return [
        Kind("brands", _("Brand"), _named(satisfaction.said_by(choice, BRAND), brands)),
        Kind("channels", _("Channel"), _named(satisfaction.said_by(choice, CHANNEL), channels)),
        Kind("teams", _("Team"), _named(satisfaction.said_by(choice, TEAM), teams)),
        Kind("reasons", pgettext("why they wrote", "Reason"), _named(by_reason, reasons)),
    ]


def _named(found: Mapping[int, Said], names: Mapping[int, str]) -> list[tuple[str, Said]]:
    return sorted(((names.get(number, "—"), said) for number, said in found.items()), key=lambda row: row[0].casefold())


def _cells(said: Said) -> list[int | None]:
    n, efforts = said.scores.n, said.efforts.n
    return [
        n,
        said.satisfied * 100 // n if n else None,
        round(said.interval.low * 100),
        round(said.interval.high * 100),
        efforts,
        said.easy * 100 // efforts if efforts else None,
    ]


def score_bars(sample: Sample) -> list[Bar]:
    top = max(sample.counts.values(), default=0) or 1
    return [Bar(str(score), whole(n := sample.counts.get(score, 0)), n / top) for score in range(1, 6)]


def scores_table(name: str, title: str, sample: Sample) -> Table:
    rows = [[score, sample.counts.get(score, 0)] for score in range(1, 6)]
    return Table(name, title, [title, _("How many")], rows)


def coupling_bars(coupling: Coupling | TooFew) -> list[Bar]:
    """Return the mean score of each class; the classes behind the border stand out. Nothing of too few."""
    if isinstance(coupling, TooFew):
        return []
    made = []
    for step in coupling.steps:
        label = _up_to(step.up_to)
        # Scores begin at one: nobody can give less.
        height = (step.scores.mean - 1) / 4
        made.append(Bar(label, one(step.scores.mean), height, "amber" if coupling.is_behind(step) else "", label))
    return made


def coupling_said(coupling: Coupling | TooFew) -> str:
    if isinstance(coupling, TooFew):
        facts = {"have": whole(coupling.n), "needed": whole(NEEDED)}
        return _("Not enough answers yet to say it honestly: %(have)s of %(needed)s.") % facts
    if coupling.border is None:
        return _("In these days a quicker reply made nobody surely happier, nor a slower one less so.")
    said = _("Up to %(span)s it made no difference how quick the first reply was: %(quick)s of 5. Behind it: %(slow)s.")
    return said % {
        "span": shown.span(coupling.border),
        "quick": one(coupling.quicker.mean),
        "slow": one(coupling.slower.mean),
    }


def coupling_table(coupling: Coupling | TooFew) -> Table:
    heads = [_("First reply within, minutes of opening time"), _("Answers"), _("Mean score")]
    steps = [] if isinstance(coupling, TooFew) else coupling.steps
    rows = [[step.up_to, step.scores.n, round(step.scores.mean, 2)] for step in steps]
    return Table("coupling", _("How long they waited, and how satisfied they were"), heads, rows)


def _up_to(minutes: int | None) -> str:
    return f"≤ {shown.span(minutes)}" if minutes else _("longer")
