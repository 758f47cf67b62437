"""The words of a customer that say it best, with what is personal taken out."""

import re
from collections.abc import Callable, Iterable

from muhatap.conversations.models import Conversation, Direction, Message
from muhatap.core.turkish import fold

LONGEST = 260
# A sentence shorter than this greets or thanks.
SHORTEST = 25
MOST_READ = 8_000

# Where personal data stands in a text: pairs of begin and end. Told at start by `config.telling`.
Traces = Callable[[str], Iterable[tuple[int, int]]]
_traces: list[Traces] = []

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_LONG_NUMBER = re.compile(r"\d[\d \-]{4,30}\d")
_GREETING = ("merhaba", "selam", "iyi gun", "iyi aksam", "hello", "hi ", "dear", "sayin", "good morning", "tesekkur")
HIDDEN = "•••"


def mask_with(traces: Traces) -> None:
    """Say who finds personal data."""
    _traces[:] = [traces]


def telling_message(conversation: Conversation) -> Message | None:
    """Return the customer's first message of a conversation: there they say why they write."""
    theirs = Message.objects.filter(conversation=conversation, direction=Direction.IN, machine="")
    return theirs.order_by("at", "pk").first()


def quote(message: Message, conversation: Conversation) -> str:
    """Return a sentence or two of a message, masked, at most `LONGEST` letters."""
    sentences = [found.group().strip() for found in _SENTENCE.finditer(message.text[:MOST_READ])]
    telling = [each for each in sentences if len(each) >= SHORTEST and not fold(each).startswith(_GREETING)]
    chosen: list[str] = []
    for each in telling or sentences:
        if chosen and len(" ".join([*chosen, each])) > LONGEST:
            break
        chosen.append(each)
        if len(chosen) == 2:
            break
    said = " ".join(chosen)
    masked = mask(said, names=[conversation.customer_name])
    return masked if len(masked) <= LONGEST else masked[: LONGEST - 1].rstrip() + "…"


def mask(text: str, *, names: Iterable[str] = ()) -> str:
    """Take out what names or reaches a person: names given, addresses, numbers, and whatever the coach would mark."""
    spans = [found.span() for pattern in (_ADDRESS, _LONG_NUMBER) for found in pattern.finditer(text)]
    for traces in _traces:
        spans.extend(traces(text))
    for name in names:
        for word in name.split():
            if len(word) > 2:
                # With whatever Turkish hangs on it: "Zeynep'in", "Aksoylar".
                named = re.compile(rf"\b{re.escape(word)}(?:['’]?\w{{0,6}})?", re.IGNORECASE)
                spans.extend(found.span() for found in named.finditer(text))
    return _without(text, spans)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, end = [], 0
    for first, last in sorted(spans):
        if last <= end:
            continue
        parts.append(text[end : max(first, end)])
        if first >= end or not parts[-1]:
            parts.append(HIDDEN)
        end = last
    return "".join([*parts, text[end:]])
