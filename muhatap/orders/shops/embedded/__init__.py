"""A shop that lives inside the desk: for the demo, for trying things out, and for tests of what stands above shops.

It does what a real one does, with nobody behind it: its orders are rows of this database (EmbeddedOrder), which only
this connector reads.
"""

from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Can, Kind
from muhatap.orders.shops.embedded.connector import EmbeddedShop

KIND = Kind(
    name="embedded",
    label=_("Practice shop"),
    can=frozenset(Can) - {Can.WEBHOOKS, Can.CUSTOMERS, Can.FIND_CUSTOMER},
    open=EmbeddedShop,
    ran_against="",
)
