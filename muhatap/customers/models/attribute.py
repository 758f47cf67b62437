"""What a shop wants to know of its customers: facts of its own, and groups with a name."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AttributeKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice")


class AttributeDefinition(models.Model):
    """One fact, with its type. Customers hold values under its number, so it is archived and never deleted."""

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("type"), max_length=10, choices=AttributeKind.choices, default=AttributeKind.TEXT)
    # The words to choose from, for a choice.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="attribute_once_per_name")]

    def __str__(self) -> str:
        return self.name


class Segment(models.Model):
    """A group of customers with a name, put together by hand."""

    name = models.CharField(_("name"), max_length=60)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="segment_once_per_name")]

    def __str__(self) -> str:
        return self.name
