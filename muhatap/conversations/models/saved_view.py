"""Lists that people keep: a filter and an order under a name."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.core.ids import uuid7
from muhatap.team.models import Agent, Team


class Scope(models.TextChoices):
    MINE = "mine", _("Only me")
    TEAM = "team", _("A team")
    EVERYONE = "everyone", _("Everyone")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, agent: Agent) -> Self:
        """Their own, those of their teams, and everyone's."""
        of_teams = Q(scope=Scope.TEAM, team__in=agent.teams.values("pk"))
        return self.filter(Q(owner=agent) | Q(scope=Scope.EVERYONE) | of_teams)


class SavedView(models.Model):
    """A list under a name. `filter` is the JSON form of `filters.Group`, `order` one of `listing.ORDERS` or empty."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="saved_views")
    scope = models.CharField(_("who sees it"), max_length=10, choices=Scope.choices, default=Scope.MINE)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    filter = models.JSONField(default=dict)
    order = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["SavedView"]] = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="team", team__isnull=False) | (~Q(scope="team") & Q(team=None)),
                name="saved_view_names_its_team",
            )
        ]

    def __str__(self) -> str:
        return self.name
