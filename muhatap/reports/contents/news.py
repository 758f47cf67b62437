"""What changed most on a page, beside the days before, and what of it may be chance.

A count is held against another as events that come by themselves (Poisson), a share against another with the share of
both together; which measures are looked at was fixed before anybody saw a number. Some six of them are looked at on a
page, so a change is called sure from the z of 95 % for six at once (Bonferroni).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import gettext as _

from muhatap.reports import queries, satisfaction, shown
from muhatap.reports.choosing import Choice
from muhatap.reports.contents import load
from muhatap.reports.contents.own import own
from muhatap.reports.models import Page
from muhatap.reports.queries import added
from muhatap.reports.shown import ENOUGH, Card
from muhatap.team.models import Agent
from muhatap.web.numbers import whole

SURE = 2.64
MOST = 4


@dataclass(frozen=True)
class Change:
    """A figure now and before in words; `z` says by how many standard errors it moved."""

    title: str
    now: str
    before: str
    z: float

    @property
    def is_sure(self) -> bool:
        return abs(self.z) >= SURE

    def __str__(self) -> str:
        said = (
            _("%(title)s: %(now)s, before %(before)s")
            if self.is_sure
            else _("%(title)s: %(now)s, before %(before)s (may be chance)")
        )
        return said % {"title": self.title, "now": self.now, "before": self.before}


def z_of_counts(now: int, before: int) -> float:
    return (now - before) / sqrt(now + before) if now + before else 0.0


def z_of_shares(hits: int, n: int, hits_before: int, n_before: int) -> float:
    together = (hits + hits_before) / (n + n_before)
    error = sqrt(together * (1 - together) * (1 / n + 1 / n_before))
    return (hits / n - hits_before / n_before) / error if error else 0.0


def sentences(page: str, choice: Choice, agent: Agent) -> list[str]:
    """Return what is to be said first of a page: what changed most, or what is to come."""
    if page == Page.LOAD:
        assumed = queries.assumptions()
        week = load.week_of(choice, assumed)
        return [load.reason_of(week, assumed)] if week else []
    if page == Page.OWN:
        changes = _of_own(choice, agent)
    else:
        changes = _of_said(choice) if page == Page.SAID else _of_overview(choice)
    return [str(change) for change in sorted(changes, key=lambda change: -abs(change.z))[:MOST]]


def _of_overview(choice: Choice) -> list[Change]:
    found, before = (queries.sums(each, shown.NEEDED) for each in (choice, choice.before))
    cards = shown.cards(
        found, before, targets=queries.targets(), settled_within=queries.assumptions().resolution_minutes
    )
    made = [
        change
        for name, title in (("contacts", _("Came with something new")), ("returns", _("Came back to it")))
        for change in _count(title, added(found.get(name, {})).count, added(before.get(name, {})).count)
    ]
    made += _times(cards)
    for each in shown.shares(found, before):
        told = each.summary.hits, each.summary.count, each.before.hits, each.before.count
        made += _share(str(each.title), *told)
    return made


def _of_said(choice: Choice) -> list[Change]:
    now, before = satisfaction.said(choice), satisfaction.said(choice.before)
    return [
        *_count(_("Answers"), now.scores.n, before.scores.n),
        *_share(_("Satisfied"), now.satisfied, now.scores.n, before.satisfied, before.scores.n),
        *_share(_("Easy"), now.easy, now.efforts.n, before.easy, before.efforts.n),
    ]


def _of_own(choice: Choice, agent: Agent) -> list[Change]:
    drawn = own(agent, choice)
    kept = drawn.kept, drawn.promises, drawn.kept_before, drawn.promises_before
    return [*_times(drawn.cards), *_share(_("Promises kept in time"), *kept)]


def _times(cards: Sequence[Card]) -> list[Change]:
    return [
        change
        for card in cards
        for change in _share(
            _("%(name)s within target") % {"name": card.title},
            card.within,
            card.n,
            card.within_before,
            card.before.count,
        )
    ]


def _count(title: str, now: int, before: int) -> list[Change]:
    if now + before < ENOUGH:
        return []
    return [Change(title, whole(now), whole(before), z_of_counts(now, before))]


def _share(title: str, hits: int, n: int, hits_before: int, n_before: int) -> list[Change]:
    """Return a change of a share; nothing where either side is too few to be told."""
    if min(n, n_before) < ENOUGH:
        return []
    now, before = (shown.percent(good * 100 // of) for good, of in ((hits, n), (hits_before, n_before)))
    return [Change(title, now, before, z_of_shares(hits, n, hits_before, n_before))]
