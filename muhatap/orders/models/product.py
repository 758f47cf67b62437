"""What the shop sells, and how many orders there were: both kept here, so that no page and no measure asks the shop."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from muhatap.orders.models.shop import Shop
from muhatap.orders.money import Amount
from muhatap.team.models import Agent


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(shop__brand__in=agent.brand_ids) if agent.brand_ids else self


class Product(models.Model):
    """One thing that can be bought, by its stock number, as the shop last described it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="products")
    outside_id = models.CharField(max_length=120)
    sku = models.CharField(max_length=80)
    name = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    currency = models.CharField(max_length=3, blank=True)
    price = models.BigIntegerField(null=True)
    # None where nobody counts it.
    stock = models.IntegerField(null=True)
    expected_on = models.DateField(null=True)
    # [["Kumaş", "keten"], …]
    details = models.JSONField(default=list)
    url = models.CharField(max_length=500, blank=True)
    is_sold = models.BooleanField(default=True)

    objects: ClassVar[models.Manager["Product"]] = ProductQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "outside_id"], name="product_once_per_shop")]
        indexes = [models.Index(fields=["shop", "sku"], name="product_by_sku")]

    @property
    def price_amount(self) -> Amount | None:
        return None if self.price is None or not self.currency else Amount(self.price, self.currency)


class Counted(models.TextChoices):
    ORDERS = "orders", _("orders")
    PRODUCT = "product", _("product")
    CARRIER = "carrier", _("carrier")


class DayCount(models.Model):
    """How many orders a shop had on a day, in all and with a product or carrier; cancelled ones count, too.

    A day is one of the desk's time zone. `key` is the stock number or the carrier's short name, empty for all orders.
    """

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="day_counts")
    day = models.DateField()
    what = models.CharField(max_length=10, choices=Counted.choices)
    key = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "what", "key", "day"], name="day_count_once")]


class StaleDay(models.Model):
    """A day whose orders have changed since it was counted."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="stale_days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="stale_day_once")]
