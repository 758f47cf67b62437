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
from muhatap.conversations.actions.drafting import (
    AlreadyTaken,
    ChangedElsewhere,
    Words,
    drop_draft,
    end_draft,
    forget_ended_drafts,
    give_back,
    keep_to_oneself,
    move_drafts,
    restore_draft,
    save_draft,
    share_draft,
    take_over_draft,
)
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
from muhatap.conversations.actions.pacing import SnoozeInPast, note_reading, set_status, snooze, wake, wake_due
from muhatap.conversations.actions.queueing import give_to_team
from muhatap.conversations.actions.receiving import note_bounce, receive, warn
from muhatap.conversations.actions.replying import AlreadySent, SomethingNew, note, reply, start, undo_send

__all__ = [
    "AlreadySent",
    "AlreadyTaken",
    "CannotMove",
    "ChangedElsewhere",
    "LabelArchived",
    "NotAllowed",
    "NotUnderstood",
    "NothingChosen",
    "SnoozeInPast",
    "SomethingNew",
    "Words",
    "assign",
    "close",
    "delete",
    "dismiss_bulk",
    "drop_draft",
    "end_draft",
    "forget_bulk_runs",
    "forget_ended_drafts",
    "forget_unsent_files",
    "give_back",
    "give_to_team",
    "go_on_with_bulk",
    "keep_to_oneself",
    "label",
    "link",
    "mark_as_not_spam",
    "mark_as_spam",
    "merge",
    "move_drafts",
    "move_message",
    "note",
    "note_bounce",
    "note_reading",
    "preview_of",
    "purge_bin",
    "receive",
    "rename",
    "reopen",
    "reply",
    "restore",
    "restore_draft",
    "save_draft",
    "set_status",
    "share_draft",
    "snooze",
    "split",
    "start",
    "start_bulk",
    "stop_bulk",
    "sweep_bulk",
    "take_over_draft",
    "undo_bulk",
    "undo_move",
    "undo_send",
    "unlabel",
    "unlink",
    "wake",
    "wake_due",
    "warn",
]
