"""What is filled in about labels, opening hours and saved views."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muhatap.conversations import listing
from muhatap.conversations.filters import BadFilter, Group
from muhatap.conversations.models import Channel, Label, LabelColour, SavedView, Scope
from muhatap.core import business_time
from muhatap.core.business_time import BadHours
from muhatap.team.models import Agent, Brand, Role, Team

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
LONGEST_PROMISE = 14 * 24 * 60


class LabelForm(forms.ModelForm):  # type: ignore[type-arg]
    colour = forms.ChoiceField(label=gettext_lazy("Colour"), choices=LabelColour.choices, initial=LabelColour.GREY)

    class Meta:
        model = Label
        fields = ["name", "colour"]
        labels = {"name": gettext_lazy("Name")}

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = Label.objects.exclude(pk=self.instance.pk).filter(name__iexact=name)
        if others.exists():
            raise forms.ValidationError(_("There is a label of this name already."))
        return name


class HoursForm(forms.Form):
    """A week, the holidays, days of their own, and the promise of each channel of a brand."""

    holidays = forms.BooleanField(
        label=gettext_lazy("Closed on Turkish public holidays, and from 13.00 on half days"), required=False
    )
    special = forms.CharField(
        label=gettext_lazy("Days of their own"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "2026-11-27 08:00-24:00\n2026-12-31"}),
        help_text=gettext_lazy(
            "One a line: the date, then when you are there. A date alone is closed. They win over weekday and holiday."
        ),
    )

    def __init__(self, *args: Any, brand: Brand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = _hours_of(brand)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=100,
                initial=", ".join(map(business_time.span_in_words, hours.weekly[number])),
                widget=forms.TextInput(
                    attrs={"placeholder": pgettext("opening hours", "closed"), "autocomplete": "off"}
                ),
            )
        self.channels = list(Channel.objects.filter(brand=brand))
        for channel in self.channels:
            self.fields[f"channel_{channel.pk}"] = forms.IntegerField(
                label=channel.name,
                min_value=1,
                max_value=LONGEST_PROMISE,
                initial=channel.expected_minutes,
                help_text=_("Minutes of opening time until an answer."),
            )
        self.fields["holidays"].initial = bool(hours.holidays)
        self.fields["special"].initial = "\n".join(
            " ".join([day.isoformat(), ", ".join(map(business_time.span_in_words, spans))]).strip()
            for day, spans in sorted(hours.special.items())
        )

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{number}"] for number in range(7)]

    @property
    def promises(self) -> list[forms.BoundField]:
        return [self[f"channel_{channel.pk}"] for channel in self.channels]

    @property
    def opening_hours(self) -> dict[str, Any]:
        return self._opening_hours

    @property
    def expected_minutes(self) -> dict[int, int]:
        return {channel.pk: self.cleaned_data[f"channel_{channel.pk}"] for channel in self.channels}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        weekly = [self._spans(f"day_{number}") for number in range(7)]
        special = self._special(str(data.get("special", "")))
        if not self.errors:
            holidays = "TR" if data.get("holidays") else ""
            self._opening_hours = {"weekly": weekly, "holidays": holidays, "special": special}
            try:
                business_time.read(self._opening_hours)
            except BadHours as problem:
                self.add_error(None, str(problem))
        return data

    def _spans(self, name: str) -> list[str]:
        try:
            spans = business_time.read_spans(str(self.cleaned_data.get(name, "")))
        except BadHours as problem:
            self.add_error(name, str(problem))
            return []
        return [business_time.span_in_words(span) for span in spans]

    def _special(self, text: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for line in filter(None, (line.strip() for line in text.splitlines())):
            day, *rest = re.split(r"[\s:]+", line, maxsplit=1)
            try:
                spans = business_time.read_spans(rest[0] if rest else "")
                found[date.fromisoformat(day).isoformat()] = [business_time.span_in_words(span) for span in spans]
            except BadHours as problem:
                self.add_error("special", str(problem))
            except ValueError:
                self.add_error("special", _("“%(day)s” is no date. Write it as 2026-11-27.") % {"day": day[:40]})
        return found


class SavedViewForm(forms.ModelForm):  # type: ignore[type-arg]
    filter_line = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    order = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[("", gettext_lazy("As each person likes it")), *listing.ORDERS.items()],
    )

    class Meta:
        model = SavedView
        fields = ["name", "scope", "team", "order"]
        labels = {"name": gettext_lazy("Name"), "scope": gettext_lazy("Who sees it"), "team": gettext_lazy("Team")}
        help_texts = {"team": gettext_lazy("When a team sees it.")}

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_lead = agent.role != Role.AGENT
        teams = Team.objects.all() if is_lead else agent.teams.all()
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        # What everyone finds in their navigation is for leads to say.
        allowed = Scope.choices if is_lead else [choice for choice in Scope.choices if choice[0] != Scope.EVERYONE]
        self.fields["scope"].choices = allowed  # type: ignore[attr-defined]

    def clean_filter_line(self) -> Group:
        try:
            return Group.read(str(self.cleaned_data["filter_line"]))
        except BadFilter as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("scope") == Scope.TEAM and not data.get("team"):
            self.add_error("team", _("Choose the team that sees it."))
        if data.get("scope") != Scope.TEAM:
            data["team"] = None
        return data


def _hours_of(brand: Brand) -> business_time.Hours:
    try:
        return business_time.read(brand.opening_hours)
    except BadHours:
        return business_time.office()
