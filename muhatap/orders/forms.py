"""What is filled in about shops."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from muhatap.core import outgoing
from muhatap.orders import money
from muhatap.orders.models import Shop
from muhatap.orders.shops.contract import Kind
from muhatap.team.models import Agent, Role
from muhatap.team.queries import brands_of


class KeysForm(forms.Form):
    """What a kind of shop asks for. Secrets that are known are not shown, and kept where nothing is filled in."""

    def __init__(self, *args: Any, kind: Kind, shop: Shop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for each in kind.fields:
            is_known = shop is not None and each.is_secret
            hint = _("Already there; fill in only to replace it.") if is_known else (_t(each.hint) if each.hint else "")
            self.fields[each.name] = forms.CharField(
                label=_t(each.label),
                help_text=hint,
                max_length=2000,
                required=each.is_needed and not is_known,
                initial="" if shop is None or each.is_secret else shop.settings.get(each.name, ""),
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}) if each.is_secret else forms.TextInput,
                validators=[_web_address] if each.is_address else [],
            )

    @property
    def settings(self) -> dict[str, str]:
        return self._told(is_secret=False)

    @property
    def keys(self) -> dict[str, str]:
        return self._told(is_secret=True)

    def _told(self, *, is_secret: bool) -> dict[str, str]:
        asked = [each.name for each in self.kind.fields if each.is_secret is is_secret]
        return {name: self.cleaned_data[name].strip() for name in asked}


class LimitForm(forms.Form):
    """How much those of a role may give back in one currency; an empty field means no limit."""

    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, initial="TRY")
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.AGENT)
    alone = forms.CharField(label=_("Up to this without a second person"), max_length=30, required=False)
    a_day = forms.CharField(label=_("At most on one day"), max_length=30, required=False)

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        try:
            money.digits_of(currency)
        except money.UnknownCurrency as error:
            raise forms.ValidationError(_("No currency is called that.")) from error
        return currency

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        for name in ("alone", "a_day"):
            if "currency" in told:
                told[name] = self._amount(name, told)
        return told

    def _amount(self, name: str, told: dict[str, Any]) -> int | None:
        if not (written := told.get(name)):
            return None
        is_turkish = (get_language() or "tr").startswith("tr")
        try:
            return max(money.read(written, told["currency"], is_turkish=is_turkish).minor, 0)
        except ValueError:
            self.add_error(name, _("This is no amount."))
            return None


def _web_address(value: str) -> None:
    try:
        outgoing.check(value)
    except outgoing.NotAnAddress as error:
        raise forms.ValidationError(_("An address such as https://shop.example is expected.")) from error


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
