"""What leads do with shops: connect, rename, renew the secret, take away."""

from datetime import datetime

from django.db import transaction

from muhatap.core import signing
from muhatap.orders.models import Shop
from muhatap.team import audit
from muhatap.team.models import Agent, Brand


@transaction.atomic
def connect(*, kind: str, brand: Brand, name: str, by: Agent | None, now: datetime) -> Shop:
    """Make a shop with a fresh secret; nothing is fetched yet."""
    shop = Shop(kind=kind, brand=brand, name=name, created_at=now)
    shop.secret = signing.new_secret()
    shop.save()
    audit.record("orders.shop_connected", by=by, subject=_subject(shop), kind=kind, name=name)
    return shop


@transaction.atomic
def change_shop(shop: Shop, *, by: Agent, name: str, is_verifying: bool) -> None:
    if (shop.name, shop.is_verifying) == (name, is_verifying):
        return
    shop.name, shop.is_verifying = name, is_verifying
    shop.save(update_fields=["name", "is_verifying"])
    audit.record("orders.shop_changed", by=by, subject=_subject(shop), name=name, is_verifying=is_verifying)


@transaction.atomic
def renew_secret(shop: Shop, *, by: Agent) -> None:
    """Give the shop another secret; what is signed with the old one is refused from now on."""
    shop.secret = signing.new_secret()
    shop.save(update_fields=["sealed_secret"])
    audit.record("orders.secret_renewed", by=by, subject=_subject(shop))


@transaction.atomic
def remove_shop(shop: Shop, *, by: Agent) -> None:
    """Take a shop away with all that is known of its orders. The shop itself is not touched."""
    audit.record("orders.shop_removed", by=by, subject=_subject(shop), name=shop.name)
    shop.delete()


def _subject(shop: Shop) -> str:
    return f"shop:{shop.pk}"
