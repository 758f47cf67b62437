"""IdeaSoft by its Admin API: orders, products and members are read. See README.md."""

from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Can, Field, Kind
from muhatap.orders.shops.ideasoft.connector import IdeaSoft

KIND = Kind(
    name="ideasoft",
    label="IdeaSoft",
    can=frozenset(
        {
            Can.FIND_NUMBER, Can.FIND_EMAIL, Can.FIND_CUSTOMER, Can.CHANGES, Can.PRODUCTS, Can.STOCK, Can.CUSTOMERS,
            Can.WEBHOOKS,
        }
    ),
    open=IdeaSoft,
    fields=(
        Field(name="address", label=_("Address of the shop"), hint="https://shop.myideasoft.com", is_address=True),
        Field(
            name="client_id", label=_("Client ID of the app"), is_secret=True,
            hint=_("An API app of your own in the shop's panel, with the right to read orders, products and members."),
        ),
        Field(
            name="client_secret", label=_("Client secret of the app"), is_secret=True,
            hint=_("With it IdeaSoft signs its messages."),
        ),
        Field(
            name="refresh_token", label=_("Refresh token"), is_secret=True, is_needed=False,
            hint=_("Where the app was connected by somebody's consent; it is used once and kept anew."),
        ),
    ),
    webhook_hint=_("In the app: webhooks order/create and order/update to this address."),
)  # fmt: skip
