"""Whose a conversation is, whether it is settled, and where it belongs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from muhatap.conversations import events, search
from muhatap.conversations.actions.common import STANDING, WAIT, id_of, locked, recount, ring, take_up, wait_since
from muhatap.conversations.models import (
    Closure,
    Conversation,
    Status,
)
from muhatap.core.events import announce
from muhatap.team.models import Agent


@transaction.atomic
def assign(
    conversation: Conversation,
    *,
    to: Agent | None,
    by: Agent | None,
    why: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Conversation:
    """Make the conversation an agent's, or nobody's: it goes back to its queue. `why` is one of `ownership.Because`."""
    conversation = locked(conversation)
    if conversation.assigned_to_id == (to.pk if to else None):
        return conversation
    was_id = conversation.assigned_to_id
    conversation.assigned_to = to
    conversation.save(update_fields=["assigned_to"])
    announce(
        events.ConversationAssigned(
            conversation_id=conversation.pk,
            agent_id=to.pk if to else None,
            was_id=was_id,
            why=why,
            facts=facts or {},
        ),
        by=id_of(by),
    )
    ring(conversation)
    return conversation


class SaidFirst(Exception):
    """Whoever closes has to say something first."""


class StillOwed(SaidFirst):
    """Something that we promised the customer is open: what became of it?"""


class NotSaid(SaidFirst):
    """An app above asks something before a matter counts as settled, such as why the customer wrote."""


# Told for each app above whether it still asks something about a conversation.
_asking: dict[str, Callable[[Conversation], bool]] = {}


def ask_before_closing(name: str, is_asking: Callable[[Conversation], bool]) -> None:
    """Let an app above ask something before a person closes; its panel of the kind "closing" asks it."""
    _asking[name] = is_asking


def has_to_be_said(conversation: Conversation) -> bool:
    """Whether a person who closes is asked something first."""
    return bool(conversation.owed_count) or any(is_asking(conversation) for is_asking in _asking.values())


@transaction.atomic
def close(conversation: Conversation, *, by: Agent | None, now: datetime, is_asked: bool = False) -> Conversation:
    """Call the matter settled. Closing a closed one changes nothing.

    Raises NotSaid when an app above asks its closer something first, and StillOwed when somebody closes it over an open
    promise, unless they were asked about it (`is_asked`). What closes by itself does: the promise stays, and brings it
    back when it is due.
    """
    conversation = locked(conversation)
    if conversation.is_closed:
        return conversation
    if by is not None and any(is_asking(conversation) for is_asking in _asking.values()):
        raise NotSaid
    if conversation.owed_count and by is not None and not is_asked:
        raise StillOwed
    Closure.objects.create(conversation=conversation, closed_by=by, closed_at=now)
    conversation.status, conversation.snoozed_until, conversation.woken_why = Status.CLOSED, None, ""
    wait_since(conversation, None, now=now)
    conversation.save(update_fields=STANDING)
    announce(events.ConversationClosed(conversation_id=conversation.pk), by=id_of(by))
    ring(conversation)
    return conversation


@transaction.atomic
def reopen(conversation: Conversation, *, by: Agent | None, why: str = "by_hand") -> Conversation:
    """Take the matter up again."""
    conversation = locked(conversation)
    if not conversation.is_closed:
        return conversation
    take_up(conversation, by=by, why=why)
    # Whoever wrote last waits again.
    recount(conversation)
    ring(conversation)
    return conversation


@transaction.atomic
def rename(conversation: Conversation, *, subject: str, by: Agent) -> Conversation:
    conversation = locked(conversation)
    was, conversation.subject = conversation.subject, subject.strip()[:500]
    conversation.save(update_fields=["subject"])
    search.index_conversation(conversation)
    announce(events.SubjectChanged(conversation_id=conversation.pk, was=was), by=by.pk)
    ring(conversation)
    return conversation


@transaction.atomic
def mark_as_spam(conversation: Conversation, *, by: Agent | None) -> Conversation:
    """Put the conversation aside as spam. Nothing is deleted; `mark_as_not_spam` brings it back."""
    conversation = locked(conversation)
    if conversation.is_spam:
        return conversation
    conversation.is_spam = True
    wait_since(conversation, None)
    conversation.save(update_fields=["is_spam", *WAIT])
    announce(events.MarkedAsSpam(conversation_id=conversation.pk), by=id_of(by))
    ring(conversation)
    return conversation


@transaction.atomic
def mark_as_not_spam(conversation: Conversation, *, by: Agent) -> Conversation:
    conversation = locked(conversation)
    if not conversation.is_spam:
        return conversation
    conversation.is_spam = False
    # Whoever wrote last from the spam folder has been waiting for us all the time.
    recount(conversation)
    announce(events.MarkedAsNotSpam(conversation_id=conversation.pk), by=by.pk)
    ring(conversation)
    return conversation
