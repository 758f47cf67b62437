"""From a shop that is connected to the connector that speaks to it."""

import logging
from collections.abc import Mapping
from functools import cache, partial
from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings
from django.db import transaction

from muhatap.orders import shops
from muhatap.orders.models import Shop
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import Access, Connector, Kind

log = logging.getLogger(__name__)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds of shops, by name: each folder of `orders/shops` that has a KIND."""
    found: dict[str, Kind] = {}
    for each in iter_modules(shops.__path__):
        if each.ispkg:
            try:
                kind = import_module(f"{shops.__name__}.{each.name}").KIND
            except Exception:
                # A folder that somebody is at work on takes no other shop away.
                log.exception("the connector %s cannot be loaded", each.name)
            else:
                found[kind.name] = kind
    return found


def kind_of(shop: Shop) -> Kind:
    """Return the kind of a shop; one whose folder was taken away can do nothing."""
    return kinds().get(shop.kind) or Kind(name=shop.kind, label=shop.kind, can=frozenset(), open=_gone)


def connector_of(shop: Shop) -> Connector:
    """Return who speaks to the shop. Raises SealBroken."""
    caller = Caller(
        base=str(shop.settings.get("address", "")).rstrip("/"),
        headers={},
        may_stay_inside=settings.SHOPS_MAY_STAY_INSIDE,
    )
    return kind_of(shop).open(
        Access(
            settings=shop.settings,
            secrets=shop.keys,
            signing_secret=shop.secret,
            caller=caller,
            shop_id=shop.pk,
            remember=partial(_remember, shop.pk),
        )
    )


def _remember(shop_id: int, name: str, value: str) -> None:
    """Keep a key that the shop gave anew in the place of the one that is used up."""
    with transaction.atomic():
        shop = Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
        shop.keys = {**shop.keys, name: value}
        shop.save(update_fields=["sealed_keys"])


def _gone(access: Access) -> Connector:
    raise LookupError("no connector of this kind is installed")
