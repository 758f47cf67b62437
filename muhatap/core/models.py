"""What happened, row by row. Append-only: reports and threads read it, nothing changes it."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One fact of the domain, written by the action that made it true, in the same transaction.

    `subject` names the thing it happened to (`conversation:42`), `data` holds the ids and values of the event.
    """

    at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    # An agent's id, without a foreign key: agents live in a higher app, and an event outlives its agent.
    by_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="event_by_subject"),
            models.Index(fields=["name", "at"], name="event_by_name"),
        ]
