"""A person and the addresses they write from."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.core.ids import uuid7
from muhatap.customers.models.attribute import Segment
from muhatap.team.models import Agent


class CustomerQuerySet(models.QuerySet["Customer"]):
    """The sets people talk about. Customers belong to the desk: every agent may look one up."""

    def visible_to(self, agent: Agent) -> Self:
        """All of them, for an agent with a seat. What they wrote is guarded by the brand of each conversation."""
        return self if agent.is_active else self.none()

    def standing(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into=None)


class Customer(models.Model):
    """A person who writes to the shop. The name is as they sign; empty when they never gave one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    # Folded name, addresses and numbers in one line: what the search looks at. Kept by the actions.
    found_by = models.TextField(blank=True, db_default="")
    # By the number of the definition: {"3": "gold", "5": "2026-04-01"}
    attributes = models.JSONField(default=dict, db_default={}, blank=True)
    segments = models.ManyToManyField(Segment, blank=True, related_name="customers")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Customer"]] = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(OpClass("found_by", name="gin_trgm_ops"), name="customer_found_by")]

    def __str__(self) -> str:
        return self.name or self.address or self.phone or str(self.pk)

    @property
    def address(self) -> str:
        """The main e-mail address, or nothing. Prefetch `identities` where many are shown."""
        return self._main(Identity.EMAIL)

    @property
    def phone(self) -> str:
        """The main phone number, or nothing."""
        return self._main(Identity.PHONE)

    @property
    def initials(self) -> str:
        parts = str(self).split("@")[0].replace(".", " ").split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"

    @property
    def survivor(self) -> "Customer":
        """The customer that this one lives on in: itself, unless it was merged."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into
        return found

    def _main(self, kind: str) -> str:
        of_kind = [identity for identity in self.identities.all() if identity.kind == kind]
        first = min(of_kind, key=lambda identity: (not identity.is_main, identity.pk), default=None)
        return first.value if first else ""


class Identity(models.Model):
    """One address of a customer, normalised so that the same address is the same row."""

    EMAIL: ClassVar[str] = "email"
    PHONE: ClassVar[str] = "phone"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, default=EMAIL)
    value = models.CharField(max_length=320)
    # The one of its kind that we write to; without one it is the first.
    is_main = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="identity_once"),
            models.UniqueConstraint(fields=["customer", "kind"], condition=Q(is_main=True), name="identity_one_main"),
        ]

    def __str__(self) -> str:
        return self.value


class CustomerNote(models.Model):
    """What colleagues should know before they answer. A pinned one stands beside every conversation."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    is_pinned = models.BooleanField(_("pinned"), default=False)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_pinned", "-at", "-id"]
