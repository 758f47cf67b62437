"""What leads do with shops: connect, rename, renew the secret, take away."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from muhatap.core import signing
from muhatap.orders.actions.reading import plan_reading
from muhatap.orders.connecting import kind_of
from muhatap.orders.models import ActLimit, Shop
from muhatap.orders.shops.contract import Can
from muhatap.team import audit
from muhatap.team.models import Agent, Brand


@transaction.atomic
def connect(
    *,
    kind: str,
    brand: Brand,
    name: str,
    by: Agent | None,
    now: datetime,
    settings: Mapping[str, str] | None = None,
    keys: Mapping[str, str] | None = None,
) -> Shop:
    """Make a shop with a fresh secret. If its connector can ask for orders, the first round of that is planned."""
    shop = Shop(kind=kind, brand=brand, name=name, created_at=now, settings=dict(settings or {}))
    shop.secret = signing.new_secret()
    shop.keys = dict(keys or {})
    shop.save()
    if Can.CHANGES in kind_of(shop).can:
        plan_reading(shop)
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
def change_keys(shop: Shop, *, by: Agent, settings: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Reach the shop another way: its address, or the keys that are not empty. Their values are told to nobody."""
    shop.settings = {**shop.settings, **settings}
    shop.keys = {**shop.keys, **{name: value for name, value in keys.items() if value}}
    shop.problem = ""
    shop.save(update_fields=["settings", "sealed_keys", "problem"])
    audit.record("orders.keys_changed", by=by, subject=_subject(shop), name=shop.name)
    if Can.CHANGES in kind_of(shop).can:
        plan_reading(shop)


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


@transaction.atomic
def limit(*, role: str, currency: str, alone: int | None, a_day: int | None, by: Agent) -> None:
    """Say how much those of a role may give back, in the minor unit; with neither amount there is no limit any more."""
    if alone is None and a_day is None:
        ActLimit.objects.filter(role=role, currency=currency).delete()
    else:
        ActLimit.objects.update_or_create(role=role, currency=currency, defaults={"alone": alone, "a_day": a_day})
    audit.record("orders.limit_changed", by=by, role=role, currency=currency, alone=alone, a_day=a_day)


def _subject(shop: Shop) -> str:
    return f"shop:{shop.pk}"
