"""What the audit log speaks of, by name: "brand:1" is "Çarşı". Apps above add how theirs are called at start."""

from collections.abc import Callable, Collection, Iterable, Mapping

from muhatap.team.models import Agent, AuditEntry, Brand, Invitation, Team

# Given numbers, return the names of those that are still there.
Naming = Callable[[Collection[int]], Mapping[int, str]]

_namings: dict[str, Naming] = {
    "agent": lambda numbers: dict(Agent.objects.filter(pk__in=numbers).values_list("pk", "name")),
    "brand": lambda numbers: dict(Brand.objects.filter(pk__in=numbers).values_list("pk", "name")),
    "invitation": lambda numbers: dict(Invitation.objects.filter(pk__in=numbers).values_list("pk", "email")),
    "team": lambda numbers: dict(Team.objects.filter(pk__in=numbers).values_list("pk", "name")),
}


def register(kind: str, naming: Naming) -> None:
    _namings[kind] = naming


def names_of(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return the subjects of these entries by name, asking once for each kind. What is gone is not among them."""
    numbers: dict[str, set[int]] = {}
    for entry in entries:
        kind, _, number = entry.subject.partition(":")
        if kind in _namings and number.isdecimal():
            numbers.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{number}": name for kind, asked in numbers.items() for number, name in _namings[kind](asked).items()
    }
