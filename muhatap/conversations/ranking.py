"""How well a message answers a question, for best first. Pure.

    each word      its very form 3, an inflection of it 1; in the subject or the customer's name three times that
    all together   the words as they were asked, side by side: 4 in the text, 8 in the subject
    age            half of the whole at eight weeks, a third at sixteen: new enough wins over a little better

The weights are chosen, not learned; docs/build/decisions/0005-search.md says what they were tried on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muhatap.core.turkish import fold, stem, words

EXACT, INFLECTED = 3.0, 1.0
HEADLINE = 3.0
SIDE_BY_SIDE, SIDE_BY_SIDE_IN_SUBJECT = 4.0, 8.0
FADING = timedelta(weeks=8)


@dataclass(frozen=True)
class Said:
    """What is judged: a message with the subject and the customer's name of its conversation."""

    subject: str
    customer_name: str
    text: str
    at: datetime


def asked(text: str) -> list[str]:
    """Return the folded words of a question, each once."""
    return list(dict.fromkeys(words(text)))


def score(said: Said, wanted: Sequence[str], phrases: Sequence[str], *, now: datetime) -> float:
    """Return how well this answers; only the order of scores means anything."""
    subject, text = fold(said.subject), fold(said.text)
    total = _met(wanted, f"{subject} {fold(said.customer_name)}") * HEADLINE + _met(wanted, text)
    for phrase in phrases:
        if len(phrase.split()) > 1:
            total += SIDE_BY_SIDE_IN_SUBJECT * (phrase in subject) + SIDE_BY_SIDE * (phrase in text)
    age = max(now - said.at, timedelta())
    return total / (1 + age / FADING)


def _met(wanted: Sequence[str], folded: str) -> float:
    found = set(re.findall(r"[^\W_]+", folded))
    stems = {stem(word) for word in found}
    return sum(EXACT if word in found else INFLECTED if stem(word) in stems else 0 for word in wanted)
