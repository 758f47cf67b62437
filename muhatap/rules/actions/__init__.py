"""What leads do with rules, and what rules do with conversations."""

from muhatap.rules.actions.calling import call, call_again, sweep
from muhatap.rules.actions.running import forget_runs, run_due, run_for_event
from muhatap.rules.actions.writing import (
    change,
    delete,
    let_go_on,
    move,
    put_in_order,
    renew_secret,
    switch,
    write,
)

__all__ = [
    "call",
    "call_again",
    "change",
    "delete",
    "forget_runs",
    "let_go_on",
    "move",
    "put_in_order",
    "renew_secret",
    "run_due",
    "run_for_event",
    "sweep",
    "switch",
    "write",
]
