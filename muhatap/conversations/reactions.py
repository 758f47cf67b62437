"""What conversations do when something happens to them or to the people who answer."""

import logging

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from muhatap.conversations import actions
from muhatap.conversations.actions import asking_twice, assigning, expecting, replying, returning
from muhatap.conversations.assignment import AUTOMATIC
from muhatap.conversations.events import (
    ConversationOpened,
    ConversationReopened,
    ConversationWoken,
    DeliveryFailed,
    MessageBounced,
    MessageReceived,
    MessageSent,
    SendingUndone,
    StatusChanged,
)
from muhatap.conversations.models import Conversation, Delivery, DeliveryState, Direction, Message, Status, Woken
from muhatap.core.compiled import compiled
from muhatap.core.jobs import defer
from muhatap.customers.events import CustomerGrouped
from muhatap.team.events import AgentDeactivated, TeamRemoved

logger = logging.getLogger(__name__)

# A mail that comes in waits no longer for its queue to be free; the next round gives it out in seconds.
PATIENCE = "2s"


def return_work(event: AgentDeactivated) -> None:
    """Put an agent's conversations back into their queues, so that nobody waits for one who has left."""
    returning.return_all_work(event.agent_id)


def empty_queue(event: TeamRemoved) -> None:
    """Put what waits in the queue of a team that goes into everyone's; what somebody has stays theirs."""
    waiting = Conversation.objects.filter(team=event.team_id, assigned_to=None).exclude(status=Status.CLOSED)
    for conversation in waiting.order_by("pk").iterator():
        actions.give_to_team(conversation, team=None, by=None)


def give_out(event: ConversationOpened) -> None:
    """Give a new conversation to somebody in the transaction that stores it, where its queue works by itself."""
    for of_team, of_brand in _ways(event.conversation_id):
        if (of_team or of_brand) in AUTOMATIC:
            _give_out_soon(Conversation.objects.select_related("team", "brand").get(pk=event.conversation_id))


def reckon_customer(event: CustomerGrouped) -> None:
    """Let what a customer may expect follow the groups that they are in."""
    expecting.plan_to_reckon(event.customer_id)


def count_asked_twice(event: MessageSent) -> None:
    """Count what a reply asks for although the customer has given it."""
    asking_twice.note(event.message_id)


def forget_asked_twice(event: SendingUndone) -> None:
    asking_twice.forget(event.message_id)


def chase_unreached(event: DeliveryFailed | MessageBounced) -> None:
    """Let a customer's conversation come back when somebody we asked for it could not be reached.

    By a job: whoever noted the failure holds the side already, and the customer's conversation is held before it.
    """
    if isinstance(event, MessageBounced) and not event.is_permanent:
        return
    if Conversation.objects.exclude(aside_of=None).filter(pk=event.conversation_id).exists():
        defer("muhatap.conversations.jobs.note_unreached", aside_id=event.conversation_id)


def look_after(event: ConversationReopened | ConversationWoken | StatusChanged) -> None:
    """See to one that came back by itself while its owner may have gone. What people bring back is theirs to see to."""
    if event.why != Woken.BY_HAND:
        returning.plan_to_look_after(event.conversation_id)


def take_back_scheduled(event: MessageReceived) -> None:
    """Give replies that were to leave later back to their writers: the customer wrote first."""
    if event.is_first or event.is_automatic:
        return
    # Asked for every mail that goes on with something, nearly always in vain.
    of_conversation = Delivery.objects.filter(message__conversation=event.conversation_id)
    waiting = of_conversation.filter(is_scheduled=True, state=DeliveryState.HELD)
    is_from_customer = Message.objects.filter(pk=event.message_id, direction=Direction.IN)
    if waiting.exists() and is_from_customer.exists():
        found = Conversation.objects.get(pk=event.conversation_id)
        replying.take_back_scheduled(found, why="customer_wrote", now=timezone.now())


@compiled
def _ways(pk: int) -> QuerySet[Conversation, tuple[str | None, str]]:
    """How the queue of a conversation gives out that is open and nobody's: its team's way, and its brand's."""
    new = Conversation.objects.filter(pk=pk, assigned_to=None, status=Status.OPEN)
    return new.values_list("team__assignment", "brand__assignment")


def _give_out_soon(conversation: Conversation) -> None:
    """Give it out unless others hold the queue for long: what came in must be kept, whoever gets it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            assigning.give_out(conversation, now=timezone.now())
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        logger.warning("a new conversation stays in its queue for now (%s)", type(error).__name__)
