"""What people do with customers, one verb each. Every act is one transaction with its event and its bell."""

from muhatap.customers.actions.defining import archive, archive_segment, define, name_segment
from muhatap.customers.actions.identifying import identify, normalise, normalise_email
from muhatap.customers.actions.keeping import (
    BelongsToAnother,
    NotAnAddress,
    add_identity,
    change,
    make_main,
    pin_note,
    record_consent,
    remove_identity,
    remove_note,
    write_note,
)
from muhatap.customers.actions.moving import CannotMove, merge, split, tell_apart, undo_move

__all__ = [
    "BelongsToAnother",
    "CannotMove",
    "NotAnAddress",
    "add_identity",
    "archive",
    "archive_segment",
    "change",
    "define",
    "identify",
    "make_main",
    "merge",
    "name_segment",
    "normalise",
    "normalise_email",
    "pin_note",
    "record_consent",
    "remove_identity",
    "remove_note",
    "split",
    "tell_apart",
    "undo_move",
    "write_note",
]
