"""What nobody keeps: open work of people who are not there, queues of nobody, sleepers that should have woken.

Each kind is a question of its own, so that one row can be asked again before it is mended.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from muhatap.conversations.models import Breach, BreachKind, Conversation, ConversationQuerySet, Status
from muhatap.conversations.queues import open_counts, open_ones
from muhatap.team import queries as team
from muhatap.team.models import Agent, Team

# How long a customer may wait for us in everyone's queue before somebody is told.
PATIENCE = timedelta(days=1)
# Who comes back sooner than this answers then; their customers know of nights and weekends.
LONG_AWAY = timedelta(days=1)
# The job that wakes sleepers runs each minute; so much later it has not done its work.
OVERSLEPT_BY = timedelta(minutes=10)
# A desk in disorder is told of its first few hundred.
MOST_OF_A_KIND = 300

Found = tuple[str, int | None, int | None]


def find(*, now: datetime) -> set[Found]:
    """Return what is kept by nobody at a moment: kind, conversation or agent."""
    found: set[Found] = set()
    for kind, of_kind in _OF_CONVERSATIONS.items():
        oldest = of_kind(now).order_by("pk").values_list("pk", flat=True)[:MOST_OF_A_KIND]
        found |= {(kind, pk, None) for pk in oldest}
    return found | {(BreachKind.OVER_CAP, None, agent.pk) for agent in _over_cap()}


def still_holds(breach: Breach, *, now: datetime) -> bool:
    """Whether a breach is one at this moment: somebody may have seen to it since it was found."""
    if breach.kind == BreachKind.OVER_CAP:
        return any(agent.pk == breach.agent_id for agent in _over_cap())
    return _OF_CONVERSATIONS[breach.kind](now).filter(breaches=breach).exists()


def _active() -> ConversationQuerySet:
    active: ConversationQuerySet = Conversation.objects.active()
    return active


def _owner_left(now: datetime) -> ConversationQuerySet:
    return _active().filter(assigned_to__is_active=False)


def _owner_absent(now: datetime) -> ConversationQuerySet:
    """Open ones of somebody who is gone for longer than a day from now, or nobody knows until when."""
    agents = list(Agent.objects.active())
    standings = team.standings(agents, now=now)
    gone = [
        agent.pk
        for agent in agents
        if (standing := standings[agent.pk]).is_gone(now=now)
        and (standing.until - now if standing.until else now - (standing.since or now)) > LONG_AWAY
    ]
    return open_ones().filter(assigned_to__in=gone)


def _nobody(now: datetime) -> ConversationQuerySet:
    """Ones in everyone's queue whose customer waits for more than a day, beyond what they were told."""
    told = Q(due_at=None) | Q(due_at__lt=now)
    return open_ones().filter(told, assigned_to=None, team=None, waiting_since__lt=now - PATIENCE)


def _overslept(now: datetime) -> ConversationQuerySet:
    return _active().filter(status=Status.SNOOZED, snoozed_until__lt=now - OVERSLEPT_BY)


def _empty_team(now: datetime) -> ConversationQuerySet:
    members = Agent.objects.active().filter(teams=OuterRef("pk"))
    empty = Team.objects.filter(~Exists(members))
    return _active().filter(assigned_to=None, team__in=empty)


def _over_cap() -> list[Agent]:
    capped = list(Agent.objects.active().filter(capacity__isnull=False))
    counts = open_counts(capped)
    return [agent for agent in capped if counts.get(agent.pk, 0) > (agent.capacity or 0)]


_OF_CONVERSATIONS: dict[str, Callable[[datetime], ConversationQuerySet]] = {
    BreachKind.OWNER_LEFT: _owner_left,
    BreachKind.OWNER_ABSENT: _owner_absent,
    BreachKind.NOBODY: _nobody,
    BreachKind.OVERSLEPT: _overslept,
    BreachKind.EMPTY_TEAM: _empty_team,
}
