"""What people fill in about who works when, with whom, and what they can take."""

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import lazystr
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from muhatap.core.turkish import sort_key
from muhatap.team.models import AbsenceKind, Agent, Assignment, Team
from muhatap.team.shifts import DAYS, NotAShift, spans_of

# The languages that a mail's own is told from; see mail/letter/language.py.
SPOKEN = ("tr", "en", "de", "fr", "ar", "ru")
DAY_NAMES = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
MOST_SKILLS, LONGEST_SKILL = 20, 40


def _zones() -> list[tuple[str, str]]:
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return [("", settings.TIME_ZONE), *((zone, zone.replace("_", " ")) for zone in places)]


class WeekForm(forms.Form):
    """One line for each day, as people write it: "09:00-12:30, 13:30-18:00"."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)

    def __init__(self, data: QueryDict | None = None, *, agent: Agent) -> None:
        week = {day: ", ".join(agent.shifts.get(day, ())) for day in DAYS}
        super().__init__(data, initial={**week, "time_zone": agent.time_zone})
        for day, name in DAY_NAMES.items():
            self.fields[day] = forms.CharField(
                label=name,
                required=False,
                max_length=80,
                widget=forms.TextInput(attrs={"placeholder": lazystr("09:00–18:00"), "autocomplete": "off"}),
            )
        self.order_fields([*DAYS, "time_zone"])

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[day] for day in DAYS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for day in DAYS:
            try:
                data[day] = [str(span) for span in spans_of(data.get(day, ""))]
            except NotAShift:
                self.add_error(day, _("Write it as 09:00-18:00, two shifts as 09:00-12:30, 13:30-18:00."))
        return data

    def week(self) -> dict[str, list[str]]:
        return {day: self.cleaned_data[day] for day in DAYS}


class AbsenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("Reason"), choices=AbsenceKind.choices)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "starts_on" in data and "ends_on" in data and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data


class LoadForm(forms.Form):
    """What automatic assignment goes by."""

    capacity = forms.IntegerField(
        label=_("Open conversations at most"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Nothing is given to them by itself beyond this. Empty: no limit."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages they answer in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every language."),
    )
    skills = forms.CharField(
        label=_("What they know"),
        required=False,
        max_length=MOST_SKILLS * (LONGEST_SKILL + 2),
        help_text=_("In words of your own, with commas: returns, customs, invoices."),
    )

    def __init__(self, data: QueryDict | None = None, *, agent: Agent) -> None:
        kept = {"capacity": agent.capacity, "languages": agent.languages, "skills": ", ".join(agent.skills)}
        super().__init__(data, initial=kept)
        offered = [(code, get_language_info(code)["name_translated"]) for code in SPOKEN]
        named = [(code, code) for code in agent.languages if code not in SPOKEN]
        self.fields["languages"].choices = offered + named  # type: ignore[attr-defined]

    def clean_skills(self) -> list[str]:
        words = [word.strip() for word in re.split(r"[,;\n]", self.cleaned_data["skills"]) if word.strip()]
        if len(words) > MOST_SKILLS or any(len(word) > LONGEST_SKILL for word in words):
            raise forms.ValidationError(_("At most 20 words or short phrases of 40 letters each."))
        return words


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields = ["name", "agents", "assignment"]
        labels = {"name": _("Name of the team"), "agents": _("Who is in it"), "assignment": _("New conversations go")}
        widgets = {"agents": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Somebody deactivated keeps their place: it is theirs again when they come back.
        members = Agent.objects.filter(pk__in=self.instance.agents.all()) if self.instance.pk else Agent.objects.none()
        people = sorted({*Agent.objects.active(), *members}, key=lambda agent: sort_key(agent.name))
        agents = self.fields["agents"]
        agents.choices = [(agent.pk, agent.name) for agent in people]  # type: ignore[attr-defined]
        self.fields["assignment"].choices = [  # type: ignore[attr-defined]
            ("", _("As the brand has it")),
            *Assignment.choices,
        ]
