"""Finds the promises in a draft: what is said, where, and by when. Pure; time grows with the text and no further.

How it is read, from the outside in: `sentences` (what is ours in the draft), `verbs_tr` and `verbs_en` (who will do
something), `moments_tr` and `moments_en` (words of time), `due` (what they come to in the shop's calendar), `clauses`
(which time belongs to which verb), `reading` (all of it together).
"""

from muhatap.promises.finding.reading import Found, find

__all__ = ["Found", "find"]
