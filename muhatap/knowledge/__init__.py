"""What the team knows: saved replies, model answers with variables that one inserts and makes one's own.

A saved reply speaks both languages, may have a wording for each voice of a brand, says where it fits, and may carry
acts (a macro) that are shown before they happen. It is filled with what the desk knows; a gap is seen and never sent.
How a customer feels is known above this app, which is told by `tones.read_with`.
"""
