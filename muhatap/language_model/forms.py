"""What the owner fills in about the language model."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muhatap.core import outgoing
from muhatap.language_model.models import Endpoint


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Endpoint
        fields = ["is_on", "address", "model", "key", "seconds", "hourly_limit", "may_stay_inside"]
        labels = {
            "is_on": _("Agents may use it"),
            "address": _("Address"),
            "model": _("Model"),
            "seconds": _("Longest wait, in seconds"),
            "hourly_limit": _("Questions an hour, for each agent"),
            "may_stay_inside": _("It runs on this machine or in our own network"),
        }
        help_texts = {
            "address": _("Up to the version: https://api.example.com/v1"),
            "model": _("As the server calls it"),
            "may_stay_inside": _("Otherwise nothing is sent to addresses of a private network."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.sealed_key:
            self.fields["key"].help_text = _(
                "Already there; fill in only to replace it. Another address needs it anew."
            )
        else:
            self.fields["key"].help_text = _("A server of your own may need none.")

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip().rstrip("/")
        if address:
            try:
                outgoing.check(address)
            except outgoing.NotAnAddress as error:
                raise forms.ValidationError(_("An address such as https://api.example.com/v1 is expected.")) from error
        return address

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("is_on") and not ("address" in self.errors or (told.get("address") and told.get("model"))):
            raise forms.ValidationError(_("Before agents can use it, it needs an address and a model."))
        return told
