"""What is filled in about surveys: how a brand asks, and what came of a follow-up."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from muhatap.surveys.following import LONGEST
from muhatap.surveys.models import Outcome, SurveySettings
from muhatap.team.models import Agent

LOW_CHOICES = [(1, _("1 only")), (2, _("2 and below")), (3, _("3 and below"))]
BY_HAND = [(each.value, each.label) for each in Outcome if each != Outcome.OVERTAKEN]


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    low_score = forms.TypedChoiceField(label=_("Scores to follow up"), choices=LOW_CHOICES, coerce=int)

    class Meta:
        model = SurveySettings
        fields = (
            "is_on",
            "after_hours",
            "percent",
            "throttle_days",
            "in_signature",
            "question_tr",
            "question_en",
            "asks_effort",
            "effort_tr",
            "effort_en",
            "colour",
            "low_score",
            "follow_up_hours",
        )


class EndForm(forms.Form):
    """What came of a follow-up."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=BY_HAND, widget=forms.RadioSelect, initial=Outcome.SOLVED
    )
    what = forms.CharField(
        label=_("What was done?"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_asked_again = forms.BooleanField(
        label=_("Ask the customer once more how it is now"),
        required=False,
        initial=True,
        help_text=_("That second score says whether the matter was put right."),
    )


class OwnerForm(forms.Form):
    """Who gets back to the customer."""

    owner = forms.ModelChoiceField(
        label=_("Who gets back to the customer?"),
        queryset=Agent.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, *args: Any, brand_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Agent]", self.fields["owner"]).queryset = (
            Agent.objects.seeing(brand_id).distinct().order_by("name")
        )
