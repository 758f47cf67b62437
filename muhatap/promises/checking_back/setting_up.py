"""How a brand asks whether all is well, changed by its leads."""

from collections.abc import Sequence

from django.db import transaction

from muhatap.promises.models import CheckBackSettings
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def change(settings: CheckBackSettings, *, fields: Sequence[str], by: Agent) -> CheckBackSettings:
    """Keep how a brand asks from now on. What is planned already keeps its time, and is decided when it is sent."""
    settings.save()
    audit.record("promises.check_backs_changed", by=by, subject=f"brand:{settings.brand_id}", fields=list(fields))
    return settings
