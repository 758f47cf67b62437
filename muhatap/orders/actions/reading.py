"""Bring the copy up to date: by what a shop says of itself, and, since such messages get lost, by asking what changed.

A round of asking begins at one moment and goes page by page. The place is kept with each page's orders, so a worker
that dies in the middle of a million goes on where it was; the next round begins a little before this one did.
"""

import logging
import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from muhatap.core.jobs import defer
from muhatap.core.secrets import SealBroken
from muhatap.orders import words
from muhatap.orders.actions.keeping import keep, keep_products, note_heard, note_intake, note_problem
from muhatap.orders.connecting import connector_of, kind_of
from muhatap.orders.models import Shop
from muhatap.orders.shops.contract import (
    Can,
    Connector,
    Lack,
    Missing,
    NotAllowed,
    NotReached,
    NotUnderstood,
    OrderPage,
    ShopTrouble,
    TooOften,
)

log = logging.getLogger(__name__)

READ_CHANGES = "muhatap.orders.jobs.read_changes"
REREAD = "muhatap.orders.jobs.reread"
# Clocks of two machines, and what was being written when the page was read.
OVERLAP = timedelta(minutes=10)
# So long one job reads; then the next goes on, and others get their turn.
AT_MOST_SECONDS = 45.0
MOST_IDS = 50


def read_changes(shop_id: int) -> bool:
    """Read what changed since the last time, for a while; True when there is more, and a job planned for it."""
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None or Can.CHANGES not in kind_of(shop).can:
        return False
    until = time.monotonic() + AT_MOST_SECONDS
    try:
        connector = connector_of(shop)
        unread = 0
        while True:
            page = _read_page(shop, connector)
            unread += len(page.unread)
            if not page.cursor:
                break
            if time.monotonic() > until:
                plan_reading(shop)
                return True
        _read_products(shop, connector)
    except (ShopTrouble, SealBroken) as trouble:
        note_problem(shop, told(trouble), now=timezone.now())
        return False
    note_heard(shop, now=timezone.now())
    if unread:
        note_problem(shop, words.SOME_UNREAD, now=timezone.now())
    return False


def plan_reading(shop: Shop) -> None:
    """Plan a round, or the rest of one; two of a shop never run beside each other."""
    defer(READ_CHANGES, lock=f"changes:{shop.pk}", shop_id=shop.pk)


def reread(shop_id: int, order_ids: list[str]) -> None:
    """Read orders again that the shop spoke of. What cannot be read now comes with the next round."""
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop is None:
        return
    try:
        connector = connector_of(shop)
        found = [order for each in order_ids if (order := connector.order(each)) is not None]
    except (ShopTrouble, SealBroken) as trouble:
        note_problem(shop, told(trouble), now=timezone.now())
        return
    keep(shop, found, now=timezone.now(), is_read_now=True)
    note_heard(shop, now=timezone.now())


def hear(shop: Shop, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """Take note of a shop's message; False when it came before. Raises Forged, SealBroken.

    Nothing in it is believed but which orders it is about: those are read again.
    """
    heard = connector_of(shop).hear(headers, body)
    if heard is None:
        return False
    with transaction.atomic():
        is_new = note_intake(shop, heard.key[:120], order_count=len(heard.order_ids), now=now)
        if is_new and heard.order_ids:
            defer(REREAD, shop_id=shop.pk, order_ids=list(heard.order_ids[:MOST_IDS]))
    return is_new


def check(shop: Shop) -> list[Missing]:
    """Ask the shop what is missing for all that its connector can; an empty list when nothing is."""
    try:
        return connector_of(shop).check()
    except SealBroken:
        return [Missing(Lack.CREDENTIALS, words.NOT_OPENED)]
    except NotAllowed as trouble:
        return [Missing(Lack.CREDENTIALS, trouble.words)]
    except ShopTrouble as trouble:
        return [Missing(Lack.ADDRESS, trouble.words)]


def told(trouble: Exception) -> str:
    """Return a sentence on why a shop could not be read; it is shown in the reader's language by `words.in_words`."""
    if isinstance(trouble, SealBroken):
        return words.NOT_OPENED
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (NotReached, words.AWAY),
        (TooOften, words.LATER),
        (NotAllowed, words.KEY_REFUSED),
        (NotUnderstood, words.NO_SENSE),
    )
    return next((said for kind, said in kinds if isinstance(trouble, kind)), words.NO_ANSWER)


def _read_page(shop: Shop, connector: Connector) -> OrderPage:
    """Read one page and keep the place."""
    began = shop.round_at or timezone.now()
    page = connector.changed(shop.read_until, shop.cursor)
    with transaction.atomic():
        keep(shop, page.orders, now=timezone.now())
        shop.round_at, shop.cursor = (began, page.cursor[:500]) if page.cursor else (None, "")
        if not page.cursor:
            shop.read_until = began - OVERLAP
        shop.save(update_fields=["round_at", "cursor", "read_until"])
    for why in page.unread:
        log.warning("shop %s: an order could not be read: %s", shop.pk, why)
    return page


def _read_products(shop: Shop, connector: Connector) -> None:
    if Can.PRODUCTS not in kind_of(shop).can:
        return
    began, cursor = timezone.now(), ""
    while True:
        page = connector.products(shop.products_until, cursor)
        keep_products(shop, page.products)
        if not (cursor := page.cursor):
            break
    shop.products_until = began - OVERLAP
    shop.save(update_fields=["products_until"])
