"""What fixed causes saved in some days: customers who did not have to write, and what writing back would have cost.

The method is that of `thinking.effect`, held against the days before each fix; of the days after it only those asked
for count, and none later than the method looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from muhatap.causes import measured, queries, thinking
from muhatap.causes.actions.reasons import manner
from muhatap.causes.measured import Shown, Sum
from muhatap.causes.models import Cause, Manner
from muhatap.causes.thinking.effect import MOST_DAYS
from muhatap.team.models import Agent


@dataclass(frozen=True)
class Saved:
    """A cause that was fixed before the end of the days, and what that did in them."""

    cause: Cause
    shown: Shown

    @property
    def contacts(self) -> Sum | None:
        return measured.sum_of([self.shown])


@dataclass(frozen=True)
class Savings:
    """All of them, the latest fix first. What they sum up to is None while nothing can be said of any."""

    rows: Sequence[Saved]
    manner: Manner

    @property
    def contacts(self) -> Sum | None:
        return measured.sum_of(row.shown for row in self.rows)

    @property
    def hours(self) -> Sum | None:
        return _times(self.contacts, self.manner.minutes_each / 60)

    @property
    def money(self) -> Sum | None:
        """None also where nobody has said what an hour costs."""
        return _times(self.hours, float(self.manner.hour_costs)) if self.manner.hour_costs else None

    @property
    def unsaid_count(self) -> int:
        """Of how many nothing can be said yet."""
        return sum(not row.shown.is_measured for row in self.rows)


def in_days(
    agent: Agent, *, since: date, until: date, brand_id: int | None = None, reason_id: int | None = None, now: datetime
) -> Savings:
    """Return what causes that an agent may see saved from `since` to `until`, both included; perhaps some causes alone.

    Of a reason that groups others it is the causes of all of them.
    """
    earliest = since - timedelta(days=MOST_DAYS)
    fixed = queries.visible(agent).settled().filter(fixed_on__gte=earliest, fixed_on__lt=until)
    if brand_id is not None:
        fixed = fixed.filter(brand=brand_id)
    if reason_id is not None:
        fixed = fixed.filter(reason=reason_id) | fixed.filter(reason__parent=reason_id)
    own = manner()
    rows = []
    for cause in fixed.order_by("-fixed_on", "-pk"):
        assert cause.fixed_on is not None
        days, is_per_order = measured.series(cause, fixed_on=cause.fixed_on, now=now)
        found = thinking.effect_of(days, fixed_on=cause.fixed_on, within=(since, until))
        rows.append(Saved(cause, Shown(found, cause.fixed_on, own, is_per_order)))
    return Savings(rows, own)


def _times(found: Sum | None, factor: float) -> Sum | None:
    return None if found is None else Sum(found.avoided * factor, found.low * factor, found.high * factor)
