"""What a lead fills in to say what customers may expect: each channel's times, and exceptions for some."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations import durations, reasons
from muhatap.conversations.actions.expecting import For
from muhatap.conversations.expecting import Times
from muhatap.conversations.models import Channel
from muhatap.customers.models import Segment
from muhatap.team.models import Agent
from muhatap.team.queries import brands_of

FIRST, NEXT, SOLVING = (
    gettext_lazy("First reply within"),
    gettext_lazy("Later replies within"),
    gettext_lazy("Settled within"),
)


class LengthField(forms.CharField):
    """A length of opening time in words; its value is minutes, or None where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.TextInput(attrs={"autocomplete": "off", "size": 10, "class": "input"})
        super().__init__(max_length=60, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return durations.said(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value))
        if not text:
            return None
        try:
            return durations.read(text)
        except durations.NotALength as refusal:
            raise forms.ValidationError(
                _("“%(text)s” is no length of time. Write it as 4 h, 30 min or 1 h 30 min.") % {"text": text[:40]}
            ) from refusal


class ChannelTimesForm(forms.Form):
    """The three times of each channel that an agent sees, a row of a table each."""

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = list(Channel.objects.filter(brand__in=brands_of(agent)).select_related("brand"))
        for each in self.channels:
            self._add(each, "first", FIRST, each.expected_minutes, is_required=True)
            self._add(each, "next", NEXT, each.next_minutes)
            self._add(each, "solving", SOLVING, each.solving_minutes)

    @property
    def rows(self) -> list[tuple[Channel, list[forms.BoundField]]]:
        return [(each, [self[f"{name}_{each.pk}"] for name in ("first", "next", "solving")]) for each in self.channels]

    @property
    def times(self) -> dict[Channel, Times]:
        return {each: _times(self.cleaned_data, suffix=f"_{each.pk}") for each in self.channels}

    def _add(self, channel: Channel, name: str, label: Any, minutes: int | None, *, is_required: bool = False) -> None:
        field = LengthField(label=f"{channel.name}: {label}", required=is_required, initial=minutes)
        self.fields[f"{name}_{channel.pk}"] = field


class ExceptionForm(forms.Form):
    """For which reason, which customers and which channel something else holds, and what."""

    reason = forms.ChoiceField(label=gettext_lazy("Who write because of"), required=False)
    segment = forms.ModelChoiceField(
        label=gettext_lazy("Customers of the group"), queryset=Segment.objects.none(), required=False
    )
    channel = forms.ModelChoiceField(label=gettext_lazy("By"), queryset=Channel.objects.none(), required=False)
    first = LengthField(label=FIRST)
    next = LengthField(label=NEXT)
    solving = LengthField(label=SOLVING)

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["reason"].choices = [("", _("any reason")), *reasons.offered()]
        chosen["segment"].queryset = Segment.objects.filter(is_archived=False)
        chosen["segment"].empty_label = _("all customers")
        chosen["channel"].queryset = Channel.objects.filter(brand__in=brands_of(agent))
        chosen["channel"].empty_label = _("every channel")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not (given.get("reason") or given.get("segment")):
            raise forms.ValidationError(_("Say for which reason or which customers. What holds for all stands above."))
        if not self.errors and not any(given.get(name) for name in ("first", "next", "solving")):
            raise forms.ValidationError(_("Say at least one of the three times."))
        return given

    @property
    def whom(self) -> For:
        given = self.cleaned_data
        reason_id = int(given["reason"]) if given["reason"] else None
        return For(channel=given["channel"], reason_id=reason_id, segment=given["segment"])

    @property
    def times(self) -> Times:
        return _times(self.cleaned_data)


def _times(given: dict[str, Any], *, suffix: str = "") -> Times:
    return Times(first=given[f"first{suffix}"], next=given[f"next{suffix}"], solving=given[f"solving{suffix}"])
