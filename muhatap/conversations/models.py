"""What a conversation is: one matter with one customer, its messages and what became of them."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer, Identity
from muhatap.team.models import Agent, Brand


class Channel(models.Model):
    """One way in and out of a brand. What it needs to run (a mailbox, a widget) is a row of the channel's own app."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=320, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address"], condition=~Q(address=""), name="channel_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting")
    ON_HOLD = "on_hold", _("On hold")
    SNOOZED = "snoozed", _("Snoozed")
    CLOSED = "closed", _("Closed")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """The sets people talk about. Every look-up from a page starts with `visible_to`."""

    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; all of them for an agent without named brands."""
        return self.filter(brand__in=agent.brand_ids) if agent.brand_ids else self

    def standing(self) -> Self:
        """Neither spam nor merged into another."""
        return self.filter(is_spam=False, merged_into=None)

    def active(self) -> Self:
        return self.standing().exclude(status=Status.CLOSED)

    def assigned_to(self, agent: Agent) -> Self:
        return self.active().filter(assigned_to=agent)

    def unassigned(self) -> Self:
        return self.active().filter(assigned_to=None)

    def closed(self) -> Self:
        return self.standing().filter(status=Status.CLOSED)

    def spam(self) -> Self:
        return self.filter(is_spam=True, merged_into=None)


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
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    opened_at = models.DateTimeField(default=timezone.now)
    last_message_at = models.DateTimeField(default=timezone.now)
    # When the customer began to wait for us; empty while they do not.
    waiting_since = models.DateTimeField(null=True)
    message_count = models.PositiveIntegerField(default=0)
    has_attachments = models.BooleanField(default=False)
    # An outgoing message of it failed or bounced and nobody has dealt with that yet.
    has_failure = models.BooleanField(default=False)

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
            models.Index(fields=["customer", "-last_message_at"], name="conversation_by_customer"),
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


class Direction(models.TextChoices):
    IN = "in", _("in")
    OUT = "out", _("out")
    NOTE = "note", _("note")


class Machine(models.TextChoices):
    """What a message is when no person wrote it."""

    PERSON = "", _("person")
    AUTO_REPLY = "auto_reply", _("automatic reply")
    BOUNCE = "bounce", _("undeliverable notice")
    LIST = "list", _("mailing list")
    CALENDAR = "calendar", _("calendar")
    DELIVERY_REPORT = "delivery_report", _("delivery report")
    SPAM_REPORT = "spam_report", _("spam report")


class Message(models.Model):
    """One thing said: by the customer (in), by us (out), or inside the company (note).

    `text` and `html` are what the writer wrote now; quoted text and signature are kept apart so that they fold.
    HTML is kept as it came and cleaned when shown, so that a better cleaner also helps old mail.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    machine = models.CharField(max_length=20, choices=Machine.choices, blank=True)
    author = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="messages")
    identity = models.ForeignKey(Identity, null=True, on_delete=models.SET_NULL, related_name="messages")
    # As they stood on the message: {"from": {"name", "address"}, "to": [...], "cc": [...], "bcc": [...]}
    people = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    quoted_text = models.TextField(blank=True)
    quoted_html = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    # Codes that the thread shows as a warning: "spoofed", "encrypted", "signed", "defective".
    warnings = models.JSONField(default=list)
    # What some messages carry beside text: {"calendar": [...]}
    extras = models.JSONField(default=dict)
    has_attachments = models.BooleanField(default=False)
    external_id = models.CharField(max_length=200, blank=True)
    # Given by the form that sent it, so that a second click finds the first message instead of making another.
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=~Q(external_id=""),
                name="message_once_per_channel",
            )
        ]
        indexes = [models.Index(fields=["conversation", "at", "id"], name="message_in_thread")]

    @property
    def is_note(self) -> bool:
        return self.direction == Direction.NOTE

    @property
    def is_ours(self) -> bool:
        return self.direction == Direction.OUT

    @property
    def is_automatic(self) -> bool:
        return bool(self.machine)


class Attachment(models.Model):
    """A file of a message; its bytes are a blob."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    # Empty while it is uploaded in the composer and not yet sent.
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="attachments")
    uploaded_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    blob = models.CharField(max_length=64)
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]


class DeliveryState(models.TextChoices):
    HELD = "held", _("held")
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    BOUNCED = "bounced", _("bounced")
    UNDONE = "undone", _("undone")


class Delivery(models.Model):
    """The durable outbox: one row for each outgoing message, written in the transaction of the reply.

    held (undo possible until `not_before`) → queued → sending → sent, or failed with the other side's words, or
    bounced later. The worker claims a row with a conditional update; see outbox.py. A queued row with attempts
    behind it is being tried again: `reason` says why, `not_before` when.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="delivery")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    not_before = models.DateTimeField(default=timezone.now)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    # When the present row of attempts began: what the patience of the outbox is measured from.
    tried_since = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    # Set and committed just before the last byte goes: from here on the other side may have the message.
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # The other side's own words, and ours for people.
    answer = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    is_permanent = models.BooleanField(default=False)
    # Interrupted between handing over and the answer: nobody here can know whether it arrived.
    is_uncertain = models.BooleanField(default=False)
    # The addresses that still lack it, when others have it already; empty means all.
    only_to = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["held", "queued", "sending"]),
                name="delivery_due",
            )
        ]


class Closure(models.Model):
    """That a conversation was closed, by whom and when; gone again when it reopens (the events keep the history)."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="closure")
    closed_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(default=timezone.now)


class SearchEntry(models.Model):
    """What one message is found by; written and asked by search.py alone.

    Each lexeme begins with the week of the message, so the index never looks into all of the past at once.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        verbose_name_plural = "search entries"
        # A list of pending entries would be read through for every week that is asked.
        indexes = [GinIndex(fields=["words"], fastupdate=False, name="search_by_word")]


class SearchWeek(models.Model):
    """A week that some message belongs to: the weeks that a search walks through."""

    number = models.IntegerField(primary_key=True)
