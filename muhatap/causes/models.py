"""Why customers write: reasons, the causes behind them with their evidence, and what departments were told and said."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Conversation, Message
from muhatap.core import secrets
from muhatap.core.ids import uuid7
from muhatap.customers.models import Customer
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
    # The day for which the department accepted it, and the day on which it was fixed.
    promised_on = models.DateField(null=True)
    fixed_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
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


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")


class Report(models.Model):
    """The evidence of a cause as it was sent to its department, and what they answered."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="reports")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="reports")
    sent_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # When mail and webhook had taken it; until then it is being sent.
    mailed_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    # Why the last attempt failed, in a sentence.
    problem = models.CharField(max_length=300, blank=True)
    # The numbers as they were: a report is not rewritten behind its reader.
    facts = models.JSONField()
    answer_by = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["answer_by"], condition=Q(answer="", escalated_at=None), name="report_unanswered")
        ]


class Asked(models.Model):
    """What a department asked about a report, and the answer."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]


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
