"""What every app stands on and none of it is about customers: ids, Turkish text, events, jobs, blobs, secrets, HTML.

Nothing here knows a word of the domain. What does belongs to the app of that word.
"""
