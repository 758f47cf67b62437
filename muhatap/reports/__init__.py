"""What the desk measures of itself, from what really happened.

The rows of events and messages are the source. A conversation that something happened to is read anew, whole, into
waits and episodes (`facts`); a day whose facts changed is counted anew, whole, into figures (`counting`); pages read
figures only. So a figure is right whatever came, came twice, came late or was taken back, and reading everything again
gives the same to the last unit. What each measure means stands in `measures` and in docs/use/measures.md.
"""
