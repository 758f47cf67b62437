from muhatap.orders.models.order import (
    Intake,
    Order,
    OrderLine,
    OrderQuerySet,
    OrderState,
    Parcel,
    ParcelState,
    PaymentState,
    Refund,
    Tie,
)
from muhatap.orders.models.shop import Shop, ShopQuerySet

__all__ = [
    "Intake",
    "Order",
    "OrderLine",
    "OrderQuerySet",
    "OrderState",
    "Parcel",
    "ParcelState",
    "PaymentState",
    "Refund",
    "Shop",
    "ShopQuerySet",
    "Tie",
]
