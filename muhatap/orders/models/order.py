"""What a shop says of an order, kept here so that the conversation never waits for the shop."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muhatap.conversations.models import Conversation
from muhatap.core.ids import uuid7
from muhatap.orders.models.shop import Shop
from muhatap.orders.money import Amount
from muhatap.team.models import Agent


class OrderState(models.TextChoices):
    OPEN = "open", pgettext_lazy("order", "open")
    DONE = "done", pgettext_lazy("order", "done")
    CANCELLED = "cancelled", pgettext_lazy("order", "cancelled")


class PaymentState(models.TextChoices):
    UNKNOWN = "unknown", _("not known")
    NONE = "none", _("not paid yet")
    AUTHORISED = "authorised", _("payment reserved")
    PAID = "paid", _("paid")
    PART_REFUNDED = "part_refunded", _("partly refunded")
    REFUNDED = "refunded", _("refunded")
    FAILED = "failed", _("payment failed")


class ParcelState(models.TextChoices):
    PREPARING = "preparing", _("being prepared")
    SHIPPED = "shipped", _("handed to the carrier")
    IN_TRANSIT = "in_transit", _("on its way")
    OUT_FOR_DELIVERY = "out_for_delivery", _("out for delivery")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("could not be delivered")
    RETURNED = "returned", _("on its way back")


class OrderQuerySet(models.QuerySet["Order"]):
    """The sets people talk about. Every look-up from a page starts with `visible_to`."""

    def visible_to(self, agent: Agent) -> Self:
        """Those of the shops of the agent's brands."""
        return self.filter(shop__brand__in=agent.brand_ids) if agent.brand_ids else self

    def placed_by(self, *, emails: list[str], phones: list[str]) -> Self:
        """Those of whoever is known by one of these addresses or numbers, as identities are written."""
        return self.filter(Q(email__in=emails) | Q(phone__in=phones)) if emails or phones else self.none()


class Order(models.Model):
    """An order as the shop last described it. All amounts are in the minor unit of `currency`."""

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="orders")
    outside_id = models.CharField(max_length=120)
    # As it is printed, and as it is compared: `mentions.key_of`.
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=60)
    placed_at = models.DateTimeField()
    # When the shop last changed it, by its own clock: what comes late and is older changes nothing.
    changed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.OPEN)
    cancelled_at = models.DateTimeField(null=True)

    currency = models.CharField(max_length=3)
    total = models.BigIntegerField()
    payment_state = models.CharField(max_length=15, choices=PaymentState.choices, default=PaymentState.UNKNOWN)
    paid_at = models.DateTimeField(null=True)
    refunded = models.BigIntegerField(default=0)

    # Who ordered, as identities are written: an order belongs to whoever owns the address now, merged or split.
    customer_name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    # {"name", "lines": [...], "postcode", "city", "country", "phone"}
    ship_to = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    # The page of the order in the shop's own back office.
    admin_url = models.CharField(max_length=500, blank=True)
    line_count = models.PositiveIntegerField(default=0)
    # When we last took it in.
    kept_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Order"]] = OrderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "outside_id"], name="order_once_per_shop")]
        indexes = [
            models.Index(fields=["number_key"], name="order_by_number"),
            models.Index(fields=["email", "-placed_at"], name="order_by_email", condition=~Q(email="")),
            models.Index(fields=["phone", "-placed_at"], name="order_by_phone", condition=~Q(phone="")),
            models.Index(fields=["-placed_at", "-id"], name="order_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_amount(self) -> Amount:
        return Amount(self.total, self.currency)

    @property
    def refunded_amount(self) -> Amount:
        return Amount(self.refunded, self.currency)


class OrderLine(models.Model):
    """What was ordered, line by line, in the shop's order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    outside_id = models.CharField(max_length=120)
    sku = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=300)
    quantity = models.PositiveIntegerField()
    total = models.BigIntegerField()
    refunded_count = models.PositiveIntegerField(default=0)
    returned_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["order", "outside_id"], name="line_once_per_order")]
        indexes = [models.Index(fields=["sku", "order"], name="line_by_sku")]

    @property
    def total_amount(self) -> Amount:
        return Amount(self.total, self.order.currency)


class Parcel(models.Model):
    """One delivery of an order, as the carrier last spoke of it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="parcels")
    outside_id = models.CharField(max_length=120)
    state = models.CharField(max_length=20, choices=ParcelState.choices, default=ParcelState.PREPARING)
    # As the shop writes it; `carriers.known` says which one that is.
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    tracking_url = models.CharField(max_length=500, blank=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_movement_at = models.DateTimeField(null=True)
    last_movement = models.CharField(max_length=200, blank=True)
    # {"<outside id of a line>": how many}; empty: all that is not elsewhere.
    holds = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "outside_id"], name="parcel_once_per_order")]
        indexes = [
            models.Index(fields=["tracking_number"], name="parcel_by_number", condition=~Q(tracking_number="")),
        ]


class Refund(models.Model):
    """Money that went back, as the shop says."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    outside_id = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    # {"<outside id of a line>": how many}
    of_lines = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "outside_id"], name="refund_once_per_order")]

    @property
    def whole(self) -> Amount:
        return Amount(self.amount, self.order.currency)


class ReturnState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("return", "asked for")
    EXPECTED = "expected", _("expected back")
    RECEIVED = "received", _("back")
    REFUSED = "refused", _("not taken back")


class Payment(models.Model):
    """One payment for an order, as the shop says."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    outside_id = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=15, choices=PaymentState.choices, default=PaymentState.UNKNOWN)
    method = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(null=True)
    # What may still go back of it; None where the shop does not say.
    refundable = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "outside_id"], name="payment_once_per_order")]

    @property
    def whole(self) -> Amount:
        return Amount(self.amount, self.order.currency)


class GoodsReturn(models.Model):
    """Goods on their way back to the shop, or back."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="returns")
    outside_id = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ReturnState.choices, default=ReturnState.EXPECTED)
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    # {"<outside id of a line>": how many}
    of_lines = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "outside_id"], name="return_once_per_order")]


class Tie(models.Model):
    """That a conversation is about an order: somebody said so.

    `verified_at` is when they had made sure that whoever writes may hear of it, though another address ordered.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="order_ties")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="ties")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "order"], name="order_once_per_conversation")]


class Intake(models.Model):
    """What a shop sent, once: a repeated message is known by its key and changes nothing."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="intakes")
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    order_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "key"], name="intake_once")]
        indexes = [models.Index(fields=["at"], name="intake_by_age")]
