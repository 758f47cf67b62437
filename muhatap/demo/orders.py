"""What the customers of the demo shops have ordered: those their letters speak of, and what they bought before."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muhatap.core.turkish import fold
from muhatap.demo.letters import address_of
from muhatap.demo.names import FIRST_NAMES, LAST_NAMES
from muhatap.demo.telling import span
from muhatap.orders import actions
from muhatap.orders.facts import Address, LineFacts, OrderFacts, ParcelFacts, ProductFacts, RefundFacts
from muhatap.orders.models import ActLimit, ParcelState, PaymentState, Shop
from muhatap.orders.shops.embedded.connector import put_all
from muhatap.team.models import Agent, Brand


@dataclass(frozen=True)
class Bought:
    """An order in few words. Times are how long ago; `lines` are (name, how many, amount in kuruş or pence)."""

    number: str
    who: str
    ago: str
    lines: Sequence[tuple[str, int, int]]
    city: str
    carrier: str = ""
    tracking: str = ""
    state: str = ""
    sent: str = ""
    moved: str = ""
    movement: str = ""
    refunded: str = ""


CARSI = [
    Bought("8812", "Zeynep Aksoy", "4d", [("Toprak sürahi, iki litre", 1, 64900)], "İstanbul", "Yurtiçi Kargo",
           "104512887341", ParcelState.DELIVERED, "3d", "5h", "Teslim edildi"),
    Bought("8640", "Zeynep Aksoy", "11w", [("Bakır cezve, üç fincanlık", 1, 89000), ("Lavanta sabunu", 3, 28500)],
           "İstanbul", "Yurtiçi Kargo", "104498112076", ParcelState.DELIVERED, "10w 6d", "10w 4d", "Teslim edildi"),
    Bought("8790", "Murat Demir", "8d", [("El dokuması minder kılıfı", 2, 118000)], "İstanbul", "Aras Kargo",
           "5523871190432", ParcelState.IN_TRANSIT, "7d", "3d", "Kartal şubesi: dağıtım merkezinde"),
    Bought("8803", "Işıl Çınar", "6d", [("El dokuması kilim, 120 × 180", 1, 489000)], "Bursa", "Yurtiçi Kargo",
           "104511903318", ParcelState.DELIVERED, "5d", "2d", "Teslim edildi"),
    Bought("8745", "Gökhan Öz", "13d", [("Pirinç masa lambası", 2, 379800)], "İstanbul", "Sürat Kargo", "7714420983",
           ParcelState.DELIVERED, "12d", "10d", "Teslim edildi"),
    Bought("8799", "Ayşegül Şahin", "7d", [("Keten gömlek, M", 1, 129000)], "Antalya", "Yurtiçi Kargo", "104511740552",
           ParcelState.DELIVERED, "6d", "2d", "Teslim edildi"),
    Bought("8731", "İbrahim Yıldız", "9d", [("Zeytinyağlı sabun, on iki kalıp", 1, 71900)], "Konya", "PTT Kargo",
           "KP04519923317", ParcelState.DELIVERED, "8d", "5d", "Teslim edildi"),
    Bought("8797", "Hakan Koç", "3d", [("Bakır tava, 24 cm", 1, 234000)], "Ankara"),
    Bought("8798", "Hakan Koç", "3d", [("Bakır tava, 24 cm", 1, 234000)], "Ankara", refunded="2d"),
    Bought("8770", "Doğa Bulut", "8d", [("Bardak altlığı, altılı", 1, 36000)], "Eskişehir", "Yurtiçi Kargo",
           "104510028817", ParcelState.DELIVERED, "7d", "4d", "Teslim edildi"),
    Bought("8766", "Burak Kılıç", "8d", [("Cam şişe, yarım litre", 4, 96000)], "İzmir", "MNG Kargo", "77310998",
           ParcelState.SHIPPED, "6d", "6d", "Gönderi bilgisi alındı"),
    Bought("8690", "Tuğba Öztürk", "4w", [("Bakır tencere, 20 cm", 1, 124900)], "İstanbul", "Aras Kargo",
           "5523799021448", ParcelState.RETURNED, "3w 6d", "12d", "Gönderene teslim edildi", refunded="10d"),
    Bought("8752", "Emre Taş", "10d", [("Seramik tabak takımı, on iki parça", 1, 315000)], "Samsun", "Sürat Kargo",
           "7714433817", ParcelState.DELIVERED, "9d", "6d", "Teslim edildi"),
]  # fmt: skip

HARBOUR = [
    Bought("H-2041", "Anna Novak", "4d", [("Oak wall clock", 1, 14900)], "Bristol", "DPD", "15501876420034",
           ParcelState.DELIVERED, "3d", "3h", "Delivered: left in a safe place"),
    Bought("H-2033", "James Whitaker", "6d", [("Wool rug, 170 × 240", 1, 38900)], "Leeds", "DPD", "15501875110092",
           ParcelState.DELIVERED, "5d", "1d", "Delivered"),
    Bought("H-1971", "Oliver Grant", "12d", [("Ash wall shelf", 1, 11900)], "York", "Royal Mail", "KT472918834GB",
           ParcelState.DELIVERED, "11d", "4d", "Delivered"),
    Bought("H-1950", "Daniel Okafor", "4w", [("Brass reading lamp", 1, 17900)], "London", "DPD", "15501860042217",
           ParcelState.RETURNED, "3w 6d", "12d", "Back at the sender"),
    Bought("H-2044", "Priya Shah", "2d", [("Linen cushion", 2, 7800)], "Leicester"),
]  # fmt: skip

# Bought before, so that a desk on its first day has a past.
BUSY_DAYS = 118
# Those who wrote about it are among them; see hearing.py.
_OTHERS = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES[::3]]

_EARLIER = {
    "TRY": [("Lavanta sabunu", 9500), ("Toprak kâse", 34900), ("Keten peçete, dörtlü", 42000), ("Bakır kaşık", 18900)],
    "GBP": [("Beeswax candle", 1400), ("Linen napkins", 3200), ("Oak coaster", 900), ("Wool throw", 8900)],
}


def sell(*, brand: Brand, bought: Sequence[Bought], currency: str, by: Agent, now: datetime) -> Shop:
    """Give a brand its shop with these orders: one that lives in the desk, so that acts on them do something."""
    shop = actions.connect(kind="embedded", brand=brand, name=brand.name, by=by, now=now)
    told = [
        *(_facts(each, currency, now=now) for each in bought),
        *_earlier(bought, currency, now=now),
        *_of_each_day(currency, now=now),
    ]
    put_all(shop.pk, told)
    actions.keep(shop, told, now=now)
    actions.keep_products(shop, list(_products(bought, currency, now=now)))
    alone = {"TRY": 150000, "GBP": 10000}[currency]
    ActLimit.objects.get_or_create(role="agent", currency=currency, defaults={"alone": alone, "a_day": alone * 4})
    actions.note_heard(shop, now=now)
    return shop


def _products(bought: Sequence[Bought], currency: str, *, now: datetime) -> Iterator[ProductFacts]:
    dice = random.Random(bought[0].number)  # noqa: S311 - the same shelves at each load
    prices = {name: amount // count for each in bought for name, count, amount in each.lines} | dict(_EARLIER[currency])
    for place, name in enumerate(sorted(prices)):
        stock = dice.choice([0, 2, 5, 14, 40])
        yield ProductFacts(
            outside_id=str(place),
            sku=_sku(name),
            name=name,
            changed_at=now,
            currency=currency,
            price=prices[name],
            stock=stock,
            expected_on=None if stock else (now + timedelta(days=9)).date(),
        )


def _sku(name: str) -> str:
    """Return a stock number made of the beginnings of a name: "TOP-SUR-IKI-LIT"."""
    return "-".join(part[:3] for part in re.findall(r"[a-z0-9]+", fold(name))).upper()


def _facts(bought: Bought, currency: str, *, now: datetime) -> OrderFacts:
    placed_at = now - span(bought.ago)
    total = sum(amount for _name, _count, amount in bought.lines)
    back_at = now - span(bought.refunded) if bought.refunded else None
    is_cancelled = back_at is not None and not bought.state
    return OrderFacts(
        outside_id=bought.number,
        number=bought.number,
        placed_at=placed_at,
        changed_at=placed_at,
        currency=currency,
        total=total,
        state="cancelled" if is_cancelled else "done" if bought.state == ParcelState.DELIVERED else "open",
        cancelled_at=back_at if is_cancelled else None,
        payment_state=PaymentState.REFUNDED if back_at else PaymentState.PAID,
        paid_at=placed_at + timedelta(minutes=1),
        customer_name=bought.who,
        email=address_of(bought.who),
        ship_to=Address(name=bought.who, city=bought.city, country="TR" if currency == "TRY" else "GB"),
        lines=tuple(
            LineFacts(outside_id=str(place), sku=_sku(name), name=name, quantity=count, total=amount)
            for place, (name, count, amount) in enumerate(bought.lines)
        ),
        parcels=_parcels(bought, now=now),
        refunds=(RefundFacts(outside_id="1", amount=total, at=back_at),) if back_at else (),
    )


def _parcels(bought: Bought, *, now: datetime) -> tuple[ParcelFacts, ...]:
    if not bought.state:
        return ()
    moved_at = now - span(bought.moved)
    return (
        ParcelFacts(
            outside_id="1",
            state=bought.state,
            carrier=bought.carrier,
            tracking_number=bought.tracking,
            shipped_at=now - span(bought.sent),
            delivered_at=moved_at if bought.state == ParcelState.DELIVERED else None,
            last_movement_at=moved_at,
            last_movement=bought.movement,
        ),
    )


def _of_each_day(currency: str, *, now: datetime) -> Iterator[OrderFacts]:
    """Yield what others bought on each day of the last months: what contacts are counted against."""
    if currency != "TRY":
        return
    dice = random.Random(1453)  # noqa: S311 - the same past at each load
    for days in range(1, BUSY_DAYS):
        weekday = (now - timedelta(days=days)).weekday()
        for place in range(dice.randint(10, 16) - (3 if weekday > 4 else 0)):
            name, price = dice.choice(_EARLIER[currency])
            count, who = dice.randrange(1, 4), dice.choice(_OTHERS)
            yield _facts(
                Bought(
                    f"{20000 + days * 20 + place}", who, f"{days}d", [(name, count, price * count)], "İzmir",
                    "Aras Kargo", "", ParcelState.DELIVERED, f"{days - 1}d", f"{max(days - 2, 0)}d",
                ),
                currency,
                now=now,
            )  # fmt: skip


def _earlier(bought: Sequence[Bought], currency: str, *, now: datetime) -> Iterator[OrderFacts]:
    dice = random.Random(bought[0].number)  # noqa: S311 - the same past at each load
    prefix = "H-" if currency == "GBP" else ""
    people = sorted({each.who for each in bought})
    for place, who in enumerate(person for person in people for _ in range(dice.randrange(4))):
        name, price = dice.choice(_EARLIER[currency])
        days = dice.randrange(40, 700)
        yield _facts(
            Bought(
                f"{prefix}{1100 + place * 7}", who, f"{days}d", [(name, count := dice.randrange(1, 4), price * count)],
                "İstanbul" if currency == "TRY" else "London", "PTT Kargo" if currency == "TRY" else "Royal Mail", "",
                ParcelState.DELIVERED, f"{days - 1}d", f"{days - 3}d",
            ),
            currency,
            now=now,
        )  # fmt: skip
