"""How a brand asks, changed by its leads."""

from collections.abc import Sequence

from django.db import transaction

from muhatap.surveys.models import SurveySettings
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def change(settings: SurveySettings, *, fields: Sequence[str], by: Agent) -> SurveySettings:
    """Keep how a brand asks from now on. What is planned already is decided when it is sent."""
    settings.save()
    audit.record("surveys.changed", by=by, subject=f"brand:{settings.brand_id}", fields=list(fields))
    return settings
