"""What we owe: promises until they are kept, hand-offs until they are answered, whether all is well."""

from muhatap.promises.models.check_backs import (
    CheckBack,
    CheckBackQuerySet,
    CheckBackSettings,
    CheckBackState,
    Wellbeing,
    WhyNotAsked,
)
from muhatap.promises.models.owed import (
    HandOff,
    HandOffQuerySet,
    Move,
    Origin,
    Promise,
    PromiseQuerySet,
    State,
    Way,
)

__all__ = [
    "CheckBack",
    "CheckBackQuerySet",
    "CheckBackSettings",
    "CheckBackState",
    "HandOff",
    "HandOffQuerySet",
    "Move",
    "Origin",
    "Promise",
    "PromiseQuerySet",
    "State",
    "Way",
    "Wellbeing",
    "WhyNotAsked",
]
