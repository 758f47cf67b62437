"""What the form of a filter looks up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_key(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def is_offered(value: str, offered: Sequence[tuple[str, Any]]) -> bool:
    return any(key == value for key, _label in offered)


@register.filter
def in_choices(value: str, offered: Sequence[tuple[str, Any]]) -> str:
    """Say several values ("open|waiting") by their labels; what is not offered any more as it is."""
    labels = {key: str(label) for key, label in offered}
    return ", ".join(labels.get(one, one) for one in value.split("|"))
