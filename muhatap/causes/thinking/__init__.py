"""What a desk learns by itself, pure: reasons from texts, what a fix was worth, what is new, what is wished for.

Everything that is called from outside is here; nothing below imports Django. `learn` and `groups` run in a child
process (`school`), for numpy and scikit-learn live nowhere else; all the rest is standard library and quick.

    lesson = thinking.learn(examples)            # Lesson | NotEnough; raises SchoolFailed
    model = thinking.load(lesson.model)          # raises Unreadable; keep it, threads may share it
    model.guess(text, hints=("order:shipped",))  # up to three Guess; none: the desk does not know
    thinking.effect_of(days, fixed_on=day)          # Effect | NotEnough
    thinking.is_back(days, fixed_on=day, verified_on=day)  # Return | NotEnough
    thinking.spike_in(days, on=day)                 # Spike | NotEnough | None
    thinking.lint(uses, confusions=lesson.confusions, groups={reason_id: groups})
    thinking.groups(heard, before={group.id: group.members})
    thinking.wishes(text)
"""

from muhatap.causes.thinking.demand import Missing, Wish, wishes
from muhatap.causes.thinking.effect import Day, Effect, Return, effect_of, is_back
from muhatap.causes.thinking.enough import NotEnough
from muhatap.causes.thinking.grouping import Crowd, Group, Heard
from muhatap.causes.thinking.learning import (
    Accuracy,
    Confusion,
    Example,
    Guess,
    Lesson,
    Model,
    Unreadable,
    load,
)
from muhatap.causes.thinking.linting import Act, Finding, Kind, Part, Proposal, Use, lint, reads_as_why
from muhatap.causes.thinking.school import SchoolFailed, groups, groups_of_each, learn
from muhatap.causes.thinking.spikes import Spike, spike_in

__all__ = [
    "Accuracy",
    "Act",
    "Confusion",
    "Crowd",
    "Day",
    "Effect",
    "Example",
    "Finding",
    "Group",
    "Guess",
    "Heard",
    "Kind",
    "Lesson",
    "Missing",
    "Model",
    "NotEnough",
    "Part",
    "Proposal",
    "Return",
    "SchoolFailed",
    "Spike",
    "Unreadable",
    "Use",
    "Wish",
    "effect_of",
    "groups",
    "groups_of_each",
    "is_back",
    "learn",
    "lint",
    "load",
    "reads_as_why",
    "spike_in",
    "wishes",
]
