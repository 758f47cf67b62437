"""Say which order a conversation is about."""

from datetime import datetime

from django.db import transaction

from muhatap.conversations.models import Conversation
from muhatap.core.events import announce
from muhatap.orders import events
from muhatap.orders.models import Order, Tie
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent


@transaction.atomic
def tie(conversation: Conversation, order: Order, *, by: Agent, now: datetime) -> None:
    """Note that the conversation is about the order; a second time changes nothing."""
    _, is_new = Tie.objects.get_or_create(conversation=conversation, order=order, defaults={"by": by, "at": now})
    if is_new:
        announce(events.OrderTied(conversation_id=conversation.pk, order_id=order.pk, number=order.number), by=by.pk)
        publish_all([f"conversation:{conversation.pk}", f"orders:{conversation.pk}"], "order")


@transaction.atomic
def verify(conversation: Conversation, order: Order, *, by: Agent, now: datetime) -> None:
    """Note that whoever writes has been asked and may hear of the order; the conversation is about it then.

    A second time changes nothing. Taken back by `untie`.
    """
    Tie.objects.get_or_create(conversation=conversation, order=order, defaults={"by": by, "at": now})
    if Tie.objects.filter(conversation=conversation, order=order, verified_at=None).update(verified_at=now):
        announce(
            events.SenderVerified(conversation_id=conversation.pk, order_id=order.pk, number=order.number), by=by.pk
        )
        publish_all([f"conversation:{conversation.pk}", f"orders:{conversation.pk}"], "order")


@transaction.atomic
def untie(conversation: Conversation, order: Order, *, by: Agent) -> None:
    count, _ = Tie.objects.filter(conversation=conversation, order=order).delete()
    if count:
        announce(events.OrderUntied(conversation_id=conversation.pk, order_id=order.pk, number=order.number), by=by.pk)
        publish_all([f"conversation:{conversation.pk}", f"orders:{conversation.pk}"], "order")
