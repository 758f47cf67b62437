"""What was asked after an episode, what the customer said, and who follows a low score up."""

from datetime import datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations.models import Channel, Conversation, Message
from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer
from muhatap.team.models import Agent, Brand

BEST = 5
# "Satisfied" is a four or a five. Source: the usual top-two-box definition of CSAT.
SATISFIED = 4


class Colour(models.TextChoices):
    """The brand's colour on the page that customers see; each is legible by day and by night."""

    TILE = "tile", pgettext_lazy("brand colour", "Tile blue")
    OLIVE = "olive", pgettext_lazy("brand colour", "Olive")
    AMBER = "amber", pgettext_lazy("brand colour", "Amber")
    NAR = "nar", pgettext_lazy("brand colour", "Pomegranate")
    INK = "ink", pgettext_lazy("brand colour", "Ink")


class SurveySettings(models.Model):
    """How one brand asks. A brand without a row does not ask."""

    brand = models.OneToOneField(Brand, on_delete=models.CASCADE, related_name="survey_settings")
    is_on = models.BooleanField(_("ask customers after a conversation is closed"), default=False)
    after_hours = models.PositiveSmallIntegerField(
        _("hours between closing and asking"),
        default=2,
        validators=[MaxValueValidator(336)],
        help_text=_("By day only, on the brand's clock. Whoever writes again before that is not asked yet."),
    )
    percent = models.PositiveSmallIntegerField(
        _("how many of 100 closed conversations are asked about"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    throttle_days = models.PositiveSmallIntegerField(
        _("days before the same customer is asked again"), default=30, validators=[MaxValueValidator(365)]
    )
    asks_effort = models.BooleanField(_("then ask how much effort it took (CES)"), default=True)
    in_signature = models.BooleanField(
        _("five faces below every reply"),
        default=False,
        help_text=_("Each reply can be rated by itself. Those scores are counted apart."),
    )
    low_score = models.PositiveSmallIntegerField(
        _("a score up to this one is followed up"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )
    follow_up_hours = models.PositiveSmallIntegerField(
        _("open hours within which it is followed up"),
        default=9,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
    )
    # As the brand puts them; empty is as we do (wording.py).
    question_tr = models.CharField(_("question in Turkish"), max_length=200, blank=True)
    question_en = models.CharField(_("question in English"), max_length=200, blank=True)
    effort_tr = models.CharField(_("question about effort in Turkish"), max_length=200, blank=True)
    effort_en = models.CharField(_("question about effort in English"), max_length=200, blank=True)
    colour = models.CharField(_("colour of the page"), max_length=10, choices=Colour.choices, default=Colour.TILE)

    def __str__(self) -> str:
        return str(self.brand)


class Origin(models.TextChoices):
    MAIL = "mail", _("asked by mail")
    SIGNATURE = "signature", _("below a reply")


class State(models.TextChoices):
    """planned → sent → answered. Reopened before it was sent: cancelled, and planned anew at the next closing."""

    PLANNED = "planned", _("planned")
    SENT = "sent", _("asked")
    ANSWERED = "answered", _("answered")
    CANCELLED = "cancelled", _("cancelled: the conversation was opened again")
    SKIPPED = "skipped", _("not asked")


class Why(models.TextChoices):
    """Why somebody was not asked."""

    SAMPLED_OUT = "sampled_out", _("not among those who are asked")
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


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; of conversations in the bin nothing is shown."""
        found = self.filter(conversation__deleted_at=None)
        return found.filter(brand__in=agent.brand_ids) if agent.brand_ids else found

    def answered(self) -> Self:
        return self.filter(state=State.ANSWERED)

    def due(self, moment: datetime) -> Self:
        return self.filter(state=State.PLANNED, planned_at__lte=moment)


class Survey(models.Model):
    """One question to a customer after one episode, or the rating of one reply, and what they said.

    The customer is the conversation's: whoever is merged or split takes their scores along.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="surveys")
    # The mail that asks; of a rating below a reply, that reply.
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="surveys")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.MAIL)
    # The how-manieth of its conversation; 0 for the rating of a reply.
    episode = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    # As it was then: a conversation may change hands and names later.
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="surveys")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="surveys")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="surveys")
    language = models.CharField(max_length=5)
    closed_at = models.DateTimeField(default=timezone.now)
    planned_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # When the customer last changed what they said.
    changed_at = models.DateTimeField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    # 5 is very high effort.
    effort = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)
    # The low score after which the customer was asked once more.
    again_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="seconds")

    objects: ClassVar[models.Manager["Survey"]] = SurveyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="survey_score"),
            models.CheckConstraint(condition=Q(effort__isnull=True) | Q(effort__range=(1, 5)), name="survey_effort"),
            models.CheckConstraint(
                condition=Q(state="answered", score__isnull=False, answered_at__isnull=False)
                | (~Q(state="answered") & Q(score=None, answered_at=None)),
                name="survey_answered_with_a_score",
            ),
            models.UniqueConstraint(fields=["conversation"], condition=Q(state="planned"), name="survey_one_planned"),
            models.UniqueConstraint(
                fields=["message"], condition=Q(origin="signature"), name="survey_once_below_a_reply"
            ),
        ]
        indexes = [
            models.Index(fields=["planned_at"], condition=Q(state="planned"), name="survey_due"),
            models.Index(fields=["-answered_at", "-id"], condition=Q(state="answered"), name="survey_answers"),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id}"

    @property
    def is_satisfied(self) -> bool:
        return self.score is not None and self.score >= SATISFIED


class Outcome(models.TextChoices):
    SOLVED = "solved", _("put right")
    EXPLAINED = "explained", _("talked about; it could not be put right")
    UNREACHED = "unreached", _("the customer could not be reached")
    OVERTAKEN = "overtaken", _("the customer raised the score")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, agent: Agent) -> Self:
        found = self.filter(survey__conversation__deleted_at=None)
        return found.filter(survey__brand__in=agent.brand_ids) if agent.brand_ids else found

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def to_call_late(self, moment: datetime) -> Self:
        return self.open().filter(called_late_at=None, due_at__lte=moment)


class FollowUp(models.Model):
    """That somebody gets back to a customer who left a low score, by when, and what came of it."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="follow_up")
    # Empty while nobody answers for it: the leads are told.
    owner = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="follow_ups")
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    called_late_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    # What was done, in the words of whoever did it.
    what = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[models.Manager["FollowUp"]] = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(ended_at=None), name="follow_up_open"),
            models.Index(fields=["due_at"], condition=Q(ended_at=None, called_late_at=None), name="follow_up_to_call"),
        ]

    def __str__(self) -> str:
        return str(self.survey)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class SurveyRefusal(models.Model):
    """That a customer does not want to be asked any more, and how we know."""

    class How(models.TextChoices):
        PAGE = "page", _("on the page of a survey")
        MAIL = "mail", _("by mail")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="survey_refusals")
    how = models.CharField(max_length=5, choices=How.choices)
    at = models.DateTimeField(default=timezone.now)
