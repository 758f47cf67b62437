"""What a lead fills in to say what has to be known for what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muhatap.conversations.models import Channel, Label
from muhatap.team.models import Agent
from muhatap.team.queries import brands_of


class SkillRuleForm(forms.Form):
    """A skill, and the label or the channel that asks for it: one choice of both kinds."""

    skill = forms.CharField(label=_("Skill"), max_length=40, widget=forms.TextInput(attrs={"list": "known-skills"}))
    asked_by = forms.ChoiceField(label=_("Conversations with the label, or of the channel"))

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(f"label-{label.pk}", label.name) for label in Label.objects.filter(is_archived=False)]
        channels = Channel.objects.filter(brand__in=brands_of(agent))
        self.fields["asked_by"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (_("Labels"), labels),
            (_("Channels"), [(f"channel-{channel.pk}", channel.name) for channel in channels]),
        ]

    def rule(self) -> dict[str, Any]:
        """Return the rule in the words of `add_skill_rule`."""
        kind, _, number = self.cleaned_data["asked_by"].partition("-")
        return {
            "skill": self.cleaned_data["skill"],
            "label": Label.objects.get(pk=number) if kind == "label" else None,
            "channel": Channel.objects.get(pk=number) if kind == "channel" else None,
        }
