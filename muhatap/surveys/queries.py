"""What people ask of surveys: what was said lately, what is to be followed up, what came of it, and plain figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.customers.models import Customer
from muhatap.surveys.models import (
    SATISFIED,
    FollowUp,
    FollowUpQuerySet,
    Origin,
    State,
    Survey,
    SurveyQuerySet,
)
from muhatap.surveys.statistics import Interval, Sample, difference, share
from muhatap.team.models import Agent
from muhatap.team.permissions import LEADS

PAGE = 30
COUNTED_TO = 100
LATELY = timedelta(days=90)
# Second scores are few: a year of them.
COMPARED = timedelta(days=365)
LOW, MIDDLE, HIGH = "low", "middle", "high"
_SCORES = {LOW: (1, 2), MIDDLE: (3,), HIGH: (4, 5)}


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; as it comes from an address, so anything that makes no sense is left out."""

    brand: int | None = None
    scores: str = ""
    is_commented: bool = False

    @classmethod
    def read(cls, brand: str, scores: str, commented: str) -> "Wanted":
        number = int(brand) if brand.isascii() and brand.isdecimal() and len(brand) < 10 else None
        return cls(number, scores if scores in _SCORES else "", commented == "1")


@dataclass(frozen=True)
class Key:
    """Where a page of the list ends."""

    answered_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Key | None":
        moment, _, number = text.partition("~")
        if not number.isascii() or not number.isdecimal() or len(number) > 18:
            return None
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return cls(at, int(number)) if at.tzinfo else None

    def __str__(self) -> str:
        return f"{self.answered_at.isoformat()}~{self.pk}"


@dataclass(frozen=True)
class Summary:
    """The last ninety days in figures: how many were asked, answered, and what they said."""

    asked: int
    answered: int
    scores: Sample
    efforts: Sample

    @property
    def satisfied(self) -> int:
        return self.scores.at_least(SATISFIED)

    @property
    def interval(self) -> Interval:
        return share(self.satisfied, self.scores.n)


@dataclass(frozen=True)
class Recovery:
    """What became of low scores in a year, and how those made good compare with those who never left one.

    Of each customer the latest score counts, so that nobody counts twice. Both groups are told by what happened, not by
    what they said afterwards: `second` are all second scores after a follow-up, the bad ones, too.
    """

    low_count: int
    followed_count: int
    second: Sample
    never_failed: Sample

    @property
    def recovered_count(self) -> int:
        return self.second.at_least(SATISFIED)

    @property
    def recovered(self) -> Interval:
        return share(self.recovered_count, self.second.n)

    @property
    def difference(self) -> Interval | None:
        return difference(self.second, self.never_failed)

    @property
    def is_paradox(self) -> bool:
        """Those made good are more satisfied than those for whom nothing ever went wrong."""
        return self.difference is not None and self.difference.low > 0

    @property
    def is_worse(self) -> bool:
        return self.difference is not None and self.difference.high < 0


@dataclass(frozen=True)
class Figure:
    """Scores that were given on one day, counted and added up. Another tool makes shares and means of them.

    `key` is the number of a brand, channel or agent as asked for, None where there is none or all are taken together.
    """

    day: date
    key: int | None
    count: int
    score_sum: int
    satisfied_count: int
    effort_count: int
    effort_sum: int


def answers(agent: Agent, wanted: Wanted, *, after: Key | None = None) -> list[Survey]:
    """Return up to PAGE + 1 answers, the newest first; one more than a page holds says that it goes on."""
    found = _visible(agent).answered()
    if wanted.brand is not None:
        found = found.filter(brand=wanted.brand)
    if wanted.scores:
        found = found.filter(score__in=_SCORES[wanted.scores])
    if wanted.is_commented:
        found = found.exclude(comment="")
    if after is not None:
        earlier = Q(answered_at__lt=after.answered_at) | Q(answered_at=after.answered_at, pk__lt=after.pk)
        found = found.filter(earlier)
    shown = found.select_related("conversation", "agent", "brand", "follow_up", "again_of")
    return list(shown.order_by("-answered_at", "-pk")[: PAGE + 1])


def summary(agent: Agent, wanted: Wanted, *, now: datetime) -> Summary:
    """Count the last ninety days. Ratings below replies were asked of everybody, so they are not among these."""
    lately = _visible(agent).filter(origin=Origin.MAIL, sent_at__gt=now - LATELY)
    if wanted.brand is not None:
        lately = lately.filter(brand=wanted.brand)
    answered = lately.filter(state=State.ANSWERED)
    scores = dict(answered.order_by().values_list("score").annotate(n=Count("pk")))
    efforts = dict(answered.exclude(effort=None).order_by().values_list("effort").annotate(n=Count("pk")))
    return Summary(lately.count(), sum(scores.values()), Sample(scores), Sample(efforts))


def follow_ups(agent: Agent, *, is_open: bool) -> QuerySet[FollowUp]:
    """Return what is to be followed up, the first due first; or what was, the latest first."""
    every: FollowUpQuerySet = FollowUp.objects.all()
    found = every.visible_to(agent).select_related("owner", "survey__conversation", "survey__agent")
    if is_open:
        return found.open().order_by("due_at", "pk")
    return found.filter(ended_at__isnull=False).prefetch_related("survey__seconds").order_by("-ended_at", "-pk")


def count_due(agent: Agent, *, now: datetime) -> int:
    """Return how many of an agent's own follow-ups wait, counted up to COUNTED_TO; nobody's wait for the leads."""
    return len(_waiting_for(agent.pk, agent.brand_ids, agent.role in LEADS))


@compiled
def _waiting_for(agent_id: int, brand_ids: list[int], is_lead: bool) -> QuerySet[FollowUp, tuple[int]]:
    every: FollowUpQuerySet = FollowUp.objects.all()
    mine = Q(owner=agent_id) | Q(owner=None) if is_lead else Q(owner=agent_id)
    waiting = every.visible_to(Agent.seeing_only(agent_id, brand_ids)).open().filter(mine)
    return waiting.order_by().values_list("pk")[:COUNTED_TO]


def recovery(agent: Agent, *, brand: int | None = None, now: datetime) -> Recovery:
    found = _visible(agent).answered().filter(origin=Origin.MAIL, answered_at__gt=now - COMPARED)
    if brand is not None:
        found = found.filter(brand=brand)
    low = found.filter(follow_up__isnull=False, again_of=None)
    failed = Survey.objects.filter(conversation__customer=OuterRef("conversation__customer"), follow_up__isnull=False)
    return Recovery(
        low_count=low.count(),
        followed_count=low.filter(follow_up__ended_at__isnull=False).count(),
        second=_latest_by_customer(found.filter(again_of__follow_up__ended_at__isnull=False)),
        never_failed=_latest_by_customer(found.exclude(Exists(failed))),
    )


def last_of(customer: Customer, agent: Agent) -> Survey | None:
    """Return what a customer said last, over all their conversations."""
    return next(iter(_last_of(customer.pk, agent.pk, agent.brand_ids)), None)


@compiled
def _last_of(customer_id: int, agent_id: int, brand_ids: list[int]) -> QuerySet[Survey]:
    theirs = _visible(Agent.seeing_only(agent_id, brand_ids)).answered().filter(conversation__customer=customer_id)
    joined = theirs.select_related("conversation", "agent", "follow_up__owner")
    return joined.order_by("-answered_at", "-pk")[:1]


def all_of(customer: Customer, agent: Agent) -> QuerySet[Survey]:
    theirs = _visible(agent).answered().filter(conversation__customer=customer)
    return theirs.select_related("agent", "follow_up").order_by("-answered_at", "-pk")


def open_in(conversation: Conversation) -> list[FollowUp]:
    """Return what is to be followed up in a conversation."""
    return _open_in(conversation.pk)


@compiled
def _open_in(conversation_id: int) -> QuerySet[FollowUp]:
    every: FollowUpQuerySet = FollowUp.objects.all()
    found = every.open().filter(survey__conversation=conversation_id)
    return found.select_related("owner", "survey").order_by("due_at", "pk")


def daily(
    *, since: date, until: date, by: Literal["", "brand", "channel", "agent"] = "", origin: str = Origin.MAIL
) -> list[Figure]:
    """Return the scores of each day from `since` to `until` (both count), by the desk's clock and when first given.

    Of conversations in the bin, too, until they are gone for good: a figure must not change because a list was tidied.
    A changed score counts with its last value on the day of the first.
    """
    zone = timezone.get_default_timezone()
    first, end = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    given = Survey.objects.filter(state=State.ANSWERED, origin=origin, answered_at__gte=first, answered_at__lt=end)
    days = given.annotate(day=TruncDate("answered_at", tzinfo=zone))
    columns = ["day", by] if by else ["day"]
    rows = (
        days.order_by()
        .values(*columns)
        .annotate(
            count=Count("pk"),
            score_sum=Sum("score"),
            satisfied_count=Count("pk", filter=Q(score__gte=SATISFIED)),
            effort_count=Count("effort"),
            effort_sum=Sum("effort", default=0),
        )
        .order_by("day", *([F(by).asc(nulls_last=True)] if by else []))
    )
    return [Figure(key=row.pop(by) if by else None, **row) for row in rows]


def leads_of(brand_id: int) -> list[int]:
    return list(Agent.objects.seeing(brand_id).filter(role__in=LEADS).values_list("pk", flat=True))


def _visible(agent: Agent) -> SurveyQuerySet:
    every: SurveyQuerySet = Survey.objects.all()
    return every.visible_to(agent)


def _latest_by_customer(found: QuerySet[Survey]) -> Sample:
    latest = found.order_by("conversation__customer", "-answered_at", "-pk").distinct("conversation__customer")
    return Sample(Counter(score for score in latest.values_list("score", flat=True) if score is not None))
