"""Two records that are one person, one that is two, and taking either back.

A merged customer keeps the row and number; addresses stand with the survivor. Notes and consent stay where they were
written and are read together, so they need no way back. What hangs on customers in higher apps follows the events.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from muhatap.core.events import announce
from muhatap.customers import events, queries
from muhatap.customers.actions.common import locked, refresh_found_by, ring, take_turns
from muhatap.customers.models import (
    Customer,
    CustomerMove,
    CustomerMoveKind,
    Identity,
    MovedIdentity,
    NotSamePerson,
)
from muhatap.team import audit
from muhatap.team.models import Agent


class CannotMove(Exception):
    """The customers stay as they are. `why`: "itself", "merged", "nothing" or "everything"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def merge(customer: Customer, *, into: Customer, by: Agent) -> CustomerMove:
    """Let a customer live on in another. What the survivor lacks (a name, facts, groups) is taken over.

    Raises CannotMove.
    """
    take_turns()
    target = Customer.objects.get(pk=into.pk).survivor
    if target.pk == Customer.objects.get(pk=customer.pk).survivor.pk:
        raise CannotMove("itself")
    source, target = (locked(one) for one in (customer, target))
    if source.merged_into_id:
        raise CannotMove("merged")
    move = CustomerMove.objects.create(kind=CustomerMoveKind.MERGE, source=source, target=target, by=by)
    _carry(source.identities.all(), move)
    _take_over(source, target, move)
    source.merged_into = target
    source.save(update_fields=["merged_into"])
    refresh_found_by(target)
    audit.record("customers.merged", by=by, subject=f"customer:{source.pk}", into=target.pk)
    announce(events.CustomerMerged(customer_id=source.pk, into_id=target.pk, move_id=move.pk), by=by.pk)
    ring(source, target)
    return move


@transaction.atomic
def split(customer: Customer, *, identities: Sequence[Identity], name: str, by: Agent) -> CustomerMove:
    """Give some addresses of a customer to somebody new: the move's target. Raises CannotMove."""
    take_turns()
    source = locked(customer)
    chosen = source.identities.filter(pk__in=[identity.pk for identity in identities])
    if not chosen:
        raise CannotMove("nothing")
    if chosen.count() == source.identities.count():
        raise CannotMove("everything")
    target = Customer.objects.create(name=name.strip()[:200], language=source.language)
    move = CustomerMove.objects.create(kind=CustomerMoveKind.SPLIT, source=source, target=target, by=by)
    _carry(chosen, move)
    for one in (source, target):
        refresh_found_by(one)
    audit.record("customers.split", by=by, subject=f"customer:{source.pk}", into=target.pk)
    announce(events.CustomerSplit(customer_id=source.pk, into_id=target.pk, move_id=move.pk), by=by.pk)
    ring(source, target)
    return move


@transaction.atomic
def undo_move(move: CustomerMove, *, by: Agent, now: datetime) -> CustomerMove:
    """Take a merge or a split back: addresses return, what came later stays. Twice changes nothing."""
    take_turns()
    move = CustomerMove.objects.select_for_update().get(pk=move.pk)
    if move.undone_at is not None:
        return move
    move.undone_by, move.undone_at = by, now
    move.save(update_fields=["undone_by", "undone_at"])
    source, target = locked(move.source), locked(move.target)
    if move.kind == CustomerMoveKind.MERGE:
        source.merged_into = None
        source.save(update_fields=["merged_into"])
        _give_back(target, move)
    touched = _return_identities(move) | {move.source_id, move.target_id}
    if move.kind == CustomerMoveKind.SPLIT and not target.identities.exists():
        # Nothing is left of it but its number, which leads to where its addresses went.
        target.merged_into = Customer.objects.get(pk=source.pk).survivor
        target.save(update_fields=["merged_into"])
    for one in Customer.objects.filter(pk__in=touched):
        refresh_found_by(one)
        ring(one)
    audit.record("customers.move_undone", by=by, subject=f"customer:{source.pk}", other=target.pk, kind=move.kind)
    announce(events.CustomerMoveUndone(customer_id=source.pk, other_id=target.pk, move_id=move.pk), by=by.pk)
    return move


@transaction.atomic
def tell_apart(one: Customer, other: Customer, *, by: Agent) -> None:
    """Remember that two customers are not the same person, so that nobody is asked again."""
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    if first.pk != second.pk:
        NotSamePerson.objects.get_or_create(first=first, second=second, defaults={"by": by})
        audit.record("customers.told_apart", by=by, subject=f"customer:{first.pk}", other=second.pk)
        ring(one, other)


def _carry(identities: Any, move: CustomerMove) -> None:
    rows = [MovedIdentity(move=move, identity=identity, was_main=identity.is_main) for identity in identities]
    MovedIdentity.objects.bulk_create(rows)
    # There is one main address of each kind, and the survivor has theirs.
    Identity.objects.filter(pk__in=[row.identity_id for row in rows]).update(customer=move.target, is_main=False)


def _take_over(source: Customer, target: Customer, move: CustomerMove) -> None:
    facts = {number: value for number, value in source.attributes.items() if number not in target.attributes}
    groups = set(source.segments.values_list("pk", flat=True)) - set(target.segments.values_list("pk", flat=True))
    taken: dict[str, Any] = {"attributes": facts, "segments": sorted(groups)}
    for field in ("name", "language"):
        if getattr(source, field) and not getattr(target, field):
            taken[field] = getattr(source, field)
            setattr(target, field, getattr(source, field))
    target.attributes = {**target.attributes, **facts}
    target.save(update_fields=["name", "language", "attributes"])
    target.segments.add(*groups)
    move.taken_over = taken
    move.save(update_fields=["taken_over"])


def _give_back(target: Customer, move: CustomerMove) -> None:
    """Take from the survivor what it took over, where nobody has changed it since."""
    taken = move.taken_over
    for field in ("name", "language"):
        if field in taken and getattr(target, field) == taken[field]:
            setattr(target, field, "")
    facts = taken.get("attributes", {})
    target.attributes = {
        number: value for number, value in target.attributes.items() if number not in facts or facts[number] != value
    }
    target.save(update_fields=["name", "language", "attributes"])
    target.segments.remove(*taken.get("segments", []))


def _return_identities(move: CustomerMove) -> set[int]:
    """Put the addresses of a move where they belong now; return the customers that gained some."""
    rows = MovedIdentity.objects.filter(identity__moves__move=move).select_related("move")
    was_main = set(move.identity_rows.filter(was_main=True).values_list("identity_id", flat=True))
    places = queries.places([(row.identity_id, row.move) for row in rows])
    for number, place in places.items():
        MovedIdentity.objects.bulk_create(
            [MovedIdentity(move=late, identity_id=number) for late in place.late], ignore_conflicts=True
        )
        identity = Identity.objects.get(pk=number)
        if identity.customer_id != place.at:
            Customer.objects.filter(pk=place.at, merged_into__isnull=False).update(merged_into=None)
            is_free = not Identity.objects.filter(customer=place.at, kind=identity.kind, is_main=True).exists()
            identity.customer_id, identity.is_main = place.at, number in was_main and is_free
            identity.save(update_fields=["customer", "is_main"])
    return {place.at for place in places.values()}
