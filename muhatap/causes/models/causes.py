"""The causes behind reasons, with their evidence and every turn that they took."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.causes.models.reasons import Department, Reason
from muhatap.conversations.models import Conversation, Message
from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand


class State(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    HEARD = "heard", _("heard")
    REPORTED = "reported", _("reported")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    FIXING = "fixing", _("being fixed")
    FIXED = "fixed", _("fixed")
    VERIFIED = "verified", _("fixed, verified")
    DISMISSED = "dismissed", _("no cause")


# What is still to be done away with; a refused one goes on costing.
ACTIVE = (State.HEARD, State.REPORTED, State.ACCEPTED, State.REFUSED, State.FIXING)
SETTLED = (State.FIXED, State.VERIFIED)


class Treatment(models.TextChoices):
    """The four treatments of the value-irritant matrix (Price and Jaffe, The Best Service is No Service, 2008)."""

    ENCOURAGE = "encourage", _("encourage")
    SIMPLIFY = "simplify", _("simplify")
    AUTOMATE = "automate", _("automate")
    ELIMINATE = "eliminate", _("eliminate")


class Evidence(models.TextChoices):
    CONVERSATION = "conversation", _("conversation")
    ARTICLE_READ = "article_read", _("article read")
    FAILED_SEARCH = "failed_search", _("search without result")
    NOT_HELPED = "not_helped", _("“did not help”")
    CHAT_ANSWER = "chat_answer", _("answered by itself in the chat")


class CauseQuerySet(models.QuerySet["Cause"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands, and those of every brand."""
        return self.filter(Q(brand=None) | Q(brand__in=agent.brand_ids)) if agent.brand_ids else self

    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def settled(self) -> Self:
        return self.filter(state__in=SETTLED)

    def proposed(self) -> Self:
        return self.filter(state=State.PROPOSED)


class Cause(models.Model):
    """What makes customers write, owned by a department until it is fixed."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    # What happens, in a few sentences that somebody outside the desk understands.
    description = models.TextField(blank=True)
    # What customers ask for, as the agents hear it.
    wish = models.CharField(max_length=300, blank=True)
    brand = models.ForeignKey(Brand, null=True, on_delete=models.CASCADE, related_name="causes")
    reason = models.ForeignKey(Reason, null=True, on_delete=models.SET_NULL, related_name="causes")
    # Whatever is confirmed with its reason counts on it by itself.
    gathers = models.BooleanField(default=False)
    department = models.ForeignKey(Department, null=True, on_delete=models.SET_NULL, related_name="causes")
    # Who at the desk follows it.
    owner = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="causes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.HEARD)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    # What the machine saw when it proposed it: words, numbers, where. Never shown as it is.
    proposal = models.JSONField(default=dict, blank=True)
    state_at = models.DateTimeField(default=timezone.now)
    # The one that it was found to be the same as, until somebody takes them apart again.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="merged")
    # The day for which the department accepted it, and the day on which it was fixed.
    promised_on = models.DateField(null=True)
    fixed_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    # The day of a fix that has not shown; a person who says the same day again is not contradicted again.
    unshown_on = models.DateField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    treatment = models.CharField(max_length=10, choices=Treatment.choices, blank=True)
    # Set by hand where the data place it wrongly, -2 to 2.
    value_to_customer = models.SmallIntegerField(null=True)
    value_to_us = models.SmallIntegerField(null=True)
    # Kept with the evidence, for the list.
    evidence_count = models.PositiveIntegerField(default=0)
    first_heard_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    # Set while it comes more often than expected.
    spiked_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Cause"]] = CauseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-last_heard_at"], name="cause_by_state"),
            models.Index(fields=["reason"], condition=Q(gathers=True), name="cause_gathering"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name; while the desk proposes it for a reason that has jumped, the reason's in the reader's language."""
        is_of_reason = self.state == State.PROPOSED and self.proposal.get("kind") == "spike" and self.reason is not None
        return self.reason.name if is_of_reason and self.reason else self.name

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED


class Heard(models.Model):
    """One piece of evidence: a conversation, or as many silent contacts of one day as there were."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=16, choices=Evidence.choices, default=Evidence.CONVERSATION)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="causes_heard")
    # Which of its messages says it best, and the words of it: what a report quotes, with personal data masked.
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    quote = models.CharField(max_length=500, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    # An article, a search: what silent contacts are counted by.
    key = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)
    # With which causes it lay before they were merged, the first one first: where it goes back to.
    came_by = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # When this customer was told that it is fixed.
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "conversation"], condition=Q(kind="conversation"), name="heard_once_a_conversation"
            ),
        ]
        indexes = [
            models.Index(fields=["cause", "at"], name="heard_by_cause"),
            models.Index(fields=["cause", "kind", "key", "at"], condition=~Q(key=""), name="heard_silently"),
        ]


class Turn(models.Model):
    """One turn that a cause took: who, when, from which state to which, in whose words."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    # Somebody of the department, through their link; by nobody and not by them: the desk itself.
    is_departments = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices)
    text = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Wished(models.Model):
    """Somebody asked for what is not sold or not there: a signal for the product department."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="+")
    # The product in the customer's words, and those words made alike for counting.
    wording = models.CharField(max_length=120)
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="wished_by_key")]


def day_of(moment: datetime) -> date:
    """Return the day of the desk's time zone."""
    return timezone.localtime(moment).date()
