"""What a conversation carries of our promises and hand-offs: what is open, by when, and whether it is being offered."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from muhatap.conversations.actions.clocks import set_solving_clock
from muhatap.conversations.actions.common import STANDING, locked_survivor, ring, stir
from muhatap.conversations.models import Conversation, Status, Woken


@transaction.atomic
def note_owed(conversation: Conversation, *, count: int, at: datetime | None) -> None:
    """Write down what is owed: `count` open promises, the first of them due `at`, if it has a time."""
    conversation = locked_survivor(conversation)
    conversation.owed_count, conversation.owed_at = count, at
    conversation.save(update_fields=["owed_count", "owed_at"])
    ring(conversation)


@transaction.atomic
def note_offered(conversation: Conversation, *, is_offered: bool) -> None:
    """Write down whether it is offered to somebody who has not answered yet."""
    conversation = locked_survivor(conversation)
    conversation.is_offered = is_offered
    conversation.save(update_fields=["is_offered"])
    ring(conversation)


@transaction.atomic
def bring_back_owing(conversation: Conversation) -> None:
    """Put one that rests or was closed among the open ones again, because a promise in it has to be kept now."""
    conversation = locked_survivor(conversation)
    if conversation.deleted_at is not None or conversation.status == Status.OPEN:
        return
    stir(conversation, why=Woken.OWED)
    conversation.woken_why = Woken.OWED
    set_solving_clock(conversation, now=timezone.now())
    conversation.save(update_fields=STANDING)
    ring(conversation)
