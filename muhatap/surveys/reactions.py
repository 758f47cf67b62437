"""What surveys do when something happens to conversations and to those who answer. Each in the act's transaction."""

from django.db.models import F
from django.utils import timezone

from muhatap.conversations.events import (
    ConversationClosed,
    ConversationMerged,
    ConversationReopened,
    MessageReceived,
    MessagesMovedHere,
    MoveUndone,
)
from muhatap.conversations.models import Closure, Conversation, Message
from muhatap.notices import actions as notices
from muhatap.notices.models import Kind
from muhatap.surveys import answering, asking, events, following, queries
from muhatap.surveys.models import FollowUp, Origin, State, Survey, SurveyRefusal, Why
from muhatap.team.events import AgentDeactivated

KINDS = (Kind.LOW_SCORE, Kind.FOLLOW_UP_LATE)
# The whole subject of the mail that a mailer writes for its "unsubscribe" button (see mail/out/compose.py).
UNSUBSCRIBE = "unsubscribe"


def plan(event: ConversationClosed) -> None:
    """Ask how it went, once it has."""
    conversation = Conversation.objects.select_related("brand", "channel", "customer").get(pk=event.conversation_id)
    closed_at = Closure.objects.filter(conversation=conversation).values_list("closed_at", flat=True).first()
    asking.plan(conversation, now=closed_at or timezone.now())


def cancel(event: ConversationReopened) -> None:
    """Whoever writes again, or is written to again, is not asked yet."""
    asking.cancel(event.conversation_id)


def take_refusal(event: MessageReceived) -> None:
    """Hear an "unsubscribe" that answers a survey."""
    if event.is_first:
        # What opens a conversation answers nothing that was asked in it.
        return
    said = Message.objects.filter(pk=event.message_id, machine="", subject__iexact=UNSUBSCRIBE)
    message = said.select_related("conversation__customer").first()
    if message is None:
        return
    sent = message.conversation.surveys.filter(origin=Origin.MAIL).exclude(sent_at=None).order_by("-sent_at").first()
    if sent is not None:
        answering.refuse_for(message.conversation, survey=sent, how=SurveyRefusal.How.MAIL, now=timezone.now())


def follow_merge(event: ConversationMerged) -> None:
    """What was said goes along; what was not asked yet is the survivor's to ask, when it closes."""
    pending = Survey.objects.filter(conversation=event.conversation_id, state__in=(State.PLANNED, State.CANCELLED))
    pending.update(state=State.SKIPPED, why=Why.GONE, planned_at=None)
    Survey.objects.filter(conversation=event.conversation_id).update(conversation=event.into_id)


def follow(event: MessagesMovedHere | MoveUndone) -> None:
    """Bring surveys to where the mails that asked stand now."""
    astray = Survey.objects.filter(conversation__in={event.conversation_id, event.other_id}, message__isnull=False)
    for survey in astray.exclude(conversation=F("message__conversation")).select_related("message"):
        Survey.objects.filter(pk=survey.pk).exclude(state=State.PLANNED).update(
            conversation=survey.message.conversation_id  # type: ignore[union-attr]
        )


def hand_over(event: AgentDeactivated) -> None:
    """Find somebody else for what a leaver was to follow up: whoever has the conversation, else nobody by name."""
    theirs = FollowUp.objects.filter(owner=event.agent_id, ended_at=None)
    for follow_up in theirs.select_related("survey__conversation__assigned_to"):
        heir = follow_up.survey.conversation.assigned_to
        following.hand_over(follow_up, to=heir if heir and heir.pk != event.agent_id else None, by=None)


def call_owner(event: events.FollowUpOpened) -> None:
    """Tell whoever gets back to the customer; the leads, while that is nobody."""
    _tell(event, Kind.LOW_SCORE, is_for_leads=event.owner_id is None)


def call_new_owner(event: events.FollowUpHandedOver) -> None:
    notices.settle(event.conversation_id, kinds=KINDS, now=timezone.now())
    _tell(event, Kind.LOW_SCORE, is_for_leads=event.owner_id is None)


def call_late(event: events.FollowUpLate) -> None:
    _tell(event, Kind.FOLLOW_UP_LATE, is_for_leads=True)


def settle(event: events.FollowUpEnded) -> None:
    notices.settle(event.conversation_id, kinds=KINDS, now=timezone.now())


def _tell(event: events.OfFollowUp, kind: Kind, *, is_for_leads: bool) -> None:
    told = {event.owner_id} if event.owner_id is not None else set()
    if is_for_leads:
        brand_id = Conversation.objects.values_list("brand", flat=True).get(pk=event.conversation_id)
        told |= set(queries.leads_of(brand_id))
    notices.tell(sorted(told), kind=kind, conversation_id=event.conversation_id, by_id=None, at=timezone.now())
