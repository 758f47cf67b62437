"""What saved replies do when messages go, and when one is taken back. Each in the act's transaction."""

from django.db.models import QuerySet
from django.utils import timezone

from muhatap.conversations.events import MessageSent, NoteWritten, SendingUndone
from muhatap.conversations.models import Message
from muhatap.core.compiled import compiled
from muhatap.knowledge import actions
from muhatap.knowledge.actions.using import ALONG


def note_sent(event: MessageSent | NoteWritten) -> None:
    # Most are written by hand from the first word to the last.
    if _made_of_replies(event.message_id):
        actions.note_sent(_message(event.message_id), now=timezone.now())


def forget_unsent(event: SendingUndone) -> None:
    actions.forget_unsent(_message(event.message_id), now=timezone.now())


@compiled
def _made_of_replies(pk: int) -> QuerySet[Message, tuple[int]]:
    return Message.objects.filter(pk=pk, extras__along__has_key=ALONG).values_list("pk")


def _message(pk: int) -> Message:
    return Message.objects.select_related("author", "conversation__brand", "conversation__channel").get(pk=pk)
