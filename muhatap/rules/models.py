"""A rule, what it did, where it was stopped, and the calls it makes to other machines."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Conversation
from muhatap.core.ids import uuid7
from muhatap.core.secrets import seal, unseal
from muhatap.team.models import Agent, Brand


class Trigger(models.TextChoices):
    """What sets a rule off. The last four are moments: nothing happened for too long."""

    OPENED = "opened", _("a conversation is opened")
    RECEIVED = "received", _("a customer writes")
    MACHINE = "machine", _("an automatic mail arrives")
    SENT = "sent", _("a reply is sent")
    STATUS = "status", _("the status changes")
    ASSIGNED = "assigned", _("it is given to somebody")
    LABELLED = "labelled", _("a label is added")
    CLOSED = "closed", _("a conversation is closed")
    REOPENED = "reopened", _("a closed conversation comes back")
    WOKEN = "woken", _("a snoozed conversation wakes")
    UNANSWERED = "unanswered", _("a customer waits for our answer")
    SILENT = "silent", _("a customer does not answer")
    OVERDUE = "overdue", _("our answer is late")
    OPEN_FOR = "open_for", _("a conversation stays open")


TIMED = (Trigger.UNANSWERED, Trigger.SILENT, Trigger.OVERDUE, Trigger.OPEN_FOR)
# Those of them that say how long.
WITH_DURATION = (Trigger.UNANSWERED, Trigger.SILENT, Trigger.OPEN_FOR)


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; rules for every brand belong to those who see every brand."""
        return self.filter(brand__in=agent.brand_ids) if agent.brand_ids else self

    def awake(self) -> Self:
        """Those that are switched on, in the order in which they are asked."""
        return self.filter(is_enabled=True).order_by("position", "id")


class Rule(models.Model):
    """An event, conditions and actions, asked in the order of `position`."""

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveIntegerField(default=0)
    is_enabled = models.BooleanField(default=False)
    # Empty means every brand's conversations.
    brand = models.ForeignKey(Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=20, choices=Trigger.choices)
    # How long nothing happened, for events that are moments.
    after_minutes = models.PositiveIntegerField(default=0)
    # Whether those minutes are counted in opening hours only.
    is_business_time = models.BooleanField(default=False)
    # As `conditions.Group.written` gives them.
    conditions = models.JSONField(default=dict)
    # [{"act": "label", "label": "7"}, …], as `deeds.read` takes them.
    actions = models.JSONField(default=list)
    # Whether the rules below it are left alone when it applied.
    stops_here = models.BooleanField(default=False)
    # What webhooks are signed with; sealed.
    sealed_secret = models.TextField(blank=True)
    created_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Counts the changes, so that a run says which wording it followed.
    version = models.PositiveIntegerField(default=1)
    # Since when a moment that comes is this rule's; what had come before is left alone.
    watching_since = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Rule"]] = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["event"], condition=Q(is_enabled=True), name="rule_awake")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_timed(self) -> bool:
        return self.event in TIMED

    @property
    def secret(self) -> str:
        """What the other side checks our signature with. Raises SealBroken."""
        return unseal(self.sealed_secret, context=self._context)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal(value, context=self._context)

    @property
    def _context(self) -> str:
        return f"rule:{self.pk}:secret"


class RuleRun(models.Model):
    """That a rule applied to a conversation on one occasion, what it did and why. One row is the promise of one run."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # "event:412", or "unanswered:42:2026-11-22T09:00:00+00:00" for a moment that comes once each time.
    occasion = models.CharField(max_length=100)
    event_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    # The conditions that held, as written: why it applied.
    because = models.JSONField(default=list)
    # What it did: [{"act": "label", "name": "fatura"}, {"act": "reply", "why": "machine"}]; a "why" means it did not.
    did = models.JSONField(default=list)
    has_failure = models.BooleanField(default=False)
    # Empty, or why nothing was done: "too_deep", "too_often".
    held_back = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["rule", "occasion"], name="rule_once_per_occasion")]
        indexes = [
            models.Index(fields=["rule", "-at"], name="run_by_rule"),
            models.Index(fields=["conversation", "rule", "-at"], name="run_by_conversation"),
        ]


class RuleStop(models.Model):
    """That a rule ran too often on one conversation and leaves it alone until a lead lets it go on."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="stops")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "conversation"], condition=Q(settled_at=None), name="rule_stopped_once"
            )
        ]


class Look(models.Model):
    """That a rule of moments has looked at a conversation in its present spell, whether it applied or not."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    # When the spell began: the wait, the silence, the openness.
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "conversation"], name="look_once_per_conversation")]


class CallState(models.TextChoices):
    WAITING = "waiting", _("on its way")
    TAKEN = "taken", _("taken")
    FAILED = "failed", _("not taken")


class Call(models.Model):
    """One webhook to be delivered: kept until the other side has taken it, or patience is over."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    run = models.ForeignKey(RuleRun, on_delete=models.CASCADE, related_name="calls")
    url = models.CharField(max_length=2000)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=CallState.choices, default=CallState.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    # When it is tried next; while it is tried, when it may be tried by another.
    next_at = models.DateTimeField(default=timezone.now)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # The other side's answer, and why it was not taken, as a kept sentence.
    status_code = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="call_due")]
