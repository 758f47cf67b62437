"""What people ask of customers: who is meant, who else may be the same person, what holds of a family of records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from muhatap.core.moves import Step, place
from muhatap.core.turkish import fold
from muhatap.customers import likeness, phones
from muhatap.customers.likeness import Likeness, Person
from muhatap.customers.models import (
    Consent,
    ConsentKind,
    Customer,
    CustomerMove,
    CustomerMoveKind,
    CustomerQuerySet,
    Identity,
    NotSamePerson,
)
from muhatap.team.models import Agent

PAGE_LENGTH = 40
_COMPARED = 60
_SUGGESTED = 5


@dataclass(frozen=True)
class CustomerPage:
    rows: list[Customer]
    # The number to go on below; None on the last page.
    next: int | None


def page(agent: Agent, *, question: str = "", before: int | None = None, segment: int | None = None) -> CustomerPage:
    """Return customers, the newest first, whose names, addresses and numbers hold every word of the question."""
    found = _standing(agent)
    for part in _parts(question):
        found = found.filter(found_by__contains=part)
    if segment:
        found = found.filter(segments=segment)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.prefetch_related("identities", "segments").order_by("-pk")[: PAGE_LENGTH + 1])
    return CustomerPage(rows[:PAGE_LENGTH], rows[PAGE_LENGTH - 1].pk if len(rows) > PAGE_LENGTH else None)


def duplicates_of(customer: Customer, agent: Agent) -> list[tuple[Customer, Likeness]]:
    """Return who may be the same person, the likeliest first, without those that somebody found to be another."""
    other_people = set()
    for pair in NotSamePerson.objects.filter(Q(first=customer) | Q(second=customer)).values_list("first", "second"):
        other_people |= set(pair)
    this = person(customer)
    compared = [
        (other, likeness.compare(this, person(other)))
        for other in _alike(customer, agent)
        if other.pk not in other_people
    ]
    enough = [pair for pair in compared if pair[1].is_enough]
    return sorted(enough, key=lambda pair: (-pair[1].score, pair[0].pk))[:_SUGGESTED]


def person(customer: Customer) -> Person:
    identities = list(customer.identities.all())
    return Person(
        customer.name,
        tuple(identity.value for identity in identities if identity.kind == Identity.EMAIL),
        tuple(identity.value for identity in identities if identity.kind == Identity.PHONE),
    )


def found_by(name: str, values: Iterable[str]) -> str:
    """Return the line that the search looks at."""
    return " ".join([fold(name), *values]).strip()


def family(customer: Customer) -> list[int]:
    """Return the numbers of a customer and of all that live on in them."""
    numbers = [customer.pk]
    newest = numbers
    while newest:
        newest = list(Customer.objects.filter(merged_into__in=newest).values_list("pk", flat=True))
        numbers = [*numbers, *newest]
    return numbers


def consents_of(numbers: Sequence[int]) -> list[tuple[str, Consent | None]]:
    """Return for each kind what was said last, None for what nobody was asked."""
    said: dict[str, Consent] = {}
    for consent in Consent.objects.filter(customer__in=numbers).select_related("by"):
        said.setdefault(consent.kind, consent)
    return [(kind, said.get(kind)) for kind in ConsentKind.values]


def moves_of(numbers: Sequence[int]) -> list[CustomerMove]:
    """Return the merges and splits that still hold among these customers, the newest first."""
    sides = Q(source__in=numbers) | Q(target__in=numbers)
    moves = CustomerMove.objects.filter(sides, undone_at=None).select_related("source", "target", "by")
    return list(moves.order_by("-pk"))


@dataclass(frozen=True)
class Place:
    """With which customer a thing stands, and the later merges that took it along without a row of their own."""

    at: int
    late: list[CustomerMove] = field(default_factory=list)


def places(rows: Iterable[tuple[int, CustomerMove]]) -> dict[int, Place]:
    """Return where things stand by the moves that hold. `rows` are the number of a thing with each of its moves."""
    steps: dict[int, list[Step]] = {}
    for number, move in sorted(rows, key=lambda row: row[1].pk):
        is_by_hand = move.kind == CustomerMoveKind.SPLIT
        steps.setdefault(number, []).append(
            Step(move.source_id, move.target_id, move.undone_at is not None, is_by_hand=is_by_hand)
        )
    return {number: _through_merges(place(of_thing)) for number, of_thing in steps.items()}


def _through_merges(at: int) -> Place:
    late: list[CustomerMove] = []
    holding = CustomerMove.objects.filter(kind=CustomerMoveKind.MERGE, undone_at=None).order_by("pk")
    while move := holding.filter(source=at).last():
        late.append(move)
        at = move.target_id
    return Place(at, late)


def _standing(agent: Agent) -> CustomerQuerySet:
    visible: CustomerQuerySet = Customer.objects.visible_to(agent)
    return visible.standing()


def _parts(question: str) -> list[str]:
    """Return what must stand in the line: a number as its digits, else every word."""
    digits = phones.digits_to_find(question)
    return [digits] if digits else fold(question.replace("\0", "")).split()[:8]


def _alike(customer: Customer, agent: Agent) -> list[Customer]:
    """Return those worth comparing: an address that begins alike first, then the same name, of which there are many."""
    others = _standing(agent).exclude(pk=customer.pk).prefetch_related("identities").order_by("-pk")
    by_address = Q()
    for identity in customer.identities.all():
        local = identity.value.partition("@")[0].partition("+")[0]
        if identity.kind == Identity.EMAIL and len(local) > 3:
            by_address |= Q(found_by__contains=f"{local}@") | Q(found_by__contains=f"{local.replace('.', '')}@")
    found = list(others.filter(by_address)[: _COMPARED // 2]) if by_address else []
    words = fold(customer.name).split()
    if len(words) > 1:
        by_name = Q()
        for word in words:
            by_name &= Q(found_by__contains=word)
        found += others.filter(by_name).exclude(pk__in=[other.pk for other in found])[: _COMPARED - len(found)]
    return found
