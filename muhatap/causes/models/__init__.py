"""Why customers write: reasons, the causes behind them with their evidence, and what departments were told and said."""

from muhatap.causes.models.asked_next import AskedNext
from muhatap.causes.models.causes import (
    ACTIVE,
    SETTLED,
    Cause,
    CauseQuerySet,
    Evidence,
    Heard,
    State,
    Treatment,
    Turn,
    Wished,
    day_of,
)
from muhatap.causes.models.reasons import (
    Choice,
    Department,
    FineSo,
    Lesson,
    Manner,
    Reason,
    Spike,
    Stage,
)
from muhatap.causes.models.reports import (
    Answer,
    Asked,
    Letter,
    LetterKind,
    Report,
)
from muhatap.causes.models.tasks import OPEN, Task, TaskQuerySet, TaskState

__all__ = [
    "ACTIVE",
    "OPEN",
    "SETTLED",
    "Answer",
    "Asked",
    "AskedNext",
    "Cause",
    "CauseQuerySet",
    "Choice",
    "Department",
    "Evidence",
    "FineSo",
    "Heard",
    "Lesson",
    "Letter",
    "LetterKind",
    "Manner",
    "Reason",
    "Report",
    "Spike",
    "Stage",
    "State",
    "Task",
    "TaskQuerySet",
    "TaskState",
    "Treatment",
    "Turn",
    "Wished",
    "day_of",
]
