"""What customers think of it: whether they are satisfied (CSAT) and how much effort it cost them (CES).

An episode is one closing of a conversation that one of us has answered; each is asked about once, by a mail of the
conversation's own. A low score becomes a follow-up with an owner and a time, and the customer is asked again: that
second score says whether the matter was put right.

What is said in the mail goes out by `conversations`; who else draws on the scores reads `queries`.
"""
