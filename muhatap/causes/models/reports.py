"""What departments were told of a cause, and said."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.causes.models.causes import Cause
from muhatap.causes.models.reasons import Department
from muhatap.core.ids import uuid7
from muhatap.team.models import Agent


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class Report(models.Model):
    """The evidence of a cause as it was sent to its department, and what they answered."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="reports")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="reports")
    sent_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # When mail and webhook had taken it; until then it is being sent.
    mailed_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    # Why the last attempt failed, in a sentence.
    problem = models.CharField(max_length=300, blank=True)
    # The numbers as they were: a report is not rewritten behind its reader.
    facts = models.JSONField()
    answer_by = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(answer="", escalated_at=None), name="report_unanswered")
        ]


class Asked(models.Model):
    """What a department asked about a report, and the answer."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]


class LetterKind(models.TextChoices):
    REPORT = "report", _("report")
    ANSWER = "answer", _("answer to a question")
    DIGEST = "digest", _("summary of the month")
    UNSHOWN = "unshown", _("word that a fix has not shown")
    OWNER = "owner", _("word to whoever follows it")
    TASK = "task", _("word about a task")


class Letter(models.Model):
    """A mail of the loop, written down before it leaves: it goes once, or is visibly perhaps gone.

    Claimed before it is handed over and marked when it was taken. Claimed and never marked, its worker died in
    between: nobody can know, so it is not repeated unless a person wants it.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    # What it is about, so that there is one of it: a report, a question, "3 2026-11" of a digest.
    about = models.CharField(max_length=60)
    # Where it is shown when nobody knows whether it went.
    cause = models.ForeignKey(Cause, null=True, on_delete=models.CASCADE, related_name="letters")
    department = models.ForeignKey(Department, null=True, on_delete=models.CASCADE, related_name="letters")
    to = models.CharField(max_length=254)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    is_uncertain = models.BooleanField(default=False)
    # The job that writes it, to be planned again.
    job = models.CharField(max_length=120)
    arguments = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about"], name="letter_once")]
        indexes = [models.Index(fields=["cause"], condition=Q(is_uncertain=True), name="letter_uncertain")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
