"""The audit of what nobody keeps, and the one act that mends each kind of it."""

from datetime import datetime

from django.db import transaction

from muhatap.conversations import breaches
from muhatap.conversations.actions.assigning import give_out
from muhatap.conversations.actions.keeping import assign
from muhatap.conversations.actions.pacing import wake
from muhatap.conversations.actions.queueing import give_to_team
from muhatap.conversations.actions.returning import put_back_above_the_cap
from muhatap.conversations.assignment import BY_LOAD, Choice
from muhatap.conversations.models import Breach, BreachKind, Conversation, Woken
from muhatap.conversations.ownership import Because
from muhatap.realtime.actions import publish
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def audit_ownership(*, now: datetime) -> int:
    """Look for what nobody keeps, note what is new, strike what is over; return how many there are."""
    found = breaches.find(now=now)
    noted = {(row.kind, row.conversation_id, row.agent_id): row for row in Breach.objects.all()}
    over = [row.pk for key, row in noted.items() if key not in found]
    new = [
        Breach(kind=kind, conversation_id=conversation_id, agent_id=agent_id, found_at=now)
        for kind, conversation_id, agent_id in sorted(found - noted.keys(), key=str)
    ]
    Breach.objects.filter(pk__in=over).delete()
    # Two audits at one moment find the same.
    Breach.objects.bulk_create(new, ignore_conflicts=True)
    if over or new:
        publish("inbox", "changed")
    return len(found)


@transaction.atomic
def mend(breach: Breach, *, by: Agent, now: datetime) -> bool:
    """Do what mends a breach, if it still is one, and strike it; say whether anything had to be done."""
    held = Breach.objects.select_for_update(of=("self",)).filter(pk=breach.pk).first()
    if held is None:
        return False
    is_one = breaches.still_holds(held, now=now)
    if is_one:
        _mend(held, by=by, now=now)
        subject = f"conversation:{held.conversation_id}" if held.conversation_id else f"agent:{held.agent_id}"
        audit.record("conversations.loose_end_tied", by=by, subject=subject, kind=held.kind)
    held.delete()
    publish("inbox", "changed")
    return is_one


def _mend(breach: Breach, *, by: Agent, now: datetime) -> None:
    if breach.kind == BreachKind.OVER_CAP:
        assert breach.agent is not None
        put_back_above_the_cap(breach.agent, by=by)
        return
    conversation = Conversation.objects.select_related("team", "brand").get(breaches=breach)
    match breach.kind:
        case BreachKind.OWNER_LEFT:
            assign(conversation, to=None, by=None, why=Because.LEFT)
        case BreachKind.OWNER_ABSENT:
            assign(conversation, to=None, by=None, why=Because.ABSENT)
        case BreachKind.EMPTY_TEAM:
            give_to_team(conversation, team=None, by=by)
        case BreachKind.OVERSLEPT:
            wake(conversation, why=Woken.TIME, now=now)
        case BreachKind.NOBODY:
            # Somebody has to have it now: who is here and has the fewest, or else whoever asks.
            if not isinstance(give_out(conversation, now=now, mode=BY_LOAD), Choice):
                assign(conversation, to=by, by=by)
