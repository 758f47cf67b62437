"""Ways in and out of a brand."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.team.models import Brand


class Channel(models.Model):
    """One way in and out of a brand. What it needs to run (a mailbox, a widget) is a row of the channel's own app."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=320, blank=True)
    # The posted expectation: within how many minutes of opening time an answer comes.
    expected_minutes = models.PositiveIntegerField(_("answers within (minutes)"), default=480)
    # The same for each later message of a customer, and until the matter is settled; empty is as the first, and unsaid.
    next_minutes = models.PositiveIntegerField(null=True, blank=True)
    solving_minutes = models.PositiveIntegerField(null=True, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address"], condition=~Q(address=""), name="channel_once_per_address"
            )
        ]

    def __str__(self) -> str:
        return self.name
