"""What customers put into the shell: their pages in the navigation, and who writes beside every conversation."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muhatap.core.compiled import compiled
from muhatap.customers import phones, values
from muhatap.customers.models import AttributeDefinition, ConsentKind, Customer, CustomerNote, Identity, Segment
from muhatap.team import acts, subjects
from muhatap.web.addresses import at
from muhatap.web.slots import NavEntry, Panel, register_nav, register_panel

ACTS = {
    "customers.changed": _("changed a customer"),
    "customers.identity_added": _("added an address to a customer"),
    "customers.identity_removed": _("took an address from a customer"),
    "customers.identity_main": _("chose a customer's main address"),
    "customers.note_removed": _("removed a note on a customer"),
    "customers.consent_given": _("noted that a customer gave consent"),
    "customers.consent_withdrawn": _("noted that a customer withdrew consent"),
    "customers.merged": _("merged a customer into another"),
    "customers.split": _("split a customer"),
    "customers.move_undone": _("took a merge or split of customers back"),
    "customers.told_apart": _("said that two customers are two people"),
    "customers.attribute_defined": _("defined an attribute of customers"),
    "customers.attribute_archived": _("took an attribute of customers out of use or back"),
    "customers.segment_named": _("named a segment of customers"),
    "customers.segment_archived": _("took a segment of customers out of use or back"),
}


def register() -> None:
    consents = dict(ConsentKind.choices)
    ways: dict[str, str | Promise] = {Identity.EMAIL: _("e-mail"), Identity.PHONE: _("phone")}
    by_address = ("customers.identity_added", "customers.identity_removed", "customers.identity_main")
    by_consent = ("customers.consent_given", "customers.consent_withdrawn")
    acts.register(ACTS, codes={**dict.fromkeys(by_address, ways), **dict.fromkeys(by_consent, consents)})
    _name_subjects()
    register_nav(
        NavEntry(
            name="customers",
            label=_("Customers"),
            url=at("customers:index"),
            permission="customers.read",
            section="knowledge",
            order=10,
        )
    )
    register_nav(
        NavEntry(
            name="customers-definitions",
            label=_("Customer data"),
            url=at("customers:definitions"),
            permission="customers.define",
            section="settings",
            order=25,
        )
    )
    register_panel(Panel(name="customer", kind="conversation", render=_beside, order=10))


def _name_subjects() -> None:
    subjects.register(
        "customer", Customer, _customer_names, gone=_("a customer who is gone"), details=["into", "other"]
    )
    attribute = subjects.by_field(AttributeDefinition, "name")
    subjects.register("attribute", AttributeDefinition, attribute, gone=_("an attribute that is gone"))
    subjects.register("segment", Segment, subjects.by_field(Segment, "name"), gone=_("a segment that is gone"))


def _customer_names(numbers: Collection[int]) -> Mapping[int, str]:
    found = Customer.objects.filter(pk__in=numbers).prefetch_related("identities")
    return {each.pk: each.name or each.address or each.phone or gettext("somebody without a name") for each in found}


def identities_of(customer: Customer) -> list[tuple[Identity, str, bool]]:
    """Return the addresses of a customer as they are shown, and which of several we write to."""
    found = sorted(customer.identities.all(), key=lambda identity: (identity.kind, identity.pk))
    several = kinds_with_several(customer)
    mains = {customer.address, customer.phone}
    return [
        (
            identity,
            phones.shown(identity.value) if identity.kind == Identity.PHONE else identity.value,
            identity.value in mains and identity.kind in several,
        )
        for identity in found
    ]


def kinds_with_several(customer: Customer) -> set[str]:
    """Return the kinds of address of which there is one to choose as the main one."""
    kinds = [identity.kind for identity in customer.identities.all()]
    return {kind for kind in kinds if kinds.count(kind) > 1}


def facts_of(customer: Customer) -> list[tuple[str, str]]:
    """Return what is known of a customer, in the order that the leads gave it."""
    if not customer.attributes:
        return []
    definitions = AttributeDefinition.objects.filter(pk__in=[int(number) for number in customer.attributes])
    return [
        (definition.name, values.shown(definition, customer.attributes[str(definition.pk)]))
        for definition in definitions.filter(is_archived=False)
    ]


@compiled
def _segments(customer_id: int) -> QuerySet[Segment]:
    return Segment.objects.filter(customers=customer_id)


@compiled
def _pinned(customer_id: int) -> QuerySet[CustomerNote]:
    return CustomerNote.objects.filter(customer=customer_id, is_pinned=True).select_related("by")


def _beside(request: HttpRequest, thing: Any) -> SafeString | None:
    """Draw what is known of whoever wrote: `thing` is a conversation, which has a customer."""
    customer: Customer = thing.customer
    context = {
        "customer": customer,
        "identities": identities_of(customer),
        "facts": facts_of(customer),
        "segments": _segments(customer.pk),
        "notes": _pinned(customer.pk),
    }
    return render_to_string("customers/parts/beside.html", context, request=request)
