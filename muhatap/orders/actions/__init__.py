"""What people and shops do with orders."""

from muhatap.orders.actions.keeping import AT_ONCE, forget_intakes, keep, keep_once, note_heard, note_problem
from muhatap.orders.actions.setting_up import change_shop, connect, remove_shop, renew_secret
from muhatap.orders.actions.tying import tie, untie

__all__ = [
    "AT_ONCE",
    "change_shop",
    "connect",
    "forget_intakes",
    "keep",
    "keep_once",
    "note_heard",
    "note_problem",
    "remove_shop",
    "renew_secret",
    "tie",
    "untie",
]
