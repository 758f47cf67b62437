"""Reading one letter: bytes in, a `Letter` out. No database, no network, no clock, no Django.

`parse.parse()` is the only door. Every stage is a pure module with its own table of cases, and a wild
message always becomes a letter with defects rather than an error; only a message beyond the bounds of
`Limits` is refused, with a sentence for people (`Unreadable`).
"""
