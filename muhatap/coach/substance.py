"""Whether a draft holds anything beside feelings, reasons and courtesies: something done, offered, asked or to do.

Looked at clause by clause: in “sorry, a new one leaves today” the second is what the customer waits for.
"""

import bisect
from collections.abc import Iterator

from muhatap.coach.advice import Finding
from muhatap.coach.reading import Reading
from muhatap.coach.text import Sentence

_HARD = frozenset({"action", "next", "asks", "step"})
_SOFT = frozenset({"apology", "empathy", "own", "thank", "reason", "closing", "greeting", "filler"})
_JOINING = frozenset({"and", "but", "so", "ve", "ama", "ancak", "fakat", "cunku"})
# Findings that empty the sentence they stand in: it is said, but it moves nothing.
_EMPTYING = frozenset({"cold_redirect", "dismissive", "blame", "overpromise", "vague", "personal_data"})
SMALLEST = 4
LONGEST_SIGNATURE = 5


def is_in(own: Reading, customer: Reading | None, others: list[Finding]) -> bool:
    """Tell whether any clause of the draft has substance."""
    hard, soft = _touched(own, _HARD), _touched(own, _SOFT)
    told = _stems(customer)
    emptied = _emptied(own, others)
    closed = min((found.sentence.first for found in own.said.get("closing", ())), default=len(own.text.tokens))
    for sentence in own.sentences:
        if _is_frame(sentence, closed) or sentence.first in emptied:
            continue
        if sentence.ending == "?":
            return True
        for first, last in _clauses(own, sentence):
            if any(place in hard for place in range(first, last)):
                return True
            is_soft = any(place in soft for place in range(first, last))
            if last - first >= SMALLEST and not is_soft and not _retells(own, first, last, told):
                return True
    return False


def _touched(own: Reading, names: frozenset[str]) -> set[int]:
    return {
        place for name in names for found in own.said.get(name, ()) for place in range(found.hit.start, found.hit.end)
    }


def _is_frame(sentence: Sentence, closed: int) -> bool:
    """A greeting, a closing line, or the name below it."""
    if "closing" in sentence.says or ("greeting" in sentence.says and sentence.size <= LONGEST_SIGNATURE):
        return True
    return sentence.size <= LONGEST_SIGNATURE and sentence.first > closed


def _emptied(own: Reading, others: list[Finding]) -> set[int]:
    """First words of the sentences that a finding empties."""
    starts = [sentence.start for sentence in own.sentences]
    found = set()
    for other in others:
        if other.kind in _EMPTYING and other.start < other.end:
            place = bisect.bisect_right(starts, other.start) - 1
            if place >= 0:
                found.add(own.sentences[place].first)
    return found


def _clauses(own: Reading, sentence: Sentence) -> Iterator[tuple[int, int]]:
    begin = sentence.first
    for place in range(sentence.first + 1, sentence.last):
        token = own.text.tokens[place]
        if token.is_after_mark or token.word in _JOINING:
            yield begin, place
            begin = place
    yield begin, sentence.last


def _stems(customer: Reading | None) -> set[str]:
    return {token.word[:4] for token in customer.text.tokens if len(token.word) > 2} if customer else set()


def _retells(own: Reading, first: int, last: int, told: set[str]) -> bool:
    """Whether a clause only says again what the customer wrote."""
    words = [token.word for token in own.text.tokens[first:last] if len(token.word) > 3]
    return bool(words) and 2 * sum(word[:4] in told for word in words) >= len(words)
