"""What is said in a conversation, with its files and what became of it on its way out."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models.channel import Channel
from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.draft import Draft
from muhatap.core.ids import uuid7
from muhatap.customers.models import Identity
from muhatap.team.models import Agent


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
    # The draft that keeps it until then.
    draft = models.ForeignKey(Draft, null=True, on_delete=models.SET_NULL, related_name="files")
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
    # Held for a moment that the agent chose; it goes back to the drafts when the customer writes first.
    is_scheduled = models.BooleanField(default=False)
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
