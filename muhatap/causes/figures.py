"""Numbers of a cause: how many, how often per 1,000 orders, what it costs, since when; and the flow of a month."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from django.db.models import Avg, Case, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Least, TruncDate
from django.utils import timezone

from muhatap.causes import queries
from muhatap.causes.models import SETTLED, Cause, Choice, Evidence, Heard, Manner, Reason, Report, State
from muhatap.conversations.models import Conversation
from muhatap.orders.models import Counted, DayCount
from muhatap.team.models import Agent

WEEKS = 8
MONTH_DAYS = 30
PER_ORDERS = 1000
# A rate on fewer orders than this is a guess: the plain count is shown.
FEWEST_ORDERS = 50
MOST_EFFORT = 5


@dataclass(frozen=True)
class Week:
    """Seven days that end on `until`: contacts, orders, and contacts per 1,000 orders where there were orders."""

    until: date
    count: int
    orders: int

    @property
    def rate(self) -> float | None:
        return PER_ORDERS * self.count / self.orders if self.orders >= FEWEST_ORDERS else None


@dataclass(frozen=True)
class Trend:
    """The last weeks, oldest first. `is_per_order` when every week has enough orders to be told per 1,000 of them."""

    weeks: Sequence[Week]

    @property
    def is_per_order(self) -> bool:
        return all(week.rate is not None for week in self.weeks)

    @property
    def values(self) -> list[float]:
        return [week.rate or 0.0 if self.is_per_order else float(week.count) for week in self.weeks]

    @property
    def last(self) -> float:
        return self.values[-1] if self.weeks else 0.0

    @property
    def before(self) -> float:
        return self.values[-2] if len(self.weeks) > 1 else 0.0


@dataclass(frozen=True)
class Burden:
    """What a cause asked of us in the last month."""

    count: int
    minutes: int
    money: Decimal
    # What customers had to do for it, 1 to 5; empty without a conversation.
    effort: float | None

    @property
    def hours(self) -> float:
        return self.minutes / 60


@dataclass(frozen=True)
class Flow:
    """One month from hearing to having fixed it."""

    heard: int
    bound: int
    reported: int
    reported_evidence: int
    fixed: int
    median_days: int | None

    @property
    def bound_percent(self) -> int | None:
        return round(100 * self.bound / self.heard) if self.heard else None


def trends(causes: Sequence[Cause], *, now: datetime, weeks: int = WEEKS) -> dict[int, Trend]:
    """Return the weekly course of each cause; one question for all, and one for the orders of each brand."""
    today = timezone.localtime(now).date()
    since = today - timedelta(days=7 * weeks - 1)
    counted = _counts_by_day(Heard.objects.filter(cause__in=causes), since=since)
    orders = {brand_id: orders_by_day(brand_id, since) for brand_id in {cause.brand_id for cause in causes}}
    return {cause.pk: _trend(counted[cause.pk], orders[cause.brand_id], since, weeks) for cause in causes}


def daily(cause: Cause, *, since: date, until: date) -> tuple[list[date], list[int], list[int]]:
    """Return days, contacts and orders of each day from `since` to `until`, both included."""
    contacts = _counts_by_day(Heard.objects.filter(cause=cause), since=since)[cause.pk]
    orders = orders_by_day(cause.brand_id, since)
    days = [since + timedelta(days=each) for each in range((until - since).days + 1)]
    return days, [contacts.get(day, 0) for day in days], [orders.get(day, 0) for day in days]


def daily_of_reason(reason: Reason, *, since: date, until: date) -> tuple[list[date], list[int], list[int]]:
    """Return days, contacts and orders of all brands of each day, of what was confirmed with a reason.

    From the first day on for which anybody said why customers wrote: before it nothing is known.
    """
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    first = Choice.objects.aggregate(first=Min("heard_at"))["first"]
    if first is not None:
        since = max(since, timezone.localtime(first).date())
    standing = {"conversation__is_spam": False, "conversation__deleted_at": None, "conversation__merged_into": None}
    chosen = Choice.objects.filter(reason=reason, heard_at__gte=start, **standing)
    contacts = dict(chosen.values_list(TruncDate("heard_at")).annotate(total=Count("pk")).order_by())
    orders = orders_by_day(None, since)
    days = [since + timedelta(days=each) for each in range((until - since).days + 1)]
    return days, [contacts.get(day, 0) for day in days], [orders.get(day, 0) for day in days]


def orders_by_day(brand_id: int | None, since: date) -> Mapping[date, int]:
    """Return how many orders a brand, or all, had on each day."""
    counts = DayCount.objects.filter(what=Counted.ORDERS, day__gte=since)
    if brand_id is not None:
        counts = counts.filter(shop__brand=brand_id)
    return dict(counts.values_list("day").annotate(total=Sum("count")))


def burdens(causes: Iterable[Cause], *, manner: Manner, now: datetime) -> dict[int, Burden]:
    """Return what each cause cost in the last month, in time, money and the customers' effort."""
    since = now - timedelta(days=MONTH_DAYS)
    lately = Heard.objects.filter(cause__in=list(causes), at__gte=since)
    answered = Case(When(kind=Evidence.CONVERSATION, then=F("count")), default=Value(0), output_field=IntegerField())
    # A second message and each return of a closed matter is a step the customer had to take.
    steps = Least(F("conversation__customer_message_count") + F("conversation__reopen_count"), Value(MOST_EFFORT))
    rows = lately.values_list("cause").annotate(
        total=Sum("count"), by_us=Sum(answered), effort=Avg(steps, filter=Q(kind=Evidence.CONVERSATION))
    )
    found = {}
    for cause_id, total, by_us, effort in rows:
        minutes = by_us * manner.minutes_each
        money = (Decimal(minutes) / 60 * manner.hour_costs).quantize(Decimal(1))
        found[cause_id] = Burden(total, minutes, money, max(effort, 1.0) if effort is not None else None)
    return found


def nothing() -> Burden:
    return Burden(0, 0, Decimal(0), None)


def flow(agent: Agent, *, now: datetime) -> Flow:
    """Return the flow of the last thirty days, of what an agent may see."""
    since = now - timedelta(days=MONTH_DAYS)
    heard = Conversation.objects.visible_to(agent).standing().filter(opened_at__gte=since)
    every = queries.visible(agent)
    bound = Heard.objects.filter(conversation__in=heard, cause__in=every).exclude(cause__state=State.DISMISSED)
    reports = Report.objects.filter(sent_at__gte=since, cause__in=every)
    reported = set(reports.values_list("cause", flat=True))
    fixed = [
        # What was fixed before anybody wrote it down took no day.
        max((cause.fixed_on - timezone.localtime(cause.opened_at).date()).days, 0)
        for cause in every.filter(state__in=SETTLED, fixed_on__gte=timezone.localtime(since).date())
        if cause.fixed_on is not None
    ]
    return Flow(
        heard=heard.count(),
        bound=bound.values("conversation").distinct().count(),
        reported=len(reported),
        reported_evidence=Heard.objects.filter(cause__in=reported).aggregate(all=Sum("count"))["all"] or 0,
        fixed=len(fixed),
        median_days=round(median(fixed)) if fixed else None,
    )


def reason_counts(agent: Agent, *, since: datetime) -> Counter[int | None]:
    """Return how many conversations were confirmed under each reason; None is "not known yet"."""
    standing = Conversation.objects.visible_to(agent).standing()
    chosen = Choice.objects.filter(heard_at__gte=since, conversation__in=standing)
    return Counter(dict(chosen.values_list("reason").annotate(count=Count("pk")).order_by()))


def _counts_by_day(heard: QuerySet[Heard], *, since: date) -> defaultdict[int, dict[date, int]]:
    counted: defaultdict[int, dict[date, int]] = defaultdict(dict)
    start = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    rows = heard.filter(at__gte=start).values_list("cause", TruncDate("at")).annotate(total=Sum("count"))
    for cause_id, day, total in rows.order_by():
        counted[cause_id][day] = total
    return counted


def _trend(contacts: Mapping[date, int], orders: Mapping[date, int], since: date, weeks: int) -> Trend:
    found = []
    for number in range(weeks):
        days = [since + timedelta(days=7 * number + day) for day in range(7)]
        found.append(Week(days[-1], sum(contacts.get(day, 0) for day in days), sum(orders.get(day, 0) for day in days)))
    return Trend(found)
