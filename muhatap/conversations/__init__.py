"""The heart: conversations, their messages, the inbox, the composer and search.

Channels bring messages in through `actions.receive` and take them out through an adapter (`channels`). What a mail, a
chat or a call is, is left to those apps; what is promised, why the customer wrote and how it went, to apps above.
"""
