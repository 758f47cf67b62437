"""What leads do with saved replies, and what replies do when they are sent."""

from muhatap.knowledge.actions.planting import plant
from muhatap.knowledge.actions.using import act, forget_unsent, note_sent
from muhatap.knowledge.actions.writing import (
    ShortcutTaken,
    Written,
    bring_back,
    change,
    put_away,
    set_voice,
    write,
)

__all__ = [
    "ShortcutTaken",
    "Written",
    "act",
    "bring_back",
    "change",
    "forget_unsent",
    "note_sent",
    "plant",
    "put_away",
    "set_voice",
    "write",
]
