"""Conversations that should not be kept: into the bin, back out of it, and gone for good."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from muhatap.conversations import events, queries, search
from muhatap.conversations.actions.common import WAIT, id_of, locked, recount, ring, wait_since
from muhatap.conversations.models import Attachment, Conversation, SearchEntry
from muhatap.core import blobs
from muhatap.core.events import announce
from muhatap.core.models import Event
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

KEPT_IN_BIN = timedelta(days=30)

# Which values of an event are people's own words; see `forget_words_of`.
_words: dict[str, list[str]] = {
    "SubjectChanged": ["was"],
    "ChaseBegun": ["party"],
    "ChaseWritten": ["party"],
    "ChaseAnswered": ["party"],
    "ChaseOverdue": ["party"],
    "ChaseEnded": ["party"],
}


@transaction.atomic
def delete(conversation: Conversation, *, by: Agent | None, now: datetime) -> Conversation:
    """Put the conversation into the bin: no list and no search shows it, and `restore` brings it back."""
    conversation = locked(conversation)
    if conversation.deleted_at is not None:
        return conversation
    conversation.deleted_at = now
    wait_since(conversation, None)
    conversation.save(update_fields=["deleted_at", *WAIT])
    SearchEntry.objects.filter(conversation__in=queries.thread_ids(conversation)).delete()
    announce(events.ConversationDeleted(conversation_id=conversation.pk), by=id_of(by))
    ring(conversation)
    return conversation


@transaction.atomic
def restore(conversation: Conversation, *, by: Agent | None, why: str = "by_hand") -> Conversation:
    """Take the conversation out of the bin, as it was. `why` is "by_hand" or "customer_wrote"."""
    conversation = locked(conversation)
    if conversation.deleted_at is None:
        return conversation
    conversation.deleted_at = None
    recount(conversation)
    for one in Conversation.objects.filter(pk__in=queries.thread_ids(conversation)):
        search.index_conversation(one)
    announce(events.ConversationRestored(conversation_id=conversation.pk, why=why), by=id_of(by))
    ring(conversation)
    return conversation


def purge_bin(*, now: datetime) -> int:
    """Remove for good what has been in the bin for 30 days, one conversation a transaction; return how many."""
    due = _due(now).order_by("deleted_at").values_list("pk", flat=True)
    count, files = 0, set[str]()
    for number in list(due):
        held = _purge(number, now=now)
        if held is not None:
            count, files = count + 1, files | held
    # After the commits: a blob too many costs room, a blob too few loses what somebody was promised.
    blobs.remove_unused(files)
    log.info("the bin: %s conversations were removed for good", count)
    return count


def _due(now: datetime) -> QuerySet[Conversation]:
    return Conversation.objects.filter(deleted_at__lt=now - KEPT_IN_BIN)


@transaction.atomic
def _purge(number: int, *, now: datetime) -> set[str] | None:
    """Return the blobs of its files; None when it was brought back, or removed by another worker, since we looked."""
    conversation = _due(now).select_for_update(of=("self",)).filter(pk=number).first()
    if conversation is None:
        return None
    files = set[str]()
    _purge_with_merged(conversation, files)
    return files


def forget_words_of(event_name: str, *keys: str) -> None:
    """Say which values of an event are people's own words: they go with the conversation, the fact itself stays."""
    _words[event_name] = list(keys)


def _purge_with_merged(conversation: Conversation, files: set[str]) -> None:
    """Remove it with what was merged into it and what stands on their sides; add the blobs of their files."""
    for merged in conversation.merged.all():
        _purge_with_merged(merged, files)
    of_it = Q(message__conversation=conversation) | Q(message__conversation__aside_of=conversation)
    files.update(Attachment.objects.filter(of_it).values_list("blob", flat=True))
    for name, keys in _words.items():
        told = Event.objects.filter(subject=f"conversation:{conversation.pk}", name=name)
        told.update(data=RawSQL("data - %s::text[]", [keys]))
    conversation.delete()


def still_attached(digests: set[str]) -> set[str]:
    """Return those blobs that are files of some message, or wait to be."""
    return set(Attachment.objects.filter(blob__in=digests).values_list("blob", flat=True))
