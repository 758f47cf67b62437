"""What saved replies do when messages go, and when one is taken back. Each in the act's transaction."""

from django.utils import timezone

from muhatap.conversations.events import MessageSent, NoteWritten, SendingUndone
from muhatap.conversations.models import Message
from muhatap.knowledge import actions


def note_sent(event: MessageSent | NoteWritten) -> None:
    actions.note_sent(_message(event.message_id), now=timezone.now())


def forget_unsent(event: SendingUndone) -> None:
    actions.forget_unsent(_message(event.message_id), now=timezone.now())


def _message(pk: int) -> Message:
    return Message.objects.select_related("author", "conversation__brand", "conversation__channel").get(pk=pk)
