"""What leads find of conversations among the settings, and the alarm when something has nobody."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from muhatap.conversations.models import Breach, BreachKind, Conversation, Label, SkillRule
from muhatap.team import acts, subjects
from muhatap.team.models import Agent
from muhatap.web.addresses import at
from muhatap.web.slots import Alarm, NavEntry, register_alarm, register_nav

ACTS = {
    "conversations.label_made": _("made a label"),
    "conversations.label_changed": _("changed a label"),
    "conversations.label_archived": _("took a label out of use"),
    "conversations.label_brought_back": _("took a label into use again"),
    "conversations.hours_changed": _("changed opening hours and promises"),
    "conversations.times_set": _("changed what customers may expect"),
    "conversations.exception_made": _("made an exception to what customers may expect"),
    "conversations.exception_ended": _("ended an exception to what customers may expect"),
    "conversations.loose_end_tied": _("tied up a loose end"),
    "conversations.skill_rule_added": _("asked for a skill"),
    "conversations.skill_rule_removed": _("no longer asked for a skill"),
}


def register() -> None:
    acts.register(ACTS, codes={"conversations.loose_end_tied": dict(BreachKind.choices)})
    subjects.register("label", Label, subjects.by_field(Label, "name"), gone=_("a label that is gone"))
    skill = subjects.by_field(SkillRule, "skill")
    subjects.register("skill_rule", SkillRule, skill, gone=_("a skill no longer asked for"))
    subjects.register(
        "conversation", Conversation, _named, gone=_("a conversation that is gone"), details=["conversation"]
    )
    register_alarm(
        Alarm(
            name="loose_ends",
            permission="conversations.loose_ends",
            url=at("conversations:loose_ends"),
            sentences=_sentences,
        )
    )
    pages = [
        ("crew", _("Who is here"), "team.change_work", 12),
        ("skills", _("Skills"), "conversations.skill_rules", 17),
        ("label_settings", _("Labels"), "conversations.set_up", 22),
        ("hours", _("Opening hours"), "conversations.set_up", 24),
        ("times", _("Expected times"), "conversations.set_up", 25),
        ("loose_ends", _("Loose ends"), "conversations.loose_ends", 45),
    ]
    for name, label, permission, order in pages:
        register_nav(
            NavEntry(
                name=f"conversations-{name}",
                label=label,
                url=at(f"conversations:{name}"),
                permission=permission,
                section="settings",
                order=order,
            )
        )


def _named(numbers: Collection[int]) -> Mapping[int, str]:
    subjects_of = Conversation.objects.filter(pk__in=numbers).values_list("pk", "subject")
    return {pk: f"#{pk} {subject}".rstrip() for pk, subject in subjects_of}


def _sentences(agent: Agent) -> list[str]:
    """Say how much nobody keeps, as the last audit found it: nothing, on most days."""
    count = Breach.objects.count()
    if not count:
        return []
    said = ngettext(
        "%(count)d loose end: somebody may be waiting in vain.",
        "%(count)d loose ends: somebody may be waiting in vain.",
        count,
    )
    return [said % {"count": count}]
