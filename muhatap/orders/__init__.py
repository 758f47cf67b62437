"""Orders: what the shop knows, beside the conversation.

A copy of each order is kept here, so that no page waits for a shop. Connectors (`shops/<kind>/`, one folder each) turn
what their shop says into `facts`; `actions.keep` takes facts in, however often and in whatever order they come. Which
order a conversation is about is found by the numbers in its text and by who writes (`finding`). Money is counted in
minor units (`money`).

It leaves to others: who the customer is (`customers`), what was written (`conversations`).
"""
