"""What people ask of what we owe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from muhatap.conversations.models import Conversation
from muhatap.promises.models import HandOff, HandOffQuerySet, Promise, PromiseQuerySet, State
from muhatap.team.models import Agent
from muhatap.team.permissions import LEADS
from muhatap.team.queries import standings, teams_of

PAGE = 50
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


def page(found: PromiseQuerySet, *, after: Key | None) -> list[Promise]:
    """Return up to PAGE + 1 of them, with whom they were made to; one more than a page holds says that it goes on."""
    if after is not None:
        later = Q(due_at=after.due_at, pk__gt=after.pk)
        if after.due_at is None:
            found = found.filter(Q(due_at=None, pk__gt=after.pk) | Q(due_at__isnull=False))
        else:
            found = found.filter(later | Q(due_at__gt=after.due_at))
    return list(found.select_related("owner", "conversation")[: PAGE + 1])


def ended(agent: Agent, whose: str) -> PromiseQuerySet:
    """Return what was kept or given up, the latest first."""
    every: PromiseQuerySet = Promise.objects.all()
    found = every.visible_to(agent).filter(ended_at__isnull=False).order_by("-ended_at", "-pk")
    return found.filter(owner=agent) if whose == "mine" else found


def count_due(agent: Agent, *, now: datetime) -> int:
    """Return how many of an agent's own are late, or have no time yet; counted up to COUNTED_TO."""
    ripe = owed(agent, "mine").filter(Q(due_at=None) | Q(due_at__lte=now)).order_by()
    return len(ripe.values_list("pk")[:COUNTED_TO])


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
    """Return how promises of the last RATED ended, by the name of their "owner", "team" or "channel"; worst first."""
    column = {"owner": "owner__name", "team": "owner__teams__name", "channel": "conversation__channel__name"}[by]
    every: PromiseQuerySet = Promise.objects.all()
    lately = every.visible_to(agent).filter(ended_at__gte=now - RATED).exclude(state=State.WAIVED)
    return sorted(_rated(lately, column), key=lambda rate: (rate.percent, -rate.total))


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


def _rated(found: QuerySet[Promise], column: str) -> list[Rate]:
    is_in_time = Q(state=State.KEPT) & (Q(due_at=None) | Q(ended_at__lte=F("due_at")))
    counted = (
        found.order_by()
        .values(column)
        .annotate(
            in_time=Count("pk", filter=is_in_time),
            late=Count("pk", filter=Q(state=State.KEPT, ended_at__gt=F("due_at"))),
            broken=Count("pk", filter=Q(state=State.BROKEN)),
        )
    )
    return [Rate(row[column] or "", row["in_time"], row["late"], row["broken"]) for row in counted]
