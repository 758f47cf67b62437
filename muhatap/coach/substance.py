"""Whether a draft holds anything beside feelings, reasons and courtesies: something done, offered, asked or to do."""

import bisect

from muhatap.coach.advice import Finding
from muhatap.coach.reading import Reading
from muhatap.coach.text import Sentence

_HARD = frozenset({"action", "next", "asks"})
_COURTESY = frozenset({"empathy", "apology", "filler", "thank", "closing"})
_SOFT = frozenset({"apology", "empathy", "own", "thank", "reason", "closing", "greeting", "filler"})
_MOVING = frozenset({"moves", "answer/time"})
# Findings that empty the sentence they stand in: it is said, but it moves nothing.
_EMPTYING = frozenset({"cold_redirect", "burden", "dismissive", "blame"})
SMALLEST = 4
LONGEST_SIGNATURE = 5
LONGEST_FRAME = 14


def is_in(own: Reading, customer: Reading | None, others: list[Finding]) -> bool:
    """Tell whether anything in the draft has substance.

    What stands before an apology, or with it, tells the trouble again; behind it, a sentence of no known courtesy is
    taken for a step if anything can come of it (`says/moves`).
    """
    told, emptied = _stems(customer), _emptied(own, others)
    deeds, closing = _deeds(own, told), _closing_only(own)
    closed = min((found.sentence.first for found in own.said.get("closing", ())), default=len(own.text.tokens))
    sorry = max((found.sentence.first for found in own.said.get("apology", ())), default=-1)
    for sentence in own.sentences:
        if _is_frame(sentence, closed, closing) or sentence.first in emptied:
            continue
        places = range(sentence.first, sentence.last)
        if _asks(own, sentence) or any(place in deeds for place in places):
            return True
        if sentence.size < SMALLEST or sentence.says & _SOFT or sentence.first <= sorry:
            continue
        if sentence.says & _MOVING and not _retells(own, sentence, told):
            return True
    return False


def _deeds(own: Reading, told: set[str]) -> set[int]:
    """Words that do something; not those of courtesies, nor what the customer said had happened."""
    courtesy = _touched(own, _COURTESY)
    found: set[int] = set()
    for name in _HARD:
        for hit in own.said.get(name, ()):
            places = range(hit.hit.start, hit.hit.end)
            if not all(own.text.tokens[place].word[:4] in told for place in places):
                found.update(places)
    return found - courtesy


def is_courtesy(own: Reading, others: list[Finding]) -> bool:
    """Tell whether the draft holds only courtesies: thanks, regret, a greeting, a closing, a dismissal."""
    closing = _closing_only(own)
    dismissed = _emptied(own, [other for other in others if other.kind in {"dismissive", "cold_redirect"}])
    closed = min((found.sentence.first for found in own.said.get("closing", ())), default=len(own.text.tokens))
    return all(
        _is_frame(sentence, closed, closing)
        or sentence.first in dismissed
        or (bool(sentence.says & _COURTESY) and not sentence.says & _TELLING and sentence.size <= LONGEST_FRAME)
        for sentence in own.sentences
    )


_TELLING = frozenset({"action", "reason", "answer/yesno", "answer/time", "answer/price"})


def _asks(own: Reading, sentence: Sentence) -> bool:
    """Whether a sentence really asks; “…, right?” and “…, değil mi?” do not."""
    last = own.text.tokens[sentence.last - 1].word
    before = own.text.tokens[sentence.last - 2].word if sentence.size > 1 else ""
    return sentence.ending == "?" and last != "right" and before != "degil"


def names_the_trouble(own: Reading, customer: Reading | None) -> bool:
    """Tell whether a sentence says again what the customer wrote."""
    told = _stems(customer)
    return any(_retells(own, sentence, told) for sentence in own.sentences)


def _touched(own: Reading, names: frozenset[str]) -> set[int]:
    return {
        place for name in names for found in own.said.get(name, ()) for place in range(found.hit.start, found.hit.end)
    }


def _is_frame(sentence: Sentence, closed: int, closing: set[int]) -> bool:
    """A greeting, a closing line, or the name below it."""
    if sentence.size > LONGEST_FRAME:
        return False
    if sentence.first in closing or ("greeting" in sentence.says and sentence.size <= LONGEST_SIGNATURE):
        return True
    return sentence.size <= LONGEST_SIGNATURE and sentence.first > closed


def _closing_only(own: Reading) -> set[int]:
    """First words of the sentences that do nothing but close; “it leaves today, good day” does more."""
    begun: dict[int, int] = {}
    for found in own.said.get("closing", ()):
        begun.setdefault(found.sentence.first, found.hit.start)
    doing = {
        found.sentence.first
        for found in own.said.get("action", ())
        if found.hit.end <= begun.get(found.sentence.first, 0)
    }
    return begun.keys() - doing


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


def _stems(customer: Reading | None) -> set[str]:
    return {token.word[:4] for token in customer.text.tokens if len(token.word) > 2} if customer else set()


def _retells(own: Reading, sentence: Sentence, told: set[str]) -> bool:
    """Whether half of what a sentence names is what the customer wrote."""
    tokens = own.text.tokens[sentence.first : sentence.last]
    words = [token.word[:4] for token in tokens if len(token.word) > 3]
    return bool(words) and 2 * sum(word in told for word in words) >= len(words)
