"""Words put on conversations, to find them again."""

from django.db import transaction

from muhatap.conversations import events
from muhatap.conversations.actions.common import id_of, locked, ring
from muhatap.conversations.models import Conversation, Label
from muhatap.core.events import announce
from muhatap.team.models import Agent


class LabelArchived(Exception):
    """The label is out of use and is put on nothing any more."""


@transaction.atomic
def label(conversation: Conversation, *, label: Label, by: Agent | None) -> Conversation:
    """Put a label on. Raises LabelArchived."""
    if label.is_archived:
        raise LabelArchived(label.name)
    conversation = locked(conversation)
    if label.pk in conversation.label_ids:
        return conversation
    conversation.label_ids = [*conversation.label_ids, label.pk]
    conversation.save(update_fields=["label_ids"])
    announce(
        events.ConversationLabelled(conversation_id=conversation.pk, label_id=label.pk, name=label.name), by=id_of(by)
    )
    ring(conversation)
    return conversation


@transaction.atomic
def unlabel(conversation: Conversation, *, label: Label, by: Agent | None) -> Conversation:
    """Take a label off."""
    conversation = locked(conversation)
    if label.pk not in conversation.label_ids:
        return conversation
    conversation.label_ids = [pk for pk in conversation.label_ids if pk != label.pk]
    conversation.save(update_fields=["label_ids"])
    announce(
        events.ConversationUnlabelled(conversation_id=conversation.pk, label_id=label.pk, name=label.name),
        by=id_of(by),
    )
    ring(conversation)
    return conversation
