"""The departments that can fix causes."""

from django.db import transaction

from muhatap.causes.models import Department
from muhatap.core.signing import new_secret
from muhatap.team.audit import record
from muhatap.team.models import Agent


@transaction.atomic
def keep(department: Department, *, by: Agent) -> Department:
    """Keep a department as it was filled in. One with a webhook has a secret that its calls are signed with."""
    is_new = department.pk is None
    if department.webhook_url and not department.sealed_webhook_secret:
        department.webhook_secret = new_secret()
    department.save()
    act = "causes.department_added" if is_new else "causes.department_changed"
    record(act, by=by, subject=f"department:{department.pk}")
    return department
