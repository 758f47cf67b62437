"""Mail: letters come in, answers go out, and nothing is lost on the way.

This app reads mailboxes, keeps every raw message, turns it into words a person can read, finds the
conversation it belongs to, and carries replies to the customer with proof of what became of them.
`letter/` is the pure part that understands a message; `sources/` fetches, `out/` sends.

It leaves to others: what a conversation is (`conversations`), who the customer is (`customers`) and how
a page looks (`web`).
"""
