"""What some customers may expect instead of what their channel says."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from muhatap.conversations.models.channel import Channel
from muhatap.customers.models import Segment


class Expectation(models.Model):
    """An exception: for a reason, for the customers of a segment, or for both; of one channel, or of them all.

    A time that is empty is not said here; what is broader says it. All are minutes of opening time.
    """

    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="expectations")
    # The number that the app causes knows it by.
    reason_id = models.BigIntegerField(null=True, blank=True)
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    first_minutes = models.PositiveIntegerField(null=True, blank=True)
    next_minutes = models.PositiveIntegerField(null=True, blank=True)
    solving_minutes = models.PositiveIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason_id__isnull=False) | Q(segment__isnull=False), name="expectation_of_some"
            ),
            models.CheckConstraint(
                condition=Q(first_minutes__isnull=False)
                | Q(next_minutes__isnull=False)
                | Q(solving_minutes__isnull=False),
                name="expectation_says_something",
            ),
            models.UniqueConstraint(
                fields=["channel", "reason_id", "segment"], nulls_distinct=False, name="expectation_once"
            ),
        ]
