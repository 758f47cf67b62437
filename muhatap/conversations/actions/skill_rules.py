"""What has to be known to answer some conversations."""

from django.db import transaction

from muhatap.conversations.models import Channel, Label, SkillRule
from muhatap.team import audit
from muhatap.team.models import Agent


@transaction.atomic
def add_skill_rule(*, skill: str, label: Label | None, channel: Channel | None, by: Agent) -> SkillRule:
    """Ask for a skill where a label is on a conversation, or for all of a channel. Asking twice changes nothing."""
    rule, is_new = SkillRule.objects.get_or_create(skill=skill.strip(), label=label, channel=channel)
    if is_new:
        audit.record("conversations.skill_rule_added", by=by, subject=f"skill_rule:{rule.pk}", skill=rule.skill)
    return rule


@transaction.atomic
def remove_skill_rule(rule: SkillRule, *, by: Agent) -> None:
    audit.record("conversations.skill_rule_removed", by=by, subject=f"skill_rule:{rule.pk}", skill=rule.skill)
    rule.delete()
