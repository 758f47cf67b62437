"""Which solved conversations are checked back on, and when. Called in the transaction of the act that decides it."""

from datetime import datetime, timedelta

from django.db import transaction

from muhatap.conversations.actions.common import id_of, locked_survivor, ring
from muhatap.conversations.models import Closure, Conversation, DeliveryState, Direction, Message
from muhatap.core.events import announce
from muhatap.promises import events, timing
from muhatap.promises.checking_back import letters, sources
from muhatap.promises.checking_back.letters import settings_of
from muhatap.promises.models import CheckBack, CheckBackState, Wellbeing, WhyNotAsked
from muhatap.team.models import Agent
from muhatap.team.opening import hours_of


class AskedAlready(Exception):
    """The customer has been asked and may still answer."""


class CannotBeAsked(Exception):
    """No mail goes to this customer from here: another channel, spam, or a question to somebody else."""


def plan(conversation: Conversation, *, now: datetime) -> CheckBack | None:
    """Plan the question about a conversation that was closed at `now`: one that waited for it, or one that is due.

    A reason asks once for each time it was solved. Whoever said that all is well, or was not to be asked, is not.
    """
    waiting = conversation.check_backs.filter(state=CheckBackState.PLANNED).first()
    if not can_be_asked(conversation) or (waiting is None and not _is_due(conversation, now=now)):
        return None
    if waiting is not None and waiting.origin == CheckBack.Origin.REASON and not _wants(conversation):
        waiting.delete()
        return None
    made = waiting or CheckBack(conversation=conversation, origin=CheckBack.Origin.REASON, made_at=now)
    return _set(made, conversation, closed_at=now, now=now)


@transaction.atomic
def plan_by_hand(conversation: Conversation, *, by: Agent, now: datetime) -> CheckBack:
    """Plan one for any conversation; an open one is asked about once it is closed. A second time changes nothing.

    Raises AskedAlready and CannotBeAsked.
    """
    conversation = locked_survivor(conversation)
    if not can_be_asked(conversation):
        raise CannotBeAsked
    pending = conversation.check_backs.filter(state__in=(CheckBackState.PLANNED, CheckBackState.ASKED)).first()
    if pending is not None and pending.was_asked:
        raise AskedAlready
    if pending is not None:
        return pending
    made = CheckBack(conversation=conversation, origin=CheckBack.Origin.BY_HAND, planned_by=by, made_at=now)
    closed_at = Closure.objects.filter(conversation=conversation).values_list("closed_at", flat=True).first()
    if conversation.is_closed:
        _set(made, conversation, closed_at=closed_at or now, now=now)
    else:
        made.save()
    announce(
        events.CheckBackPlanned(
            conversation_id=conversation.pk,
            check_back_id=made.pk,
            at=made.planned_at.isoformat() if made.planned_at else "",
        ),
        by=by.pk,
    )
    ring(conversation)
    return made


@transaction.atomic
def call_off(conversation: Conversation, *, by: Agent) -> bool:
    """Do not ask: for this conversation its reason asks no more. Return whether there was one to call off."""
    conversation = locked_survivor(conversation)
    planned = conversation.check_backs.filter(state=CheckBackState.PLANNED).first()
    if planned is None:
        return False
    planned.state, planned.planned_at, planned.cancelled_by = CheckBackState.CANCELLED, None, by
    planned.save(update_fields=["state", "planned_at", "cancelled_by"])
    announce(events.CheckBackCalledOff(conversation_id=conversation.pk, check_back_id=planned.pk), by=id_of(by))
    ring(conversation)
    return True


def put_off(conversation_id: int) -> int:
    """Let what was planned wait for the next closing: the conversation was opened again. Return how many."""
    return CheckBack.objects.filter(conversation=conversation_id, state=CheckBackState.PLANNED).update(planned_at=None)


@transaction.atomic
def look_again(conversation: Conversation, *, now: datetime) -> None:
    """Follow what was said of a closed conversation's reason later: plan what it asks for, drop what it does not."""
    conversation = locked_survivor(conversation)
    if not conversation.is_closed:
        return
    waiting = conversation.check_backs.filter(state=CheckBackState.PLANNED).first()
    closed_at = Closure.objects.filter(conversation=conversation).values_list("closed_at", flat=True).first()
    if waiting is None or (waiting.origin == CheckBack.Origin.REASON and not _wants(conversation)):
        plan(conversation, now=closed_at or now)


def follow_merge(conversation_id: int, *, into_id: int) -> None:
    """What was asked goes along; what was not asked yet is the survivor's to ask, when it closes."""
    theirs = CheckBack.objects.filter(conversation=conversation_id)
    theirs.filter(state=CheckBackState.PLANNED).update(
        state=CheckBackState.SKIPPED, why=WhyNotAsked.GONE, planned_at=None
    )
    theirs.update(conversation=into_id)


def follow_messages(conversation_ids: set[int]) -> None:
    """Let what was asked stand where the mail that asked stands now."""
    asked = CheckBack.objects.filter(conversation__in=conversation_ids).exclude(message=None)
    for pk, there, here in asked.values_list("pk", "message__conversation", "conversation"):
        if there != here:
            CheckBack.objects.filter(pk=pk).update(conversation=there)


def can_be_asked(conversation: Conversation) -> bool:
    is_mail = conversation.channel.kind == "mail"
    return is_mail and not (conversation.is_spam or conversation.aside_of_id or conversation.merged_into_id)


def last_reply(conversation: Conversation, *, after: datetime | None = None) -> Message | None:
    """Return the last reply of a person; what was taken back or waits for its hour is none."""
    said = conversation.messages.filter(direction=Direction.OUT, machine="", author__isnull=False)
    replies = said.exclude(delivery__state=DeliveryState.UNDONE).exclude(delivery__is_scheduled=True)
    if after is not None:
        replies = replies.filter(at__gt=after)
    return replies.select_related("author").order_by("-at", "-pk").first()


def _set(made: CheckBack, conversation: Conversation, *, closed_at: datetime, now: datetime) -> CheckBack:
    reply = last_reply(conversation)
    made.agent = (reply.author if reply else None) or conversation.assigned_to
    made.language = letters.language_of(conversation)
    made.closed_at = closed_at
    days = settings_of(conversation.brand_id).after_days
    hours = hours_of(conversation.brand)
    by_hand_now = now if made.origin == CheckBack.Origin.BY_HAND else closed_at
    made.planned_at = timing.check_back_at(by_hand_now, hours, working_days=days)
    made.save()
    return made


def _wants(conversation: Conversation) -> bool:
    return settings_of(conversation.brand_id).is_on and sources.asks(conversation)


def _is_due(conversation: Conversation, *, now: datetime) -> bool:
    """Whether the reason asks, and this solution has not been asked about."""
    if not _wants(conversation):
        return False
    last = conversation.check_backs.order_by("-made_at", "-pk").first()
    if last is None:
        return last_reply(conversation) is not None
    if last.state == CheckBackState.CANCELLED and last.cancelled_by_id is not None:
        return False
    if last.answer == Wellbeing.NOT_FINE:
        return last_reply(conversation, after=last.answered_at) is not None
    days = timedelta(days=settings_of(conversation.brand_id).throttle_days)
    is_long_ago = last.asked_at is None or last.asked_at < now - days
    return is_long_ago and last_reply(conversation, after=last.closed_at) is not None
