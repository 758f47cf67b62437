"""What is filled in about shops."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muhatap.orders.models import Shop
from muhatap.team.models import Agent
from muhatap.team.queries import brands_of


class ShopForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Shop
        fields = ["brand", "name"]
        labels = {"name": _("What do you call it?"), "brand": _("Whose orders are these?")}

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = brands_of(agent)
        self.fields["brand"] = forms.ModelChoiceField(
            brands, label=self.fields["brand"].label, initial=brands.first(), empty_label=None
        )


class ShopDetailsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Shop
        fields = ["name", "is_verifying"]
        labels = {
            "name": _("Name"),
            "is_verifying": _("Ask for proof before an order found by its number alone is spoken of"),
        }
