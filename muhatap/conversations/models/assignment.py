"""How work finds its people: whose turn it was, what a conversation asks of them, and what has no keeper."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models.channel import Channel
from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.label import Label
from muhatap.team.models import Agent, Brand, Team


class Turn(models.Model):
    """Who was given the last conversation of a queue: a team's, or a brand's that no team has.

    Whoever gives out work of a queue holds this row, so that two arrivals at one moment take turns too.
    """

    team = models.OneToOneField(Team, null=True, on_delete=models.CASCADE, related_name="+")
    brand = models.OneToOneField(Brand, null=True, on_delete=models.CASCADE, related_name="+")
    # A plain number: one who left still marks the place where the others go on.
    last_agent_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(team=None, brand__isnull=False) | models.Q(team__isnull=False, brand=None),
                name="turn_of_one_queue",
            )
        ]


class SkillRule(models.Model):
    """What must be known to answer conversations with a label, or of a channel."""

    skill = models.CharField(_("skill"), max_length=40)
    label = models.ForeignKey(Label, null=True, blank=True, on_delete=models.CASCADE, related_name="skill_rules")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="skill_rules")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["skill", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(label=None, channel__isnull=False) | models.Q(label__isnull=False, channel=None),
                name="skill_rule_by_label_or_channel",
            ),
            models.UniqueConstraint(fields=["skill", "label", "channel"], nulls_distinct=False, name="skill_rule_once"),
        ]


class BreachKind(models.TextChoices):
    OWNER_LEFT = "owner_left", _("Its owner has left")
    OWNER_ABSENT = "owner_absent", _("Its owner is not there")
    NOBODY = "nobody", _("Nobody has it")
    OVERSLEPT = "overslept", _("It should have woken")
    EMPTY_TEAM = "empty_team", _("Its team has nobody")
    OVER_CAP = "over_cap", _("Too many at once")


class Breach(models.Model):
    """Something that nobody keeps, as the last audit found it; gone once it is mended."""

    kind = models.CharField(max_length=12, choices=BreachKind.choices)
    # One of the two: the conversation, or the agent who has too many.
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="breaches")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.CASCADE, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "conversation", "agent"], nulls_distinct=False, name="breach_once")
        ]
