"""What happens to people who answer, for apps above to react to."""

from dataclasses import dataclass
from typing import ClassVar

from muhatap.core.events import Announcement


@dataclass(frozen=True, kw_only=True)
class AgentJoined(Announcement):
    subject_kind: ClassVar[str] = "agent"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class AgentDeactivated(Announcement):
    """The agent answers no more; what was theirs is nobody's until someone takes it."""

    subject_kind: ClassVar[str] = "agent"
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class TeamRemoved(Announcement):
    """The team is about to go; what stands in its queue has to stand somewhere else before."""

    subject_kind: ClassVar[str] = "team"
    team_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class PresenceChosen(Announcement):
    """The agent said by the switch that they are here, away or off."""

    subject_kind: ClassVar[str] = "agent"
    agent_id: int
    presence: str
