"""The practice shop for stories of acts: a real connector, whose shop does everything as often as it is asked."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.facts import Address, LineFacts, OrderFacts, PaymentFacts
from muhatap.orders.models import EmbeddedOrder, Order, OrderAct, Shop
from muhatap.orders.shops.embedded.connector import put
from muhatap.team.models import Brand


def shop(brand: Brand) -> Shop:
    return actions.connect(kind="embedded", brand=brand, name="Çarşı", by=None, now=timezone.now())


def order(shop: Shop, number: str = "8812", **fields: Any) -> Order:
    """Place an order of two jugs and a soap, 677,50 TL in all, paid."""
    now = timezone.now()
    told = OrderFacts(
        **{
            "outside_id": f"id-{number}", "number": number, "placed_at": now - timedelta(days=4),
            "changed_at": now - timedelta(days=2), "currency": "TRY", "total": 67750, "payment_state": "paid",
            "email": "zeynep@example.com", "customer_name": "Zeynep Aksoy", "ship_to": Address(city="İzmir"),
            "lines": (
                LineFacts(outside_id="1", sku="SRH-2", name="Toprak sürahi", quantity=2, total=64900),
                LineFacts(outside_id="2", sku="SBN", name="Lavanta sabunu", quantity=1, total=2850),
            ),
            "payments": (PaymentFacts(outside_id="p", amount=67750, state="paid"),),
        }
        | fields
    )  # fmt: skip
    put(shop.pk, told)
    actions.keep(shop, [told], now=now)
    return Order.objects.get(shop=shop, outside_id=f"id-{number}")


def refunds_there(shop: Shop, number: str = "8812") -> list[int]:
    """Return the amounts that the shop itself says have gone back."""
    told = EmbeddedOrder.objects.get(shop=shop, outside_id=f"id-{number}").told
    return [refund["amount"] for refund in told["refunds"]]


def carry_on(act: OrderAct) -> OrderAct:
    """Do what the worker does, and return the act as it stands then."""
    actions.perform(act.pk)
    act.refresh_from_db()
    return act
