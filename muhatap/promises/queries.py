"""What people ask of what we owe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.promises.checking_back import sources
from muhatap.promises.models import HandOff, HandOffQuerySet, Promise, PromiseQuerySet, State
from muhatap.promises.shares import Interval, interval
from muhatap.team.models import Agent
from muhatap.team.permissions import LEADS
from muhatap.team.queries import standings, teams_of

PAGE = 50
# A list that was scrolled further than this is not fetched to its end when something on it changes.
MOST_SHOWN = 1000
COUNTED_TO = 100
# Over which time the kept rate is told.
RATED = timedelta(days=90)
WHOSE = ("mine", "team", "all")


@dataclass(frozen=True)
class Key:
    """Where a page of the list begins: after this one."""

    due_at: datetime | None
    pk: int

    @classmethod
    def read(cls, written: str) -> "Key | None":
        """Read what `str` writes; nothing for what is none."""
        moment, _, number = written.rpartition("~")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        try:
            due_at = datetime.fromisoformat(moment) if moment else None
        except ValueError:
            return None
        return cls(
            due_at if due_at is None or due_at.tzinfo else due_at.replace(tzinfo=timezone.get_current_timezone()),
            int(number),
        )

    def __str__(self) -> str:
        return f"{self.due_at.isoformat() if self.due_at else ''}~{self.pk}"


@dataclass(frozen=True)
class Rate:
    """How promises ended: in time, late, not at all. Waived ones say nothing about us."""

    name: str
    in_time: int
    late: int
    broken: int

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.broken

    @property
    def percent(self) -> int:
        """Kept in time, of all that ended; rounded down, so that 100 means all."""
        return self.in_time * 100 // self.total if self.total else 0

    @property
    def between(self) -> Interval:
        """What a share of so few, or so many, can tell of us."""
        return interval(self.in_time, self.total)


def owed(agent: Agent, whose: str) -> PromiseQuerySet:
    """Return the open promises of an agent, of their teams or of everybody they see, the first due first."""
    every: PromiseQuerySet = Promise.objects.all()
    found = every.visible_to(agent).open().by_due()
    if whose == "mine":
        return found.filter(owner=agent)
    if whose == "team":
        members = Agent.objects.filter(teams__in=list(teams_of(agent.pk))) if teams_of(agent.pk) else [agent]
        # What nobody answers for is everybody's to see to.
        return found.filter(Q(owner__in=members) | Q(owner=None))
    return found


@dataclass(frozen=True)
class Page:
    """Rows in order, with whom they were made to. `last` is where they end when more follow."""

    rows: list[Promise]
    last: Key | None


def page(found: PromiseQuerySet, *, after: Key | None = None, through: Key | None = None) -> Page:
    """Return what comes after a key, PAGE at a time; `through` asks again for all that a list shows already."""
    if after is not None:
        found = found.filter(_after(after))
    length = PAGE
    if through is not None:
        length = max(PAGE, found.exclude(_after(through)).order_by()[:MOST_SHOWN].count())
    rows = list(found.select_related("owner", "conversation")[: length + 1])
    last = rows[length - 1] if len(rows) > length else None
    return Page(rows[:length], Key(last.due_at, last.pk) if last else None)


def _after(key: Key) -> Q:
    if key.due_at is None:
        return Q(due_at=None, pk__gt=key.pk) | Q(due_at__isnull=False)
    return Q(due_at=key.due_at, pk__gt=key.pk) | Q(due_at__gt=key.due_at)


def ended(agent: Agent, whose: str) -> PromiseQuerySet:
    """Return what was kept or given up, the latest first."""
    every: PromiseQuerySet = Promise.objects.all()
    found = every.visible_to(agent).filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    return found.filter(owner=agent) if whose == "mine" else found


def count_due(agent: Agent, *, now: datetime) -> int:
    """Return how many of an agent's own are late, or have no time yet; counted up to COUNTED_TO."""
    return len(_ripe(agent.pk, agent.brand_ids, now))


@compiled
def _ripe(agent_id: int, brand_ids: list[int], now: datetime) -> QuerySet[Promise, tuple[int]]:
    every: PromiseQuerySet = Promise.objects.all()
    mine = every.visible_to(Agent.seeing_only(agent_id, brand_ids)).open().filter(owner=agent_id)
    return mine.filter(Q(due_at=None) | Q(due_at__lte=now)).order_by().values_list("pk")[:COUNTED_TO]


def open_in(conversation: Conversation) -> list[Promise]:
    """Return what is owed in a conversation, each with how often it was moved."""
    every: PromiseQuerySet = Promise.objects.all()
    found = every.filter(conversation=conversation).open().by_due().select_related("owner")
    return list(found.annotate(move_count=Count("moves")))


def offer_of(conversation: Conversation) -> HandOff | None:
    """Return to whom it is offered at the moment."""
    every: HandOffQuerySet = HandOff.objects.all()
    return every.open().filter(conversation=conversation).select_related("to", "to_team", "giver").first()


def offered_to(agent: Agent) -> list[HandOff]:
    """Return what is offered to an agent or a team of theirs, the oldest first."""
    every: HandOffQuerySet = HandOff.objects.all()
    found = every.offered_to(agent, list(teams_of(agent.pk))).exclude(giver=agent)
    seen = found.filter(conversation__deleted_at=None).order_by("at", "pk")
    return list(seen.select_related("giver", "to_team", "conversation")[:PAGE])


def rates(agent: Agent, *, by: str, now: datetime) -> list[Rate]:
    """Return how promises of the last RATED ended, by the name of their "owner", "team", "channel" or "reason".

    The worst first. Without an app of reasons there are none to tell of.
    """
    every: PromiseQuerySet = Promise.objects.all()
    lately = every.visible_to(agent).filter(ended_at__gte=now - RATED).exclude(state=State.WAIVED)
    if by == "reason":
        found = _rated_by_reason(lately)
    else:
        column = {"owner": "owner__name", "team": "owner__teams__name", "channel": "conversation__channel__name"}[by]
        found = _rated(lately, column)
    return sorted(found, key=lambda rate: (rate.percent, -rate.total))


def own_rate(agent: Agent, *, now: datetime) -> Rate:
    every: PromiseQuerySet = Promise.objects.all()
    lately = every.filter(owner=agent, ended_at__gte=now - RATED).exclude(state=State.WAIVED)
    return next(iter(_rated(lately, "owner__name")), Rate(agent.name, 0, 0, 0))


def leads_of(brand_id: int) -> list[int]:
    return list(Agent.objects.seeing(brand_id).filter(role__in=LEADS).values_list("pk", flat=True))


def is_gone(agent: Agent, *, now: datetime) -> bool:
    """Whether somebody cannot keep their word now: they have left, or are away for longer than a break."""
    return not agent.is_active or standings([agent], now=now)[agent.pk].is_gone(now=now)


def of_agent(agent_id: int) -> Iterable[Promise]:
    """Return what an agent still answers for."""
    return Promise.objects.filter(owner=agent_id, ended_at=None).select_related("conversation__assigned_to")


def _rated_by_reason(found: QuerySet[Promise]) -> list[Rate]:
    reasons = sources.reasons()
    if reasons is None:
        return []
    rated = _counted(found.annotate(why_written=reasons.of("conversation")), "why_written")
    names = reasons.names([row["why_written"] for row in rated if row["why_written"] is not None])
    return [_rate(names.get(row["why_written"], ""), row) for row in rated]


def _rated(found: QuerySet[Promise], column: str) -> list[Rate]:
    return [_rate(row[column] or "", row) for row in _counted(found, column)]


def _rate(name: str, row: Mapping[str, Any]) -> Rate:
    return Rate(name, row["in_time"], row["late"], row["broken"])


def _counted(found: QuerySet[Promise], column: str) -> list[dict[str, Any]]:
    is_in_time = Q(state=State.KEPT) & (Q(due_at=None) | Q(ended_at__lte=F("due_at")))
    return list(
        found.order_by()
        .values(column)
        .annotate(
            in_time=Count("pk", filter=is_in_time),
            late=Count("pk", filter=Q(state=State.KEPT, ended_at__gt=F("due_at"))),
            broken=Count("pk", filter=Q(state=State.BROKEN)),
        )
    )
