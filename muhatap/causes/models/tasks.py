"""What is done about a reason: one of the four treatments, by somebody, until a day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from muhatap.causes.models.causes import Treatment
from muhatap.causes.models.reasons import Reason
from muhatap.team.models import Agent


class TaskState(models.TextChoices):
    """proposed → taken → done, or dropped with a reason; what has ended is taken up again."""

    PROPOSED = "proposed", pgettext_lazy("task", "proposed")
    TAKEN = "taken", pgettext_lazy("task", "under way")
    DONE = "done", pgettext_lazy("task", "done")
    DROPPED = "dropped", pgettext_lazy("task", "dropped")


OPEN = (TaskState.PROPOSED, TaskState.TAKEN)


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> "TaskQuerySet":
        return self.filter(state__in=OPEN)


class Task(models.Model):
    """A treatment of one reason: who does what until when, and from what it was proposed."""

    reason = models.ForeignKey(Reason, on_delete=models.CASCADE, related_name="tasks")
    treatment = models.CharField(max_length=10, choices=Treatment.choices)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.PROPOSED)
    made_at = models.DateTimeField(default=timezone.now)
    state_at = models.DateTimeField(default=timezone.now)
    state_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="cause_tasks")
    what = models.CharField(max_length=1000, blank=True)
    due_on = models.DateField(null=True)
    # The day from which on its effect is measured.
    done_on = models.DateField(null=True)
    # In the words of whoever ended it: what came of it, or why not.
    said = models.CharField(max_length=1000, blank=True)
    # What the desk saw when it proposed it: {"count", "customer", "us"}.
    seen = models.JSONField(default=dict, blank=True)
    # Set when the owner was told that the day has come, and what came of it.
    told_due_on = models.DateField(null=True)
    told_effect_on = models.DateField(null=True)

    objects: ClassVar[models.Manager["Task"]] = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "treatment"], condition=Q(state__in=OPEN), name="task_open_once_a_treatment"
            ),
            models.CheckConstraint(condition=~Q(state="done") | Q(done_on__isnull=False), name="task_done_on_a_day"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="task_by_state")]

    def __str__(self) -> str:
        return f"{self.get_treatment_display()}: {self.reason}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
