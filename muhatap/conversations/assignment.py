"""Who gets a conversation that nobody has. No Django here: what is known of everyone goes in, a choice comes out.

Nobody who is not here, who has as many as they can, who does not answer in the customer's language, or who lacks what
the conversation asks for is ever chosen. Of the others: in turn, or the one with the fewest open ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

ROUND_ROBIN, BY_LOAD = "round_robin", "by_load"
AUTOMATIC = (ROUND_ROBIN, BY_LOAD)


@dataclass(frozen=True)
class Candidate:
    """One who might get it. No `capacity`: no end; no `languages`: every one."""

    id: int
    is_here: bool = True
    open_count: int = 0
    capacity: int | None = None
    languages: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.open_count < self.capacity


@dataclass(frozen=True)
class Wanted:
    """What a conversation asks of whoever gets it; no `language`: any."""

    language: str = ""
    skills: frozenset[str] = frozenset()


class Obstacle(StrEnum):
    """Why it stays in its queue, said of the last thing that ruled everyone out."""

    NO_MEMBERS = "no_members"
    NO_SKILL = "no_skill"
    NO_LANGUAGE = "no_language"
    NOBODY_HERE = "nobody_here"
    ALL_FULL = "all_full"


@dataclass(frozen=True)
class Choice:
    """Who gets it and why: `mode` decided among those who fit; `language` and `skills` where they ruled others out."""

    agent_id: int
    mode: str
    open_count: int
    language: str = ""
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stays:
    why: Obstacle


def choose(mode: str, candidates: Iterable[Candidate], wanted: Wanted, *, last_id: int = 0) -> Choice | Stays:
    """Choose among the candidates. `last_id` is who got the last one of this queue: those after them come first."""
    left = sorted(candidates, key=lambda each: (each.id <= last_id, each.id))
    if not left:
        return Stays(Obstacle.NO_MEMBERS)
    skilled = [each for each in left if wanted.skills <= each.skills]
    speaking = [
        each for each in skilled if not wanted.language or not each.languages or wanted.language in each.languages
    ]
    here = [each for each in speaking if each.is_here]
    fitting = [each for each in here if each.has_room]
    for obstacle, found in (
        (Obstacle.NO_SKILL, skilled),
        (Obstacle.NO_LANGUAGE, speaking),
        (Obstacle.NOBODY_HERE, here),
        (Obstacle.ALL_FULL, fitting),
    ):
        if not found:
            return Stays(obstacle)
    chosen = fitting[0] if mode == ROUND_ROBIN else min(fitting, key=lambda each: each.open_count)
    return Choice(
        chosen.id,
        mode,
        chosen.open_count,
        language=wanted.language if len(speaking) < len(skilled) else "",
        skills=tuple(sorted(wanted.skills)) if len(skilled) < len(left) else (),
    )
