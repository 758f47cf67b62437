"""What we asked a customer for although they had given it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations import asking_words
from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.message import Message
from muhatap.team.models import Agent


class AskedTwice(models.Model):
    """That a reply asked for something the customer had given in the same conversation."""

    class Kind(models.TextChoices):
        ORDER = asking_words.ORDER, _("the order number")
        PHOTO = asking_words.PHOTO, _("a photo")
        ADDRESS = asking_words.ADDRESS, _("the address")
        PHONE = asking_words.PHONE, _("the phone number")
        EMAIL = asking_words.EMAIL, _("the e-mail address")
        IBAN = asking_words.IBAN, _("the IBAN")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="asked_twice")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="asked_twice")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    # When we asked, and when the customer had given it.
    at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField()
    # It was handed over in between: whoever asks had it before them and did not look.
    is_after_hand_off = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["message", "kind"], name="asked_twice_once")]
        indexes = [models.Index(fields=["at"], name="asked_twice_by_time")]
