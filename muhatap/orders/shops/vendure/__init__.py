"""Vendure 3, by its Admin API (GraphQL). What it can and how it is connected: README.md."""

from django.utils.translation import gettext_noop

from muhatap.orders.shops.contract import Can, Field, Kind
from muhatap.orders.shops.vendure.connector import Vendure

KIND = Kind(
    name="vendure",
    label="Vendure",
    # Vendure knows no goods on their way back, and no exchange.
    can=frozenset(Can) - {Can.RETURN, Can.EXCHANGE},
    open=Vendure,
    fields=(
        Field(
            name="address",
            label=gettext_noop("Address of the Admin API"),
            hint="https://shop.example/admin-api",
            is_address=True,
        ),
        Field(name="user", label=gettext_noop("User name of an administrator"), is_needed=False),
        Field(name="password", label=gettext_noop("Password"), is_secret=True, is_needed=False),
        Field(
            name="api_key",
            label=gettext_noop("API key"),
            hint=gettext_noop("Instead of user name and password, where the shop gives keys."),
            is_secret=True,
            is_needed=False,
        ),
        Field(
            name="channel",
            label=gettext_noop("Channel token"),
            hint=gettext_noop("Only for a shop with several channels."),
            is_needed=False,
        ),
    ),
    ran_against="Vendure 3.7.3",
    webhook_hint=gettext_noop(
        "Vendure sends no messages by itself: copy muhatap-plugin.js into the shop and give it this address and secret."
    ),
)
