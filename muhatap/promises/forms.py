"""What is filled in about a promise."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.promises.models import CheckBackSettings, State, Way

LONGEST_REPLY = 20_000
AT_LATEST = timedelta(days=366)
_MOMENT = "%Y-%m-%dT%H:%M"


def _lines(count: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": count})


class DueField(forms.DateTimeField):
    """A moment to come, as the desk's clock shows it."""

    def __init__(self, **kwargs: Any) -> None:
        picker = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=picker, **kwargs)

    def clean(self, value: Any) -> Any:
        due: datetime | None = super().clean(value)
        now = timezone.now()
        if due is not None and due <= now:
            raise forms.ValidationError(_("That moment has passed. Choose a later one; nothing was changed."))
        if due is not None and due > now + AT_LATEST:
            raise forms.ValidationError(_("That is more than a year away. Choose an earlier moment."))
        return due


class PromiseForm(forms.Form):
    """One that is written down by hand."""

    text = forms.CharField(
        label=gettext_lazy("What did we promise?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    due_at = DueField(label=gettext_lazy("By when"))


class MoveForm(forms.Form):
    """Another time for it, and the words that tell the customer."""

    due_at = DueField(label=gettext_lazy("New time"))
    why = forms.CharField(
        label=gettext_lazy("What holds it up?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Stays with us: it is counted among the causes of delay."),
    )
    is_told = forms.BooleanField(label=gettext_lazy("Tell the customer now"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Message to the customer"),
        max_length=LONGEST_REPLY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **(initial or {})}, use_required_attribute=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_told") and not given.get("text", "").strip():
            self.add_error("text", _("There is nothing to tell yet. Write a few words, or take the tick away."))
        return given


class EndForm(forms.Form):
    """Why it will not be done."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it?"),
        choices=[
            (State.WAIVED, gettext_lazy("Nobody needs it any more")),
            (State.BROKEN, gettext_lazy("We did not keep it")),
        ],
        widget=forms.RadioSelect,
        initial=State.WAIVED,
    )
    why = forms.CharField(label=gettext_lazy("Why?"), max_length=300)


class HandOffForm(forms.Form):
    """To whom, and all they need."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    way = forms.ChoiceField(label=gettext_lazy("How they reach the customer"), choices=Way.choices)
    happened = forms.CharField(label=gettext_lazy("What happened"), max_length=4000, widget=_lines(3))
    wanted = forms.CharField(label=gettext_lazy("What the customer wants"), max_length=4000, widget=_lines(2))
    tried = forms.CharField(label=gettext_lazy("What was tried"), max_length=4000, required=False, widget=_lines(3))
    promised = forms.CharField(
        label=gettext_lazy("What was promised"), max_length=4000, required=False, widget=_lines(2)
    )
    is_told = forms.BooleanField(label=gettext_lazy("Tell the customer who takes over, and by when"), required=False)
    due_at = DueField(label=gettext_lazy("The customer hears from them by"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Message to the customer"), max_length=LONGEST_REPLY, required=False, widget=_lines(6)
    )
    key = forms.CharField(max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        receivers: Sequence[tuple[str, list[tuple[str, str]]]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **(initial or {})}, use_required_attribute=False)
        cast("forms.ChoiceField", self.fields["to"]).choices = receivers

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("is_told"):
            if not given.get("text", "").strip():
                self.add_error("text", _("There is nothing to tell yet. Write a few words, or take the tick away."))
            if not given.get("due_at") and "due_at" not in self.errors:
                self.add_error("due_at", _("Say by when the customer hears from them."))
        return given


class ReasonForm(forms.Form):
    """Why it goes back."""

    why = forms.CharField(
        label=gettext_lazy("Why does it go back?"),
        max_length=300,
        widget=_lines(2),
        help_text=gettext_lazy("It stays with whoever gave it; they read this."),
    )


class CheckBackForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a brand asks whether all is well."""

    class Meta:
        model = CheckBackSettings
        fields = ("is_on", "after_days", "throttle_days", "silent_days", "words_tr", "words_en")
