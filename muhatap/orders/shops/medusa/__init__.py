"""Medusa 2 by its Admin API, with a secret key. README.md says what it can, and what a Medusa does not tell."""

from django.utils.translation import gettext_noop

from muhatap.orders.shops.contract import Can, Field, Kind
from muhatap.orders.shops.medusa.connector import Medusa

KIND = Kind(
    name="medusa",
    label="Medusa",
    can=frozenset(Can),
    open=Medusa,
    fields=(
        Field(
            name="address",
            label=gettext_noop("Address of the Medusa server"),
            hint="https://shop.example",
            is_address=True,
        ),
        Field(
            name="secret_key",
            label=gettext_noop("Secret API key"),
            hint=gettext_noop("sk_… from Settings → Secret API Keys in Medusa Admin."),
            is_secret=True,
        ),
    ),
    ran_against="Medusa 2.18.0",
    webhook_hint=gettext_noop(
        "Copy muhatap.js (orders/shops/medusa) into src/subscribers of the Medusa project, set MUHATAP_ADDRESS and "
        "MUHATAP_SECRET there, and start it again."
    ),
)
