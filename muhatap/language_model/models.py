"""Where the language model answers, and what it suggested that nobody has read yet."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Conversation
from muhatap.core.ids import uuid7
from muhatap.core.secrets import seal, unseal
from muhatap.team.models import Agent

# There is one for the desk.
ONLY = 1


class Endpoint(models.Model):
    """A server that speaks OpenAI's protocol. Nothing is asked of it while `is_on` is false."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    is_on = models.BooleanField(_("in use"), default=False)
    # Up to where the protocol begins: https://api.example.com/v1
    address = models.CharField(_("address"), max_length=500, blank=True)
    model = models.CharField(_("model"), max_length=120, blank=True)
    sealed_key = models.TextField(blank=True, editable=False)
    seconds = models.PositiveSmallIntegerField(
        _("seconds to wait"), default=30, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    # A server of the shop's own, on this machine or in its network.
    may_stay_inside = models.BooleanField(_("in the own network"), default=False)
    hourly_limit = models.PositiveSmallIntegerField(
        _("questions an hour for each agent"), default=60, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=ONLY), name="one_language_model")]

    def __str__(self) -> str:
        return self.model

    @property
    def key(self) -> str:
        """What we prove with who we are. Raises SealBroken."""
        return unseal(self.sealed_key, context="language_model:key")

    @key.setter
    def key(self, value: str) -> None:
        self.sealed_key = seal(value, context="language_model:key")


class Suggestion(models.Model):
    """A text that was put into a reply and that nobody has read yet; reading it removes the row.

    A reply that holds it as it stands is held back, whoever sends it.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
