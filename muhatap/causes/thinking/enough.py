"""What all of thinking answers where the data are too thin to say anything."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NotEnough:
    """There is nothing honest to say yet. `why` is a code, `have` of `need` says how far it is."""

    why: str
    have: float = 0
    need: float = 0
