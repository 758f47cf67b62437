"""One matter with one customer, and the sets of them that people talk about."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models.channel import Channel
from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand, Team


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    ON_HOLD = "on_hold", _("On hold")
    SNOOZED = "snoozed", _("Snoozed")
    CLOSED = "closed", _("Closed")


class Woken(models.TextChoices):
    """Why a snoozed conversation came back."""

    TIME = "time", _("its time came")
    CUSTOMER_WROTE = "customer_wrote", _("the customer wrote")
    BY_HAND = "by_hand", _("woken by hand")
    # Of a chase: whom we asked has answered, or has not and should have.
    ANSWERED = "answered", _("whom we asked answered")
    OVERDUE = "overdue", _("whom we asked did not answer")
    UNREACHED = "unreached", _("whom we asked could not be reached")
    # What we said we would do for the customer has to be done now.
    OWED = "owed", _("what we promised is due")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """The sets people talk about. Every look-up from a page starts with `visible_to`."""

    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; all of them for an agent without named brands. The bin is another place."""
        return self.of_brands(agent).filter(deleted_at=None)

    def in_bin_of(self, agent: Agent) -> Self:
        """Those of the agent's brands that were deleted and can still be brought back."""
        return self.of_brands(agent).filter(deleted_at__isnull=False, merged_into=None)

    def of_brands(self, agent: Agent) -> Self:
        return self.filter(brand__in=agent.brand_ids) if agent.brand_ids else self

    def standing(self) -> Self:
        """Neither spam, nor merged into another, nor deleted, and no side of another."""
        return self.main().filter(is_spam=False, merged_into=None, deleted_at=None)

    def main(self) -> Self:
        """Those with a customer; what is said to others for a customer stands in the customer's."""
        return self.filter(aside_of=None)

    def active(self) -> Self:
        return self.standing().exclude(status=Status.CLOSED)

    def awake(self) -> Self:
        """Active and not resting: what somebody may do something about."""
        return self.active().exclude(status=Status.SNOOZED)

    def assigned_to(self, agent: Agent) -> Self:
        return self.active().filter(assigned_to=agent)

    def unassigned(self) -> Self:
        return self.active().filter(assigned_to=None)

    def sleeping_past(self, moment: datetime) -> Self:
        """Snoozed ones whose time to wake has come."""
        return self.active().filter(status=Status.SNOOZED, snoozed_until__lte=moment)

    def closed(self) -> Self:
        return self.standing().filter(status=Status.CLOSED)

    def spam(self) -> Self:
        return self.filter(is_spam=True, merged_into=None, deleted_at=None)


class Conversation(models.Model):
    """One matter with one customer, over any channels. Its number is its primary key.

    The columns a list needs are kept here by the actions, so that a list reads one table.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="conversations")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="conversations")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="conversations")
    # The name as the list shows it, copied from the customer.
    customer_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    preview = models.CharField(max_length=240, blank=True)
    language = models.CharField(max_length=5, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    is_spam = models.BooleanField(default=False)
    assigned_to = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    # The queue it stands in while nobody has it; empty means everyone's.
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    label_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    # The customer's conversation for which this one was begun with somebody else (see Chase). Such a one counts as
    # closed, so that no list, queue or rule takes it for work of its own.
    aside_of = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="asides")
    # Somebody else was asked for it, or for one that was merged into it.
    has_asides = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    last_message_at = models.DateTimeField(default=timezone.now)
    # When one of us last had it open.
    read_at = models.DateTimeField(null=True)
    # When the customer began to wait for us; empty while they do not.
    waiting_since = models.DateTimeField(null=True)
    # By when the customer was told to expect an answer; empty while they do not wait.
    due_at = models.DateTimeField(null=True)
    # `due_at`, earlier for each time they had to write: the order of what hurts most.
    pressing_at = models.DateTimeField(null=True)
    # In how many minutes of opening time that is, and when its owner is warned of it; empty once they were.
    expected_minutes = models.PositiveIntegerField(null=True)
    warn_at = models.DateTimeField(null=True)
    # Why the customer wrote, as chosen or else as guessed, the narrower first: numbers of the app causes, kept by it.
    reason_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # Since when the time to settle it runs (empty while it is the customer's turn), how many seconds of opening time
    # had run before, by when it should be settled, and when its owner is warned of that.
    solving_since = models.DateTimeField(null=True)
    solving_spent = models.PositiveIntegerField(default=0)
    solve_by = models.DateTimeField(null=True)
    solve_warn_at = models.DateTimeField(null=True)
    # When a snoozed one wakes by itself; empty while it sleeps until the customer writes.
    snoozed_until = models.DateTimeField(null=True)
    # Why it woke (one of `Woken`), until somebody acts on it.
    woken_why = models.CharField(max_length=20, blank=True)
    # How much of what we promised the customer is open, and by when the first of it is due. Kept by the app promises.
    owed_count = models.PositiveSmallIntegerField(default=0)
    owed_at = models.DateTimeField(null=True)
    # It is offered to somebody else, who has not said yes or no yet. Kept by the app promises.
    is_offered = models.BooleanField(default=False)
    # The effort so far: how often the customer had to write, and how often a closed matter came back.
    customer_message_count = models.PositiveIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    message_count = models.PositiveIntegerField(default=0)
    has_attachments = models.BooleanField(default=False)
    # An outgoing message of it failed or bounced and nobody has dealt with that yet.
    has_failure = models.BooleanField(default=False)
    # In the bin since then; gone for good some weeks later.
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Conversation"]] = ConversationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["assigned_to", "-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None) & ~Q(status="closed"),
                name="conversation_active_by_agent",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None) & ~Q(status="closed"),
                name="conversation_active",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None),
                name="conversation_standing",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None, status="closed"),
                name="conversation_closed",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(is_spam=True, merged_into=None),
                name="conversation_spam",
            ),
            # Few of a large desk, looked for among all of them.
            models.Index(
                fields=["-last_message_at", "-id"], condition=Q(has_failure=True), name="conversation_with_failure"
            ),
            # What waits for us, by need and by time. Few rows of a large desk: only those that wait are in them.
            models.Index(
                fields=["pressing_at", "id"],
                condition=Q(is_spam=False, merged_into=None, pressing_at__isnull=False),
                name="conversation_pressing",
            ),
            models.Index(
                fields=["assigned_to", "pressing_at", "id"],
                condition=Q(is_spam=False, merged_into=None, pressing_at__isnull=False),
                name="conversation_pressing_by_agent",
            ),
            models.Index(
                fields=["waiting_since", "id"],
                condition=Q(is_spam=False, merged_into=None, waiting_since__isnull=False),
                name="conversation_waiting",
            ),
            models.Index(
                fields=["assigned_to", "waiting_since", "id"],
                condition=Q(is_spam=False, merged_into=None, waiting_since__isnull=False),
                name="conversation_waiting_by_agent",
            ),
            models.Index(
                fields=["status", "-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None, status__in=["waiting", "on_hold", "snoozed"]),
                name="conversation_resting",
            ),
            models.Index(
                fields=["pressing_at", "id"],
                condition=Q(is_spam=False, merged_into=None, pressing_at__isnull=False, status="on_hold"),
                name="conversation_held",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None, has_failure=True),
                name="conversation_failed",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(status="snoozed"), name="conversation_sleeping"),
            # Few rows of a large desk: those that will be warned of.
            models.Index(fields=["warn_at"], condition=Q(warn_at__isnull=False), name="conversation_to_warn"),
            models.Index(
                fields=["solve_warn_at"], condition=Q(solve_warn_at__isnull=False), name="conversation_solve_warn"
            ),
            models.Index(
                fields=["team", "-last_message_at", "-id"],
                condition=Q(is_spam=False, merged_into=None, assigned_to=None, team__isnull=False)
                & ~Q(status="closed"),
                name="conversation_in_queue",
            ),
            models.Index(fields=["customer", "-last_message_at"], name="conversation_by_customer"),
            GinIndex(fields=["label_ids"], name="conversation_by_label"),
            models.Index(
                fields=["-deleted_at", "-id"], condition=Q(deleted_at__isnull=False), name="conversation_deleted"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    @property
    def survivor(self) -> "Conversation":
        """The conversation that this one lives on in: itself, unless it was merged."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into
        return found

    @property
    def page(self) -> "Conversation":
        """The conversation on whose page this one stands: the customer's, for what is said on its side."""
        return (self.aside_of or self).survivor


class Closure(models.Model):
    """That a conversation was closed, by whom and when; gone again when it reopens (the events keep the history)."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="closure")
    closed_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now)
