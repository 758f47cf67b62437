"""The question "is everything all right?" some days after a matter was solved, and what the customer said."""

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations.models import Conversation, Message
from muhatap.core.ids import uuid7
from muhatap.promises.models.owed import Promise
from muhatap.team.models import Agent, Brand


class CheckBackSettings(models.Model):
    """How one brand asks whether all is well. A brand without a row asks by these defaults: reasons opt in."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="check_back_settings")
    is_on = models.BooleanField(_("ask where the reason wants it"), default=True)
    after_days = models.PositiveSmallIntegerField(
        _("working days between closing and asking"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("In the brand's opening hours. Whoever writes before that is not asked."),
    )
    throttle_days = models.PositiveSmallIntegerField(
        _("days before the same customer is asked again"), default=14, validators=[MaxValueValidator(365)]
    )
    silent_days = models.PositiveSmallIntegerField(
        _("days after which no answer is written down as no answer"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    # As the brand puts it; empty is as we do (checking_back/wording.py).
    words_tr = models.CharField(_("question in Turkish"), max_length=400, blank=True)
    words_en = models.CharField(_("question in English"), max_length=400, blank=True)

    def __str__(self) -> str:
        return str(self.brand)


class CheckBackState(models.TextChoices):
    """planned → asked → answered or silent. Opened again before it was asked: it waits for the next closing."""

    PLANNED = "planned", pgettext_lazy("check-back", "planned")
    ASKED = "asked", pgettext_lazy("check-back", "asked")
    ANSWERED = "answered", pgettext_lazy("check-back", "answered")
    SILENT = "silent", pgettext_lazy("check-back", "no answer")
    CANCELLED = "cancelled", pgettext_lazy("check-back", "called off")
    SKIPPED = "skipped", pgettext_lazy("check-back", "not asked")


class Wellbeing(models.TextChoices):
    """What the customer said. Unclear until one of us has read it; no answer is no yes."""

    FINE = "fine", _("everything is all right")
    NOT_FINE = "not_fine", _("not everything is all right")
    UNCLEAR = "unclear", _("answered; nobody has read it yet")


class WhyNotAsked(models.TextChoices):
    WROTE = "wrote", _("the customer has written since")
    SAID = "said", _("the customer has answered a survey since")
    THROTTLED = "throttled", _("asked a short while ago")
    MACHINE = "machine", _("no person wrote, or it is not certain who did")
    SPAM = "spam", _("marked as spam")
    GONE = "gone", _("the conversation was deleted or merged")
    NO_ADDRESS = "no_address", _("no e-mail address")
    BOUNCED = "bounced", _("mail to the address comes back")
    REFUSED = "refused", _("does not want to be asked")
    NO_CONSENT = "no_consent", _("consent was withdrawn")
    OFF = "off", _("asking was turned off")
    TOO_LATE = "too_late", _("too long ago by now")
    LOST = "lost", _("the mail did not arrive")


class CheckBackQuerySet(models.QuerySet["CheckBack"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; of conversations in the bin nothing is shown."""
        found = self.filter(conversation__deleted_at=None)
        return found.filter(conversation__brand__in=agent.brand_ids) if agent.brand_ids else found

    def due(self, moment: datetime) -> Self:
        return self.filter(state=CheckBackState.PLANNED, planned_at__lte=moment)

    def to_call_silent(self, moment: datetime) -> Self:
        return self.filter(state=CheckBackState.ASKED, waits_until__lte=moment)


class CheckBack(models.Model):
    """One "is everything all right?" after one closing. The customer is the conversation's."""

    class Origin(models.TextChoices):
        REASON = "reason", _("because of the reason")
        BY_HAND = "by_hand", _("by hand")

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="check_backs")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    state = models.CharField(max_length=10, choices=CheckBackState.choices, default=CheckBackState.PLANNED)
    why = models.CharField(max_length=12, choices=WhyNotAsked.choices, blank=True)
    # Who helped the customer, in whose name it is asked.
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="check_backs")
    # Who planned it by hand, and who called it off.
    planned_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    cancelled_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    # Empty while the conversation is open.
    planned_at = models.DateTimeField(null=True)
    # The mail that asked.
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="check_backs")
    asked_at = models.DateTimeField(null=True)
    # From then on no answer is no answer; the link is good for longer.
    waits_until = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Wellbeing.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    # What the customer added on the page, and the mail that was their answer.
    words = models.TextField(blank=True)
    reply = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    # What we owe the customer since they said that not everything is all right.
    promise = models.ForeignKey(Promise, null=True, on_delete=models.SET_NULL, related_name="check_backs")

    objects: ClassVar[models.Manager["CheckBack"]] = CheckBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="planned"), name="one_check_back_planned_at_a_time"
            ),
            models.UniqueConstraint(fields=["message"], name="check_back_asked_once_by_a_mail"),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answer="", answered_at=None),
                name="check_back_answered_with_an_answer",
            ),
        ]
        indexes = [
            models.Index(fields=["planned_at"], condition=Q(state="planned"), name="check_back_due"),
            models.Index(fields=["waits_until"], condition=Q(state="asked"), name="check_back_waiting"),
            models.Index(fields=["-asked_at", "-id"], condition=Q(asked_at__isnull=False), name="check_back_asked"),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id}"

    @property
    def was_asked(self) -> bool:
        return self.asked_at is not None

    @property
    def is_pending(self) -> bool:
        return self.state in (CheckBackState.PLANNED, CheckBackState.ASKED)
