"""What is filled in about reasons, causes, departments, and by departments themselves."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muhatap.causes.models import Cause, Department, Manner, Reason, State, Treatment
from muhatap.core import outgoing
from muhatap.team.models import Agent

FARTHEST = timedelta(days=730)
_NOBODY = gettext_lazy("Nobody yet")


def _lines(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _leaves() -> QuerySet[Reason]:
    return Reason.objects.filter(is_archived=False, children=None)


class CauseForm(forms.Form):
    """A cause that is opened, or told better."""

    name = forms.CharField(
        label=gettext_lazy("What happens, in a few words"),
        max_length=120,
        help_text=gettext_lazy("So that somebody outside the desk understands it: “Parcels stand still at the hub”."),
    )
    description = forms.CharField(
        label=gettext_lazy("What exactly, and where"), required=False, max_length=4000, widget=_lines(3)
    )
    wish = forms.CharField(label=gettext_lazy("What customers ask for"), required=False, max_length=300)
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=gettext_lazy("Who can fix it"),
        required=False,
        empty_label=cast(str, _NOBODY),
    )
    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=pgettext_lazy("why they wrote", "Reason"),
        required=False,
        empty_label=cast(str, gettext_lazy("None in particular")),
    )
    gathers = forms.BooleanField(
        label=gettext_lazy("Whatever is confirmed with this reason counts on it by itself"), required=False
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {}, use_required_attribute=False)
        # What was put away is chosen nowhere anew, and stays where it stands.
        department, reason = (self.initial.get(name) for name in ("department", "reason"))
        kept = Q(pk=department.pk) if department else Q()
        departments = Department.objects.filter(Q(is_archived=False) | kept)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        reasons = _leaves() | Reason.objects.filter(pk=reason.pk) if reason else _leaves()
        self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where a cause stands in the matrix when the data place it wrongly, and what is done about it."""

    class Meta:
        model = Cause
        fields = ["value_to_customer", "value_to_us", "treatment"]

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value_to_customer"] = _value(gettext_lazy("Value to the customer"))
        self.fields["value_to_us"] = _value(gettext_lazy("Value to us"))
        self.fields["treatment"].label = gettext_lazy("What we do about it")
        choices = [("", gettext_lazy("As the data say")), *Treatment.choices]
        cast("forms.ChoiceField", self.fields["treatment"]).choices = choices


class TurnForm(forms.Form):
    """A day and a few words that go with a turn. `to` is the state it turns to, where that matters."""

    on = forms.DateField(label=gettext_lazy("On which day"), required=False, widget=_day())
    text = forms.CharField(label=gettext_lazy("In a few words"), required=False, max_length=1000, widget=_lines(2))

    def __init__(self, data: Any = None, *, to: str = "") -> None:
        super().__init__(data, use_required_attribute=False)
        self.to = to

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and abs(on - timezone.localdate()) > FARTHEST:
            raise forms.ValidationError(_("That day is more than two years away. Nothing was changed."))
        if on and self.to == State.FIXED and on > timezone.localdate():
            raise forms.ValidationError(_("A fix lies behind us. Choose today or a day before; nothing was changed."))
        return on


class TaskForm(forms.Form):
    """Who does what about a reason until when."""

    what = forms.CharField(label=gettext_lazy("What will be done"), max_length=1000, widget=_lines(2))
    owner = forms.ModelChoiceField(Agent.objects.none(), label=gettext_lazy("Who takes it"), empty_label=None)
    due_on = forms.DateField(label=gettext_lazy("Until"), required=False, widget=_day())

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {}, use_required_attribute=False)
        self.fields["owner"].queryset = Agent.objects.active().order_by("name")  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        on: date | None = self.cleaned_data["due_on"]
        if on and abs(on - timezone.localdate()) > FARTHEST:
            raise forms.ValidationError(_("That day is more than two years away. Nothing was changed."))
        return on


class NewTaskForm(TaskForm):
    """A treatment of a reason that nobody has proposed."""

    reason = forms.ModelChoiceField(
        Reason.objects.none(),
        label=pgettext_lazy("why they wrote", "Reason"),
        empty_label=cast(str, gettext_lazy("Choose…")),
    )
    treatment = forms.ChoiceField(label=gettext_lazy("What we do about it"), choices=Treatment.choices)
    field_order = ("reason", "treatment", "what", "owner", "due_on")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["reason"].queryset = _leaves()  # type: ignore[attr-defined]


class AnswerForm(TurnForm):
    """What a department answers to a report."""

    who = forms.CharField(label=gettext_lazy("Your name"), required=False, max_length=80)

    def __init__(self, data: Any = None, *, answer: str = "") -> None:
        super().__init__(data)
        self.answer = answer

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.answer in {"refuse", "ask"} and not given.get("text", "").strip():
            self.add_error("text", _("A few words are needed here, so that the desk can go on."))
        if self.answer == "accept" and (on := given.get("on")) and on < timezone.localdate():
            self.add_error("on", _("That day has passed. Choose a later one; nothing was sent."))
        return given


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """One reason of the list."""

    class Meta:
        model = Reason
        fields = [
            "name_tr", "name_en", "parent", "department", "stage", "spike", "value_to_customer", "value_to_us",
            "asks_check_back",
        ]  # fmt: skip

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name_tr": gettext_lazy("In Turkish"),
            "name_en": gettext_lazy("In English"),
            "stage": gettext_lazy("When it happens"),
            "asks_check_back": gettext_lazy("Ask some days later whether everything is all right"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        # Its own group stays its own, put away or not.
        in_use = Q(is_archived=False) | Q(pk=self.instance.parent_id)
        groups = Reason.objects.filter(in_use, parent=None).exclude(pk=self.instance.pk)
        has_children = self.instance.pk is not None and self.instance.children.exists()
        self.fields["parent"] = forms.ModelChoiceField(
            groups.none() if has_children else groups,
            label=gettext_lazy("Group"),
            required=False,
            empty_label=cast(str, gettext_lazy("It is a group itself")),
        )
        self.fields["department"] = forms.ModelChoiceField(
            Department.objects.filter(is_archived=False),
            label=gettext_lazy("Who can fix it"),
            required=False,
            empty_label=cast(str, _NOBODY),
        )
        self.fields["spike"].label = gettext_lazy("If it came twice as often tomorrow, it")
        spikes = [("", gettext_lazy("I cannot say")), *list(Reason._meta.get_field("spike").choices or [])]
        cast("forms.ChoiceField", self.fields["spike"]).choices = spikes
        self.fields["value_to_customer"] = _value(gettext_lazy("Value to the customer"))
        self.fields["value_to_us"] = _value(gettext_lazy("Value to us"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("name_tr") or given.get("name_en")):
            self.add_error("name_tr", _("Give it a name in at least one language."))
        return given


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """A part of the company that can fix causes."""

    # Whoever types no scheme means the safe one.
    webhook_url = forms.URLField(
        label=gettext_lazy("Webhook (optional)"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Department
        fields = ["name", "head_name", "email", "language", "answer_days", "has_digest", "webhook_url"]

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": pgettext_lazy("department", "Name"),
            "head_name": gettext_lazy("Whom we greet"),
            "email": gettext_lazy("E-mail for reports"),
            "language": gettext_lazy("Language of reports"),
            "answer_days": gettext_lazy("Days to answer"),
            "has_digest": gettext_lazy("A summary every month"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["answer_days"].widget.attrs["min"] = 1

    def clean_answer_days(self) -> int:
        days: int = self.cleaned_data["answer_days"]
        if not 1 <= days <= 90:
            raise forms.ValidationError(_("Between 1 and 90 days."))
        return days

    def clean_webhook_url(self) -> str:
        url: str = self.cleaned_data["webhook_url"]
        if url:
            try:
                URLValidator(schemes=["http", "https"])(url)
                outgoing.check(url)
            except outgoing.NotAnAddress as error:
                raise forms.ValidationError(_("This is not an address that can be called.")) from error
        return url


class MannerForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the desk deals with reasons, and what an hour of it costs."""

    class Meta:
        model = Manner
        fields = ["is_reason_asked", "minutes_each", "hour_costs", "currency"]

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "is_reason_asked": gettext_lazy("Whoever closes says why the customer wrote (“not known yet” counts)"),
            "minutes_each": gettext_lazy("Minutes that one conversation takes"),
            "hour_costs": gettext_lazy("What an hour at the desk costs"),
            "currency": gettext_lazy("Currency"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["hour_costs"] = forms.DecimalField(
            label=labels["hour_costs"], min_value=0, max_digits=10, decimal_places=2
        )


class TellForm(forms.Form):
    """What those who suffered are told, in each language."""

    def __init__(self, data: Any = None, *, texts: dict[str, str]) -> None:
        super().__init__(data, use_required_attribute=False)
        for language, text in texts.items():
            label = {"tr": "Türkçe", "en": "English"}[language]
            self.fields[language] = forms.CharField(label=label, max_length=4000, initial=text, widget=_lines(9))

    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data[language] for language in self.fields}


def _value(label: object) -> forms.TypedChoiceField:
    choices = [
        ("", gettext_lazy("Not said")),
        (2, gettext_lazy("+2 · much wanted")),
        (1, "+1"),
        (0, "0"),
        (-1, "−1"),
        (-2, gettext_lazy("−2 · only a nuisance")),
    ]
    return forms.TypedChoiceField(label=cast(str, label), choices=choices, coerce=int, empty_value=None, required=False)
