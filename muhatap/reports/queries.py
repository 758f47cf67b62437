"""What pages ask of the figures: a year of a large desk in one question each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from muhatap.conversations.models import Channel, Conversation, ConversationQuerySet
from muhatap.orders.models import Counted, DayCount
from muhatap.reports import about
from muhatap.reports.choosing import Choice
from muhatap.reports.measures import CUSTOMERS, bounds
from muhatap.reports.models import Assumptions
from muhatap.reports.sizes import BOUNDS, NONE, Sizes
from muhatap.surveys.statistics import Interval, share
from muhatap.team.models import Agent

_SUMS = """
SELECT measure, {by}, sum(count), sum(hits), sum(total), max(longest),
    (array_agg(longest_of ORDER BY longest DESC))[1], string_agg(buckets, '')
FROM reports_figure
WHERE measure = ANY(%(measures)s) AND day BETWEEN %(since)s AND %(until)s
    AND (%(brands)s::bigint[] IS NULL OR brand_id = ANY(%(brands)s::bigint[]))
    AND (%(channel)s::bigint IS NULL OR channel_id = %(channel)s) AND (%(team)s::bigint IS NULL OR team_id = %(team)s)
GROUP BY 1, 2
"""
_OF_AGENT = """
SELECT measure, channel_id, sum(n), 0, sum(total), max(longest), (array_agg(longest_of ORDER BY longest DESC))[1],
    string_agg(int2send(bucket) || int4send(n), '')
FROM (
    SELECT measure, channel_id, width_bucket(value - 1, %(bounds)s::bigint[])::int2 AS bucket, count(*)::int4 AS n,
        sum(value) AS total, max(value) AS longest,
        -(max(ARRAY[value, -conversation_id]))[2] AS longest_of
    FROM (
        SELECT CASE WHEN is_first THEN 'first_open' ELSE 'next_open' END AS measure, channel_id, open_seconds AS value,
            conversation_id
        FROM reports_wait WHERE agent_id = %(agent)s AND answered_on BETWEEN %(since)s AND %(until)s
        UNION ALL
        SELECT 'settled_open', channel_id, open_seconds, conversation_id
        FROM reports_episode
        WHERE agent_id = %(agent)s AND closed_on BETWEEN %(since)s AND %(until)s AND answer_count > 0
        UNION ALL
        SELECT 'promises', channel_id, is_in_time::int, conversation_id
        FROM reports_promiseend WHERE agent_id = %(agent)s AND ended_on BETWEEN %(since)s AND %(until)s
    ) AS facts
    GROUP BY 1, 2, 3
) AS counted
GROUP BY 1, 2
"""
# Of fewer orders or customers in a month nothing is told.
ENOUGH = 20
# A text, so that one answer has one kind of place; team 0 is none.
TEAM_AND_CHANNEL = "coalesce(team_id, 0) || ' ' || channel_id"
Cell = str | int | float | None


@dataclass(frozen=True)
class Summary:
    """A measure over days and places."""

    count: int = 0
    hits: int = 0
    total: int = 0
    longest: int = 0
    longest_of: int | None = None
    sizes: Sizes = NONE

    def __add__(self, other: "Summary") -> "Summary":
        longer = self if self.longest >= other.longest else other
        return Summary(
            self.count + other.count,
            self.hits + other.hits,
            self.total + other.total,
            longer.longest,
            longer.longest_of,
            self.sizes + other.sizes,
        )

    @property
    def kept(self) -> Interval:
        return share(self.hits, self.count)

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0


Sums = Mapping[str, Mapping[Any, Summary]]


@dataclass(frozen=True)
class Months:
    """How many came with something new in each month, beside orders, or customers where no orders are known."""

    months: Sequence[date]
    contacts: Sequence[int]
    base: Sequence[int]
    is_per_order: bool

    @property
    def rates(self) -> list[float | None]:
        """Per 1,000 orders, or for each customer; nothing where too few are known."""
        scale = 1000 if self.is_per_order else 1
        return [
            scale * count / base if base >= ENOUGH else None
            for count, base in zip(self.contacts, self.base, strict=True)
        ]


def sums(choice: Choice, measures: Sequence[str], *, by: str = "channel_id") -> Sums:
    """Return each measure by a place or time, as SQL says it: a channel, a weekday, a month."""
    if choice.is_about_some:
        question, arguments = about.counting(choice, measures, by=by)
        with transaction.atomic():
            with connection.cursor() as cursor:
                # One plan for a reason of ten conversations and one of ten thousand is right for neither.
                cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            return _asked(question, _facts(choice, measures) | bounds() | arguments)
    return _asked(_SUMS.format(by=by), _facts(choice, measures))


def of_agent(agent_id: int, choice: Choice) -> Sums:
    """Return what an agent answered, settled and promised, by channel. Promises: 1 in a bucket is one in time."""
    minutes = [bound * 60 for bound in BOUNDS]
    facts = {"agent": agent_id, "since": choice.since, "until": choice.until, "bounds": minutes}
    return _asked(_OF_AGENT, facts)


def added(found: Mapping[Any, Summary]) -> Summary:
    return sum(found.values(), Summary())


def weekdays(choice: Choice) -> list[list[int]]:
    """Return how many messages came to be answered, by weekday from Monday on and hour."""
    found = sums(choice, ["arrivals"], by="extract(isodow FROM day)::int")["arrivals"]
    return [[found.get(day, Summary()).sizes.counts[hour] for hour in range(24)] for day in range(1, 8)]


def days(choice: Choice) -> dict[date, list[int]]:
    """Return how many messages came to be answered in each hour of each day; days on which none came are missing."""
    found = sums(choice, ["arrivals"], by="day")["arrivals"]
    return {day: list(summary.sizes.counts[:24]) for day, summary in found.items()}


def months(choice: Choice, *, today: date) -> Months:
    """Return the last twelve months up to the end of the choice, the first of them being the oldest."""
    firsts = [_month(choice.until, back) for back in range(11, -1, -1)]
    whole = replace(choice, since=firsts[0])
    contacts = sums(whole, ["contacts"], by="date_trunc('month', day)::date")["contacts"]
    counts = [contacts.get(first, Summary()).count for first in firsts]
    orders = _orders(whole)
    if orders or choice.product is not None:
        return Months(firsts, counts, [orders.get(first, 0) for first in firsts], True)
    # Customers are known by brand alone: of a channel, team or reason, it is still for each customer of the brand.
    of_brand = Choice(firsts[0], choice.until, choice.brand_ids, choice.brand)
    customers = sums(of_brand, [CUSTOMERS], by="day")[CUSTOMERS]
    return Months(firsts, counts, [customers.get(first, Summary()).count for first in firsts], False)


def waiting(agent: Agent, choice: Choice) -> tuple[int, Conversation | None]:
    """Return how many wait for us at the moment, and the one that waits longest: no distribution knows of them yet."""
    every: ConversationQuerySet = Conversation.objects.all()
    found = every.visible_to(agent).standing().filter(waiting_since__isnull=False)
    for name in ("brand", "channel", "team"):
        if (number := getattr(choice, name)) is not None:
            found = found.filter(**{name: number})
    for each in about.conversations(choice):
        found = found.filter(pk__in=each)
    return found.count(), found.order_by("waiting_since").first()


def assumptions() -> Assumptions:
    return Assumptions.objects.first() or Assumptions()


def targets() -> dict[int | None, int]:
    """Return within how many open minutes each channel says that it answers."""
    return dict(Channel.objects.values_list("pk", "expected_minutes"))


def today(now: datetime) -> date:
    return timezone.localtime(now).date()


def _facts(choice: Choice, measures: Sequence[str]) -> dict[str, Any]:
    return {
        "measures": list(measures),
        "since": choice.since,
        "until": choice.until,
        "brands": choice.brands,
        "channel": choice.channel,
        "team": choice.team,
    }


def _asked(question: str, facts: dict[str, Any]) -> Sums:
    found: dict[str, dict[Any, Summary]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(question, facts)
        for measure, place, count, hits, total, longest, longest_of, written in cursor.fetchall():
            sizes = Sizes.read(bytes(written))
            found[measure][place] = Summary(int(count), int(hits), int(total), longest, longest_of, sizes)
    return found


def _orders(choice: Choice) -> dict[date, int]:
    """Return the orders of each month; those with the product where one is asked about."""
    what = Counted.ORDERS if choice.product is None else Counted.PRODUCT
    counts = DayCount.objects.filter(what=what, key=choice.product or "", day__range=(choice.since, choice.until))
    if choice.brands is not None:
        counts = counts.filter(shop__brand__in=choice.brands)
    found: dict[date, int] = defaultdict(int)
    for day, count in counts.values_list("day").annotate(total=Sum("count")):
        found[day.replace(day=1)] += count
    return found


def _month(day: date, back: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(years, month + 1, 1)
