"""What an agent is writing and has not sent yet."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from muhatap.conversations.models.channel import Channel
from muhatap.conversations.models.conversation import Conversation
from muhatap.core.ids import uuid7
from muhatap.team.models import Agent


class DraftKind(models.TextChoices):
    REPLY = "reply"
    NOTE = "note"


class DraftQuerySet(models.QuerySet["Draft"]):
    def live(self) -> Self:
        """Those in which words stand that nobody has sent or dropped."""
        return self.filter(is_live=True)

    def of(self, agent: Agent) -> Self:
        return self.filter(agent=agent)


class Draft(models.Model):
    """The words of one agent for one conversation, reply and note apart; without a conversation, a first mail.

    The row stays when its words are sent or dropped, so that `revision` goes on counting: a second tab that still shows
    an older one is told, instead of writing over what it has not seen.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=10, choices=DraftKind.choices)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # As typed: half an address is kept as well.
    to = models.TextField(blank=True)
    cc = models.TextField(blank=True)
    bcc = models.TextField(blank=True)
    # Of a first mail only.
    subject = models.CharField(max_length=500, blank=True)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.SET_NULL, related_name="+")
    # The newest message of the conversation that its writer had before them.
    seen_id = models.BigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    # Of the form that saved it last: what that form sends needs no draft any more.
    key = models.CharField(max_length=64, blank=True)
    is_live = models.BooleanField(default=False)
    # Shown to colleagues for a look; perhaps one of them was asked by name.
    is_shared = models.BooleanField(default=False)
    shared_with = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Draft"]] = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "conversation", "kind"], nulls_distinct=False, name="draft_once_per_place"
            )
        ]
        indexes = [
            models.Index(fields=["updated_at"], condition=Q(is_live=False), name="draft_over"),
            models.Index(fields=["conversation"], condition=Q(is_shared=True), name="draft_shared"),
        ]
