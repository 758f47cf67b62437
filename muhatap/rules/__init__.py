"""Rules: what the desk does by itself when something happens to a conversation, or when nothing does for too long.

A rule is an event, conditions and actions. Leads write them in words, try them on the past, and read afterwards what
each did and why. The acts themselves are those of conversations; this app only decides when to call them.
"""
