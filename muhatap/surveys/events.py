"""What happens to surveys, told where the customer's conversation is."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class OfSurvey(Announcement):
    subject_kind: ClassVar[str] = "conversation"

    conversation_id: int
    survey_id: int


@dataclass(frozen=True, kw_only=True)
class SurveyAnswered(OfSurvey):
    """`score` is 1 to 5; `was` what they had said before, 0 the first time. `origin` is one of `models.Origin`."""

    score: int
    was: int
    origin: str


@dataclass(frozen=True, kw_only=True)
class SurveyCommented(OfSurvey):
    """`effort` is 1 to 5 (very high), 0 when it was not said."""

    effort: int
    comment: str


@dataclass(frozen=True, kw_only=True)
class SurveyRefused(OfSurvey):
    """The customer does not want to be asked any more."""


@dataclass(frozen=True, kw_only=True)
class OfFollowUp(OfSurvey):
    follow_up_id: int
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class FollowUpOpened(OfFollowUp):
    """`due` as ISO 8601."""

    due: str


@dataclass(frozen=True, kw_only=True)
class FollowUpEnded(OfFollowUp):
    """`outcome` is one of `models.Outcome`, `what` the words of whoever ended it."""

    outcome: str
    what: str


@dataclass(frozen=True, kw_only=True)
class FollowUpLate(OfFollowUp):
    """Its time has passed."""


@dataclass(frozen=True, kw_only=True)
class FollowUpHandedOver(OfFollowUp):
    was_id: int | None
