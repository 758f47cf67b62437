"""The rings of the last hour, and who was last seen listening."""

from django.db import models
from django.db.models.expressions import Func
from django.utils import timezone


class CurrentTransaction(Func):
    """The id of the writing transaction, as PostgreSQL counts them without wrap-around."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()


class Ring(models.Model):
    """One ring of the bell. Readers go by (transaction, id), see hub.py for why the id alone would lose rings."""

    transaction = models.BigIntegerField(db_default=CurrentTransaction())
    topic = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["transaction", "id"], name="ring_in_order"),
            models.Index(fields=["at"], name="ring_by_age"),
        ]


class Listener(models.Model):
    """When somebody last had a page open. Written by the hub in one statement for all, see attendance.py."""

    agent_id = models.BigIntegerField(primary_key=True)
    seen_at = models.DateTimeField()


class Lease(models.Model):
    """That somebody is at a thing just now ("conversation:42"), until a moment that passes by itself.

    One row for each open page, so that closing one of two tabs ends nothing. The table is unlogged: what it holds is
    over before a crashed server is up again.
    """

    topic = models.CharField(max_length=60)
    agent_id = models.BigIntegerField()
    page = models.CharField(max_length=40)
    until = models.DateTimeField()
    # Until when they count as typing; empty while they only read.
    typing_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "agent_id", "page"], name="lease_once_per_page")]
        indexes = [models.Index(fields=["until"], name="lease_by_end")]
