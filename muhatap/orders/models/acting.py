"""Acts on orders: written down before the shop is asked, and looked up before it is asked again."""

from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations.models import Conversation
from muhatap.core.ids import uuid7
from muhatap.orders.facts_json import address_from
from muhatap.orders.models.order import Order
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import Act, ActKind
from muhatap.team.models import Agent, Role


class ActState(models.TextChoices):
    WAITING = "waiting", _("waits for a second person")
    ASKED = "asked", pgettext_lazy("act", "asked")
    RUNNING = "running", _("is being done")
    # The answer of the shop is missing: it is looked up before anything else.
    CHECKING = "checking", _("not known yet, is being checked")
    DONE = "done", pgettext_lazy("act", "done")
    REFUSED = "refused", _("refused")
    # Looked up for long and still not known: a person looks.
    UNKNOWN = "unknown", _("nobody knows, please look in the shop")
    DROPPED = "dropped", _("dropped")


# May still change something in the shop.
OPEN_ACTS = (ActState.WAITING, ActState.ASKED, ActState.RUNNING, ActState.CHECKING, ActState.UNKNOWN)
# The shop has perhaps been asked and perhaps done it.
AT_THE_SHOP = (ActState.RUNNING, ActState.CHECKING)


class OrderActQuerySet(models.QuerySet["OrderAct"]):
    def visible_to(self, agent: Agent) -> Self:
        """Those on orders of the shops of the agent's brands."""
        return self.filter(order__shop__brand__in=agent.brand_ids) if agent.brand_ids else self

    def waiting(self) -> Self:
        return self.filter(state=ActState.WAITING)


class OrderAct(models.Model):
    """One thing that the shop is asked to do to an order, at most once. `amount` is in the minor unit."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    # From the form it was asked with: the same form sent twice is one act.
    key = models.CharField(max_length=60, unique=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="acts")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.SET_NULL, related_name="order_acts")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ActKind])
    # What is asked for, beside the amount: {"lines", "percent", "wanted", "ship_to", "text", "is_restocking"}.
    wish = models.JSONField(default=dict)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    second = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    seconded_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=10, choices=ActState.choices, default=ActState.ASKED)
    ended_at = models.DateTimeField(null=True)
    # The shop's own words, or a known sentence of ours (orders.words).
    words = models.CharField(max_length=300, blank=True)
    # What came of it there: the id, and what a code or a new order is called.
    outside_id = models.CharField(max_length=120, blank=True)
    called = models.CharField(max_length=120, blank=True)

    # The order as it was just before, and the latest moment at which the shop can have been asked: what it is looked up
    # by.
    before = models.JSONField(null=True)
    called_at = models.DateTimeField(null=True)
    call_count = models.PositiveSmallIntegerField(default=0)
    # How often in a row the shop could not be asked at all, or not be looked at.
    wait_count = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["OrderAct"]] = OrderActQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            # Two at once on one order could not be told apart afterwards.
            models.UniqueConstraint(
                fields=["order"], name="one_act_at_the_shop_per_order", condition=Q(state__in=["running", "checking"])
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-asked_at"], name="order_act_by_day"),
            models.Index(
                fields=["asked_at"],
                name="order_act_open",
                condition=Q(state__in=["waiting", "asked", "running", "checking", "unknown"]),
            ),
        ]

    @property
    def worth(self) -> Amount | None:
        return None if self.amount is None else Amount(self.amount, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ACTS

    @property
    def mark(self) -> str:
        """What it is found again by in the shop: 25 characters that stand in a coupon code as well as in a note."""
        return f"mhtp-{self.uid.hex[-20:]}"

    @property
    def act(self) -> Act:
        """Return what a connector is asked for."""
        return Act(
            kind=ActKind(self.kind),
            mark=self.mark,
            order_id=self.order.outside_id,
            currency=self.currency,
            asked_at=self.asked_at,
            lines=self.wish.get("lines", {}),
            amount=self.amount,
            percent=self.wish.get("percent"),
            wanted=self.wish.get("wanted", {}),
            ship_to=address_from(self.wish.get("ship_to", {})),
            text=self.wish.get("text", ""),
            is_restocking=self.wish.get("is_restocking", False),
        )


class ActLimit(models.Model):
    """How much money those of a role may give back, in the minor unit of `currency`. Without a row: no limit."""

    role = models.CharField(max_length=10, choices=Role.choices)
    currency = models.CharField(max_length=3)
    # On one day, all acts of one person together.
    a_day = models.BigIntegerField(null=True, validators=[MinValueValidator(0)])
    # In one act without a second person.
    alone = models.BigIntegerField(null=True, validators=[MinValueValidator(0)])

    class Meta:
        ordering = ["currency", "role"]
        constraints = [models.UniqueConstraint(fields=["role", "currency"], name="act_limit_once")]


class EmbeddedOrder(models.Model):
    """An order of the shop that lives inside the desk (shops/embedded): the shop's side, not our copy."""

    shop = models.ForeignKey("orders.Shop", on_delete=models.CASCADE, related_name="embedded_orders")
    outside_id = models.CharField(max_length=120)
    # An order as facts_json writes it.
    told = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "outside_id"], name="embedded_order_once")]
        indexes = [models.Index(fields=["shop", "changed_at", "id"], name="embedded_order_changed")]
