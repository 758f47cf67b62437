"""Check-backs: some days after a matter was solved, the desk asks "is everything all right?" and sorts the answer.

Planned when a conversation closes whose reason asks for it, or by hand; decided when it leaves; answered by a button or
by a mail. "Not everything" brings the conversation back with something owed; no answer is no yes.
"""
