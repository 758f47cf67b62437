"""What people do with conversations, one verb each. Every act is one transaction with its event and its bell."""

from muhatap.conversations.actions.common import preview_of
from muhatap.conversations.actions.forgetting import forget_unsent_files
from muhatap.conversations.actions.keeping import (
    assign,
    close,
    mark_as_not_spam,
    mark_as_spam,
    merge,
    rename,
    reopen,
)
from muhatap.conversations.actions.receiving import note_bounce, receive, warn
from muhatap.conversations.actions.replying import AlreadySent, note, reply, start, undo_send

__all__ = [
    "AlreadySent",
    "assign",
    "close",
    "forget_unsent_files",
    "mark_as_not_spam",
    "mark_as_spam",
    "merge",
    "note",
    "note_bounce",
    "preview_of",
    "receive",
    "rename",
    "reopen",
    "reply",
    "start",
    "undo_send",
    "warn",
]
