"""Who is told of what happens to conversations. Each runs in the transaction of the act that announced it."""

from datetime import datetime

from django.db.models import QuerySet

from muhatap.conversations import events
from muhatap.conversations.actions import owner_of
from muhatap.conversations.models import Chase, Conversation, Message, Woken
from muhatap.core.compiled import compiled
from muhatap.core.events import row_id
from muhatap.core.models import Event
from muhatap.notices import actions, queries
from muhatap.notices.models import Kind
from muhatap.orders import events as orders


def assigned(event: events.ConversationAssigned) -> None:
    by_id, at = _who_and_when()
    # It is somebody's now (or no longer theirs): what others were told of it is over.
    actions.settle(event.conversation_id, kinds=[Kind.NEW_UNASSIGNED], now=at)
    if event.was_id is not None:
        theirs = [Kind.ASSIGNED, Kind.CUSTOMER_WROTE, Kind.WOKE]
        actions.settle(event.conversation_id, kinds=theirs, agent_id=event.was_id, now=at)
    if event.agent_id is not None:
        actions.tell([event.agent_id], kind=Kind.ASSIGNED, conversation_id=event.conversation_id, by_id=by_id, at=at)


def customer_wrote(event: events.MessageReceived) -> None:
    if event.is_automatic:
        return
    [(agent_id, brand_id, is_spam)] = _standing(event.conversation_id)
    if is_spam:
        return
    # Whoever was given a first mail by a rule or in turn hears of being given it.
    if agent_id is None and event.is_first:
        told, kind = [pk for (pk,) in queries.wanting_new_ones(brand_id)], Kind.NEW_UNASSIGNED
    elif agent_id is not None and not event.is_first:
        told, kind = [agent_id], Kind.CUSTOMER_WROTE
    else:
        return
    if told:
        _, at = _who_and_when()
        actions.tell(
            told, kind=kind, conversation_id=event.conversation_id, message_id=event.message_id, by_id=None, at=at
        )


@compiled
def _standing(pk: int) -> QuerySet[Conversation, tuple[int | None, int, bool]]:
    return Conversation.objects.filter(pk=pk).values_list("assigned_to_id", "brand_id", "is_spam")


def time_nearly_up(event: events.TimeNearlyUp) -> None:
    """Tell whoever has it while there is time; of what nobody has, the leads."""
    brand_id = Conversation.objects.values_list("brand", flat=True).get(pk=event.conversation_id)
    told = [event.agent_id] if event.agent_id is not None else queries.leading(brand_id)
    _, at = _who_and_when()
    actions.tell(told, kind=Kind.TIME_NEARLY_UP, conversation_id=event.conversation_id, by_id=None, at=at)


def answered(event: events.MessageSent) -> None:
    if queries.is_nearly_up(event.conversation_id):
        _, at = _who_and_when()
        actions.settle(event.conversation_id, kinds=[Kind.TIME_NEARLY_UP], now=at)


def mentioned(event: events.Mentioned) -> None:
    by_id, at = _who_and_when()
    actions.tell(
        [event.agent_id],
        kind=Kind.MENTIONED,
        conversation_id=event.conversation_id,
        message_id=event.message_id,
        by_id=by_id,
        at=at,
    )


def not_delivered(event: events.DeliveryFailed | events.MessageBounced) -> None:
    if isinstance(event, events.MessageBounced) and not event.is_permanent:
        return
    message = Message.objects.select_related("conversation__aside_of").get(pk=event.message_id)
    author_id = message.author_id
    if author_id is not None:
        _, at = _who_and_when()
        actions.tell(
            [author_id],
            kind=Kind.NOT_DELIVERED,
            conversation_id=message.conversation.page.pk,
            message_id=event.message_id,
            by_id=None,
            at=at,
        )


def act_waits(event: orders.ActWaits) -> None:
    by_id, at = _who_and_when()
    conversation = Conversation.objects.only("brand").get(pk=event.conversation_id)
    told = queries.seconding(conversation.brand_id)
    actions.tell(told, kind=Kind.ACT_WAITS, conversation_id=event.conversation_id, by_id=by_id, at=at)


def act_done(event: orders.ActDone) -> None:
    _, at = _who_and_when()
    actions.settle(event.conversation_id, kinds=[Kind.ACT_WAITS], now=at)


def act_not_done(event: orders.ActRefused | orders.ActUnknown | orders.ActDropped) -> None:
    by_id, at = _who_and_when()
    actions.settle(event.conversation_id, kinds=[Kind.ACT_WAITS], now=at)
    if event.asked_by is not None:
        # The shop says no, and whoever asked is told; of their own second thoughts they know.
        said_no = by_id if isinstance(event, orders.ActDropped) else None
        kind = Kind.ACT_NOT_DONE
        actions.tell([event.asked_by], kind=kind, conversation_id=event.conversation_id, by_id=said_no, at=at)


def chase_answered(event: events.ChaseAnswered) -> None:
    _tell_of_chase(event.chase_id, Kind.CHASE_ANSWERED, message_id=event.message_id)
    _, at = _who_and_when()
    actions.settle(event.conversation_id, kinds=[Kind.CHASE_OVERDUE], now=at)


def chase_overdue(event: events.ChaseOverdue) -> None:
    _tell_of_chase(event.chase_id, Kind.CHASE_OVERDUE)


def chase_over(event: events.ChaseWritten | events.ChaseEnded) -> None:
    _, at = _who_and_when()
    actions.settle(event.conversation_id, kinds=[Kind.CHASE_ANSWERED, Kind.CHASE_OVERDUE], now=at)


def delivery_retried(event: events.DeliveryRetried) -> None:
    _, at = _who_and_when()
    retried = Conversation.objects.select_related("aside_of").get(pk=event.conversation_id)
    actions.settle(retried.page.pk, kinds=[Kind.NOT_DELIVERED], now=at)


def sending_cancelled(event: events.ScheduledTakenBack) -> None:
    if event.agent_id is not None and event.why == "customer_wrote":
        _, at = _who_and_when()
        actions.tell(
            [event.agent_id],
            kind=Kind.SENDING_CANCELLED,
            conversation_id=event.conversation_id,
            message_id=event.message_id,
            by_id=None,
            at=at,
        )


def draft_shared(event: events.DraftShared) -> None:
    if event.agent_id is not None:
        by_id, at = _who_and_when()
        actions.tell(
            [event.agent_id], kind=Kind.DRAFT_SHARED, conversation_id=event.conversation_id, by_id=by_id, at=at
        )


def woke(event: events.ConversationWoken) -> None:
    # Of one that the customer's own words woke, they hear by those.
    if event.why != Woken.TIME:
        return
    agent_id = Conversation.objects.values_list("assigned_to", flat=True).get(pk=event.conversation_id)
    if agent_id is not None:
        _, at = _who_and_when()
        actions.tell([agent_id], kind=Kind.WOKE, conversation_id=event.conversation_id, by_id=None, at=at)


def merged(event: events.ConversationMerged) -> None:
    _, at = _who_and_when()
    actions.follow(event.conversation_id, into_id=event.into_id, now=at)


def _tell_of_chase(chase_id: int, kind: Kind, *, message_id: int | None = None) -> None:
    """Tell whoever has the customer's conversation now, else who asked."""
    chase = Chase.objects.select_related("conversation").get(pk=chase_id)
    told = owner_of(chase)
    if told is not None:
        _, at = _who_and_when()
        number = chase.conversation.survivor.pk
        actions.tell([told], kind=kind, conversation_id=number, message_id=message_id, by_id=None, at=at)


def _who_and_when() -> tuple[int | None, datetime]:
    """Return whose act is being reacted to (nobody's: the desk's own), and when it was."""
    by_id, at = Event.objects.values_list("by_id", "at").get(pk=row_id())
    return by_id, at
