"""What promises do when something happens to conversations and to those who answer. Each in the act's transaction."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone

from muhatap.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationMerged,
    ConversationReopened,
    MessageReceived,
    MessageSent,
    MessagesMovedHere,
    MoveUndone,
    NoteWritten,
    SendingUndone,
)
from muhatap.conversations.models import Closure, Conversation, Message
from muhatap.core.compiled import compiled
from muhatap.notices import actions as notices
from muhatap.notices.models import Kind
from muhatap.promises import actions, events, handing, queries
from muhatap.promises.checking_back import answering, planning
from muhatap.promises.models import HandOff, Promise, Wellbeing
from muhatap.team.events import AgentDeactivated
from muhatap.team.models import Agent

ALL_KINDS = (Kind.PROMISE_DUE, Kind.PROMISE_LATE)


def write_down(event: MessageSent | NoteWritten) -> None:
    """Keep what a reply or a note promises. A machine promises nothing by itself."""
    [message] = _written(event.message_id)
    if not message.is_automatic:
        actions.record(message, now=timezone.now())


@compiled
def _written(pk: int) -> QuerySet[Message]:
    return Message.objects.select_related("conversation__brand", "author").filter(pk=pk)


def forget_unsaid(event: SendingUndone) -> None:
    actions.forget_unsaid(Message.objects.select_related("conversation", "delivery").get(pk=event.message_id))


def follow_merge(event: ConversationMerged) -> None:
    actions.follow_messages({event.conversation_id, event.into_id}, into_id=event.into_id)
    handing.follow_merge(event.conversation_id, into_id=event.into_id, now=timezone.now())
    planning.follow_merge(event.conversation_id, into_id=event.into_id)


def follow(event: MessagesMovedHere | MoveUndone) -> None:
    actions.follow_messages({event.conversation_id, event.other_id})
    planning.follow_messages({event.conversation_id, event.other_id})


def follow_assignment(event: ConversationAssigned) -> None:
    offered = HandOff.objects.filter(conversation=event.conversation_id, ended_at=None)
    if offered.exists():
        conversation = Conversation.objects.get(pk=event.conversation_id)
        handing.follow_assignment(conversation, agent_id=event.agent_id, now=timezone.now())


def withdraw_offer(event: ConversationClosed) -> None:
    """What is settled need not go to anybody."""
    for offered in HandOff.objects.filter(conversation=event.conversation_id, ended_at=None):
        handing.withdraw(offered, by=None, now=timezone.now())


def offer(event: events.HandedOff) -> None:
    """Tell the receiver, or everybody of the team."""
    offered = HandOff.objects.select_related("to_team").get(pk=event.hand_off_id)
    told = (
        [offered.to_id]
        if offered.to_id
        else list(offered.to_team.agents.values_list("pk", flat=True))
        if offered.to_team
        else []
    )
    _tell_of_offer(offered, Kind.HANDED_TO_ME, [pk for pk in told if pk is not None and pk != offered.giver_id])


def answer_offer(event: events.HandOffAccepted | events.HandOffReturned) -> None:
    """Tell whoever gave it; the others need not look any more."""
    offered = HandOff.objects.get(pk=event.hand_off_id)
    notices.settle(event.conversation_id, kinds=[Kind.HANDED_TO_ME, Kind.HAND_OFF_OPEN], now=timezone.now())
    if offered.giver_id is not None and offered.giver_id != offered.ended_by_id:
        _tell_of_offer(offered, Kind.HAND_OFF_ANSWERED, [offered.giver_id])


def end_offer(event: events.HandOffWithdrawn) -> None:
    notices.settle(event.conversation_id, kinds=[Kind.HANDED_TO_ME, Kind.HAND_OFF_OPEN], now=timezone.now())


def escalate(event: events.HandOffUnanswered) -> None:
    offered = HandOff.objects.select_related("conversation").get(pk=event.hand_off_id)
    told = {*queries.leads_of(offered.conversation.brand_id), *filter(None, [offered.giver_id, offered.to_id])}
    _tell_of_offer(offered, Kind.HAND_OFF_OPEN, sorted(told))


def _tell_of_offer(offered: HandOff, kind: Kind, told: Sequence[int]) -> None:
    by_id = (
        offered.ended_by_id
        if kind == Kind.HAND_OFF_ANSWERED
        else offered.giver_id
        if kind == Kind.HANDED_TO_ME
        else None
    )
    notices.tell(told, kind=kind, conversation_id=offered.conversation_id, by_id=by_id, at=timezone.now())


def plan_check_back(event: ConversationClosed) -> None:
    """Ask some days later whether all is well, where the reason or a colleague wants it."""
    conversation = Conversation.objects.select_related("brand", "channel", "customer").get(pk=event.conversation_id)
    closed_at = Closure.objects.filter(conversation=conversation).values_list("closed_at", flat=True).first()
    planning.plan(conversation, now=closed_at or timezone.now())


def put_check_back_off(event: ConversationReopened) -> None:
    """What is open again is not over, so nobody asks how it went."""
    planning.put_off(event.conversation_id)


def hear_how_it_is(event: MessageReceived) -> None:
    """A mail that follows the question is its answer."""
    if not (event.is_automatic or event.is_first):
        answering.hear(Message.objects.select_related("conversation").get(pk=event.message_id), now=timezone.now())


def call_owner(event: events.CheckBackAnswered) -> None:
    """Tell whoever gets back to the customer; the leads, while that is nobody. Of a mail they hear as of any mail."""
    if event.how != answering.BY_PAGE or event.answer != Wellbeing.NOT_FINE:
        return
    told = {event.owner_id} if event.owner_id is not None else set(_leads_for(event.conversation_id))
    notices.tell(
        sorted(told), kind=Kind.LOW_SCORE, conversation_id=event.conversation_id, by_id=None, at=timezone.now()
    )


def go_along(event: ConversationAssigned) -> None:
    """Hand what was promised over with the conversation: whoever has it now answers for it."""
    owed = Promise.objects.filter(conversation=event.conversation_id, ended_at=None, owner=event.was_id)
    to = Agent.objects.get(pk=event.agent_id) if event.agent_id is not None else None
    for one in owed.order_by("pk"):
        actions.hand_over(one, to=to, by=None)


def hand_over(event: AgentDeactivated) -> None:
    """Find somebody else for what a leaver promised: whoever has the conversation. Nobody's is shown to everybody."""
    for one in queries.of_agent(event.agent_id):
        heir = one.conversation.assigned_to
        actions.hand_over(one, to=heir if heir and heir.pk != event.agent_id else None, by=None)


def remind(event: events.PromiseSlipping) -> None:
    _tell_of(event, Kind.PROMISE_DUE, is_for_leads=event.owner_id is None)


def call_late(event: events.PromiseLate) -> None:
    _tell_of(event, Kind.PROMISE_LATE, is_for_leads=True)


def settle(event: events.PromiseKept | events.PromiseEnded | events.PromiseMoved) -> None:
    """Nobody need be reminded of what was done, unless another promise there is due as well."""
    ripe = Promise.objects.filter(conversation=event.conversation_id, ended_at=None).exclude(warned_at=None)
    if not ripe.exists():
        notices.settle(event.conversation_id, kinds=ALL_KINDS, now=timezone.now())


def _tell_of(event: events.PromiseSlipping | events.PromiseLate, kind: Kind, *, is_for_leads: bool) -> None:
    told = {event.owner_id} if event.owner_id is not None else set()
    if is_for_leads:
        told |= set(_leads_for(event.conversation_id))
    notices.tell(sorted(told), kind=kind, conversation_id=event.conversation_id, by_id=None, at=timezone.now())


def _leads_for(conversation_id: int) -> list[int]:
    return queries.leads_of(Conversation.objects.values_list("brand", flat=True).get(pk=conversation_id))
