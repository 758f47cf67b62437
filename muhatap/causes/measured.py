"""What a fix changed, in numbers and in a sentence. The method is that of `thinking.effect`; here is what it is fed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, dropwhile
from typing import Any

from django.db.models import Min
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.causes import charts, figures, thinking
from muhatap.causes.actions.reasons import manner
from muhatap.causes.figures import Trend, Week
from muhatap.causes.models import Cause, Manner, Task, TaskState, Treatment
from muhatap.causes.thinking.effect import MOST_DAYS, Day, Effect, Return
from muhatap.causes.thinking.enough import NotEnough
from muhatap.conversations.models import Conversation
from muhatap.web.numbers import whole

# What the method looks back at most, with a week on top for its moving mean.
LOOK_BACK = timedelta(days=MOST_DAYS + 7)
# So long it takes until nearly everybody has said why the customers of a day wrote.
UNSAID = timedelta(days=7)


@dataclass(frozen=True)
class Shown:
    """An effect as a page says it. `is_per_order` is false where no orders are known: rates are per 1,000 customers."""

    found: Effect | NotEnough
    fixed_on: date
    manner: Manner
    is_per_order: bool

    @property
    def is_measured(self) -> bool:
        return isinstance(self.found, Effect)

    @cached_property
    def whole(self) -> Effect:
        assert isinstance(self.found, Effect)
        return self.found

    @property
    def is_better(self) -> bool:
        return self.is_measured and self.whole.is_better

    @property
    def is_as_before(self) -> bool:
        return self.is_measured and self.whole.is_as_before

    @property
    def is_unshown(self) -> bool:
        """Whether a fix is to be doubted: it has changed nothing, or nothing shows after all the days there are."""
        return self.is_measured and (self.whole.is_as_before or self.whole.is_spent)

    @property
    def before(self) -> float:
        return self.whole.rate_before

    @property
    def after(self) -> float:
        return self.whole.rate_after

    @property
    def avoided(self) -> float:
        return self.whole.avoided

    @property
    def low(self) -> float:
        return self.whole.avoided_low

    @property
    def high(self) -> float:
        return self.whole.avoided_high

    @property
    def drop_percent(self) -> int:
        return round(100 * (1 - self.whole.ratio))

    @property
    def hours(self) -> float:
        return max(self.avoided, 0.0) * self.manner.minutes_each / 60

    @property
    def money(self) -> Decimal:
        return (Decimal(str(self.hours)) * self.manner.hour_costs).quantize(Decimal(1))

    @property
    def per(self) -> str:
        return _("per 1,000 orders") if self.is_per_order else _("per 1,000 customers, for no orders are known")

    @property
    def words(self) -> str:
        """Say in a sentence what became of it, or why nothing can be said yet."""
        if isinstance(self.found, NotEnough):
            return _not_enough(self.found)
        low, high, avoided = (whole(each) for each in (self.low, self.high, self.avoided))
        facts = {
            "percent": abs(self.drop_percent),
            "days": self.whole.days_after,
            "avoided": avoided,
            "low": low,
            "high": high,
        }
        if self.whole.is_better:
            return (
                _(
                    "%(percent)d%% fewer contacts in the %(days)d days since: about %(avoided)s customers "
                    "(%(low)s to %(high)s) did not have to write."
                )
                % facts
            )
        if self.whole.is_worse:
            return _("%(percent)d%% more contacts in the %(days)d days since the fix.") % facts
        if self.whole.is_as_before:
            return _("In the %(days)d days since, contacts are as before: a drop by a fifth is ruled out.") % facts
        return (
            _("In the %(days)d days since, the difference may be chance: between %(low)s and %(high)s contacts.")
            % facts
        )


@dataclass(frozen=True)
class ShownTask(Shown):
    """What a treatment changed. Encouraged, more contacts are what was wanted."""

    treatment: str

    @property
    def is_wanted(self) -> bool:
        if self.treatment == Treatment.ENCOURAGE:
            return self.is_measured and self.whole.is_worse
        return self.is_better

    @property
    def words(self) -> str:
        if not isinstance(self.found, Effect) or self.treatment != Treatment.ENCOURAGE or not self.found.is_worse:
            return super().words
        facts = {"percent": abs(self.drop_percent), "days": self.found.days_after}
        return _("%(percent)d%% more of these contacts in the %(days)d days since, as we wanted.") % facts

    @property
    def brief(self) -> str:
        """Say it in a list: "−34 %", or that there is nothing to say yet."""
        if not isinstance(self.found, Effect):
            return _("not enough data yet")
        if not (self.found.is_better or self.found.is_worse):
            return _("no change to be seen")
        sign = "↓" if self.found.is_better else "↑"
        return f"{sign} " + _("%(percent)d%%") % {"percent": abs(self.drop_percent)}


@dataclass(frozen=True)
class Sum:
    """What several fixes spared together; the interval adds variances, as the fixes know nothing of each other."""

    avoided: float
    low: float
    high: float


def effect_of(cause: Cause, *, now: datetime) -> Shown | None:
    """Return what the fix of a cause changed so far, or the one that has not shown; None without a day of fixing."""
    fixed_on = cause.fixed_on or cause.unshown_on
    if fixed_on is None:
        return None
    days, is_per_order = series(cause, fixed_on=fixed_on, now=now)
    return Shown(thinking.effect_of(days, fixed_on=fixed_on), fixed_on, manner(), is_per_order)


def return_of(cause: Cause, *, now: datetime) -> Return | NotEnough:
    """Return whether the contacts of a verified cause have come back."""
    assert cause.fixed_on is not None
    assert cause.verified_at is not None
    days, _per_order = series(cause, fixed_on=cause.fixed_on, now=now)
    verified_on = timezone.localtime(cause.verified_at).date()
    return thinking.is_back(days, fixed_on=cause.fixed_on, verified_on=verified_on)


def series(cause: Cause, *, fixed_on: date, now: datetime) -> tuple[list[Day], bool]:
    """Return the days around a fix with contacts and volume, and whether the volume is orders.

    Today is not over and does not count. Where no orders are known the volume is the customers known by that day. Days
    before the first volume that is known are left out: nothing can be said of their rate.
    """
    since, until = fixed_on - LOOK_BACK, timezone.localtime(now).date() - timedelta(days=1)
    return _with_volume(*figures.daily(cause, since=since, until=until), brand_id=cause.brand_id)


def effect_of_task(task: Task, *, now: datetime) -> ShownTask | None:
    """Return what a treatment changed in the contacts of its reason so far; None before it is done.

    The last week does not count: not everybody has said yet why its customers wrote.
    """
    if task.state != TaskState.DONE or task.done_on is None:
        return None
    until = timezone.localtime(now).date() - timedelta(days=1) - UNSAID
    counted = figures.daily_of_reason(task.reason, since=task.done_on - LOOK_BACK, until=until)
    days, is_per_order = _with_volume(*counted, brand_id=None)
    found = thinking.effect_of(days, fixed_on=task.done_on)
    return ShownTask(found, task.done_on, manner(), is_per_order, treatment=task.treatment)


def sum_of(effects: Iterable[Shown | None]) -> Sum | None:
    """Return what all measured effects spared together; None without one."""
    found = [each.whole for each in effects if each is not None and each.is_measured]
    if not found:
        return None
    avoided = sum(each.avoided for each in found)
    below = sum((each.avoided - each.avoided_low) ** 2 for each in found) ** 0.5
    above = sum((each.avoided_high - each.avoided) ** 2 for each in found) ** 0.5
    return Sum(avoided, avoided - below, avoided + above)


def bars_of(facts: Mapping[str, Any]) -> charts.Bars:
    """Return the picture of a report, from the numbers that were sent with it."""
    weeks = [Week(date.fromisoformat(each["until"]), each["count"], each["orders"]) for each in facts["weeks"]]
    drawn = charts.bars(Trend(weeks), fixed_on=None)
    return replace(drawn, is_per_order=bool(facts["is_per_order"]))


def _with_volume(
    days: list[date], contacts: list[int], orders: list[int], *, brand_id: int | None
) -> tuple[list[Day], bool]:
    is_per_order = any(orders)
    volumes = [float(count) for count in orders] if is_per_order else _customers_by_day(brand_id, days)
    every = (Day(*each) for each in zip(days, contacts, volumes, strict=True))
    return list(dropwhile(lambda day: not day.volume, every)), is_per_order


def _customers_by_day(brand_id: int | None, days: list[date]) -> list[float]:
    if not days:
        return []
    conversations = Conversation.objects.filter(is_spam=False)
    if brand_id is not None:
        conversations = conversations.filter(brand=brand_id)
    firsts = (
        conversations.values("customer").annotate(first=TruncDate(Min("opened_at"))).values_list("first", flat=True)
    )
    came = Counter(max(day, days[0]) for day in firsts if day <= days[-1])
    return [float(total) for total in accumulate(came[day] for day in days)]


def _not_enough(found: NotEnough) -> str:
    have, need = round(found.have), round(found.need)
    match found.why:
        case "days_after":
            return ngettext(
                "Not enough data yet: it takes %(need)d days after the fix, %(have)d has passed.",
                "Not enough data yet: it takes %(need)d days after the fix, %(have)d have passed.",
                have,
            ) % {"need": need, "have": have}
        case "days_before":
            return _("Not enough data: only %(have)d of %(need)d days before the fix are known.") % {
                "need": need,
                "have": have,
            }
        case "contacts_before":
            return _("Too few wrote about it before the fix (%(have)d of %(need)d) to tell a change from chance.") % {
                "need": need,
                "have": have,
            }
        case "expected_after":
            return _("Not enough data yet: so few contacts would have come since that their staying away says little.")
    return _("Not enough data: neither orders nor customers of these days are known.")
