"""The saved replies of the demo desk: the model ones, some due for a second look."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from muhatap.knowledge import actions
from muhatap.knowledge.models import SavedReply
from muhatap.knowledge.seeds import SEEDS
from muhatap.team.models import Agent

# Prices of returns change: these are looked at first.
TO_REVIEW = ("iade-kabul", "degisim-kabul")


def plant(*, by: Agent, now: datetime) -> None:
    actions.plant(by=by, now=now)
    SavedReply.objects.filter(shortcut__in=TO_REVIEW).update(review_on=(now - timedelta(days=2)).date())


def clear(*, emails: Sequence[str]) -> None:
    """Take away what the demo's people planted and nobody else changed or sent."""
    model = SavedReply.objects.filter(shortcut__in=[seed.shortcut for seed in SEEDS], created_by__email__in=emails)
    model.filter(changed_by__email__in=emails, uses=None).delete()
