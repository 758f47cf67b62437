"""A shop whose orders stand beside the conversations of a brand."""

import json
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from muhatap.core.ids import uuid7
from muhatap.core.secrets import seal, unseal
from muhatap.team.models import Agent, Brand


class ShopQuerySet(models.QuerySet["Shop"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those of the agent's brands; all of them for an agent without named brands."""
        return self.filter(brand__in=agent.brand_ids) if agent.brand_ids else self


class Shop(models.Model):
    """Where orders come from. `kind` names the connector: a folder of `orders/shops/`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="shops", verbose_name=_("brand"))
    kind = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=80)
    # What the connector has to know that is no secret: addresses, ids.
    settings = models.JSONField(default=dict)
    # What the shop signs its messages with; sealed.
    sealed_secret = models.TextField(blank=True, editable=False)
    # What we prove with to the shop who we are: keys and passwords by the names of Kind.fields, as JSON; sealed.
    sealed_keys = models.TextField(blank=True, editable=False)
    # Whether an agent is asked to make sure who writes before they say anything of an order found by its number alone.
    is_verifying = models.BooleanField(_("ask for proof"), default=True, db_default=True)

    # Where asking for what has changed goes on: all before `read_until` is here, `cursor` is the place within a round
    # that began at `round_at`.
    read_until = models.DateTimeField(null=True)
    round_at = models.DateTimeField(null=True)
    cursor = models.CharField(max_length=500, blank=True)
    # The same for products.
    products_until = models.DateTimeField(null=True)

    # How it is at the moment, for the settings page.
    last_heard_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    problem_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    # `problem` in the language of whoever looks; set by the page that shows it.
    said_problem: str = ""

    objects: ClassVar[models.Manager["Shop"]] = ShopQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """What the shop proves with that a message is its own. Raises SealBroken."""
        return unseal(self.sealed_secret, context=f"shop:{self.uid}:secret")

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal(value, context=f"shop:{self.uid}:secret")

    @property
    def keys(self) -> dict[str, str]:
        """What we prove with to the shop who we are. Raises SealBroken."""
        opened = unseal(self.sealed_keys, context=f"shop:{self.uid}:keys")
        return dict(json.loads(opened)) if opened else {}

    @keys.setter
    def keys(self, value: dict[str, str]) -> None:
        self.sealed_keys = seal(json.dumps(value), context=f"shop:{self.uid}:keys") if value else ""
