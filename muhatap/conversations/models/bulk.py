"""One act on many conversations: what was asked, how far it is, and what each was before."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from muhatap.conversations.models.conversation import Conversation
from muhatap.core.ids import uuid7
from muhatap.team.models import Agent

# So few are done while one waits; more is the work of a job.
AT_ONCE = 50

# What is noted as asked for where one acts on the open conversation, not on chosen rows.
HERE = {"place": "conversation"}


class BulkState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class BulkRun(models.Model):
    """An agent's act on many conversations at once. Its items say which; the counts are theirs, kept for the page."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="bulk_runs")
    act = models.CharField(max_length=20)
    # What the act needs beside the conversation: {"agent": 3}, {"label": 7}, {"until": "2026-11-24T09:00:00+03:00"}
    arguments = models.JSONField(default=dict)
    # Where "all in this view" was pressed: {"view": "mine", …}; HERE, or empty when the rows were chosen one by one.
    asked = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.WAITING)
    item_count = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    # Those that were already as asked.
    same_count = models.PositiveIntegerField(default=0)
    failed_count = models.PositiveIntegerField(default=0)
    # Why the failed ones failed, and how many of each: {"gone": 2}
    failures = models.JSONField(default=dict)
    undone_count = models.PositiveIntegerField(default=0)
    # Those that somebody changed since, and that an undo therefore left alone.
    kept_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    # When the agent put its line away.
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "-id"], name="bulk_run_of_agent")]

    @property
    def is_going(self) -> bool:
        return self.state in (BulkState.WAITING, BulkState.RUNNING, BulkState.UNDOING)

    @property
    def is_large(self) -> bool:
        return self.item_count > AT_ONCE

    @property
    def is_here(self) -> bool:
        """Whether it is an act on the open conversation."""
        return bool(self.asked == HERE)

    @property
    def can_undo(self) -> bool:
        return bool(self.done_count) and self.state in (BulkState.DONE, BulkState.CANCELLED)


class BulkItemState(models.TextChoices):
    TODO = "todo"
    DONE = "done"
    SAME = "same"
    FAILED = "failed"
    UNDONE = "undone"
    KEPT = "kept"


class BulkItem(models.Model):
    """One conversation of a run. `before` and `after` hold what the act changed, for the undo to compare."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=BulkItemState.choices, default=BulkItemState.TODO)
    why = models.CharField(max_length=40, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "conversation"], name="bulk_item_once")]
        indexes = [
            models.Index(fields=["run", "conversation"], condition=Q(state="todo"), name="bulk_item_to_do"),
            models.Index(fields=["run", "conversation"], condition=Q(state="done"), name="bulk_item_to_undo"),
        ]
