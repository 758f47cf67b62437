"""The one way into the audit log."""

from typing import Any

from muhatap.team.models import Agent, AuditEntry


def record(act: str, *, by: Agent | None, subject: str = "", **data: Any) -> AuditEntry:
    """Write who did what. Values of secrets are never passed in, only that they changed."""
    return AuditEntry.objects.create(act=act, by=by, subject=subject, data=data)
