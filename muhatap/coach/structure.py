"""Findings of the whole draft: what it says, in what order, and what is missing. From what its sentences do."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from muhatap.coach import substance
from muhatap.coach.advice import Finding, Mood
from muhatap.coach.reading import Reading
from muhatap.coach.rulebook import Found
from muhatap.coach.sayings import saying
from muhatap.coach.text import Sentence

# Letters of a paragraph that fills the screen of a telephone: some eleven lines of a mail, eight of a chat's bubble.
LONGEST_PARAGRAPH = 480
LONGEST_BUBBLE = 330
# Drafts shorter than this, without a greeting, are taken for a part of a letter.
LETTER_WORDS = 30
# A greeting that is longer runs on into the letter.
GREETING_WORDS = 6
# Less is still being typed.
SHORTEST_DRAFT = 4
STEPS_IN_A_SENTENCE = 4
# A signature has a few lines, a letter written in one go ends with the closing words.
CLOSING_WORDS = 14
CLOSING_LINES = 4
# A last line that stands by itself and is as short as this is a name or a wish, unless it goes on with the matter.
SIGNATURE_WORDS = 6


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
    for look in _LOOKS:
        yield from look(draft, others)


def _wall(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    longest = LONGEST_BUBBLE if draft.channel in {"chat", "public"} else LONGEST_PARAGRAPH
    for paragraph in _paragraphs(draft.own):
        if paragraph[-1].end - paragraph[0].start > longest:
            yield draft.finding("wall_of_text", paragraph[0].start, paragraph[-1].end)


def _paragraphs(own: Reading) -> list[list[Sentence]]:
    """Sentences that stand together: an empty line or a list point begins anew."""
    found: list[list[Sentence]] = []
    for sentence in own.sentences:
        last = found[-1][-1] if found else None
        if last is None or last.paragraph != sentence.paragraph or sentence.is_bullet or _ends_list(last, sentence):
            found.append([sentence])
        else:
            found[-1].append(sentence)
    return found


def _ends_list(last: Sentence, sentence: Sentence) -> bool:
    return last.is_bullet and sentence.line != last.line


def _steps(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    tokens = draft.own.text.tokens
    by_sentence: dict[int, list[Found]] = {}
    for found in draft.own.said.get("step", []):
        by_sentence.setdefault(found.sentence.first, []).append(found)
    choices = Counter(found.sentence.first for found in draft.own.said.get("condition", []))
    for hits in by_sentence.values():
        sentence = hits[0].sentence
        steps = [found for found in hits if _is_step(tokens[found.first - 1].word, found, sentence)]
        if not steps:
            continue
        if len({found.first for found in steps}) - choices[sentence.first] >= STEPS_IN_A_SENTENCE:
            last = max(found.last for found in steps)
            yield draft.finding("unclear_steps", tokens[steps[0].first].start, tokens[last - 1].end)


# Before a word of these, an English verb is a noun, or somebody else's act.
_BEFORE_NOUNS_WORDS = (
    "the a an your my our his her their its this that these those of for in on by with to it we i they he she can will "
    "not is are was were no any who which there would could should us be new each more first as at from drop"
)
_BEFORE_NOUNS = frozenset(_BEFORE_NOUNS_WORDS.split())


def _is_step(before: str, found: Found, sentence: Sentence) -> bool:
    return sentence.lang != "en" or found.first == sentence.first or before not in _BEFORE_NOUNS


def _apology(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    own = draft.own
    if (
        not own.says("apology")
        or len(own.text.tokens) < SHORTEST_DRAFT
        or {finding.kind for finding in others} & _REFUSED
    ):
        return
    if substance.is_in(own, draft.customer, others):
        return
    found = own.said["apology"][0]
    tokens = own.text.tokens
    yield draft.finding("empty_apology", tokens[found.first].start, tokens[found.last - 1].end)


# An apology that softens a refusal belongs to the refusal; a vague step is a step.
_REFUSED = frozenset({"negative", "vague", "unclear_steps"})
# A step of the customer's, however unkind, is one.
_SAID_OTHERWISE = _REFUSED | {"burden", "cold_redirect"}


def _next_step(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    own, kinds = draft.own, {finding.kind for finding in others}
    if own.says("apology") or kinds & _SAID_OTHERWISE or _is_told_why(draft, kinds):
        return
    upset = draft.mood.is_upset and (own.says("reason", "filler") or substance.names_the_trouble(own, draft.customer))
    if (own.says("empathy") or upset) and not substance.is_in(own, draft.customer, others):
        yield draft.at_end("no_next_step")


def _is_told_why(draft: Draft, kinds: set[str]) -> bool:
    """Whether the draft goes nowhere in a way of its own, or answers why, however ill; to be blamed is no answer."""
    if kinds & {"dismissive", "personal_data"}:
        return True
    asked = draft.customer is not None and "question/why" in draft.customer.said
    return asked and "blame" not in kinds and ("jargon" in kinds or draft.own.says("reason"))


def _closes(own: Reading) -> bool:
    """Whether a closing line stands near the end; one in the middle of a letter closes nothing."""
    last, lines = len(own.text.tokens), own.sentences[-1].line
    return _is_signed(own) or any(
        last - found.first <= CLOSING_WORDS
        or (lines - found.sentence.line <= CLOSING_LINES and found.sentence.size <= CLOSING_WORDS)
        for name in ("closing", "invites")
        for found in own.said.get(name, ())
    )


# What a line does that goes on with the matter.
_MATTER = frozenset({"action", "reason", "apology", "empathy", "filler", "answer/time", "answer/price"})


def _is_signed(own: Reading) -> bool:
    """Whether the letter ends with a question, or below its body with a name, a wish or thanks on a line of their own.

    The words of such a line are without end (“Happy cooking”, “Tuğçe, Saatçi Dükkânı”): its place tells what it is.
    """
    last = own.sentences[-1]
    if last.ending == "?":
        return True
    line = [sentence for sentence in own.sentences if sentence.line == last.line]
    body = [sentence for sentence in own.sentences[: -len(line)] if not _is_greeting(sentence)]
    size = sum(sentence.size for sentence in line)
    says = set[str]().union(*(sentence.says for sentence in line))
    if not body or last.is_bullet or size > CLOSING_WORDS:
        return False
    return "thank" in says or (size <= SIGNATURE_WORDS and not says & _MATTER)


def _is_greeting(sentence: Sentence) -> bool:
    return "greeting" in sentence.says and sentence.size <= GREETING_WORDS


def _closing(draft: Draft, others: list[Finding]) -> Iterator[Finding]:
    own = draft.own
    if draft.channel != "email" or _closes(own):
        return
    body = [sentence for sentence in own.sentences if not _is_greeting(sentence)]
    begun = own.says("greeting") or draft.customer is not None
    if body and (begun or sum(sentence.size for sentence in body) >= LETTER_WORDS):
        yield draft.at_end("missing_closing")


_LOOKS: tuple[Callable[[Draft, list[Finding]], Iterator[Finding]], ...] = (
    _wall,
    _steps,
    _apology,
    _next_step,
    _closing,
)
