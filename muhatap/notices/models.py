"""What an agent is told, how they want to be told, and the devices it reaches them on."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations.models import Conversation, Message
from muhatap.core.ids import uuid7
from muhatap.team.models import Agent


class Kind(models.TextChoices):
    """What one can be told of; in the order of the page where each is chosen."""

    ASSIGNED = "assigned", _("A conversation is given to me")
    TIME_NEARLY_UP = (
        "time_nearly_up",
        _("The time to answer a customer is nearly up: mine, and for leads nobody’s"),
    )
    CUSTOMER_WROTE = "customer_wrote", _("A customer writes in a conversation of mine")
    NEW_UNASSIGNED = "new_unassigned", _("A new conversation that nobody has yet")
    MENTIONED = "mentioned", _("A colleague mentions me in a note")
    NOT_DELIVERED = "not_delivered", _("A reply of mine was not delivered")
    WOKE = "woke", _("A conversation of mine wakes from its snooze")
    SENDING_CANCELLED = "sending_cancelled", _("A reply I scheduled is held back, because the customer wrote")
    DRAFT_SHARED = "draft_shared", _("A colleague asks me to look at a draft")
    CHASE_ANSWERED = "chase_answered", _("A carrier or supplier that was asked for a customer of mine answers")
    CHASE_OVERDUE = "chase_overdue", _("A carrier or supplier has not answered in time")
    PROMISE_DUE = "promise_due", _("The time of a promise of mine comes soon")
    PROMISE_LATE = "promise_late", _("The time of a promise has passed: of mine, and for leads of anybody’s")
    HANDED_TO_ME = "handed_to_me", _("A colleague hands a conversation to me or my team")
    HAND_OFF_ANSWERED = "hand_off_answered", _("A conversation I handed over is accepted or returned")
    HAND_OFF_OPEN = "hand_off_open", _("A conversation that was handed over is accepted by nobody")
    LOW_SCORE = "low_score", _("A customer of mine is not satisfied and left a low score")
    FOLLOW_UP_LATE = "follow_up_late", _("Nobody has followed a low score up in time: mine, and for leads anybody’s")
    ACT_WAITS = "act_waits", _("An act on an order waits for a second person")
    ACT_NOT_DONE = "act_not_done", _("An act on an order that I asked for was not done")


class Digest(models.TextChoices):
    NEVER = "never", pgettext_lazy("digest", "Never")
    HOURLY = "hourly", _("Every hour")
    DAILY = "daily", _("Once a day, in the morning")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, agent: Agent) -> Self:
        return self.filter(agent=agent)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def shown(self) -> Self:
        """Those that the bell shows; others are for a push or a mail alone."""
        return self.filter(is_shown=True)


class Notice(models.Model):
    """One thing an agent is told. While it is unread, the same happening again only makes it newer and counts on.

    How it reaches them is written down when it happens, so that a later change of mind does not reach back.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notices")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(default=True)
    is_heard = models.BooleanField(default=False)
    is_for_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Notice"]] = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "conversation", "kind"], condition=Q(read_at=None), name="notice_once_while_unread"
            )
        ]
        indexes = [
            models.Index(fields=["agent", "-at", "-id"], condition=Q(is_shown=True), name="notice_by_agent"),
            models.Index(
                fields=["agent"], condition=Q(read_at=None, is_for_mail=True, mailed_at=None), name="notice_to_mail"
            ),
            models.Index(fields=["at"], name="notice_by_age"),
        ]


class Choice(models.Model):
    """How an agent wants to be told of one kind. Without a row the defaults hold (see choosing.py)."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    bell = models.BooleanField(default=True)
    sound = models.BooleanField(default=True)
    push = models.BooleanField(default=True)
    mail = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "kind"], name="choice_once_per_kind")]
        # Who wants to hear of one kind: asked whenever a conversation begins that nobody has.
        indexes = [models.Index(fields=["kind"], name="choice_by_kind")]


class Manners(models.Model):
    """What holds for all of an agent's notices. Without a row: no mail, no silence, no names on a lock screen."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="notice_manners")
    digest = models.CharField(
        _("mail me what I have not read"), max_length=10, choices=Digest.choices, default=Digest.NEVER
    )
    is_quiet_off_shift = models.BooleanField(_("no sound and no push outside my shift"), default=False)
    # A push stands on a locked screen for everybody to see.
    is_naming = models.BooleanField(_("show the customer's first name in a push"), default=False)


class PushKey(models.Model):
    """The desk's own key pair for pushes, made once; browsers remember its public half with each subscription."""

    public = models.CharField(max_length=100)
    private_sealed = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="pushkey_is_the_only_one")]


class PushSubscription(models.Model):
    """A browser that takes pushes for an agent: the address it gave, and the keys only it can read with."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.TextField()
    # Addresses run to hundreds of letters: too long for an index of their own.
    endpoint_digest = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth_sealed = models.TextField()
    # As its browser calls itself: "Chrome, Android".
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    reached_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]
