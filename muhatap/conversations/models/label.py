"""Words that a team puts on conversations to find them again."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LabelColour(models.TextChoices):
    """The tones of the design's tags."""

    GREY = "grey", _("Grey")
    TILE = "tile", _("Blue")
    AMBER = "amber", _("Amber")
    RED = "nar", _("Red")
    GREEN = "green", _("Green")


class Label(models.Model):
    """One word. Conversations hold the numbers of theirs, so a label is archived and never deleted."""

    name = models.CharField(_("name"), max_length=60)
    colour = models.CharField(_("colour"), max_length=10, choices=LabelColour.choices, default=LabelColour.GREY)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="label_once_per_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        """The class that gives a tag its colour; green is called after olives there."""
        return {LabelColour.GREY: "", LabelColour.GREEN: "olive"}.get(LabelColour(self.colour), self.colour)
