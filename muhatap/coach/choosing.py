"""Of all that rules found, what is worth saying: once for the same words, and not about what someone else said."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muhatap.coach.rulebook import Found
from muhatap.coach.text import Text

# What says more precisely what is wrong with the same words.
_PRECISER = {
    "negative": ("dismissive", "blame", "burden", "overpromise"),
    "vague": ("cold_redirect", "dismissive", "overpromise"),
    "burden": ("cold_redirect", "blame"),
    "dismissive": ("blame",),
}
# Findings of a kind that stand this close in a sentence are one.
NEAR = 2
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»\n]{2,300}[\"”“»]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A finding to be: the words `first` to `last`, and the rule's hit that explains it."""

    kind: str
    first: int
    last: int
    found: Found

    @property
    def is_whole(self) -> bool:
        """Whether the hit covers all of it, so that its better sentence fits."""
        return (self.found.first, self.found.last) == (self.first, self.last)


def chosen(found: Iterable[Found], text: Text) -> list[Chosen]:
    """Return what is to be said, in no order."""
    quoted = set(_quoted(text))
    by_kind: dict[str, list[Found]] = {}
    for each in found:
        if each.last - 1 not in quoted:
            by_kind.setdefault(each.rule.kind, []).append(each)
    kept = {kind: list(_joined(_apart(hits), text)) for kind, hits in by_kind.items()}
    places = {kind: {place for one in ones for place in range(one.first, one.last)} for kind, ones in kept.items()}
    return [
        one
        for kind, ones in kept.items()
        for one in ones
        if not any(
            place in places.get(preciser, ())
            for preciser in _PRECISER.get(kind, ())
            for place in range(one.first, one.last)
        )
    ]


def _quoted(text: Text) -> Iterator[int]:
    """Words between quotation marks: they are somebody else's."""
    spans = [found.span() for found in _QUOTED.finditer(text.raw)]
    if not spans:
        return
    here = 0
    for place, token in enumerate(text.tokens):
        while here < len(spans) and spans[here][1] <= token.start:
            here += 1
        if here < len(spans) and spans[here][0] < token.start:
            yield place


def _apart(found: list[Found]) -> list[Found]:
    """Of hits that overlap, the longest."""
    taken: set[int] = set()
    kept = []
    for each in sorted(found, key=lambda one: (one.first - one.last, one.first)):
        places = range(each.first, each.last)
        if not any(place in taken for place in places):
            taken.update(places)
            kept.append(each)
    return sorted(kept, key=lambda one: one.first)


def _joined(found: list[Found], text: Text) -> Iterator[Chosen]:
    """Hits that stand side by side in a sentence, as one."""
    held: Chosen | None = None
    for each in found:
        near = held is not None and each.first - held.last <= NEAR and each.sentence is held.found.sentence
        if held is not None and near and each.rule.kind in _JOINED:
            held = Chosen(held.kind, held.first, each.last, held.found)
            continue
        if held is not None:
            yield held
        held = Chosen(each.rule.kind, each.first, each.last, each)
    if held is not None:
        yield held


_JOINED = frozenset({"negative", "vague", "burden", "dismissive", "overpromise", "blame"})
