"""What a customer allowed us, and took back: a log that is only added to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.customers.models.customer import Customer
from muhatap.team.models import Agent


class ConsentKind(models.TextChoices):
    """The three ways of İYS, the Turkish register of consent to commercial messages, and the use of personal data."""

    EMAIL = "email", _("Marketing by e-mail")
    MESSAGE = "message", _("Marketing by text message")
    CALL = "call", _("Marketing by phone")
    DATA = "data", _("Use of personal data")


class Consent(models.Model):
    """One statement: given or withdrawn, when, and where we know it from. The newest of a kind is what holds."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("what for"), max_length=10, choices=ConsentKind.choices)
    is_given = models.BooleanField(_("given"))
    at = models.DateTimeField(default=timezone.now)
    # Where it was said: "order form", "phone call of 3 May".
    source = models.CharField(_("where"), max_length=200, blank=True)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "kind", "-at"], name="consent_of_customer")]
