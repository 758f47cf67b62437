"""Which saved replies fit what the customer wrote last, and why. Pure.

One point for each word of a keyword found; those of the reply itself count twice those of its group, and where the
order stands, when the reply is made for it, two more. What breaks a condition is out. Words without which nothing
would be said of the reply are the reason that is shown.
"""

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from muhatap.core.turkish import words

# What is read of a message; its matter stands at the beginning.
READ_WORDS = 400
SHOWN = 3
# Of one group at most so many, so that a second guess has a place.
OF_ONE_GROUP = 2
LEAST = 1.0
OWN_WEIGHT = 2.0
STANDING_WEIGHT = 2.0
TONE_WEIGHT = 1.0


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is known where a reply is wanted. Empty means not known."""

    text: str
    tone: str = ""
    order_standing: str = ""
    channel_kind: str = ""
    is_first_contact: bool = False


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Of a saved reply what decides."""

    number: int
    situation: str
    keywords: Sequence[str] = ()
    tones: Sequence[str] = ()
    order_standings: Sequence[str] = ()
    channel_kinds: Sequence[str] = ()
    contact: str = ""
    use_count: int = 0


@dataclass(frozen=True)
class Suited:
    """A reply that fits: its number, how well, and the customer's words that say so."""

    number: int
    score: float
    because: tuple[str, ...] = field(default=())


def fits(offered: Offered, said: Said) -> bool:
    """Whether no condition of a reply is broken. What is not known breaks none but that of the order."""
    if offered.channel_kinds and said.channel_kind not in offered.channel_kinds:
        return False
    if offered.contact and offered.contact != ("first" if said.is_first_contact else "later"):
        return False
    if offered.order_standings and said.order_standing and said.order_standing not in offered.order_standings:
        return False
    return not (offered.tones and said.tone) or said.tone in offered.tones


def suggested(
    replies: Iterable[Offered], said: Said, *, of_situation: Mapping[str, Sequence[str]], most: int = SHOWN
) -> list[Suited]:
    """Return the few replies that fit best, the best first; those used more where two fit alike."""
    read = _Read(said.text)
    groups = {name: read.found(listed) for name, listed in of_situation.items()}
    ranked: list[tuple[Offered, Suited]] = []
    for each in replies:
        if not fits(each, said):
            continue
        own, group = read.found(each.keywords), groups.get(each.situation, {})
        score = OWN_WEIGHT * sum(own.values()) + sum(group.values())
        if score < LEAST:
            continue
        score += STANDING_WEIGHT * (said.order_standing in each.order_standings)
        score += TONE_WEIGHT * (bool(said.tone) and said.tone in each.tones)
        ranked.append((each, Suited(each.number, score, tuple(dict.fromkeys([*own, *group])))))
    ranked.sort(key=lambda pair: (-pair[1].score, -pair[0].use_count, pair[0].number))
    return _mixed(ranked, most)


def _mixed(ranked: Sequence[tuple[Offered, Suited]], most: int) -> list[Suited]:
    taken: list[Suited] = []
    counts: dict[str, int] = {}
    for offered, suited in ranked:
        if len(taken) == most:
            break
        if counts.get(offered.situation, 0) < OF_ONE_GROUP:
            counts[offered.situation] = counts.get(offered.situation, 0) + 1
            taken.append(suited)
    return taken


class _Read:
    """A message as a list of words that can be asked for beginnings."""

    def __init__(self, text: str) -> None:
        # A letter of each word would be enough for hostile length; this much is more than anyone writes.
        self.words = words(text[: READ_WORDS * 20])[:READ_WORDS]
        self.places = sorted((word, place) for place, word in enumerate(self.words))

    def found(self, keywords: Iterable[str]) -> dict[str, float]:
        """Return the keywords that stand there, as the customer wrote them, with how many words each has."""
        hits: dict[str, float] = {}
        for keyword in keywords:
            parts = words(keyword)
            if not parts:
                continue
            for place in self._beginning(parts[0]):
                whole = self.words[place : place + len(parts)]
                if len(whole) == len(parts) and all(map(str.startswith, whole, parts)):
                    hits[" ".join(whole)] = max(hits.get(" ".join(whole), 0), float(len(parts)))
                    break
        return hits

    def _beginning(self, begun: str) -> Iterable[int]:
        at = bisect.bisect_left(self.places, (begun, -1))
        while at < len(self.places) and self.places[at][0].startswith(begun):
            yield self.places[at][1]
            at += 1
