"""Shopify by its GraphQL Admin API. See README.md."""

from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Can, Field, Kind
from muhatap.orders.shops.shopify.connector import Shopify

KIND = Kind(
    name="shopify",
    label="Shopify",
    can=frozenset(Can),
    open=Shopify,
    fields=(
        Field(
            name="address", label=_("Address of the shop"), hint="https://your-shop.myshopify.com", is_address=True,
        ),
        Field(
            name="token", label=_("Access token"), is_secret=True,
            hint=_("The Admin API access token of an app of your own that is installed in the shop (shpat_…)."),
        ),
        Field(
            name="api_secret", label=_("Client secret of the app"), is_secret=True, is_needed=False,
            hint=_("With it Shopify signs its messages."),
        ),
    ),
    webhook_hint=_("In the app's settings: webhooks orders/create and orders/updated to this address."),
)  # fmt: skip
