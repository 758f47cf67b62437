"""What is typed about customers, and what may be wrong with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muhatap.customers import values
from muhatap.customers.models import (
    AttributeDefinition,
    AttributeKind,
    Consent,
    ConsentKind,
    Customer,
    Identity,
    Segment,
)

LANGUAGES = [
    ("", _("not known")),
    ("tr", "Türkçe"),
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("ru", "Русский"),
]


class DetailsForm(forms.Form):
    """Name, language, groups, and a field for each fact that the shop wants to know."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    segments = forms.ModelMultipleChoiceField(
        Segment.objects.filter(is_archived=False),
        label=_("Segments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial",
            {"name": customer.name, "language": customer.language, "segments": list(customer.segments.all())},
        )
        super().__init__(*args, **kwargs)
        known = dict(LANGUAGES)
        if customer.language and customer.language not in known:
            self.fields["language"].choices = [*LANGUAGES, (customer.language, customer.language)]  # type: ignore[attr-defined]
        self.definitions = list(AttributeDefinition.objects.filter(is_archived=False))
        for definition in self.definitions:
            self.fields[_name_of(definition)] = _field_of(definition, customer.attributes.get(str(definition.pk)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["attributes"] = {}
        for definition in self.definitions:
            try:
                typed = cleaned.get(_name_of(definition)) or ""
                cleaned["attributes"][str(definition.pk)] = values.read(definition, typed)
            except values.NotAValue as problem:
                self.add_error(_name_of(definition), problem.args[0])
        return cleaned


class IdentityForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(Identity.EMAIL, _("E-mail")), (Identity.PHONE, _("Phone"))], initial=Identity.EMAIL
    )
    value = forms.CharField(label=_("Address or number"), max_length=320)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
    is_pinned = forms.BooleanField(label=_("Pin: show it beside every conversation"), required=False)


class ConsentForm(forms.ModelForm):  # type: ignore[type-arg]
    kind = forms.ChoiceField(label=_("What for"), choices=ConsentKind.choices)
    is_given = forms.TypedChoiceField(
        label=_("What was said"),
        choices=[("yes", _("given")), ("no", _("withdrawn"))],
        coerce=lambda said: said == "yes",
    )
    source = forms.CharField(
        label=_("Where"), max_length=200, help_text=_("For example “order form” or “phone call of 3 May”.")
    )

    class Meta:
        model = Consent
        fields = ["kind", "is_given", "source"]


class SplitForm(forms.Form):
    """Which addresses belong to somebody else, and who that is."""

    identities = forms.ModelMultipleChoiceField(
        Identity.objects.none(), label=_("Addresses of the other person"), widget=forms.CheckboxSelectMultiple
    )
    name = forms.CharField(label=_("Name of the other person"), max_length=200, required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identities"].queryset = customer.identities.order_by("pk")  # type: ignore[attr-defined]


class AttributeForm(forms.ModelForm):  # type: ignore[type-arg]
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line; only for the type “choice”."),
    )

    class Meta:
        model = AttributeDefinition
        fields = ["name", "kind", "choices"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["kind"].label = _("Name"), _("Type")
        if self.instance.pk:
            self.initial["choices"] = "\n".join(self.instance.choices)
            # Values that are kept are of this type.
            self.fields["kind"].disabled = True

    def clean_choices(self) -> list[str]:
        lines = [line.strip()[:100] for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == AttributeKind.CHOICE and not cleaned.get("choices"):
            self.add_error("choices", _("Write at least one choice."))
        return cleaned


class SegmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Segment
        fields = ["name"]
        labels = {"name": _("Name of the segment")}


def _name_of(definition: AttributeDefinition) -> str:
    return f"attribute_{definition.pk}"


def _field_of(definition: AttributeDefinition, value: Any) -> forms.Field:
    initial = values.typed_again(definition, value)
    if definition.kind == AttributeKind.YES_NO:
        yes_no = [("", _("not known")), ("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=definition.name, choices=yes_no, required=False, initial=initial)
    if definition.kind == AttributeKind.CHOICE:
        words = dict.fromkeys([*definition.choices, *([initial] if initial else [])])
        choices = [("", _("not known")), *((word, word) for word in words)]
        return forms.ChoiceField(label=definition.name, choices=choices, required=False, initial=initial)
    kind = "date" if definition.kind == AttributeKind.DATE else "text"
    widget = forms.TextInput(
        attrs={"type": kind, **({"inputmode": "decimal"} if definition.kind == AttributeKind.NUMBER else {})}
    )
    return forms.CharField(
        label=definition.name, max_length=values.LONGEST, required=False, initial=initial, widget=widget
    )
