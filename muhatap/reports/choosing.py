"""What a page of measures is about: which days, which brand, channel and team."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from muhatap.conversations.models import Channel
from muhatap.team.models import Agent, Brand, Team

PERIODS = (7, 30, 90, 365)
USUAL = 30
MOST_DAYS = 1100


@dataclass(frozen=True)
class Choice:
    """Days from `since` to `until`, both included. `brand_ids` are those that the reader sees; none means all."""

    since: date
    until: date
    brand_ids: tuple[int, ...] = ()
    brand: int | None = None
    channel: int | None = None
    team: int | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Choice":
        """The same number of days right before."""
        return replace(self, since=self.since - timedelta(days=self.days), until=self.since - timedelta(days=1))

    @property
    def brands(self) -> list[int] | None:
        """The brands whose figures count; None for all of them."""
        if self.brand is not None:
            return [self.brand]
        return list(self.brand_ids) or None

    def asked(self, *, days: int | None = None) -> str:
        """Return it as an address asks for it, perhaps for another number of days up to the same one."""
        facts: dict[str, object] = {"since": self.since, "until": self.until}
        if days is not None:
            facts = {"period": days}
        named = {"brand": self.brand, "channel": self.channel, "team": self.team}
        return urlencode(facts | {name: number for name, number in named.items() if number is not None})


@dataclass(frozen=True)
class Offered:
    """What there is to choose from."""

    brands: list[Brand]
    channels: list[Channel]
    teams: list[Team]


def offered(agent: Agent) -> Offered:
    brands = Brand.objects.filter(pk__in=agent.brand_ids) if agent.brand_ids else Brand.objects.all()
    found = list(brands)
    return Offered(found, list(Channel.objects.filter(brand__in=found)), list(Team.objects.all()))


def read(asked: Mapping[str, str], agent: Agent, known: Offered, *, today: date) -> Choice:
    """Return what was asked for, as far as the agent may see it; what cannot be is the last month of everything."""
    since, until = _days(asked, today)
    return Choice(
        since,
        until,
        tuple(agent.brand_ids),
        brand=_one_of(asked.get("brand", ""), [one.pk for one in known.brands]),
        channel=_one_of(asked.get("channel", ""), [one.pk for one in known.channels]),
        team=_one_of(asked.get("team", ""), [one.pk for one in known.teams]),
    )


def _days(asked: Mapping[str, str], today: date) -> tuple[date, date]:
    with suppress(ValueError):
        since, until = (date.fromisoformat(asked.get(name, "")) for name in ("since", "until"))
        until = min(until, today)
        if timedelta() <= until - since < timedelta(days=MOST_DAYS) and since.year > 1990:
            return since, until
    period = _one_of(asked.get("period", ""), list(PERIODS)) or USUAL
    return today - timedelta(days=period - 1), today


def _one_of(asked: str, known: list[int]) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 and int(asked) in known else None


def every_brand() -> list[Brand]:
    return list(Brand.objects.all())
