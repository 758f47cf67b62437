"""Work goes back to its queue when its owner has gone, so that nobody waits for one who is not there."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from muhatap.conversations.actions.assigning import give_out
from muhatap.conversations.actions.keeping import assign
from muhatap.conversations.models import Conversation, Status
from muhatap.conversations.ownership import Because
from muhatap.conversations.queues import open_ones
from muhatap.core.jobs import defer
from muhatap.team import queries as team
from muhatap.team.models import Agent
from muhatap.team.presence import Standing, Why

LOOK_AFTER_JOB = "muhatap.conversations.jobs.look_after"
BECAUSE = {Why.OUTSIDE_SHIFT: Because.SHIFT_OVER, Why.ABSENT: Because.ABSENT, Why.CHOSEN: Because.OFF}


def return_work_of_those_gone(*, now: datetime) -> int:
    """Put back the open conversations of everyone who has gone since the last time; return how many those are.

    Each going counts once: what is given later to somebody who is known to be off stays theirs. When they went is kept,
    not when that was noticed, so a stand-still or a clock that is put right makes no difference.
    """
    agents = list(Agent.objects.active())
    found = team.standings(agents, now=now)
    gone = [agent for agent in agents if _has_newly_gone(agent, found[agent.pk], now)]
    return sum(_return_once(agent, found[agent.pk]) for agent in gone)


@transaction.atomic
def return_all_work(agent_id: int) -> int:
    """Put back everything of somebody who has left the team, resting or not; return how many those are."""
    theirs = Conversation.objects.filter(assigned_to=agent_id).exclude(status=Status.CLOSED)
    return _put_back(theirs.order_by("pk").iterator(), because=Because.LEFT)


@transaction.atomic
def look_after(conversation: Conversation, *, now: datetime) -> None:
    """See to one that came back (the customer wrote, its time came) while its owner may have gone."""
    owner = conversation.assigned_to
    if owner is None or not open_ones().filter(pk=conversation.pk).exists():
        return
    standing = team.standings([owner], now=now)[owner.pk]
    if owner.is_active and not standing.is_gone(now=now):
        return
    assign(conversation, to=None, by=None, why=BECAUSE[standing.why] if owner.is_active else Because.LEFT)
    give_out(conversation, now=now)


def plan_to_look_after(conversation_id: int) -> None:
    """Leave `look_after` for when the act that brings the conversation back has let go of its row."""
    if Conversation.objects.filter(pk=conversation_id, assigned_to__isnull=False).exists():
        defer(LOOK_AFTER_JOB, conversation_id=conversation_id)


@transaction.atomic
def put_back_above_the_cap(agent: Agent, *, by: Agent) -> int:
    """Put back the newest of somebody's open conversations until they are at their cap; return how many."""
    if agent.capacity is None:
        return 0
    theirs = open_ones().filter(assigned_to=agent).order_by("-opened_at", "-pk")
    return _put_back(list(theirs)[: max(theirs.count() - agent.capacity, 0)], because=Because.TOO_MANY, by=by)


def _has_newly_gone(agent: Agent, standing: Standing, now: datetime) -> bool:
    if not standing.is_gone(now=now) or standing.since is None:
        return False
    # A going noted for the future was noted by a clock that was wrong.
    noted = agent.returned_at if agent.returned_at and agent.returned_at <= now else None
    return noted is None or noted < standing.since


@transaction.atomic
def _return_once(agent: Agent, standing: Standing) -> int:
    claimed = Agent.objects.filter(pk=agent.pk, returned_at=agent.returned_at).update(returned_at=standing.since)
    if not claimed:
        return 0
    return _put_back(open_ones().filter(assigned_to=agent).order_by("pk"), because=BECAUSE[standing.why])


def _put_back(conversations: Iterable[Conversation], *, because: Because, by: Agent | None = None) -> int:
    count = 0
    for conversation in conversations:
        assign(conversation, to=None, by=by, why=because)
        count += 1
    return count
