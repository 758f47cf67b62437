"""What people do with conversations, one verb each. Every act is one transaction with its event and its bell."""

from muhatap.conversations.actions.bulk import (
    NotAllowed,
    NothingChosen,
    dismiss_bulk,
    forget_bulk_runs,
    go_on_with_bulk,
    start_bulk,
    stop_bulk,
    sweep_bulk,
    undo_bulk,
)
from muhatap.conversations.actions.bulk_acts import NotUnderstood
from muhatap.conversations.actions.common import preview_of
from muhatap.conversations.actions.deleting import delete, purge_bin, restore
from muhatap.conversations.actions.forgetting import forget_unsent_files
from muhatap.conversations.actions.keeping import (
    assign,
    close,
    mark_as_not_spam,
    mark_as_spam,
    rename,
    reopen,
)
from muhatap.conversations.actions.labelling import LabelArchived, label, unlabel
from muhatap.conversations.actions.merging import CannotMove, link, merge, move_message, split, undo_move, unlink
from muhatap.conversations.actions.pacing import SnoozeInPast, set_status, snooze, wake, wake_due
from muhatap.conversations.actions.queueing import give_to_team
from muhatap.conversations.actions.receiving import note_bounce, receive, warn
from muhatap.conversations.actions.replying import AlreadySent, note, reply, start, undo_send

__all__ = [
    "AlreadySent",
    "CannotMove",
    "LabelArchived",
    "NotAllowed",
    "NotUnderstood",
    "NothingChosen",
    "SnoozeInPast",
    "assign",
    "close",
    "delete",
    "dismiss_bulk",
    "forget_bulk_runs",
    "forget_unsent_files",
    "give_to_team",
    "go_on_with_bulk",
    "label",
    "link",
    "mark_as_not_spam",
    "mark_as_spam",
    "merge",
    "move_message",
    "note",
    "note_bounce",
    "preview_of",
    "purge_bin",
    "receive",
    "rename",
    "reopen",
    "reply",
    "restore",
    "set_status",
    "snooze",
    "split",
    "start",
    "start_bulk",
    "stop_bulk",
    "sweep_bulk",
    "undo_bulk",
    "undo_move",
    "undo_send",
    "unlabel",
    "unlink",
    "wake",
    "wake_due",
    "warn",
]
