"""Handing a conversation to somebody else, who accepts it or returns it. Each act is one transaction.

Until it is accepted it is the giver's, and so is what was promised in it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from muhatap.conversations import actions as conversations
from muhatap.conversations.actions.common import locked_survivor
from muhatap.conversations.models import Conversation
from muhatap.core import business_time
from muhatap.core.business_time import NeverOpen
from muhatap.core.events import announce
from muhatap.promises import events
from muhatap.promises.models import HandOff, HandOffQuerySet, Way
from muhatap.team.models import Agent, Team
from muhatap.team.opening import hours_of

# Open time in which a receiver says yes or no.
ANSWER_MINUTES = 60
AT_LATEST = timedelta(days=3)


class AlreadyOffered(Exception):
    """It is offered to somebody already, who has not answered yet."""


class AlreadyAnswered(Exception):
    """Somebody else has accepted or returned it, or it was withdrawn."""


class NotTheirs(Exception):
    """Whom it is offered to cannot see it, is no receiver of it, or has it already."""


@transaction.atomic
def hand_off(
    conversation: Conversation,
    *,
    by: Agent,
    to: Agent | Team,
    way: str = Way.HERE,
    happened: str,
    wanted: str,
    tried: str = "",
    promised: str = "",
    now: datetime,
) -> HandOff:
    """Offer it to a person or a team, with what they need to go on. Raises AlreadyOffered and NotTheirs."""
    conversation = locked_survivor(conversation)
    if HandOff.objects.filter(conversation=conversation, ended_at=None).exists():
        raise AlreadyOffered
    if isinstance(to, Agent) and (to.pk == conversation.assigned_to_id or not to.sees(conversation.brand_id)):
        raise NotTheirs
    if conversation.assigned_to is None:
        # Somebody has to answer for it until then.
        conversation = conversations.assign(conversation, to=by, by=by)
    made = HandOff.objects.create(
        conversation=conversation,
        giver=by,
        to=to if isinstance(to, Agent) else None,
        to_team=to if isinstance(to, Team) else None,
        way=way,
        happened=happened,
        wanted=wanted,
        tried=tried,
        promised=promised,
        at=now,
        answer_by=_answer_by(conversation, now),
    )
    _tell(events.HandedOff, made, by=by, answer_by=made.answer_by.isoformat())
    return made


@transaction.atomic
def accept(offered: HandOff, *, by: Agent, now: datetime) -> HandOff:
    """Take it on: it is theirs from now, with what was promised in it. Raises AlreadyAnswered and NotTheirs."""
    conversation, offered = _held(offered, by=by)
    _end(offered, HandOff.Outcome.ACCEPTED, by=by, now=now)
    conversations.assign(conversation, to=by, by=by)
    _tell(events.HandOffAccepted, offered, by=by, after_minutes=int((now - offered.at).total_seconds() // 60))
    return offered


@transaction.atomic
def give_back(offered: HandOff, *, why: str, by: Agent, now: datetime) -> HandOff:
    """Return it to its giver, with the reason. Raises AlreadyAnswered, NotTheirs, and ValueError without a reason."""
    if not why.strip():
        raise ValueError("whoever returns a conversation says why")
    _, offered = _held(offered, by=by)
    _end(offered, HandOff.Outcome.RETURNED, by=by, now=now, reason=why.strip()[:300])
    _tell(events.HandOffReturned, offered, by=by, why=offered.reason)
    return offered


@transaction.atomic
def withdraw(offered: HandOff, *, by: Agent | None, now: datetime) -> HandOff:
    """Take the offer back. Raises AlreadyAnswered."""
    _, offered = _held(offered)
    _end(offered, HandOff.Outcome.WITHDRAWN, by=by, now=now)
    _tell(events.HandOffWithdrawn, offered, by=by)
    return offered


def escalate(*, now: datetime) -> int:
    """Say of offers that nobody has answered in time, once each; return how many."""
    every: HandOffQuerySet = HandOff.objects.all()
    return sum(_escalate(one, now=now) for one in every.to_escalate(now).order_by("answer_by")[:1000])


@transaction.atomic
def follow_assignment(conversation: Conversation, *, agent_id: int | None, now: datetime) -> None:
    """Call an offer accepted whose receiver was given the conversation by other means."""
    for offered in HandOff.objects.filter(conversation=conversation, ended_at=None):
        by = Agent.objects.filter(pk=agent_id).first() if agent_id is not None else None
        if by is not None and may_answer(offered, by):
            _, held = _held(offered)
            _end(held, HandOff.Outcome.ACCEPTED, by=by, now=now)
            minutes = int((now - held.at).total_seconds() // 60)
            _tell(events.HandOffAccepted, held, by=by, after_minutes=minutes)


@transaction.atomic
def follow_merge(conversation_id: int, *, into_id: int, now: datetime) -> None:
    """Let an offer go along with a merge; where both were offered, the survivor's stands."""
    strayed = HandOff.objects.filter(conversation=conversation_id, ended_at=None).first()
    if strayed is None:
        return
    if HandOff.objects.filter(conversation=into_id, ended_at=None).exists():
        withdraw(strayed, by=None, now=now)
        return
    HandOff.objects.filter(pk=strayed.pk).update(conversation=into_id)
    conversations.note_offered(Conversation.objects.get(pk=into_id), is_offered=True)


@transaction.atomic
def _escalate(offered: HandOff, *, now: datetime) -> bool:
    locked_survivor(offered.conversation)
    offered = HandOff.objects.select_for_update(of=("self",)).get(pk=offered.pk)
    if offered.ended_at or offered.escalated_at or offered.answer_by > now:
        return False
    offered.escalated_at = now
    offered.save(update_fields=["escalated_at"])
    _tell(events.HandOffUnanswered, offered, by=None)
    return True


def may_answer(offered: HandOff, agent: Agent) -> bool:
    """Whether it is offered to them, or to a team of theirs."""
    if offered.to_id is not None:
        return offered.to_id == agent.pk
    return offered.to_team is not None and offered.to_team.agents.filter(pk=agent.pk).exists()


def _held(offered: HandOff, *, by: Agent | None = None) -> tuple[Conversation, HandOff]:
    conversation = locked_survivor(offered.conversation)
    held = HandOff.objects.select_for_update(of=("self",)).select_related("to", "to_team").get(pk=offered.pk)
    if held.ended_at is not None:
        raise AlreadyAnswered
    if by is not None and not may_answer(held, by):
        raise NotTheirs
    return conversation, held


def _end(offered: HandOff, outcome: str, *, by: Agent | None, now: datetime, reason: str = "") -> None:
    offered.outcome, offered.ended_at, offered.ended_by, offered.reason = outcome, now, by, reason
    offered.save(update_fields=["outcome", "ended_at", "ended_by", "reason"])


def _answer_by(conversation: Conversation, now: datetime) -> datetime:
    try:
        return business_time.add(now, ANSWER_MINUTES, hours_of(conversation.brand))
    except NeverOpen:
        return now + AT_LATEST


def _tell(event: Callable[..., events.OfHandOff], offered: HandOff, *, by: Agent | None, **more: Any) -> None:
    told = event(conversation_id=offered.conversation_id, hand_off_id=offered.pk, to=offered.receiver, **more)
    announce(told, by=by.pk if by else None)
    if not isinstance(told, events.HandOffUnanswered):
        conversations.note_offered(offered.conversation, is_offered=offered.ended_at is None)
