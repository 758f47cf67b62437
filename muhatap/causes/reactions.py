"""What reasons and causes do when something happens to conversations. Each in the act's transaction."""

from muhatap.causes import actions
from muhatap.conversations.events import ConversationMerged


def follow_merge(event: ConversationMerged) -> None:
    actions.follow_merge(event.conversation_id, into_id=event.into_id)
