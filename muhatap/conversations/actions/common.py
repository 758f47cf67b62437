"""What several acts share: the row held while they work, the bell, and the columns that lists read."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from muhatap.conversations import events
from muhatap.conversations.actions.clocks import (
    CLOCKS,
    Known,
    begin_solving_anew,
    set_reply_clock,
    set_solving_clock,
)
from muhatap.conversations.models import (
    Closure,
    Conversation,
    DeliveryState,
    Direction,
    Status,
    Woken,
)
from muhatap.core.compiled import compiled
from muhatap.core.events import announce
from muhatap.realtime.actions import publish_all
from muhatap.team.models import Agent

PREVIEW_LENGTH = 240


def preview_of(text: str) -> str:
    """Return the first words of a text on one line, as the list shows them."""
    return " ".join(text[: PREVIEW_LENGTH * 4].split())[:PREVIEW_LENGTH]


def take_up(conversation: Conversation, *, by: Agent | None, why: str) -> None:
    """Open a closed conversation again. The caller saves `STANDING`."""
    Closure.objects.filter(conversation=conversation).delete()
    conversation.status = Status.OPEN
    conversation.reopen_count += 1
    begin_solving_anew(conversation)
    announce(events.ConversationReopened(conversation_id=conversation.pk, why=why), by=id_of(by))


def rouse(conversation: Conversation, *, by: Agent | None, why: str) -> None:
    """End the sleep of a snoozed conversation. The caller saves `STANDING`."""
    conversation.status, conversation.snoozed_until = Status.OPEN, None
    conversation.woken_why = "" if why == Woken.BY_HAND else why
    announce(events.ConversationWoken(conversation_id=conversation.pk, why=why), by=id_of(by))


def stir(conversation: Conversation, *, why: str) -> None:
    """Bring a conversation back among the open ones, because something was written. The caller saves `STANDING`."""
    match conversation.status:
        case Status.CLOSED:
            take_up(conversation, by=None, why=why)
        case Status.SNOOZED:
            rouse(conversation, by=None, why=why)
        case Status.WAITING | Status.ON_HOLD as was:
            conversation.status = Status.OPEN
            announce(events.StatusChanged(conversation_id=conversation.pk, was=was, now=Status.OPEN, why=why))


def wait_since(
    conversation: Conversation, since: datetime | None, *, now: datetime | None = None, known: Known | None = None
) -> None:
    """Say since when the customer waits for us, or that they do not; by when they expect an answer follows from it.

    So does whether the time to settle it runs. The caller saves `WAIT`. To be called again when an effort was counted.
    """
    now = now or timezone.now()
    if known is None and since is not None:
        known = Known.of([conversation])
    set_reply_clock(conversation, since, known=known, now=now)
    set_solving_clock(conversation, known=known, now=now)


# What the functions above change, for `save(update_fields=…)`.
WAIT = CLOCKS
STANDING = ["status", "snoozed_until", "woken_why", "reopen_count", *WAIT]


def recount(conversation: Conversation, *, now: datetime | None = None) -> None:
    """Bring the list's columns in line with the messages, after some were taken back or moved."""
    standing = conversation.messages.exclude(delivery__state=DeliveryState.UNDONE)
    # What is scheduled has not been said yet.
    by_people = standing.exclude(direction=Direction.NOTE).exclude(delivery__is_scheduled=True).filter(machine="")
    last = by_people.last()
    conversation.message_count = standing.count()
    conversation.customer_message_count = by_people.filter(direction=Direction.IN).count()
    conversation.has_attachments = standing.filter(has_attachments=True).exists()
    if last is not None:
        conversation.preview, conversation.last_message_at = preview_of(last.text), last.at
        is_ours_to_answer = not conversation.is_spam and conversation.status not in (Status.CLOSED, Status.WAITING)
        is_waiting = last.direction == Direction.IN and is_ours_to_answer
        wait_since(conversation, (conversation.waiting_since or last.at) if is_waiting else None, now=now)
    conversation.save()


def locked(conversation: Conversation) -> Conversation:
    """Return the conversation as it is now, held until the transaction ends: acts on one conversation queue up."""
    found = _held(conversation.pk)
    if not found:
        raise Conversation.DoesNotExist
    return found[0]


@compiled
def _held(pk: int) -> QuerySet[Conversation]:
    # Its key stays free: the first save of a draft needs it, and whoever sends that draft waits for the save.
    held = Conversation.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("brand", "channel").filter(pk=pk)


def locked_survivor(conversation: Conversation) -> Conversation:
    """Return where the conversation lives on, held likewise: it may be merged while we wait for it."""
    found = locked(conversation.survivor)
    while found.merged_into_id:
        found = locked(found.survivor)
    return found


def id_of(agent: Agent | None) -> int | None:
    return agent.pk if agent else None


def ring(conversation: Conversation) -> None:
    topics = ["inbox", f"conversation:{conversation.pk}", f"customer:{conversation.customer_id}"]
    if conversation.aside_of:
        topics.append(f"conversation:{conversation.page.pk}")
    publish_all(topics, "changed")
