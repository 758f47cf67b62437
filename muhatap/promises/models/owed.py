"""What we owe: every promise of a reply, from when it was made until it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Conversation, Message
from muhatap.team.models import Agent, Team


class State(models.TextChoices):
    """Late is no state of its own: an open one is late when its time has passed."""

    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    WAIVED = "waived", _("no longer needed")
    BROKEN = "broken", _("not kept")


class Origin(models.TextChoices):
    REPLY = "reply", _("in a reply")
    NOTE = "note", _("in a note")
    BY_HAND = "by_hand", _("by hand")
    CHECK_BACK = "check_back", _("asked whether all is well")


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those to customers of the agent's brands; of conversations in the bin nothing is owed."""
        found = self.filter(conversation__deleted_at=None)
        return found.filter(conversation__brand__in=agent.brand_ids) if agent.brand_ids else found

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def by_due(self) -> Self:
        """Those without a time first: somebody has to say when."""
        return self.order_by(F("due_at").asc(nulls_first=True), "id")

    def to_warn_of(self, moment: datetime) -> Self:
        return self.open().filter(warned_at=None, warn_at__lte=moment)

    def to_call_late(self, moment: datetime) -> Self:
        return self.open().filter(called_late_at=None, due_at__lte=moment)


class Promise(models.Model):
    """Something that one of us said we would do, for whom, and by when."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="promises")
    # Where it was said; empty for one written down by hand.
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="promises")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    text = models.CharField(max_length=500)
    # Who answers for it; empty while nobody does.
    owner = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="promises")
    made_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # Empty for one that was made without a time.
    due_at = models.DateTimeField(null=True)
    # As it was first promised.
    first_due_at = models.DateTimeField(null=True)
    # A day was promised, no hour: `due_at` is when the brand closes on it.
    is_whole_day = models.BooleanField(default=False)
    # When its owner is reminded, and was.
    warn_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    # When the leads heard that its time has passed.
    called_late_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    # Why it was waived or not kept.
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Promise"]] = PromiseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("due_at").asc(nulls_first=True), F("id"), condition=Q(ended_at=None), name="promise_open_by_due"
            ),
            models.Index(
                F("owner"),
                F("due_at").asc(nulls_first=True),
                F("id"),
                condition=Q(ended_at=None),
                name="promise_open_by_owner",
            ),
            models.Index(fields=["warn_at"], condition=Q(ended_at=None, warned_at=None), name="promise_to_warn"),
            models.Index(fields=["due_at"], condition=Q(ended_at=None, called_late_at=None), name="promise_to_call"),
            models.Index(fields=["-ended_at", "-id"], condition=Q(ended_at__isnull=False), name="promise_ended"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def was_late(self) -> bool:
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at


class Move(models.Model):
    """That a promise was given another time, and what caused it."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="moves")
    was_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]


class Way(models.TextChoices):
    """How the receiver will reach the customer: they write or call, the customer need not."""

    HERE = "here", _("here, in this conversation")
    PHONE = "phone", _("by phone")
    EMAIL = "email", _("by e-mail")
    STORE = "store", _("in the store")


class HandOffQuerySet(models.QuerySet["HandOff"]):
    def open(self) -> Self:
        """Those that nobody has accepted or returned."""
        return self.filter(ended_at=None)

    def to_escalate(self, moment: datetime) -> Self:
        return self.open().filter(escalated_at=None, answer_by__lte=moment)

    def offered_to(self, agent: Agent, team_ids: Sequence[int]) -> Self:
        return self.open().filter(Q(to=agent) | Q(to_team__in=team_ids))


class HandOff(models.Model):
    """That a conversation is offered to a person or a team, with all they need; theirs once they accept.

    Until then it is the giver's: nothing lies between two chairs.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="hand_offs")
    giver = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    # One of the two.
    to = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="hand_offs")
    to_team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="hand_offs")
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.HERE)
    happened = models.TextField()
    wanted = models.TextField()
    tried = models.TextField(blank=True)
    promised = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    # By when the receiver says yes or no, and when the leads heard that they had not.
    answer_by = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["HandOff"]] = HandOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_open_hand_off_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["to"], condition=Q(ended_at=None), name="hand_off_to"),
            models.Index(fields=["to_team"], condition=Q(ended_at=None), name="hand_off_to_team"),
            models.Index(
                fields=["answer_by"], condition=Q(ended_at=None, escalated_at=None), name="hand_off_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.conversation_id}"

    @property
    def receiver(self) -> str:
        return str(self.to.name if self.to else self.to_team or "")
