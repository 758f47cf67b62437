"""Find or make the customer behind an address."""

from django.db import IntegrityError, transaction

from muhatap.customers.models import Customer, Identity


def normalise_email(address: str) -> str:
    """Return the address as an identity compares it: trimmed, lower case (Turkish I stays i in addresses)."""
    return address.strip().replace("İ", "i").lower()


@transaction.atomic(savepoint=False)
def identify(*, kind: str, value: str, name: str = "", language: str = "") -> Identity:
    """Return the identity of an address, making it and its customer when unknown; fills in a name not known before."""
    value = normalise_email(value) if kind == Identity.EMAIL else value.strip()
    found = _find(kind, value) or _make(kind, value, name, language)
    _learn(found.customer, name=name, language=language)
    return found


def _find(kind: str, value: str) -> Identity | None:
    return Identity.objects.select_related("customer").filter(kind=kind, value=value).first()


def _make(kind: str, value: str, name: str, language: str) -> Identity:
    try:
        with transaction.atomic():
            customer = Customer.objects.create(name=name[:200], language=language)
            return Identity.objects.create(customer=customer, kind=kind, value=value)
    except IntegrityError:
        # Two mails of a new customer at the same moment: the other one made it.
        found = _find(kind, value)
        if found is None:
            raise
        return found


def _learn(customer: Customer, *, name: str, language: str) -> None:
    changed = []
    if name and not customer.name:
        customer.name, changed = name[:200], ["name"]
    if language and not customer.language:
        customer.language, changed = language, [*changed, "language"]
    if changed:
        customer.save(update_fields=changed)
