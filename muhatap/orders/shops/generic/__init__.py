"""Any shop: it sends its orders as signed JSON, or somebody hands them in as a table (CSV). See README.md."""

from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Access, Connector, Kind, Refused


def _open(access: Access) -> Connector:
    # It speaks and is not asked.
    raise Refused("this shop sends its orders by itself")


KIND = Kind(name="generic", label=_("Another shop"), can=frozenset(), open=_open)
