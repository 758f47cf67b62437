"""What a page of measures is about: which days, which brand, channel and team, and which reason and product."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from muhatap.causes import of_reason
from muhatap.causes.models import Reason
from muhatap.conversations.models import Channel
from muhatap.core.page_memory import once_a_page
from muhatap.orders import of_product
from muhatap.orders.models import Product
from muhatap.team.models import Agent, Brand, Team

PERIODS = (7, 30, 90, 365)
USUAL = 30
MOST_DAYS = 1100


@dataclass(frozen=True)
class Choice:
    """Days from `since` to `until`, both included. `brand_ids` are those that the reader sees; none means all.

    `reason` may be NOT_SAID, and a group, which takes the reasons under it. `product` is a stock number.
    """

    since: date
    until: date
    brand_ids: tuple[int, ...] = ()
    brand: int | None = None
    channel: int | None = None
    team: int | None = None
    reason: int | None = None
    product: str | None = None

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def is_about_some(self) -> bool:
        """Whether only conversations with a reason or about a product count, of which figures know nothing."""
        return self.reason is not None or self.product is not None

    @property
    def has_causes(self) -> bool:
        """Whether causes can be told by it: they know brands and reasons, no channel, team or product."""
        return self.channel is None and self.team is None and self.product is None and self.reason != of_reason.NOT_SAID

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
        names = ("brand", "channel", "team", "reason", "product")
        named = {name: value for name in names if (value := getattr(self, name)) is not None}
        return urlencode(facts | named)


@dataclass(frozen=True)
class Offered:
    """What there is to choose from.

    Products are many: `meant` are those that `typed` may mean, one when it is clear.
    """

    brands: list[Brand]
    channels: list[Channel]
    teams: list[Team]
    reasons: list[tuple[Reason, list[Reason]]]
    has_products: bool = False
    typed: str = ""
    meant: Sequence[Product] = ()
    every_reason: dict[int, Reason] = field(init=False)

    def __post_init__(self) -> None:
        every = {one.pk: one for group, reasons in self.reasons for one in (group, *reasons)}
        object.__setattr__(self, "every_reason", every)

    @property
    def product(self) -> Product | None:
        return self.meant[0] if len(self.meant) == 1 else None


def offered(agent: Agent, asked: Mapping[str, str] | None = None) -> Offered:
    """Return what an agent may choose from, with the reason and product that are asked for already."""
    typed, reason = ((asked or {}).get(name, "").strip() for name in ("product", "reason"))
    brands, channels, teams = _places(tuple(agent.brand_ids))
    return Offered(
        brands,
        channels,
        teams,
        of_reason.groups(also=_number(reason)),
        has_products=of_product.are_known(agent),
        typed=typed,
        meant=of_product.meant(typed, agent),
    )


@once_a_page
def _places(brand_ids: tuple[int, ...]) -> tuple[list[Brand], list[Channel], list[Team]]:
    """Return the brands of these numbers, all without any, with their channels; and the teams."""
    brands = list(Brand.objects.filter(pk__in=brand_ids) if brand_ids else Brand.objects.all())
    return brands, list(Channel.objects.filter(brand__in=brands)), list(Team.objects.all())


def read(asked: Mapping[str, str], agent: Agent, known: Offered, *, today: date) -> Choice:
    """Return what was asked for, as far as the agent may see it; what cannot be is the last month of everything."""
    since, until = _days(asked, today)
    meant = of_product.meant(asked.get("product", ""), agent)
    return Choice(
        since,
        until,
        tuple(agent.brand_ids),
        brand=_one_of(asked.get("brand", ""), [one.pk for one in known.brands]),
        channel=_one_of(asked.get("channel", ""), [one.pk for one in known.channels]),
        team=_one_of(asked.get("team", ""), [one.pk for one in known.teams]),
        reason=_one_of(asked.get("reason", ""), [of_reason.NOT_SAID, *known.every_reason]),
        product=meant[0].sku if len(meant) == 1 else None,
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
    number = _number(asked)
    return number if number in known else None


def _number(asked: str) -> int | None:
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def every_brand() -> list[Brand]:
    return list(Brand.objects.all())
