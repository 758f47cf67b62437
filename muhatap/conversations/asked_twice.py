"""Whether a draft asks for what the customer has given already. Pure: no database, no network.

A number that was given and did not serve may be asked for again, and so may another one; see `asking_words.EXCUSES`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from muhatap.conversations.asking_words import ASKS, EXCUSES, GIVEN, NOT_ASKED, PHOTO, THINGS
from muhatap.core.turkish import fold

# A reply asks in its first pages; a message of a customer longer than this is a pasted document.
READ = 20_000
LONGEST_SENTENCE = 600
LONGEST_VALUE = 60

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True)
class Told:
    """One thing said by the customer: the text of a message, whether a picture came with it, when."""

    text: str
    at: datetime
    has_picture: bool = False
    # The address they wrote from, where there is one.
    sender: str = ""


@dataclass(frozen=True)
class Given:
    """What a customer gave, in their own letters, and when. A picture has no value."""

    kind: str
    value: str
    at: datetime


@dataclass(frozen=True)
class Again:
    """A sentence of a draft that asks for what was given."""

    kind: str
    sentence: str
    given: Given


def find(draft: str, told: Iterable[Told]) -> list[Again]:
    """Return what a draft asks for a second time, one of each kind; `told` is what the customer said, oldest first."""
    asked = asked_for(draft)
    if not asked:
        return []
    given = given_in(told)
    return [Again(kind, sentence, given[kind]) for kind, sentence in asked.items() if kind in given]


def asked_for(draft: str) -> Mapping[str, str]:
    """Return what a draft asks for, each with the first sentence that does."""
    found: dict[str, str] = {}
    before = ""
    for sentence in _sentences(draft):
        folded = fold(sentence)
        if ASKS.search(folded) and not (NOT_ASKED.search(folded) or EXCUSES.search(folded) or EXCUSES.search(before)):
            for kind, thing in THINGS.items():
                if thing.search(folded):
                    found.setdefault(kind, sentence)
        before = folded
    # An e-mail address is no other address.
    if "email" in found and found.get("address") == found["email"]:
        del found["address"]
    return found


def given_in(told: Iterable[Told]) -> Mapping[str, Given]:
    """Return what a customer has given, of each kind the last."""
    found: dict[str, Given] = {}
    for one in told:
        text = one.text[:READ]
        folded = fold(text)
        # Folding keeps the places but for a few rare letters; then the folded words are shown.
        shown = text if len(text) == len(folded) else folded
        for kind, shape in GIVEN.items():
            if match := shape.search(folded):
                start, end = _span(match)
                found[kind] = Given(kind, " ".join(shown[start:end].split())[:LONGEST_VALUE], one.at)
        if one.sender and "email" not in found:
            found["email"] = Given("email", one.sender, one.at)
        if one.has_picture:
            found[PHOTO] = Given(PHOTO, "", one.at)
    return found


def _sentences(draft: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(draft[:READ]):
        if sentence := match.group()[:LONGEST_SENTENCE].strip():
            yield sentence


def _span(match: re.Match[str]) -> tuple[int, int]:
    name = next(name for name, value in match.groupdict().items() if value is not None)
    return match.span(name)
