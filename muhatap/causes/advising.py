"""What the desk finds worth a look in the list of reasons, and how its learning went; worded for the page."""

from collections.abc import Sequence

from muhatap.causes.models import Lesson
from muhatap.team.models import Agent

MOST_LESSONS = 12


def lessons(agent: Agent) -> Sequence[Lesson]:
    """Return the newest lessons of an agent's brands as numbers, without their models."""
    found = Lesson.objects.defer("model").select_related("brand").order_by("-at")
    return list((found.filter(brand__in=agent.brand_ids) if agent.brand_ids else found)[:MOST_LESSONS])
