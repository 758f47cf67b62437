"""Notices: what an agent should hear of, once, wherever they are.

Reactions make them in the transaction of the act; the bell in the shell shows them on every open page, a push brings
them to a phone, a digest mails what nobody read. Reading one in one place clears it everywhere. What happened is told
by the apps below through their events; who wants to hear of it, and how, is decided here.
"""
