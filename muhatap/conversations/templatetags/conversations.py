"""What only the templates of conversations use."""

from collections.abc import Iterable, Mapping

from django import template

from muhatap.conversations import recipients, thread, wording

register = template.Library()


@register.filter
def people(persons: Iterable[Mapping[str, str]] | None) -> str:
    """Name people for reading: the name where there is one, else the address."""
    return ", ".join(person.get("name") or person.get("address", "") for person in persons or [])


@register.filter
def addresses(persons: Iterable[Mapping[str, str]] | None) -> str:
    return recipients.written(persons or [])


@register.filter
def is_message(item: object) -> bool:
    return isinstance(item, thread.Shown)


@register.filter
def told(kept: str) -> str:
    """Tell a reason that was kept in English in the reader's language."""
    return wording.told(kept)
