"""Shops and orders for stories, in the words of the schema that shops write."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from muhatap.orders import actions
from muhatap.orders.models import Order, Shop
from muhatap.orders.shops.generic import schema
from muhatap.team.models import Brand


def shop(brand: Brand, *, name: str = "Çarşı mağazası") -> Shop:
    return actions.connect(kind="generic", brand=brand, name=name, by=None, now=timezone.now())


def told(number: str = "8812", **fields: Any) -> dict[str, Any]:
    """An order as a shop writes it."""
    now = timezone.now()
    return {
        "id": f"id-{number}",
        "number": number,
        "placed_at": (now - timedelta(days=4)).isoformat(),
        "changed_at": (now - timedelta(days=2)).isoformat(),
        "currency": "TRY",
        "total": "648.00",
        "payment": "paid",
        "customer": {"name": "Zeynep Aksoy", "email": "zeynep@example.com", "phone": "0532 123 45 67"},
        "lines": [{"id": "1", "sku": "SRH-2", "name": "Toprak sürahi", "quantity": 2, "total": "648.00"}],
        "parcels": [
            {
                "id": "p1",
                "state": "in_transit",
                "carrier": "Yurtiçi Kargo",
                "tracking_number": "104512887341",
                "shipped_at": (now - timedelta(days=3)).isoformat(),
                "last_movement_at": (now - timedelta(days=2)).isoformat(),
                "last_movement": "Kartal aktarma merkezi",
            }
        ],
    } | fields


def order(shop: Shop, number: str = "8812", **fields: Any) -> Order:
    actions.keep(shop, [schema.order(told(number, **fields))], now=timezone.now())
    return Order.objects.get(shop=shop, outside_id=fields.get("id", f"id-{number}"))


def send(
    client: Client,
    shop: Shop,
    body: object,
    *,
    uid: str = "m1",
    at: datetime | None = None,
    secret: str = "",
) -> Any:
    """Send a message as a shop does that follows Standard Webhooks, signed by its own code and not by ours."""
    written = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = str(int((at or timezone.now()).timestamp()))
    key = base64.b64decode((secret or shop.secret).removeprefix("whsec_"))
    mac = hmac.new(key, f"{uid}.{timestamp}.".encode() + written, hashlib.sha256).digest()
    headers = {
        "webhook-id": uid,
        "webhook-timestamp": timestamp,
        "webhook-signature": "v1," + base64.b64encode(mac).decode(),
    }
    return client.post(f"/orders/push/{shop.uid}/", written, content_type="application/json", headers=headers)
