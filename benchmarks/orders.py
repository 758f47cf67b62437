"""The orders beside a conversation at a million orders, and how quickly a shop's orders and messages are taken in."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.table import Figure, timed

ORDERS = 1_000_000
TIMES = 60
SYNCED = 5_000
WARM = 5


def run() -> Iterator[Figure]:
    """Measure on the desk that is running; its database keeps the million for the next time."""
    from django.conf import settings
    from django.test import Client

    from muhatap.conversations.models import Conversation
    from muhatap.orders.models import Shop
    from muhatap.team.models import Agent

    settings.ALLOWED_HOSTS = ["*"]
    shop = Shop.objects.filter(name="Milyon").first() or _load()
    agent = Agent.objects.order_by("pk").first()
    assert agent is not None
    client = Client()
    client.force_login(agent)
    pks = list(Conversation.objects.filter(brand=shop.brand_id).values_list("pk", flat=True)[: TIMES + 5])
    pane = timed([partial(client.get, f"/conversations/{pk}/orders/") for pk in pks])
    yield Figure("orders beside a conversation, at 1 M orders", str(pane), aim="p95 ≤ 50 ms")
    yield from _messages(shop)
    yield _synced(shop)


def _messages(shop: Any) -> Iterator[Figure]:
    """A shop's signed message, from its arrival to the answer; beside it a single durable commit."""
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    client, place = Client(), f"/orders/push/{shop.uid}/"
    calls = []
    for number in range(TIMES + WARM):
        body = json.dumps({"orders": [_told(number, timezone.now())]}).encode()
        headers = _signed(shop.secret, f"bench-{time.time_ns()}", body)
        calls.append(partial(client.post, place, body, content_type="application/json", headers=headers))
    for call in calls[:WARM]:
        call()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_order_commit (n int)")
        bare = timed([partial(cursor.execute, "INSERT INTO bench_order_commit VALUES (1)")] * TIMES)
        cursor.execute("DROP TABLE bench_order_commit")
    yield Figure(
        "a shop's message accepted", str(timed(calls[WARM:], warm=0)), f"a commit {bare.p50:.1f} ms", "≤ 20 ms"
    )


def _synced(shop: Any) -> Figure:
    """Orders of a generator taken in as a round of asking does, 100 at a time."""
    from django.utils import timezone

    from muhatap.orders import actions
    from muhatap.orders.facts import LineFacts, OrderFacts, ParcelFacts

    now = timezone.now()
    told = [
        OrderFacts(
            outside_id=f"sync-{number}", number=f"S-{number}", placed_at=now - timedelta(minutes=number),
            changed_at=now, currency="TRY", total=64900, payment_state="paid", email=f"kisi{number}@posta.example",
            lines=tuple(
                LineFacts(outside_id=str(line), sku=f"SKU-{line}", name="Sürahi", quantity=1, total=32450)
                for line in range(2)
            ),
            parcels=(ParcelFacts(outside_id="1", state="in_transit", carrier="Aras"),),
        )
        for number in range(SYNCED)
    ]  # fmt: skip
    began = time.perf_counter()
    for start in range(0, SYNCED, 100):
        actions.keep(shop, told[start : start + 100], now=now)
    seconds = time.perf_counter() - began
    return Figure("orders taken in", f"{SYNCED / seconds:,.0f} /s", aim="≥ 500 /s")


def _load() -> Any:
    """Write a million orders of 300,000 customers straight into the tables."""
    from django.db import connection
    from django.utils import timezone

    from muhatap.orders import actions
    from muhatap.team.models import Brand

    brand = Brand.objects.order_by("pk").first()
    assert brand is not None
    shop = actions.connect(kind="generic", brand=brand, name="Milyon", by=None, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO orders_order (uid, shop_id, outside_id, number, number_key, placed_at, changed_at, state,
                 currency, total, payment_state, refunded, customer_name, email, phone, ship_to, note, admin_url,
                 line_count, kept_at)
               SELECT gen_random_uuid(), %s, 'o' || g, 'TR-' || g, 'TR' || g, now() - g * interval '20 seconds', now(),
                 'open', 'TRY', 64800, 'paid', 0, 'Kişi ' || g, 'kisi' || (g %% 300000) || '@posta.example', '', '{}',
                 '', '', 1, now()
               FROM generate_series(1, %s) g""",
            [shop.pk, ORDERS],
        )
        cursor.execute(
            """INSERT INTO orders_parcel (order_id, outside_id, state, carrier, tracking_number, tracking_url,
                 last_movement, holds)
               SELECT id, '1', 'in_transit', 'Aras', lpad(id::text, 13, '5'), '', '', '{}'
               FROM orders_order WHERE shop_id = %s""",
            [shop.pk],
        )
        cursor.execute("ANALYZE orders_order, orders_parcel")
    return shop


def _told(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": f"hook-{number}", "number": f"H-{number}", "placed_at": now.isoformat(), "changed_at": now.isoformat(),
        "currency": "TRY", "total": "649.00", "customer": {"email": "zeynep@posta.example"},
        "lines": [{"id": "1", "name": "Sürahi", "quantity": 1, "total": "649.00"}],
    }  # fmt: skip


def _signed(secret: str, uid: str, body: bytes) -> dict[str, str]:
    timestamp = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(key, f"{uid}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(mac).decode()
    return {"webhook-id": uid, "webhook-timestamp": timestamp, "webhook-signature": signature}
