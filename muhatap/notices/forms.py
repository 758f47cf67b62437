"""How an agent wants to be told, as a form."""

from collections.abc import Container

from django import forms

from muhatap.notices.choosing import WAYS, Ways
from muhatap.notices.models import Kind, Manners


class MannersForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Manners
        fields = ["digest", "is_quiet_off_shift", "is_naming"]


def ways_in(sent: Container[str]) -> dict[str, Ways]:
    """Read the table of ticks: a box is named "assigned.bell", and one that is not ticked is not sent."""
    return {kind: Ways(**{way: f"{kind}.{way}" in sent for way in WAYS}) for kind in Kind.values}
