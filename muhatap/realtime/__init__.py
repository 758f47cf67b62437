"""The bell: an action rings it, open pages hear it and fetch themselves again.

A ring is a row written in the business transaction; NOTIFY only wakes the readers, so a lost connection loses nothing.
The bell carries no content, only "something happened to conversation:42"; the page's own permission check stays the
only one. Who is at what just now is kept as leases that end by themselves.
"""
