"""What rules may name, and what they have named: asked once for both, on one page."""

from collections.abc import Sequence

from muhatap.conversations.models import Label
from muhatap.core.page_memory import once_a_page
from muhatap.customers.models import Segment
from muhatap.team.models import Team

# Number and name of each, and whether it is out of use: named in an old rule, but in no new one.
Things = Sequence[tuple[int, str, bool]]


@once_a_page
def labels() -> Things:
    return list(Label.objects.values_list("pk", "name", "is_archived"))


@once_a_page
def segments() -> Things:
    return list(Segment.objects.values_list("pk", "name", "is_archived"))


@once_a_page
def teams() -> Things:
    return [(pk, name, False) for pk, name in Team.objects.values_list("pk", "name")]


def choices(things: Things) -> list[tuple[str, str]]:
    """Return what a new rule may name."""
    return [(str(pk), name) for pk, name, is_archived in things if not is_archived]


def names(things: Things) -> dict[str, str]:
    """Return what everything is called, also what is out of use."""
    return {str(pk): name for pk, name, _ in things}
