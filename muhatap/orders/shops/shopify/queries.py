"""What is asked of Shopify, in GraphQL, valid for VERSION.

A question may cost 1,000 points: 1 an object, a list as many times its size. Sizes are variables, so that one text
serves ten orders at once (SLIM) and one order (WHOLE); what is larger than that is asked for by itself.
Source: shopify.dev, API rate limits.
"""

VERSION = "2026-10"

SLIM = {"lines": 5, "parcels": 2, "refunds": 2, "transactions": 3, "returns": 1, "inside": 3}
WHOLE = {"lines": 40, "parcels": 10, "refunds": 10, "transactions": 20, "returns": 5, "inside": 8}
# Lists of an order that are no connections end without a word at their size; these are asked for when they are full.
FULL = {"fulfillments": 40, "refunds": 50, "transactions": 150}
MOST_LINES_AT_ONCE = 200
SLIM_ORDERS = 10

_SIZES = "$lines: Int!, $parcels: Int!, $refunds: Int!, $transactions: Int!, $returns: Int!, $inside: Int!"
_MONEY = "{ shopMoney { amount currencyCode } }"
_PAGE = "pageInfo { hasNextPage endCursor }"
_LINE = f"id name sku quantity discountedTotalSet(withCodeDiscounts: true) {_MONEY}"
_PARCEL_LINES = f"{_PAGE} nodes {{ quantity lineItem {{ id }} }}"
_RETURN_LINES = f"""{_PAGE} nodes {{
      quantity returnReasonNote ... on ReturnLineItem {{ fulfillmentLineItem {{ lineItem {{ id }} }} }}
    }}"""
_PARCEL = f"""id status displayStatus createdAt inTransitAt deliveredAt
    trackingInfo(first: 1) {{ company number url }}
    fulfillmentLineItems(first: $inside) {{ {_PARCEL_LINES} }}"""
_REFUND = f"""id note processedAt totalRefundedSet {_MONEY}
    refundLineItems(first: $inside) {{ {_PARCEL_LINES} }}"""
_TRANSACTION = (
    f"id kind status gateway formattedGateway processedAt createdAt amountSet {_MONEY} parentTransaction {{ id }}"
)

_ORDER = f"""fragment Whole on Order {{
  id name createdAt updatedAt cancelledAt closed currencyCode presentmentCurrencyCode displayFinancialStatus
  email phone note
  totalPriceSet {_MONEY}
  customer {{ id displayName }}
  shippingAddress {{ name company address1 address2 zip city countryCodeV2 phone }}
  lineItems(first: $lines) {{ {_PAGE} nodes {{ {_LINE} }} }}
  fulfillments(first: $parcels) {{ {_PARCEL} }}
  refunds(first: $refunds) {{ {_REFUND} }}
  transactions(first: $transactions) {{ {_TRANSACTION} }}
  returns(first: $returns) {{ {_PAGE} nodes {{
    id status createdAt returnLineItems(first: $inside) {{ {_RETURN_LINES} }}
  }} }}
}}"""

ORDER = f"query Order($id: ID!, {_SIZES}) {{ order(id: $id) {{ ...Whole }} }} {_ORDER}"
ORDERS = f"""query Orders($query: String, $after: String, $first: Int!, $sort: OrderSortKeys!, $reverse: Boolean!,
  {_SIZES}) {{
  orders(first: $first, after: $after, query: $query, sortKey: $sort, reverse: $reverse) {{
    {_PAGE} nodes {{ ...Whole }}
  }}
}} {_ORDER}"""

LINES = f"""query Lines($id: ID!, $after: String, $first: Int!) {{
  order(id: $id) {{ lineItems(first: $first, after: $after) {{ {_PAGE} nodes {{ {_LINE} }} }} }}
}}"""
RETURNS = f"""query Returns($id: ID!, $after: String, $first: Int!, $inside: Int!) {{
  order(id: $id) {{ returns(first: $first, after: $after) {{ {_PAGE} nodes {{
    id status createdAt returnLineItems(first: $inside) {{ {_RETURN_LINES} }}
  }} }} }}
}}"""
PARTS = {
    "fulfillments": f"query Parcels($id: ID!, $first: Int!, $inside: Int!) {{ order(id: $id) {{ "
    f"fulfillments(first: $first) {{ {_PARCEL} }} }} }}",
    "refunds": f"query Refunds($id: ID!, $first: Int!, $inside: Int!) {{ order(id: $id) {{ "
    f"refunds(first: $first) {{ {_REFUND} }} }} }}",
    "transactions": f"query Transactions($id: ID!, $first: Int!) {{ order(id: $id) {{ "
    f"transactions(first: $first) {{ {_TRANSACTION} }} }} }}",
}
INSIDE = {
    "fulfillmentLineItems": f"query ParcelLines($id: ID!, $after: String, $first: Int!) {{ node(id: $id) {{ "
    f"... on Fulfillment {{ fulfillmentLineItems(first: $first, after: $after) {{ {_PARCEL_LINES} }} }} }} }}",
    "refundLineItems": f"query RefundLines($id: ID!, $after: String, $first: Int!) {{ node(id: $id) {{ "
    f"... on Refund {{ refundLineItems(first: $first, after: $after) {{ {_PARCEL_LINES} }} }} }} }}",
    "returnLineItems": f"query ReturnLines($id: ID!, $after: String, $first: Int!) {{ node(id: $id) {{ "
    f"... on Return {{ returnLineItems(first: $first, after: $after) {{ {_RETURN_LINES} }} }} }} }}",
}

CHECK = """query Check {
  currentAppInstallation { accessScopes { handle } }
  publicApiVersions { handle supported }
  webhookSubscriptions(first: 100) { nodes { topic } }
}"""
CUSTOMER = """query Customer($who: CustomerIdentifierInput!) {
  customerByIdentifier(identifier: $who) {
    id displayName createdAt numberOfOrders
    defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }
  }
}"""
VARIANTS = f"""query Variants($query: String, $after: String, $first: Int!) {{
  shop {{ currencyCode }}
  productVariants(first: $first, after: $after, query: $query, sortKey: ID) {{ {_PAGE} nodes {{
    id sku title price updatedAt inventoryQuantity availableForSale
    inventoryItem {{ tracked }} selectedOptions {{ name value }} product {{ title status onlineStoreUrl }}
  }} }}
}}"""
ACT_ON = """query ActOn($id: ID!) {
  order(id: $id) {
    id email note cancelledAt presentmentCurrencyCode customer { id }
    shippingAddress { firstName lastName company address1 address2 zip city provinceCode countryCodeV2 phone }
  }
}"""
MARKED = """query Marked($id: ID!, $key: String!) {
  order(id: $id) { metafield(namespace: "muhatap", key: $key) { value } }
}"""
SOLD = f"""query Sold($id: ID!, $after: String, $first: Int!) {{
  order(id: $id) {{ lineItems(first: $first, after: $after) {{
    {_PAGE} nodes {{ id name quantity variant {{ id }} }}
  }} }}
}}"""
STOCKED = """query Stocked($id: ID!, $lines: [RefundLineItemInput!]!) {
  order(id: $id) { suggestedRefund(refundLineItems: $lines) {
    refundLineItems { restockType lineItem { id } location { id } }
  } }
}"""
RETURNABLE = f"""query Returnable($id: ID!, $after: String) {{
  returnableFulfillments(orderId: $id, first: 10, after: $after) {{ {_PAGE} nodes {{
    returnableFulfillmentLineItems(first: 25) {{ {_PAGE} nodes {{
      quantity fulfillmentLineItem {{ id lineItem {{ id }} }}
    }} }}
  }} }}
}}"""
TAGGED = """query Tagged($query: String!) { orders(first: 5, query: $query) { nodes { id name tags } } }"""
TAGGED_DRAFTS = """query TaggedDrafts($query: String!) {
  draftOrders(first: 5, query: $query) { nodes { id name tags } }
}"""
CODE = """query Code($code: String!) {
  codeDiscountNodeByCode(code: $code) { id codeDiscount { ... on DiscountCodeBasic { title } } }
}"""

_ERRORS = "userErrors { field message }"
REFUND = f"""mutation Refund($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{ refund {{ id }} {_ERRORS} }}
}}"""
CANCEL = """mutation Cancel($id: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $note: String) {
  orderCancel(orderId: $id, reason: $reason, restock: $restock, notifyCustomer: false, staffNote: $note,
    refundMethod: { originalPaymentMethodsRefund: false }) {
    job { id } orderCancelUserErrors { field message }
  }
}"""
UPDATE = f"mutation Update($input: OrderInput!) {{ orderUpdate(input: $input) {{ order {{ id }} {_ERRORS} }} }}"
RETURN = f"""mutation Return($input: ReturnInput!) {{
  returnCreate(returnInput: $input) {{ return {{ id name }} {_ERRORS} }}
}}"""
CREATE = f"""mutation Create($order: OrderCreateOrderInput!, $options: OrderCreateOptionsInput) {{
  orderCreate(order: $order, options: $options) {{ order {{ id name }} {_ERRORS} }}
}}"""
DRAFT = f"""mutation Draft($input: DraftOrderInput!) {{
  draftOrderCreate(input: $input) {{ draftOrder {{ id name }} {_ERRORS} }}
}}"""
DISCOUNT = f"""mutation Discount($input: DiscountCodeBasicInput!) {{
  discountCodeBasicCreate(basicCodeDiscount: $input) {{ codeDiscountNode {{ id }} {_ERRORS} }}
}}"""
