"""Suggestions that nobody has read yet, and the replies that they hold."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muhatap.conversations.holding import Hold
from muhatap.conversations.models import Conversation
from muhatap.core.compiled import compiled
from muhatap.core.turkish import words
from muhatap.language_model.models import Suggestion
from muhatap.team.models import Agent

# The name under which the page says what was read, along with a message.
ALONG = "language_model"
# A draft that was left alone for so long is read anew by whoever comes back to it.
KEPT = timedelta(days=90)
MOST_AT_ONCE = 20


@transaction.atomic
def suggest(conversation: Conversation, text: str, *, by: Agent, now: datetime) -> str:
    """Keep a text that is put into a reply until somebody has read it; return its uid."""
    Suggestion.objects.filter(at__lt=now - KEPT).delete()
    return str(Suggestion.objects.create(conversation=conversation, agent=by, text=text, at=now).uid)


def read(conversation: Conversation, uids: Iterable[str]) -> None:
    """Somebody has read these. Running twice is harmless."""
    if known := list(_uuids(uids)):
        Suggestion.objects.filter(conversation=conversation, uid__in=known).delete()


def hold(agent: Agent, conversation: Conversation, given: Mapping[str, Any]) -> Hold | None:
    """Hold a reply in which a suggestion stands as it came and that nobody says to have read.

    One whose words were changed was read by whoever changed it. A confirmed one is read from then on.
    """
    read(conversation, [*_said(given), *str(given.get("past", "")).split(",")])
    unread = [str(each.uid) for each in unread_in(str(given.get("text", "")), conversation)]
    if not unread:
        return None
    return Hold(
        name=",".join(unread),
        title=_("Not sent yet: nobody has read the suggestion"),
        why=_("The language model wrote part of this reply. Read it as if it were your own: it goes out in your name."),
        go_on=_("I have read it, send"),
    )


def unread_in(text: str, conversation: Conversation) -> list[Suggestion]:
    """Return the suggestions that stand word for word in a text, whatever stands around them."""
    waiting = _waiting(conversation.pk)
    written = f" {' '.join(words(text))} " if waiting else ""
    return [each for each in waiting if f" {' '.join(words(each.text))} " in written]


@compiled
def _waiting(conversation_id: int) -> QuerySet[Suggestion]:
    return Suggestion.objects.filter(conversation=conversation_id).order_by("-at")[:MOST_AT_ONCE]


def forget_sent(conversation_id: int, agent_id: int | None) -> None:
    """A reply has gone, and the place where it was written is empty: nothing waits there to be read."""
    if _waiting(conversation_id):
        Suggestion.objects.filter(conversation=conversation_id, agent=agent_id).delete()


def _said(given: Mapping[str, Any]) -> list[str]:
    said = given.get("along", {}).get(ALONG)
    listed = said.get("read") if isinstance(said, dict) else None
    return [str(each) for each in listed[:MOST_AT_ONCE]] if isinstance(listed, list) else []


def _uuids(written: Iterable[str]) -> Iterable[UUID]:
    for each in list(written)[: MOST_AT_ONCE * 2]:
        try:
            yield UUID(each)
        except ValueError:
            continue
