"""What is filled in before an act on an order."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from muhatap.orders import money, wishes, words
from muhatap.orders.facts import Address
from muhatap.orders.facts_of import whole
from muhatap.orders.models import Order, OrderLine, Product
from muhatap.orders.shops.contract import ActKind, Can
from muhatap.orders.wishes import Wish

# A longer order is gone through in the shop.
MOST_LINES = 60
PLACES = ("name", "line1", "line2", "postcode", "city", "country", "phone")


class ActForm(forms.Form):
    """The form of one kind of act on one order. `wish` is what it asks for, once it is valid."""

    key = forms.CharField(max_length=60, widget=forms.HiddenInput)
    is_again = forms.BooleanField(required=False)
    how = forms.ChoiceField(
        label=_("How much?"),
        choices=[("lines", _("Articles")), ("amount", _("An amount")), ("all", _("All of it"))],
        widget=forms.RadioSelect,
        required=False,
    )
    amount = forms.CharField(label=_("Amount"), max_length=30, required=False)
    percent = forms.IntegerField(label=_("Percent"), min_value=1, max_value=100, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    line1 = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    line2 = forms.CharField(label=_("More of the address"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    wanted = forms.CharField(label=_("What do they get?"), max_length=80, required=False)
    wanted_count = forms.IntegerField(label=_("How many?"), min_value=1, max_value=1000, required=False)
    is_restocking = forms.BooleanField(label=_("Put the goods back into stock"), required=False)
    text = forms.CharField(label=_("Reason"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, kind: ActKind, order: Order, can: frozenset[Can]) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **_address_of(order)}, use_required_attribute=False)
        self.kind, self.order, self.can = kind, order, can
        self.lines: list[OrderLine] = list(order.lines.all()[:MOST_LINES])
        for line in self.lines:
            line.order = order
            self.fields[f"line-{line.outside_id}"] = forms.IntegerField(
                min_value=0,
                max_value=line.quantity,
                required=False,
                widget=forms.NumberInput(attrs={"class": "input num"}),
            )
        for name in set(self.fields) - set(self._asked()):
            del self.fields[name]
        if kind == ActKind.NOTE:
            self.fields["text"].label, self.fields["text"].required = _("What should they know?"), True
        if "wanted" in self.fields:
            sold = Product.objects.filter(shop=order.shop, is_sold=True).order_by("name")[:300]
            self.fields["wanted"] = forms.ChoiceField(
                label=self.fields["wanted"].label, choices=[(each.sku, each.name) for each in sold]
            )
            self.fields["wanted_count"].initial = 1
        if "how" in self.fields:
            self.fields["how"].initial = "lines" if Can.REFUND_LINES in can else "amount"

    @property
    def counts(self) -> Iterator[tuple[OrderLine, forms.BoundField]]:
        """Yield each line with the field for how many of it."""
        for line in self.lines:
            if f"line-{line.outside_id}" in self.fields:
                yield line, self[f"line-{line.outside_id}"]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in PLACES if name in self.fields]

    @property
    def left(self) -> money.Amount:
        """What can still go back."""
        return money.Amount(wishes.refundable(whole(self.order)), self.order.currency)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if self.errors:
            return told
        self.wish = self._wish(told)
        try:
            wishes.check(self.wish, whole(self.order), self.can)
        except wishes.NotPossible as reason:
            raise forms.ValidationError(words.in_words(str(reason))) from reason
        return told

    def _asked(self) -> Iterator[str]:
        """Yield the names of the fields that this kind of act has."""
        yield from ("key", "is_again", "text")
        lines = [f"line-{line.outside_id}" for line in self.lines]
        if self.kind == ActKind.REFUND:
            yield from ("how", "amount")
        if self.kind in (ActKind.REFUND, ActKind.CANCEL):
            yield "is_restocking"
        if self.kind in (ActKind.REFUND, ActKind.RETURN, ActKind.EXCHANGE, ActKind.RESHIP):
            yield from lines
        if self.kind in (ActKind.EXCHANGE, ActKind.DRAFT):
            yield from ("wanted", "wanted_count")
        if self.kind == ActKind.DISCOUNT:
            yield from ("amount", "percent")
        if self.kind == ActKind.ADDRESS:
            yield from PLACES

    def _wish(self, told: dict[str, Any]) -> Wish:
        """Return what is asked for. Raises ValidationError."""
        counts = {
            line.outside_id: count for line in self.lines if (count := told.get(f"line-{line.outside_id}")) is not None
        }
        counts = {line_id: count for line_id, count in counts.items() if count}
        how = told.get("how") or ""
        if self.kind == ActKind.REFUND:
            if how == "lines" and not counts:
                raise forms.ValidationError(_("Say how many of which article."))
            counts = counts if how == "lines" else {}
        elif self.kind in (ActKind.RETURN, ActKind.EXCHANGE, ActKind.RESHIP) and not counts:
            raise forms.ValidationError(_("Say how many of which article."))
        amount = None
        if how == "amount" or (self.kind == ActKind.DISCOUNT and not told.get("percent")):
            amount = self._amount(told.get("amount") or "")
        return Wish(
            kind=self.kind,
            lines=counts,
            amount=amount,
            percent=told.get("percent"),
            wanted={told["wanted"]: told.get("wanted_count") or 1} if told.get("wanted") else {},
            ship_to=self._address(told) if self.kind == ActKind.ADDRESS else Address(),
            text=told.get("text", "").strip(),
            is_restocking=bool(told.get("is_restocking")),
        )

    def _amount(self, written: str) -> int:
        is_turkish = (get_language() or "tr").startswith("tr")
        try:
            amount = money.read(written, self.order.currency, is_turkish=is_turkish).minor
        except ValueError as error:
            raise forms.ValidationError({"amount": _an_amount(self.order.currency)}) from error
        if amount <= 0:
            raise forms.ValidationError({"amount": _("An amount above nothing is needed.")})
        return amount

    def _address(self, told: dict[str, Any]) -> Address:
        if not told.get("line1") or not told.get("city"):
            raise forms.ValidationError(_("A street and a city are needed at least."))
        return Address(
            name=told["name"],
            lines=tuple(line for line in (told["line1"], told["line2"]) if line),
            postcode=told["postcode"],
            city=told["city"],
            country=told["country"],
            phone=told["phone"],
        )


def _address_of(order: Order) -> dict[str, str]:
    told = order.ship_to
    lines = [*told.get("lines", ()), "", ""]
    return {**{name: told.get(name, "") for name in PLACES}, "line1": lines[0], "line2": lines[1]}


def _an_amount(currency: str) -> str:
    example = money.Amount(124990 if money.digits_of(currency) else 1249, currency)
    return str(_("An amount such as %(example)s is expected.")) % {"example": str(example)}
