"""What several acts share: the row held while they work, and the line that the search looks at."""

from django.db import connection

from muhatap.customers import queries
from muhatap.customers.models import Customer
from muhatap.realtime.actions import publish

# "cust": merging and splitting take turns.
_LOCK = 0x63757374


def locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update().get(pk=customer.pk)


def take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def refresh_found_by(customer: Customer) -> None:
    """Bring the search's line in line with name and addresses."""
    values = customer.identities.order_by("pk").values_list("value", flat=True)
    customer.found_by = queries.found_by(customer.name, values)
    customer.save(update_fields=["found_by"])


def ring(*customers: Customer) -> None:
    for customer in customers:
        publish(f"customer:{customer.pk}", "changed")
