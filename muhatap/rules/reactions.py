"""What rules do when something happens to a conversation: plan to look at it, in the same transaction."""

from muhatap.core.events import Announcement, row_id
from muhatap.core.jobs import defer
from muhatap.rules import queries
from muhatap.rules.triggers import POSSIBLE

RUN = "muhatap.rules.jobs.run"


def plan(event: Announcement) -> None:
    """Let a job ask the rules about an event once it is committed; most desks have none for most events."""
    if queries.is_anyone_awake(POSSIBLE[type(event)]):
        defer(RUN, event_id=row_id())
