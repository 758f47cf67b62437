"""What people and shops do with orders."""

from muhatap.orders.actions.keeping import keep, keep_once
from muhatap.orders.actions.setting_up import change_shop, connect, remove_shop, renew_secret
from muhatap.orders.actions.tying import tie, untie

__all__ = ["change_shop", "connect", "keep", "keep_once", "remove_shop", "renew_secret", "tie", "untie"]
