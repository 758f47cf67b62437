"""What we ask somebody else for a customer: a carrier, a supplier. Our own task until it is answered and done with."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models.conversation import Conversation
from muhatap.team.models import Agent


class Party(models.TextChoices):
    """Whom we ask."""

    CARRIER = "carrier", _("Carrier")
    SUPPLIER = "supplier", _("Supplier")
    OTHER = "other", _("Somebody else")


class ChaseQuerySet(models.QuerySet["Chase"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def unanswered_by(self, moment: datetime) -> Self:
        """Open ones that nobody answered in time and nobody was reminded of."""
        return self.open().filter(answered_at=None, reminded_at=None, due_at__lte=moment)


class Chase(models.Model):
    """That we asked somebody else, what for, and by when we want an answer.

    What is said to them stands in a side conversation of its own (`aside`), so that no mail to the customer can carry
    any of it. See docs/build/decisions/0017-side-conversations.md.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="chases")
    aside = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="chase")
    kind = models.CharField(max_length=10, choices=Party.choices)
    party_name = models.CharField(max_length=200)
    party_address = models.CharField(max_length=320)
    asked_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="chases")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    # When they wrote last, since we asked last.
    answered_at = models.DateTimeField(null=True)
    # When the time had passed and its owner heard of it.
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[models.Manager["Chase"]] = ChaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(ended_at=None, answered_at=None, reminded_at=None), name="chase_due"
            )
        ]

    def __str__(self) -> str:
        return self.party_name
