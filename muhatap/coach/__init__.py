"""The reply coach: reads a draft as its reader will, and offers a better sentence.

It knows rules (folder `rules`, written for native speakers) and what sentences do; it asks no network and decides
nothing: only personal data on a public channel stops a reply. Promises are found by `promises`; what a team does with
the advice ("not here", own phrases) is stored elsewhere and passed in.
"""

from muhatap.coach.advice import KINDS, Advice, Finding, Latte, Mood, Owed
from muhatap.coach.checking import check

__all__ = ["KINDS", "Advice", "Finding", "Latte", "Mood", "Owed", "check"]
