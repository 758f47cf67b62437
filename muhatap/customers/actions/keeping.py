"""What is known of a customer: names, addresses, groups, facts, notes, and what they allowed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from muhatap.core.events import announce
from muhatap.customers import events, phones
from muhatap.customers.actions.common import locked, refresh_found_by, ring
from muhatap.customers.actions.identifying import normalise_email
from muhatap.customers.models import Consent, Customer, CustomerNote, Identity, Segment
from muhatap.team import audit
from muhatap.team.models import Agent


class NotAnAddress(ValueError):
    """What was typed is no address of its kind."""


class BelongsToAnother(Exception):
    """The address is another customer's, who may be the same person."""

    def __init__(self, customer: Customer) -> None:
        super().__init__(customer.pk)
        self.customer = customer


@transaction.atomic
def change(
    customer: Customer,
    *,
    name: str,
    language: str,
    segments: Iterable[Segment],
    attributes: Mapping[str, Any],
    by: Agent,
) -> Customer:
    """Set name, language, groups and facts. `attributes` is by the number of the definition; None takes a fact away."""
    customer = locked(customer)
    changed = _set_groups(customer, segments)
    facts = {**customer.attributes, **attributes}
    wanted: dict[str, Any] = {
        "name": name.strip()[:200],
        "language": language,
        "attributes": {number: value for number, value in facts.items() if value is not None},
    }
    fields = [field for field, value in wanted.items() if getattr(customer, field) != value]
    for field in fields:
        setattr(customer, field, wanted[field])
    if fields:
        customer.save(update_fields=fields)
    if "name" in fields:
        refresh_found_by(customer)
        announce(events.CustomerRenamed(customer_id=customer.pk), by=by.pk)
    if changed:
        announce(events.CustomerGrouped(customer_id=customer.pk), by=by.pk)
    _note(customer, [*fields, *changed], by=by)
    return customer


@transaction.atomic
def add_identity(customer: Customer, *, kind: str, value: str, by: Agent) -> Identity:
    """Give the customer one more address. One they have already stays. Raises NotAnAddress and BelongsToAnother."""
    customer = locked(customer)
    value = _checked(kind, value)
    taken = Identity.objects.select_related("customer").filter(kind=kind, value=value).first()
    if taken is not None and taken.customer_id != customer.pk:
        raise BelongsToAnother(taken.customer)
    if taken is not None:
        return taken
    made = Identity.objects.create(customer=customer, kind=kind, value=value)
    _after_identities(customer)
    audit.record("customers.identity_added", by=by, subject=f"customer:{customer.pk}", kind=kind)
    return made


@transaction.atomic
def remove_identity(identity: Identity, *, by: Agent) -> None:
    """Take an address away; whoever writes from it next is somebody new. What was written stays."""
    customer = locked(identity.customer)
    deleted, _ = Identity.objects.filter(pk=identity.pk, customer=customer).delete()
    if deleted:
        _after_identities(customer)
        audit.record("customers.identity_removed", by=by, subject=f"customer:{customer.pk}", kind=identity.kind)


@transaction.atomic
def make_main(identity: Identity, *, by: Agent) -> Identity:
    """Let this be the address of its kind that we write to."""
    customer = locked(identity.customer)
    Identity.objects.filter(customer=customer, kind=identity.kind, is_main=True).update(is_main=False)
    Identity.objects.filter(pk=identity.pk, customer=customer).update(is_main=True)
    _after_identities(customer)
    audit.record("customers.identity_main", by=by, subject=f"customer:{customer.pk}", kind=identity.kind)
    return identity


@transaction.atomic
def write_note(customer: Customer, *, text: str, is_pinned: bool, by: Agent, now: datetime) -> CustomerNote:
    """Write down what colleagues should know before they answer."""
    made = CustomerNote.objects.create(customer=customer, text=text.strip(), is_pinned=is_pinned, by=by, at=now)
    ring(customer)
    return made


@transaction.atomic
def pin_note(note: CustomerNote, *, is_pinned: bool) -> None:
    """Let a note stand beside every conversation, or only on the customer's page."""
    CustomerNote.objects.filter(pk=note.pk).update(is_pinned=is_pinned)
    ring(note.customer)


@transaction.atomic
def remove_note(note: CustomerNote, *, by: Agent) -> None:
    deleted, _ = CustomerNote.objects.filter(pk=note.pk).delete()
    if deleted:
        audit.record("customers.note_removed", by=by, subject=f"customer:{note.customer_id}")
        ring(note.customer)


@transaction.atomic
def record_consent(customer: Customer, *, kind: str, is_given: bool, source: str, at: datetime, by: Agent) -> Consent:
    """Add to the log that something was allowed or taken back, and where it was said."""
    made = Consent.objects.create(
        customer=customer, kind=kind, is_given=is_given, source=source.strip()[:200], at=at, by=by
    )
    act = "customers.consent_given" if is_given else "customers.consent_withdrawn"
    audit.record(act, by=by, subject=f"customer:{customer.pk}", kind=kind)
    ring(customer)
    return made


def _checked(kind: str, value: str) -> str:
    value = value.replace("\0", "")
    if kind == Identity.PHONE:
        try:
            return phones.normalise(value)
        except phones.NotAPhone as error:
            raise NotAnAddress(value) from error
    address = normalise_email(value)
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotAnAddress(value) from error
    return address


def _after_identities(customer: Customer) -> None:
    refresh_found_by(customer)
    # Without a name the customer is called by an address.
    if not customer.name:
        announce(events.CustomerRenamed(customer_id=customer.pk))
    ring(customer)


def _set_groups(customer: Customer, segments: Iterable[Segment]) -> list[str]:
    wanted = {segment.pk for segment in segments}
    if wanted == set(customer.segments.values_list("pk", flat=True)):
        return []
    customer.segments.set(wanted)
    return ["segments"]


def _note(customer: Customer, changed: list[str], *, by: Agent) -> None:
    if changed:
        audit.record("customers.changed", by=by, subject=f"customer:{customer.pk}", fields=changed)
        ring(customer)
