"""What the audit log speaks of, by name: "brand:1" is "Çarşı". Apps above add how theirs are called at start."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muhatap.team.models import Agent, AuditEntry, Brand, Invitation, Team

# Given numbers, return the names of those that are still there.
Naming = Callable[[Collection[int]], Mapping[int, str]]


@dataclass(frozen=True)
class Kind:
    """How things of a kind are named, what one is called that is gone, and which details are numbers of such."""

    naming: Naming
    gone: str | Promise
    model: type[Model]
    details: Collection[str] = ()


_kinds: dict[str, Kind] = {}


def by_field(model: type[Model], field: str) -> Naming:
    """Return the naming of things that a column of theirs names."""
    return lambda numbers: dict(model._default_manager.filter(pk__in=numbers).values_list("pk", field))


def register(
    kind: str, model: type[Model], naming: Naming, *, gone: str | Promise, details: Collection[str] = ()
) -> None:
    """Name the subjects "kind:number". `details` are the keys of an entry's data that hold such a number as well."""
    _kinds[kind] = Kind(naming, gone, model, details)


def is_known(kind: str) -> bool:
    return kind in _kinds


def names_of(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Return what these entries speak of by name, asking once for each kind. What is gone is not among them."""
    numbers: dict[str, set[int]] = {}
    for entry in entries:
        referred = [_referred(key, each) for key, value in entry.data.items() for each in _each(value)]
        for subject in (entry.subject, *referred):
            kind, _colon, number = subject.partition(":")
            if kind in _kinds and number.isdecimal():
                numbers.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{number}": name
        for kind, asked in numbers.items()
        for number, name in _kinds[kind].naming(asked).items()
    }


def called(subject: str, names: Mapping[str, str]) -> str:
    """Return the name of a subject; of one that is gone, what it was."""
    kind, _colon, _number = subject.partition(":")
    gone = str(_kinds[kind].gone) if kind in _kinds else subject
    return names.get(subject) or gone


def called_in(key: str, value: object, names: Mapping[str, str]) -> str:
    """Likewise of a detail that is the number of something; "" for every other detail."""
    subject = _referred(key, value)
    return called(subject, names) if subject else ""


def field_in_words(subject: str, field: str) -> str:
    """Return what a column of a subject is called on the pages; one that no page names keeps its own name."""
    kind = _kinds.get(subject.partition(":")[0])
    found = {each.name: each for each in kind.model._meta.get_fields()}.get(field) if kind else None
    words = getattr(found, "verbose_name", "")
    return str(words) if isinstance(words, Promise) else field


def _referred(key: str, value: object) -> str:
    return next((f"{name}:{value}" for name, kind in _kinds.items() if key in kind.details), "")


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


register("agent", Agent, by_field(Agent, "name"), gone=_("somebody who is gone"))
register("brand", Brand, by_field(Brand, "name"), gone=_("a brand that is gone"), details=["brands"])
register("invitation", Invitation, by_field(Invitation, "email"), gone=_("an invitation that is gone"))
register("team", Team, by_field(Team, "name"), gone=_("a team that is gone"))
