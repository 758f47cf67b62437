"""Find or make the customer behind an address."""

from django.db import connection, transaction
from django.db.models import QuerySet

from muhatap.core.compiled import compiled
from muhatap.core.events import announce
from muhatap.customers import events, phones, queries
from muhatap.customers.models import Customer, Identity


def normalise_email(address: str) -> str:
    """Return the address as an identity compares it: trimmed, lower case (Turkish I stays i in addresses)."""
    return address.strip().replace("İ", "i").lower()


def normalise(kind: str, value: str) -> str:
    """Return an address of any kind as an identity compares it; a number that could not be called as it came."""
    if kind == Identity.EMAIL:
        return normalise_email(value)
    if kind == Identity.PHONE:
        try:
            return phones.normalise(value)
        except phones.NotAPhone:
            pass
    return value.strip()


@transaction.atomic(savepoint=False)
def identify(*, kind: str, value: str, name: str = "", language: str = "") -> Identity:
    """Return the identity of an address, making it and its customer when unknown; fills in a name not known before."""
    value = normalise(kind, value)
    found = _find(kind, value) or _make(kind, value, name, language)
    _learn(found.customer, name=name, language=language)
    return found


def _find(kind: str, value: str) -> Identity | None:
    return next(iter(_known(kind, value)), None)


@compiled
def _known(kind: str, value: str) -> QuerySet[Identity]:
    return Identity.objects.select_related("customer").filter(kind=kind, value=value)


def _make(kind: str, value: str, name: str, language: str) -> Identity:
    customer = Customer.objects.create(
        name=name[:200], language=language, found_by=queries.found_by(name[:200], [value])
    )
    made = Identity(customer=customer, kind=kind, value=value)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_identity (customer_id, kind, value, created_at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, value) DO NOTHING RETURNING id",
            [customer.pk, kind, value, made.created_at],
        )
        row = cursor.fetchone()
    if row is not None:
        made.pk = row[0]
        return made
    # Two mails of a new customer at the same moment: the other one made it.
    customer.delete()
    found = _find(kind, value)
    assert found is not None
    return found


def _learn(customer: Customer, *, name: str, language: str) -> None:
    changed = []
    if name and not customer.name:
        customer.name, changed = name[:200], ["name", "found_by"]
        values = customer.identities.order_by("pk").values_list("value", flat=True)
        customer.found_by = queries.found_by(customer.name, values)
    if language and not customer.language:
        customer.language, changed = language, [*changed, "language"]
    if changed:
        customer.save(update_fields=changed)
    if "name" in changed:
        announce(events.CustomerRenamed(customer_id=customer.pk))
