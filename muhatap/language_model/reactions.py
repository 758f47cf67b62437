"""What the language model's suggestions do when a reply has gone. In the act's transaction."""

from muhatap.conversations.events import MessageSent
from muhatap.conversations.models import Message
from muhatap.language_model import actions


def forget_sent(event: MessageSent) -> None:
    author = Message.objects.values_list("author", flat=True).get(pk=event.message_id)
    actions.forget_sent(event.conversation_id, author)
