"""What promises do when something happens to conversations and to those who answer. Each in the act's transaction."""

from django.utils import timezone

from muhatap.conversations.events import (
    ConversationAssigned,
    ConversationMerged,
    MessageSent,
    MessagesMovedHere,
    MoveUndone,
    NoteWritten,
    SendingUndone,
)
from muhatap.conversations.models import Conversation, Message
from muhatap.notices import actions as notices
from muhatap.notices.models import Kind
from muhatap.promises import actions, events, queries
from muhatap.promises.models import Promise
from muhatap.team.events import AgentDeactivated
from muhatap.team.models import Agent

ALL_KINDS = (Kind.PROMISE_DUE, Kind.PROMISE_LATE)


def write_down(event: MessageSent | NoteWritten) -> None:
    """Keep what a reply or a note promises. A machine promises nothing by itself."""
    message = Message.objects.select_related("conversation", "author").get(pk=event.message_id)
    if not message.is_automatic:
        actions.record(message, now=timezone.now())


def forget_unsaid(event: SendingUndone) -> None:
    actions.forget_unsaid(Message.objects.select_related("conversation", "delivery").get(pk=event.message_id))


def follow_merge(event: ConversationMerged) -> None:
    actions.follow_messages({event.conversation_id, event.into_id}, into_id=event.into_id)


def follow(event: MessagesMovedHere | MoveUndone) -> None:
    actions.follow_messages({event.conversation_id, event.other_id})


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
        brand_id = Conversation.objects.values_list("brand", flat=True).get(pk=event.conversation_id)
        told |= set(queries.leads_of(brand_id))
    notices.tell(sorted(told), kind=kind, conversation_id=event.conversation_id, by_id=None, at=timezone.now())
