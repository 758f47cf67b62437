"""A person who writes, the addresses they write from, and what the shop knows of them."""

from muhatap.customers.models.attribute import AttributeDefinition, AttributeKind, Segment
from muhatap.customers.models.consent import Consent, ConsentKind
from muhatap.customers.models.customer import Customer, CustomerNote, CustomerQuerySet, Identity
from muhatap.customers.models.moving import CustomerMove, CustomerMoveKind, MovedIdentity, NotSamePerson

__all__ = [
    "AttributeDefinition",
    "AttributeKind",
    "Consent",
    "ConsentKind",
    "Customer",
    "CustomerMove",
    "CustomerMoveKind",
    "CustomerNote",
    "CustomerQuerySet",
    "Identity",
    "MovedIdentity",
    "NotSamePerson",
    "Segment",
]
