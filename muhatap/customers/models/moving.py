"""Two records that turned out to be one person, or one that was two; each such act can be taken back exactly."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.customers.models.customer import Customer, Identity
from muhatap.team.models import Agent


class CustomerMoveKind(models.TextChoices):
    MERGE = "merge", _("merged")
    SPLIT = "split", _("split off")


class CustomerMove(models.Model):
    """One act that brought addresses (and, in the app above, conversations) from one customer to another."""

    kind = models.CharField(max_length=10, choices=CustomerMoveKind.choices)
    source = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="moves_out")
    target = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="moves_in")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # What the target lacked and took over, to be given back: {"name": true, "attributes": {"3": "gold"}, …}
    taken_over = models.JSONField(default=dict)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=F("target")), name="customer_move_between_two")]


class MovedIdentity(models.Model):
    """That an address went along with a move."""

    move = models.ForeignKey(CustomerMove, on_delete=models.CASCADE, related_name="identity_rows")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="moves")
    was_main = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "identity"], name="identity_once_a_move")]


class NotSamePerson(models.Model):
    """That somebody looked at two customers and found them to be two. The lower number stands first."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_same_in_order"),
        ]
