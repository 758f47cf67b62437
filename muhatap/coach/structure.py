"""Findings of the whole draft: what it says, in what order, and what is missing. From what its sentences do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from muhatap.coach.advice import Finding, Mood
from muhatap.coach.reading import Reading
from muhatap.coach.rulebook import Found
from muhatap.coach.sayings import saying
from muhatap.coach.text import Sentence

# A paragraph that fills a telephone's screen. Source: 45 to 75 letters a line (Bringhurst 2.1.2), some nine lines.
LONGEST_PARAGRAPH = 90
LONGEST_SENTENCE = 55
# Drafts shorter than this, without a greeting, are taken for a part of a letter.
LETTER_WORDS = 30
STEPS_IN_A_SENTENCE = 5


@dataclass(frozen=True)
class Draft:
    """A draft with where it goes and whom it answers."""

    own: Reading
    channel: str
    customer: Reading | None
    mood: Mood
    ui: str

    def finding(self, kind: str, start: int, end: int, **values: str) -> Finding:
        raw = self.own.text.raw
        return Finding(
            kind, start, end, raw[start:end], saying(kind, self.ui, **values), None, rule=f"{self.own.lang}/{kind}"
        )  # fmt: skip

    def at_end(self, kind: str, **values: str) -> Finding:
        end = len(self.own.text.raw.rstrip())
        return self.finding(kind, end, end, **values)


def findings(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    """Yield what the structure of a draft lacks. `others` are the findings of single words and sentences."""
    if not draft.own.sentences:
        return
    kinds = {finding.kind for finding in others}
    for look in _LOOKS:
        yield from look(draft, kinds)


def _wall(draft: Draft, kinds: set[str]) -> Iterator[Finding]:
    for paragraph in _paragraphs(draft.own):
        words = sum(sentence.size for sentence in paragraph)
        longest = max(sentence.size for sentence in paragraph)
        if words >= LONGEST_PARAGRAPH or (longest >= LONGEST_SENTENCE and not paragraph[0].is_bullet):
            yield draft.finding("wall_of_text", paragraph[0].start, paragraph[-1].end)


def _paragraphs(own: Reading) -> list[list[Sentence]]:
    """Sentences that stand together: an empty line or a list point begins anew."""
    found: list[list[Sentence]] = []
    for sentence in own.sentences:
        last = found[-1][-1] if found else None
        if last is not None and last.paragraph == sentence.paragraph and not sentence.is_bullet:
            if sentence.line == last.line or not last.is_bullet:
                found[-1].append(sentence)
                continue
        found.append([sentence])
    return found


def _steps(draft: Draft, kinds: set[str]) -> Iterator[Finding]:
    tokens = draft.own.text.tokens
    by_sentence: dict[int, list[Found]] = {}
    for found in draft.own.said.get("step", []):
        by_sentence.setdefault(found.sentence.first, []).append(found)
    for steps in by_sentence.values():
        sentence = steps[0].sentence
        choices = sum(found.sentence is sentence for found in draft.own.said.get("condition", []))
        if len({found.first for found in steps}) - choices >= STEPS_IN_A_SENTENCE:
            last = max(found.last for found in steps)
            yield draft.finding("unclear_steps", tokens[steps[0].first].start, tokens[last - 1].end)


def _apology(draft: Draft, kinds: set[str]) -> Iterator[Finding]:
    own = draft.own
    if not own.says("apology") or _goes_on(own):
        return
    if kinds & {"burden", "blame", "dismissive", "cold_redirect", "negative", "vague", "overpromise"}:
        return
    found = own.said["apology"][0]
    tokens = own.text.tokens
    yield draft.finding("empty_apology", tokens[found.first].start, tokens[found.last - 1].end)


def _next_step(draft: Draft, kinds: set[str]) -> Iterator[Finding]:
    own = draft.own
    if own.says("apology") or _goes_on(own):
        return
    if kinds & {"burden", "blame", "dismissive", "cold_redirect", "negative", "vague", "overpromise", "unclear_steps"}:
        return
    if own.says("empathy") or (draft.mood.is_upset and own.says("reason")):
        yield draft.at_end("no_next_step")


def _goes_on(own: Reading) -> bool:
    """Whether any sentence does something, says what comes next, asks or offers."""
    return any(
        sentence.says & {"action", "next", "asks", "offer", "own_deed"} or sentence.ending == "?"
        for sentence in own.sentences
        if not sentence.says & {"closing", "greeting"}
    )


def _closing(draft: Draft, kinds: set[str]) -> Iterator[Finding]:
    own = draft.own
    if draft.channel != "email" or own.says("closing") or own.says("thank_end"):
        return
    body = [sentence for sentence in own.sentences if "greeting" not in sentence.says]
    if body and (own.says("greeting") or sum(sentence.size for sentence in body) >= LETTER_WORDS):
        yield draft.at_end("missing_closing")


_LOOKS: tuple[Callable[[Draft, set[str]], Iterator[Finding]], ...] = (_wall, _steps, _apology, _next_step, _closing)
