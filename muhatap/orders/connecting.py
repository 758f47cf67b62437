"""From a shop that is connected to the connector that speaks to it."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from django.conf import settings

from muhatap.orders import shops
from muhatap.orders.models import Shop
from muhatap.orders.shops.calling import Caller
from muhatap.orders.shops.contract import Access, Connector, Kind


@cache
def kinds() -> Mapping[str, Kind]:
    """Return all kinds of shops, by name: each folder of `orders/shops` that has a KIND."""
    found = [import_module(f"{shops.__name__}.{each.name}") for each in iter_modules(shops.__path__) if each.ispkg]
    return {module.KIND.name: module.KIND for module in found if hasattr(module, "KIND")}


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
        Access(settings=shop.settings, secrets=shop.keys, signing_secret=shop.secret, caller=caller, shop_id=shop.pk)
    )


def _gone(access: Access) -> Connector:
    raise LookupError("no connector of this kind is installed")
