"""What mail needs beside the conversation: mailboxes, what was fetched and why something was not, letters and ids."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.core import secrets
from muhatap.team.models import Agent, Brand


class Security(models.TextChoices):
    TLS = "tls", _("TLS from the first byte")
    STARTTLS = "starttls", _("STARTTLS")
    NONE = "none", _("none (only on the same machine)")


class SignIn(models.TextChoices):
    PASSWORD = "password", _("password")
    GOOGLE = "google", _("Google account")
    MICROSOFT = "microsoft", _("Microsoft 365 account")
    NONE = "none", _("none")


class Incoming(models.TextChoices):
    IMAP = "imap", _("fetched by IMAP")
    PUSHED = "pushed", _("handed in by LMTP, SMTP or a pipe")


class Earlier(models.TextChoices):
    NONE = "none", _("none")
    LAST = "last", _("the last message")
    ALL = "all", _("all messages")


class Mailbox(models.Model):
    """The settings of a mail channel: where mail comes from, where it goes out, and how both are at the moment."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="mailbox")
    incoming = models.CharField(max_length=10, choices=Incoming.choices, default=Incoming.IMAP)
    sign_in = models.CharField(max_length=10, choices=SignIn.choices, default=SignIn.PASSWORD)

    imap_host = models.CharField(max_length=255, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    imap_username = models.CharField(max_length=320, blank=True)
    imap_folder = models.CharField(max_length=255, default="INBOX")

    smtp_host = models.CharField(max_length=255, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    smtp_username = models.CharField(max_length=320, blank=True)

    sealed_imap_password = models.TextField(blank=True, editable=False)
    sealed_smtp_password = models.TextField(blank=True, editable=False)
    sealed_refresh_token = models.TextField(blank=True, editable=False)
    sealed_access_token = models.TextField(blank=True, editable=False)
    access_token_expires_at = models.DateTimeField(null=True)
    dkim_selector = models.CharField(max_length=63, blank=True)
    sealed_dkim_key = models.TextField(blank=True, editable=False)

    is_reply_address_signed = models.BooleanField(default=True)
    earlier_messages = models.CharField(max_length=5, choices=Earlier.choices, default=Earlier.LAST)
    # The server whose Authentication-Results we believe; empty: we check SPF, DKIM and DMARC ourselves.
    trusted_authserv_id = models.CharField(max_length=255, blank=True)

    # How it is at the moment, for the settings page and the alarm.
    last_fetch_at = models.DateTimeField(null=True)
    fetch_failing_since = models.DateTimeField(null=True)
    fetch_problem = models.CharField(max_length=500, blank=True)
    last_sent_at = models.DateTimeField(null=True)
    send_failing_since = models.DateTimeField(null=True)
    send_problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.channel.address

    def secret(self, name: str) -> str:
        """Return a sealed value: "imap_password", "smtp_password", "refresh_token", "access_token" or "dkim_key"."""
        return secrets.unseal(getattr(self, f"sealed_{name}"), context=self._context(name))

    def set_secret(self, name: str, value: str) -> None:
        """Seal a value into its field; the caller saves. The mailbox must have its primary key."""
        setattr(self, f"sealed_{name}", secrets.seal(value, context=self._context(name)))

    def _context(self, name: str) -> str:
        return f"mail.Mailbox:{self.pk}:{name}"


class FolderCursor(models.Model):
    """How far a folder has been read: everything up to this UID is stored, whatever its flags and age.

    A changed UIDVALIDITY means new numbers: the folder is read from the start and known mails are recognised.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="cursors")
    folder = models.CharField(max_length=255)
    uidvalidity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "folder"], name="cursor_once_per_folder")]


class SourceState(models.TextChoices):
    STORED = "stored", _("stored")
    UNREADABLE = "unreadable", _("could not be read")
    REFUSED = "refused", _("refused")
    DUPLICATE = "duplicate", _("already known")


class RawSource(models.Model):
    """One mail as received, content-addressed, and what became of it. Nothing that was taken is without such a row."""

    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="raw_sources")
    # SHA-256 of the bytes: the blob's name and the reason why the same mail is stored once.
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # Where it came from: "imap:<mailbox>:<folder>:<uidvalidity>:<uid>", "lmtp", "pipe", "import:<run>".
    source = models.CharField(max_length=300)
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=10, choices=SourceState.choices)
    # Why it could not be read or was refused, in a sentence.
    reason = models.CharField(max_length=500, blank=True)
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="raw_sources")
    received_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "digest"], name="raw_once_per_channel")]
        indexes = [
            models.Index(fields=["received_at"], name="raw_by_time"),
            models.Index(fields=["-id"], condition=Q(state__in=["unreadable", "refused"]), name="raw_unreadable"),
            models.Index(fields=["source"], name="raw_by_source"),
        ]


class Letter(models.Model):
    """What only a mail has, beside its message: headers that thread it, and what its authentication said."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="letter")
    # The header Message-ID, without its angle brackets.
    header_message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.JSONField(default=list)
    # The address customers answer to, when it is not the channel's own (signed reply address).
    reply_to = models.CharField(max_length=320, blank=True)
    # By method (spf, dkim, dmarc, arc): the result and what it was about.
    authentication = models.JSONField(default=dict)
    defects = models.JSONField(default=list)


class KnownMessageId(models.Model):
    """Every Message-ID ever seen or made, also of mails only copied to us: what answers find their thread by."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    # A digest of the id, since ids may be longer than an index entry.
    digest = models.CharField(max_length=64)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="known_message_ids")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="known_message_ids")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "digest"], name="message_id_once_per_brand")]


class BouncedRecipient(models.Model):
    """That a message of ours did not reach one of its recipients, with the reason the other side gave."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="bounced_recipients")
    notice = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.CharField(max_length=320)
    status = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    is_permanent = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "address"], name="bounce_once_per_recipient")]


class BlockedSender(models.Model):
    """An address or a whole domain (`@example.com`) whose mail goes to spam."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="blocked_senders")
    pattern = models.CharField(_("address or @domain"), max_length=320)
    blocked_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    blocked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "pattern"], name="blocked_once")]


class AutomaticMail(models.Model):
    """That an automatic mail went to an address: what caps them."""

    address = models.CharField(max_length=320)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="automatic_mail_by_address")]


class Reconciliation(models.Model):
    """One day of a mailbox: what its server held, what we stored, what was refused and why."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="reconciliations")
    on = models.DateField()
    on_server_count = models.PositiveIntegerField(default=0)
    stored_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    missing_count = models.PositiveIntegerField(default=0)
    # [{"uid", "reason"}] of what is not stored.
    details = models.JSONField(default=list)
    problem = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "on"], name="reconciled_once_a_day")]
