"""A saved reply, its wordings, the voice of each brand, and how often what was inserted was sent, and changed."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import BulkRun, Conversation, Message
from muhatap.team.models import Agent, Brand, Language


class Situation(models.TextChoices):
    """What has happened to the customer: the groups of the list, in its order."""

    LOST_ORDER = "lost_order", _("Lost order")
    LATE_PARCEL = "late_parcel", _("Late parcel")
    DAMAGED = "damaged", _("Damaged parcel")
    UNHAPPY = "unhappy", _("Unhappy with the product")
    WRONG_ITEM = "wrong_item", _("Wrong item")
    MISSING_ITEM = "missing_item", _("Missing item")
    REFUND = "refund", _("Refund")
    EXCHANGE = "exchange", _("Exchange")
    BILLING = "billing", _("Invoice and payment")
    ORDER_CHANGE = "order_change", _("Order change")
    ADDRESS = "address", _("Address change")
    CANCELLATION = "cancellation", _("Cancellation")
    ACCOUNT = "account", _("Account")
    STOCK = "stock", _("Stock question")
    SIZE = "size", _("Size question")
    COMPLAINT = "complaint", _("Complaint")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    THANKS = "thanks", _("Thanks")
    CLOSING = "closing", _("Closing line")
    OTHER = "other", _("Other")


class Voice(models.TextChoices):
    """The constant style of a brand."""

    FORMAL = "formal", pgettext_lazy("voice", "Formal")
    WARM = "warm", pgettext_lazy("voice", "Warm")
    CASUAL = "casual", pgettext_lazy("voice", "Casual")


class Tone(models.TextChoices):
    """How the customer writes."""

    CALM = "calm", pgettext_lazy("tone", "calm")
    WORRIED = "worried", pgettext_lazy("tone", "worried")
    ANGRY = "angry", pgettext_lazy("tone", "angry")
    THANKFUL = "thankful", pgettext_lazy("tone", "thankful")


class Contact(models.TextChoices):
    ANY = "", _("always")
    FIRST = "first", _("on the first contact")
    LATER = "later", _("to customers who wrote before")


class OrderStanding(models.TextChoices):
    """Where the order is that the conversation is about, as far as a reply needs to know it."""

    PREPARING = "preparing", _("being prepared")
    ON_THE_WAY = "on_the_way", _("on its way")
    LATE = "late", pgettext_lazy("order", "late")
    DELIVERED = "delivered", _("delivered")
    RETURNING = "returning", _("on its way back")
    REFUNDED = "refunded", _("refunded")
    CANCELLED = "cancelled", _("cancelled")


class SavedReplyQuerySet(models.QuerySet["SavedReply"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands, and those for every brand."""
        return self.filter(Q(brand=None) | Q(brand__in=agent.brand_ids)) if agent.brand_ids else self

    def changeable_by(self, agent: Agent) -> Self:
        """Those of the agent's brands; what speaks for every brand belongs to those who see every brand."""
        return self.filter(brand__in=agent.brand_ids) if agent.brand_ids else self

    def in_use(self) -> Self:
        return self.filter(put_away_at=None)

    def of_brand(self, brand_id: int) -> Self:
        return self.filter(Q(brand=None) | Q(brand=brand_id))


class SavedReply(models.Model):
    """A model answer. Conditions that are empty hold always; the figures are kept by the actions."""

    # By language: {"tr": "Kargo gecikti", …}.
    names = models.JSONField(_("name"), default=dict)
    # What one types after the slash: "kargo-gecikti".
    shortcut = models.CharField(_("shortcut"), max_length=40)
    situation = models.CharField(_("group"), max_length=20, choices=Situation.choices, default=Situation.OTHER)
    # Empty means every brand.
    brand = models.ForeignKey(
        Brand, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("brand")
    )
    # Words of customers by which it is suggested, besides those of its group; several in a phrase.
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("words"))
    channel_kinds = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("channels"))
    tones = ArrayField(
        models.CharField(max_length=10, choices=Tone.choices), default=list, blank=True, verbose_name=_("tone")
    )
    contact = models.CharField(_("contact"), max_length=10, choices=Contact.choices, blank=True)
    order_standings = ArrayField(
        models.CharField(max_length=12, choices=OrderStanding.choices),
        default=list,
        blank=True,
        verbose_name=_("order"),
    )
    # [{"act": "label", "label": 7}, …] as `macros.read` takes them.
    acts = models.JSONField(_("acts"), default=list, blank=True)
    review_on = models.DateField(_("review date"), null=True, blank=True)
    created_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    put_away_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    put_away_at = models.DateTimeField(null=True)

    use_count = models.PositiveIntegerField(default=0)
    edited_count = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["SavedReply"]] = SavedReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            # One that is put away leaves its shortcut to others.
            models.UniqueConstraint(fields=["shortcut"], condition=Q(put_away_at=None), name="shortcut_once_in_use")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the language of the page; in the other where it has one only."""
        own = self.names.get((get_language() or Language.TURKISH)[:2])
        return own or next(filter(None, self.names.values()), self.shortcut)

    @property
    def is_put_away(self) -> bool:
        return self.put_away_at is not None

    @property
    def is_macro(self) -> bool:
        return bool(self.acts)

    @property
    def edited_percent(self) -> int | None:
        """How many of a hundred sent ones had their wording changed; None before the first."""
        return round(100 * self.edited_count / self.use_count) if self.use_count else None

    def is_to_review(self, today: date) -> bool:
        return not self.is_put_away and self.review_on is not None and self.review_on <= today


class Wording(models.Model):
    """What a saved reply says in one language; with a voice, to customers of brands that speak so."""

    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=5, choices=Language.choices)
    # Empty is for every voice that has no wording of its own.
    voice = models.CharField(max_length=10, choices=Voice.choices, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["language", "voice"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "language", "voice"], name="wording_once_per_language_and_voice")
        ]


class BrandVoice(models.Model):
    """How a brand speaks; one without a row speaks warmly."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="+")
    voice = models.CharField(max_length=10, choices=Voice.choices, default=Voice.WARM)


class Use(models.Model):
    """That a saved reply went out in a message, or its acts were done without one."""

    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="uses")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Whether other words were sent than were inserted; filled gaps are none.
    was_edited = models.BooleanField(default=False)
    # What its acts changed, to be put back with the message.
    run = models.ForeignKey(BulkRun, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "message"], name="use_once_per_message")]
        indexes = [models.Index(fields=["reply", "-at"], name="use_by_reply")]
