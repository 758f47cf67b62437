"""Getting back to whoever left a low score: opened by it, owned, due in open hours, ended with what came of it."""

from datetime import datetime

from django.db import transaction

from muhatap.conversations.actions.common import id_of, locked_survivor, ring
from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.surveys import asking, events, timing
from muhatap.surveys.letters import settings_of
from muhatap.surveys.models import FollowUp, FollowUpQuerySet, Outcome, Survey
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of

AT_ONCE = 1000
LONGEST = 500


class AlreadyEnded(Exception):
    """Somebody has said already what came of it."""


def look_at(survey: Survey, conversation: Conversation, *, now: datetime) -> FollowUp | None:
    """Open a follow-up where a score is low, and end it where the customer thought better of it."""
    settings = settings_of(survey.brand_id)
    assert survey.score is not None
    follow_up = FollowUp.objects.select_for_update().filter(survey=survey).first()
    is_low = survey.score <= settings.low_score
    if follow_up is None and is_low:
        due = timing.due_at(now, open_hours=settings.follow_up_hours, hours=hours_of(conversation.brand))
        return _open(FollowUp(survey=survey), conversation, due_at=due, now=now)
    if follow_up is not None and follow_up.is_open and not is_low:
        return _end(follow_up, conversation, outcome=Outcome.OVERTAKEN, what="", by=None, now=now)
    if follow_up is not None and follow_up.outcome == Outcome.OVERTAKEN and is_low:
        due = timing.due_at(now, open_hours=settings.follow_up_hours, hours=hours_of(conversation.brand))
        return _open(follow_up, conversation, due_at=due, now=now)
    return follow_up


@transaction.atomic
def end(follow_up: FollowUp, *, outcome: str, what: str, is_asked_again: bool, by: Agent, now: datetime) -> FollowUp:
    """Say what came of it, and have the customer asked once more. Raises AlreadyEnded."""
    conversation = locked_survivor(follow_up.survey.conversation)
    held = FollowUp.objects.select_for_update(of=("self",)).select_related("survey").get(pk=follow_up.pk)
    if not held.is_open:
        raise AlreadyEnded
    _end(held, conversation, outcome=outcome, what=what[:LONGEST], by=by, now=now)
    if is_asked_again:
        asking.ask_again(held.survey, now=now)
    return held


@transaction.atomic
def hand_over(follow_up: FollowUp, *, to: Agent | None, by: Agent | None) -> FollowUp:
    """Make somebody else answer for it. Raises AlreadyEnded."""
    conversation = locked_survivor(follow_up.survey.conversation)
    held = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    if not held.is_open:
        raise AlreadyEnded
    if held.owner_id == id_of(to):
        return held
    was_id, held.owner = held.owner_id, to
    held.save(update_fields=["owner"])
    announce(
        events.FollowUpHandedOver(
            conversation_id=conversation.pk,
            survey_id=held.survey_id,
            follow_up_id=held.pk,
            owner_id=held.owner_id,
            was_id=was_id,
        ),
        by=id_of(by),
    )
    ring(conversation)
    return held


def call_late(*, now: datetime) -> int:
    """Tell of those whose time has passed, once each; return how many."""
    every: FollowUpQuerySet = FollowUp.objects.all()
    late = every.to_call_late(now).order_by("due_at").values_list("pk", flat=True)
    return sum(_call_late(number, now=now) for number in list(late[:AT_ONCE]))


@transaction.atomic
def _call_late(number: int, *, now: datetime) -> bool:
    every: FollowUpQuerySet = FollowUp.objects.all()
    if not every.to_call_late(now).filter(pk=number).update(called_late_at=now):
        return False
    follow_up = FollowUp.objects.select_related("survey").get(pk=number)
    announce(
        events.FollowUpLate(
            conversation_id=follow_up.survey.conversation_id,
            survey_id=follow_up.survey_id,
            follow_up_id=follow_up.pk,
            owner_id=follow_up.owner_id,
        )
    )
    return True


def _open(follow_up: FollowUp, conversation: Conversation, *, due_at: datetime, now: datetime) -> FollowUp:
    follow_up.owner = _owner_for(follow_up.survey, conversation)
    follow_up.opened_at, follow_up.due_at, follow_up.called_late_at = now, due_at, None
    follow_up.outcome, follow_up.what, follow_up.ended_at, follow_up.ended_by = "", "", None, None
    follow_up.save()
    announce(
        events.FollowUpOpened(
            conversation_id=conversation.pk,
            survey_id=follow_up.survey_id,
            follow_up_id=follow_up.pk,
            owner_id=follow_up.owner_id,
            due=due_at.isoformat(),
        )
    )
    return follow_up


def _end(
    follow_up: FollowUp, conversation: Conversation, *, outcome: str, what: str, by: Agent | None, now: datetime
) -> FollowUp:
    follow_up.outcome, follow_up.what, follow_up.ended_at, follow_up.ended_by = outcome, what, now, by
    follow_up.save(update_fields=["outcome", "what", "ended_at", "ended_by"])
    announce(
        events.FollowUpEnded(
            conversation_id=conversation.pk,
            survey_id=follow_up.survey_id,
            follow_up_id=follow_up.pk,
            owner_id=follow_up.owner_id,
            outcome=outcome,
            what=what,
        ),
        by=id_of(by),
    )
    ring(conversation)
    return follow_up


def _owner_for(survey: Survey, conversation: Conversation) -> Agent | None:
    """Return who gets back to the customer: whoever answered, else whoever has the conversation; nobody who left."""
    for agent in (survey.agent, conversation.assigned_to):
        if agent is not None and agent.sees(conversation.brand_id):
            return agent
    return None
