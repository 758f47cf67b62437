"""A person and the addresses they write from."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.core.ids import uuid7


class Customer(models.Model):
    """A person who writes to the shop. The name is as they sign; empty when they never gave one."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name or self.address or str(self.pk)

    @property
    def address(self) -> str:
        """The first e-mail address known, or nothing. Prefetch `identities` where many are shown."""
        return next((identity.value for identity in self.identities.all() if identity.kind == Identity.EMAIL), "")

    @property
    def initials(self) -> str:
        parts = str(self).split("@")[0].replace(".", " ").split()
        return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"


class Identity(models.Model):
    """One address of a customer, normalised so that the same address is the same row."""

    EMAIL: ClassVar[str] = "email"
    PHONE: ClassVar[str] = "phone"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, default=EMAIL)
    value = models.CharField(max_length=320)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="identity_once")]

    def __str__(self) -> str:
        return self.value
