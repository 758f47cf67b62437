"""What people do with reasons and causes."""

from muhatap.causes.actions.causing import CannotTurn, describe, merge_causes, open_cause, turn
from muhatap.causes.actions.evidence import (
    count_silently,
    follow_merge,
    gather_past,
    join,
    leave,
    recount_all,
)
from muhatap.causes.actions.reasons import (
    Guessed,
    choose,
    manner,
    merge_reasons,
    plant,
    put_away,
    refuse_finding,
    set_manner,
    split_reason,
    write_reason,
)
from muhatap.causes.actions.reporting import (
    AlreadyAnswered,
    NoDepartment,
    accept,
    answer_question,
    ask,
    escalate,
    refuse,
    report,
)
from muhatap.causes.actions.telling import NotFixed, tell

__all__ = [
    "AlreadyAnswered",
    "CannotTurn",
    "Guessed",
    "NoDepartment",
    "NotFixed",
    "accept",
    "answer_question",
    "ask",
    "choose",
    "count_silently",
    "describe",
    "escalate",
    "follow_merge",
    "gather_past",
    "join",
    "leave",
    "manner",
    "merge_causes",
    "merge_reasons",
    "open_cause",
    "plant",
    "put_away",
    "recount_all",
    "refuse",
    "refuse_finding",
    "report",
    "set_manner",
    "split_reason",
    "tell",
    "turn",
    "write_reason",
]
