"""Tone: against the brand's voice, and against the customer's mood."""

import re
from collections.abc import Iterator
from typing import Any

from muhatap.coach.advice import Finding
from muhatap.coach.sayings import saying
from muhatap.coach.structure import Draft

EMOJI = re.compile(
    r"[\U0001F1E6-\U0001F1FF\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\u2764]"
    r"[\uFE0F\u200D\U0001F1E6-\U0001F1FF\U0001F300-\U0001FAFF\u2600-\u27BF\u2640\u2642]{0,40}"
    r"|(?<![\w:;])[:;]-?[)DPp](?!\w)"
)
_SHOUT = re.compile(r"!{2,}|!")
_STORM = re.compile(r"!{3,}")
MOST_AVOIDED = 60
_APOSTROPHES = frozenset("'’´`")
_FORMALITIES = {
    "formal": "formal", "resmi": "formal", "resmî": "formal", "ciddi": "formal", "kurumsal": "formal", "warm": "warm",
    "friendly": "warm", "samimi": "warm", "sıcak": "warm", "casual": "casual", "relaxed": "casual", "rahat": "casual",
    "informal": "casual",
}  # fmt: skip


def formality(voice: Any) -> str:
    """Return formal, warm, casual or "" of a brand's voice: {"formality": …} or a word."""
    said = voice.get("formality") if isinstance(voice, dict) else voice
    return _FORMALITIES.get(said.strip().lower(), "") if isinstance(said, str) else ""


def avoided(voice: Any) -> list[str]:
    """Return the words that a brand avoids."""
    words = voice.get("avoid") if isinstance(voice, dict) else None
    return (
        [word for word in words if isinstance(word, str) and word.strip()][:MOST_AVOIDED]
        if isinstance(words, list)
        else []
    )


def findings(draft: Draft, voice: Any) -> Iterator[Finding]:
    """Yield what is off in the tone."""
    formal = formality(voice)
    yield from _mixed(draft)
    yield from _capitals(draft)
    yield from _words(draft, "voice/slang", "tone_voice")
    if formal == "formal" or draft.mood.is_upset or draft.own.says("apology"):
        yield from _loud(draft, strict=formal == "formal" or draft.mood.mood == "angry")
    elif formal != "casual":
        yield from _storms(draft)
    if formal:
        yield from _words(draft, f"voice/{formal}", "tone_voice")
    if draft.mood.mood == "angry":
        yield from _words(draft, "voice/cheerful", "tone_cheerful")


def _mixed(draft: Draft) -> Iterator[Finding]:
    """Both forms of address in one Turkish letter: the rarer one is marked."""
    polite, familiar = (draft.own.said.get(name, []) for name in ("voice/siz", "voice/sen"))
    if not polite or not familiar:
        return
    odd = familiar if len(familiar) <= len(polite) else polite  # either way, what is rarer
    tokens = draft.own.text.tokens
    for found in odd[:5]:
        yield _finding(draft, tokens[found.first].start, tokens[found.last - 1].end, "tone_mixed")


def _capitals(draft: Draft) -> Iterator[Finding]:
    """A sentence in capitals among others that are not."""
    text = draft.own.text
    shouted = [sentence for sentence in draft.own.sentences if sentence.size > 1 and _is_shouted(text.said(sentence))]
    if len(shouted) == len(draft.own.sentences) and len(shouted) > 3:
        return  # somebody whose keyboard stands on capitals
    for sentence in shouted:
        yield _finding(draft, sentence.start, sentence.end, "tone_shouting")


def _is_shouted(said: str) -> bool:
    letters = [letter for letter in said if letter.isalpha()]
    return len(letters) >= 10 and all(map(str.isupper, letters))


def _storms(draft: Draft) -> Iterator[Finding]:
    for found in _STORM.finditer(draft.own.text.raw):
        yield _finding(draft, found.start(), found.end(), "tone_shouting")


def _loud(draft: Draft, *, strict: bool) -> Iterator[Finding]:
    raw = draft.own.text.raw
    for found in EMOJI.finditer(raw):
        if strict or len(found.group()) > 2:
            yield _finding(draft, found.start(), found.end(), "tone_shouting")
    marks = list(_SHOUT.finditer(raw))
    for found in marks:
        if len(found.group()) > 1 or len(marks) > 2:
            yield _finding(draft, found.start(), found.end(), "tone_shouting")


def _words(draft: Draft, name: str, key: str) -> Iterator[Finding]:
    tokens = draft.own.text.tokens
    for found in draft.own.said.get(name, []):
        # "16.00'ya": an ending, no word.
        if draft.own.text.raw[tokens[found.first].start - 1 : tokens[found.first].start] not in _APOSTROPHES:
            yield _finding(draft, tokens[found.first].start, tokens[found.last - 1].end, key)


def _finding(draft: Draft, start: int, end: int, key: str) -> Finding:
    raw = draft.own.text.raw
    return Finding(
        "tone", start, end, raw[start:end], saying(key, draft.ui), None, rule=f"{draft.own.lang}/tone/{key[5:]}"
    )  # fmt: skip
