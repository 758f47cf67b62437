"""What people and shops do with orders."""

from muhatap.orders.actions.acting import (
    AlreadyAsked,
    DoneBefore,
    ask,
    drop,
    given_today,
    limit_of,
    second,
    settle,
)
from muhatap.orders.actions.counting import count_days
from muhatap.orders.actions.keeping import (
    AT_ONCE,
    forget_intakes,
    keep,
    keep_once,
    keep_products,
    note_heard,
    note_problem,
)
from muhatap.orders.actions.performing import perform
from muhatap.orders.actions.performing import sweep as sweep_acts
from muhatap.orders.actions.reading import check, hear, read_changes, reread
from muhatap.orders.actions.setting_up import change_keys, change_shop, connect, limit, remove_shop, renew_secret
from muhatap.orders.actions.tying import tie, untie, verify

__all__ = [
    "AT_ONCE",
    "AlreadyAsked",
    "DoneBefore",
    "ask",
    "change_keys",
    "change_shop",
    "check",
    "connect",
    "count_days",
    "drop",
    "forget_intakes",
    "given_today",
    "hear",
    "keep",
    "keep_once",
    "keep_products",
    "limit",
    "limit_of",
    "note_heard",
    "note_problem",
    "perform",
    "read_changes",
    "remove_shop",
    "renew_secret",
    "reread",
    "second",
    "settle",
    "sweep_acts",
    "tie",
    "untie",
    "verify",
]
