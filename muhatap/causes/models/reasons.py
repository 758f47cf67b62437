"""Why customers write, whose department it is, and what the desk has learned of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Conversation
from muhatap.core import secrets
from muhatap.team.models import Agent, Brand, Language


class Stage(models.TextChoices):
    """Where the customer stands with us when this happens."""

    PRE_SALE = "pre_sale", _("before buying")
    ORDER = "order", _("while ordering")
    AFTER_SALE = "after_sale", _("after buying")


class Spike(models.TextChoices):
    """What more of it would mean. Whoever cannot say has a name that says too little."""

    ALARMING = "alarming", _("would alarm us")
    PLEASING = "pleasing", _("would please us")


class Department(models.Model):
    """A part of the company that can fix causes. Nobody there needs a seat at the desk."""

    name = models.CharField(max_length=80)
    # Whom a report greets.
    head_name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.TURKISH)
    webhook_url = models.URLField(max_length=500, blank=True)
    sealed_webhook_secret = models.TextField(blank=True)
    # A report that nobody answered for so many days goes to the leads again.
    answer_days = models.PositiveSmallIntegerField(default=5)
    has_digest = models.BooleanField(default=True)
    digest_at = models.DateField(null=True)
    is_archived = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def webhook_secret(self) -> str:
        sealed = self.sealed_webhook_secret
        return secrets.unseal(sealed, context="department.webhook") if sealed else ""

    @webhook_secret.setter
    def webhook_secret(self, value: str) -> None:
        self.sealed_webhook_secret = secrets.seal(value, context="department.webhook") if value else ""


class Reason(models.Model):
    """Why a customer writes, in words that say why. A short list of two levels; the upper one only groups."""

    name_tr = models.CharField(max_length=80, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    department = models.ForeignKey(Department, null=True, on_delete=models.SET_NULL, related_name="reasons")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.AFTER_SALE)
    # How much this contact is worth, from -2 (only costs) to 2 (wanted); empty while nobody has said.
    value_to_customer = models.SmallIntegerField(null=True)
    value_to_us = models.SmallIntegerField(null=True)
    spike = models.CharField(max_length=10, choices=Spike.choices, blank=True)
    # "Is everything all right?" goes out some days after it was solved.
    asks_check_back = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)
    # The name of the seed it grew from, so that it is planted once.
    seed = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    # What its conversations fall into, as the last night saw it: [{"words", "share", "members", "examples"}].
    parts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [models.UniqueConstraint(fields=["seed"], condition=~Q(seed=""), name="reason_seed_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or in the other when it has only that."""
        return self.name_in(get_language() or "tr")

    def name_in(self, language: str) -> str:
        wanted, other = (self.name_en, self.name_tr) if language.startswith("en") else (self.name_tr, self.name_en)
        return wanted or other


class Choice(models.Model):
    """Why one conversation was written, as a person confirmed it; no reason means "not known yet".

    What the desk would have said beforehand stands beside it: its accuracy is counted from these rows.
    """

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="reason_choice")
    reason = models.ForeignKey(Reason, null=True, on_delete=models.PROTECT, related_name="choices")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # When the customer wrote: what counts for the contact rate.
    heard_at = models.DateTimeField()
    guess = models.ForeignKey(Reason, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of the first guess, 0 to 1.
    certainty = models.FloatField(null=True)
    # The place of the chosen one among the three guesses, 1 to 3; 0 when it was not there, empty without a guess.
    rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reason", "heard_at"], name="choice_by_reason"),
            models.Index(fields=["heard_at"], name="choice_by_time"),
        ]


class Lesson(models.Model):
    """What the desk has learned of reasons so far: one a brand, and its accuracy on what it had not seen."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    model = models.BinaryField()
    example_count = models.PositiveIntegerField()
    reason_count = models.PositiveSmallIntegerField()
    # Shares between 0 and 1, cross-validated; empty when there was too little to hold out.
    top_1 = models.FloatField(null=True)
    top_3 = models.FloatField(null=True)
    unknown_share = models.FloatField(null=True)
    # Which reasons were hard to tell apart, as `thinking.learning.Confusion` says it.
    confusions = models.JSONField(default=list, blank=True)

    class Meta:
        get_latest_by = "at"
        indexes = [models.Index(fields=["brand", "-at"], name="lesson_by_brand")]


class Manner(models.Model):
    """How the desk deals with reasons and causes; one row for all."""

    # Whoever closes says why the customer wrote, or that it is not known yet.
    is_reason_asked = models.BooleanField(default=False)
    minutes_each = models.PositiveSmallIntegerField(default=10)
    hour_costs = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(max_length=3, default="TRY")


class FineSo(models.Model):
    """A finding about the list of reasons that somebody looked at and refused: it is not told again."""

    key = models.CharField(max_length=120, unique=True)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
