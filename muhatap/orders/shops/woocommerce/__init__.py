"""WooCommerce by its REST API v3. See README.md."""

from django.utils.translation import gettext_noop as _

from muhatap.orders.shops.contract import Can, Field, Kind
from muhatap.orders.shops.woocommerce.connector import open_shop

KIND = Kind(
    name="woocommerce",
    label="WooCommerce",
    can=frozenset(
        {
            Can.FIND_NUMBER, Can.FIND_EMAIL, Can.FIND_CUSTOMER, Can.CHANGES, Can.PRODUCTS, Can.STOCK, Can.CUSTOMERS,
            Can.WEBHOOKS, Can.REFUND_LINES, Can.REFUND_AMOUNT, Can.CANCEL, Can.RESHIP, Can.ADDRESS, Can.NOTE,
            Can.DISCOUNT, Can.DRAFT,
        }
    ),
    open=open_shop,
    fields=(
        Field(name="address", label=_("Address of the shop"), hint="https://shop.example", is_address=True),
        Field(
            name="consumer_key", label=_("Consumer key"), is_secret=True,
            hint=_("WooCommerce → Settings → Advanced → REST API: a key that may read and write."),
        ),
        Field(name="consumer_secret", label=_("Consumer secret"), is_secret=True),
        Field(
            name="records_only", label=_("Only write refunds down"), is_needed=False,
            hint=_("“yes” when money goes back outside the shop, as with bank transfers."),
        ),
    ),
    webhook_hint=_(
        "WooCommerce → Settings → Advanced → Webhooks: one each for order created, updated and deleted, version "
        "WP REST API v3, with this address and this secret."
    ),
)  # fmt: skip
