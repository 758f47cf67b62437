"""A cause on its way: opened, reported, accepted or refused, being fixed, fixed, verified, or open again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from muhatap.causes import events
from muhatap.causes.actions import evidence
from muhatap.causes.models import SETTLED, Cause, Department, Reason, State, Turn
from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.realtime.actions import publish
from muhatap.team.models import Agent, Brand

TOPIC = "causes"


class CannotTurn(Exception):
    """A cause does not go from its state into that one."""


# From where to where a cause may go by hand; the rest follows from what its department says or the numbers show.
WAYS = {
    State.PROPOSED: {State.HEARD, State.DISMISSED},
    State.DISMISSED: {State.HEARD},
    State.HEARD: {State.REPORTED, State.ACCEPTED, State.FIXING, State.FIXED, State.REFUSED, State.DISMISSED},
    State.REPORTED: {State.REPORTED, State.ACCEPTED, State.REFUSED, State.FIXING, State.FIXED, State.DISMISSED},
    State.ACCEPTED: {State.REPORTED, State.FIXING, State.FIXED, State.REFUSED},
    State.REFUSED: {State.REPORTED, State.ACCEPTED, State.FIXING, State.FIXED, State.DISMISSED},
    State.FIXING: {State.REPORTED, State.FIXED, State.REFUSED},
    State.FIXED: {State.VERIFIED, State.HEARD},
    State.VERIFIED: {State.HEARD},
}


@transaction.atomic
def open_cause(
    *,
    name: str,
    by: Agent | None,
    now: datetime,
    conversation: Conversation | None = None,
    brand: Brand | None = None,
    reason: Reason | None = None,
    gathers: bool = False,
    department: Department | None = None,
    description: str = "",
    wish: str = "",
    proposal: dict[str, Any] | None = None,
) -> Cause:
    """Open a cause, from a conversation that is its first evidence or without one; proposed when nobody opens it."""
    state = State.HEARD if by else State.PROPOSED
    cause = Cause.objects.create(
        name=name.strip()[:120],
        description=description,
        wish=wish,
        brand=brand or (conversation.brand if conversation else None),
        reason=reason,
        gathers=gathers and reason is not None,
        department=department or (reason.department if reason else None),
        owner=by,
        opened_by=by,
        opened_at=now,
        state=state,
        state_at=now,
        proposal=proposal or {},
    )
    Turn.objects.create(cause=cause, at=now, by=by, state=state)
    announce(events.CauseTurned(cause_id=cause.pk, state=state, was=""), by=by.pk if by else None)
    if conversation is not None:
        evidence.join(cause, conversation, by=by, now=now)
    publish(TOPIC, "changed")
    return cause


@transaction.atomic
def turn(
    cause: Cause,
    *,
    to: str,
    by: Agent | None,
    now: datetime,
    text: str = "",
    is_departments: bool = False,
    on: date | None = None,
    is_unshown: bool = False,
) -> Cause:
    """Bring a cause into another state. `on` is the day promised (accepted) or on which it was fixed.

    Raises CannotTurn. What was merged takes its evidence back. What returns to "heard" after it was fixed counts as
    reopened, unless the fix has not shown: what never left has not come back.
    """
    cause = Cause.objects.select_for_update(of=("self",)).get(pk=cause.pk)
    was = State(cause.state)
    if to not in WAYS[was]:
        raise CannotTurn(f"{was} to {to}")
    # From now on it is called as whoever takes it up reads it.
    with override(by.language if by else None):
        name = cause.title
    merged_at = cause.state_at if cause.merged_into_id else None
    cause.state, cause.state_at = to, now
    today = timezone.localtime(now).date()
    if to == State.ACCEPTED:
        cause.promised_on, cause.refusal = on, ""
    elif to == State.REFUSED:
        cause.refusal = text[:500]
    elif to == State.FIXED:
        cause.fixed_on, cause.verified_at, cause.refusal = on or today, None, ""
    elif to == State.VERIFIED:
        cause.verified_at = now
    elif to == State.HEARD and was in SETTLED:
        cause.reopen_count += not is_unshown
        cause.unshown_on = cause.fixed_on if is_unshown else None
        cause.fixed_on = cause.verified_at = cause.promised_on = None
    elif to == State.HEARD and by is not None:
        cause.owner = cause.owner or by
        cause.name = name
    cause.save()
    if merged_at is not None:
        evidence.take_back(cause, merged_at=merged_at, now=now)
    Turn.objects.create(cause=cause, at=now, by=by, is_departments=is_departments, state=to, text=text.strip()[:1000])
    announce(
        events.CauseTurned(cause_id=cause.pk, state=to, was=was, is_by_itself=by is None), by=by.pk if by else None
    )
    publish(TOPIC, "changed")
    return cause


@transaction.atomic
def describe(cause: Cause, *, fields: dict[str, Any], by: Agent) -> Cause:
    """Change what a cause is called, whose it is, where it stands in the matrix."""
    for name, value in fields.items():
        setattr(cause, name, value)
    if cause.reason is None:
        cause.gathers = False
    cause.save(update_fields=[*fields, "gathers"])
    publish(TOPIC, "changed")
    return cause


@transaction.atomic
def merge_causes(cause: Cause, *, into: Cause, by: Agent, now: datetime) -> None:
    """Two that are one: the evidence goes over, the first is no cause of its own any more. Raises CannotTurn.

    What both had stays with the first, unseen. Heard again, it has its own evidence back (`turn`).
    """
    pair = Cause.objects.select_for_update(of=("self",)).filter(pk__in=[cause.pk, into.pk]).order_by("pk")
    locked = {each.pk: each for each in pair}
    if len(locked) < 2 or into.brand_id not in {None, cause.brand_id} or locked[into.pk].merged_into_id:
        raise CannotTurn("into itself, into one of another brand, or into one that is no cause of its own")
    evidence.hand_over(cause, into=into)
    Cause.objects.filter(pk=cause.pk).update(state=State.DISMISSED, state_at=now, merged_into=into)
    cause.refresh_from_db()
    evidence.recount(into)
    evidence.recount(cause)
    Turn.objects.create(cause=cause, at=now, by=by, state=State.DISMISSED, text=into.name)
    publish(TOPIC, "changed")
