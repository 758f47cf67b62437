"""What is asked of the Admin API of Vendure 3. Source: the schema of Vendure 3.7.3."""

_ADDRESS = "fullName company streetLine1 streetLine2 city province postalCode country countryCode phoneNumber"

# Everything that makes an order whole. A refund, a note or a parcel on its way does not move `updatedAt` of the order.
_ORDER = f"""
  id code state active currencyCode totalWithTax couponCodes nextStates createdAt updatedAt orderPlacedAt
  customer {{ id firstName lastName emailAddress phoneNumber }}
  shippingAddress {{ {_ADDRESS} }}
  lines {{
    id quantity orderPlacedQuantity proratedLinePriceWithTax proratedUnitPriceWithTax
    productVariant {{ id sku name }}
  }}
  shippingLines {{ shippingMethod {{ id }} }}
  payments {{
    id createdAt updatedAt method amount state
    refunds {{ id createdAt updatedAt total state reason lines {{ orderLineId quantity }} }}
  }}
  fulfillments {{ id createdAt updatedAt state method trackingCode lines {{ orderLineId quantity }} }}
  modifications {{ id createdAt note }}
  history(options: {{ take: 200, sort: {{ createdAt: DESC }} }}) {{ items {{ id createdAt type data }} }}
"""

LOGIN = """mutation ($user: String!, $password: String!) {
  login(username: $user, password: $password) {
    __typename ... on ErrorResult { errorCode message }
  }
}"""
SETTINGS = """{ globalSettings { trackInventory serverConfig { moneyStrategyPrecision } } }"""
ME = """{ me { channels { token permissions } } }"""
CHANNEL = """{ activeChannel { token } }"""

ORDER = f"query ($id: ID!) {{ order(id: $id) {{ {_ORDER} }} }}"
ORDERS = f"query ($options: OrderListOptions!) {{ orders(options: $options) {{ items {{ {_ORDER} }} }} }}"
# Of one customer at a time: whose orders there may be many.
CUSTOMERS = """query ($options: CustomerListOptions!) {
  customers(options: $options) { items {
    id firstName lastName emailAddress phoneNumber createdAt user { id } orders { totalItems }
  } }
}"""
CUSTOMER_ORDERS = f"""query ($id: ID!, $options: OrderListOptions!) {{
  customer(id: $id) {{ orders(options: $options) {{ items {{ {_ORDER} }} }} }}
}}"""
VARIANTS = """query ($options: ProductVariantListOptions!) {
  productVariants(options: $options) { items {
    id sku name enabled updatedAt currencyCode priceWithTax trackInventory
    stockLevels { updatedAt stockOnHand stockAllocated }
    options { name group { name } }
    facetValues { name facet { name } }
  } }
}"""
PROMOTIONS = """query ($options: PromotionListOptions!) {
  promotions(options: $options) { items { id couponCode enabled } }
}"""
SHIPPING_METHODS = """query ($id: ID!) { eligibleShippingMethodsForDraftOrder(orderId: $id) { id } }"""

_ERROR = "__typename ... on ErrorResult { errorCode message }"


def _union(name: str, variables: str, call: str, told: str) -> str:
    return f"mutation ({variables}) {{ {call} {{ {_ERROR} ... on {name} {{ {told} }} }} }}"


REFUND = _union(
    "Refund", "$input: RefundOrderInput!", "refundOrder(input: $input)", "id state total reason transactionId"
)
CANCEL = _union("Order", "$input: CancelOrderInput!", "cancelOrder(input: $input)", "id state")
TRANSITION = _union("Order", "$id: ID!, $state: String!", "transitionOrderToState(id: $id, state: $state)", "id state")
MODIFY = _union("Order", "$input: ModifyOrderInput!", "modifyOrder(input: $input)", "id state")
MANUAL_PAYMENT = _union("Order", "$input: ManualPaymentInput!", "addManualPaymentToOrder(input: $input)", "id state")
PROMOTION = _union("Promotion", "$input: CreatePromotionInput!", "createPromotion(input: $input)", "id couponCode")
DRAFT_ITEM = _union(
    "Order",
    "$id: ID!, $input: AddItemToDraftOrderInput!",
    "addItemToDraftOrder(orderId: $id, input: $input)",
    "id",
)
DRAFT_LINE = _union(
    "Order",
    "$id: ID!, $input: AdjustDraftOrderLineInput!",
    "adjustDraftOrderLine(orderId: $id, input: $input)",
    "id",
)
DRAFT_CUSTOMER = _union(
    "Order",
    "$id: ID!, $customer: ID!",
    "setCustomerForDraftOrder(orderId: $id, customerId: $customer)",
    "id",
)
DRAFT_SHIPPING = _union(
    "Order",
    "$id: ID!, $method: ID!",
    "setDraftOrderShippingMethod(orderId: $id, shippingMethodId: $method)",
    "id",
)
DRAFT_COUPON = _union(
    "Order", "$id: ID!, $code: String!", "applyCouponCodeToDraftOrder(orderId: $id, couponCode: $code)", "id"
)
DRAFT = "mutation { createDraftOrder { id code } }"
DRAFT_ADDRESS = """mutation ($id: ID!, $input: CreateAddressInput!) {
  setDraftOrderShippingAddress(orderId: $id, input: $input) { id }
}"""
DRAFT_DROP = "mutation ($id: ID!) { deleteDraftOrder(orderId: $id) { result message } }"
PROMOTION_DROP = "mutation ($id: ID!) { deletePromotion(id: $id) { result message } }"
NOTE = "mutation ($input: AddNoteToOrderInput!) { addNoteToOrder(input: $input) { id } }"
