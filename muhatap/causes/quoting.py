"""The words of a customer that say it best, with what is personal taken out."""

import re
import unicodedata
from collections.abc import Callable, Iterable

from muhatap.conversations.models import Conversation, Direction, Message
from muhatap.core import personal
from muhatap.core.turkish import fold

LONGEST = 260
# A sentence shorter than this greets or thanks.
SHORTEST = 25
MOST_READ = 8_000

# Where personal data stands in a text: pairs of begin and end. Told at start by `config.telling`.
Traces = Callable[[str], Iterable[tuple[int, int]]]
_traces: list[Traces] = []

# A dot within an address or behind a number ("3. kez") ends no sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\d\.)\s+|\n")
_GREETING = ("merhaba", "selam", "iyi gun", "iyi aksam", "hello", "hi ", "dear", "sayin", "good morning", "tesekkur")
_NAME_WORD = re.compile(r"[^\W_]+")
# Words of a name that are words of every text, too.
_SMALL_WORDS = "al and bey bin da de den der di dr el hanim la le mr mrs ms the van ve von"
_PARTICLES = frozenset(_SMALL_WORDS.split())
# What hangs on a short name without an apostrophe, folded: "aliye", "cana", "ecenin", "alicim". More would take whole
# words that only begin like it.
_ENDING = r"(?:[yns]?[aeiu]n?|n?[dt][ae](?:n|ki)?|y?l[ae]|n[iu]n|[iu]m|l[ae]r\w{0,6}|c[iu][gkm]\w{0,6})?(?![^\W_])"
_NAME_END = r"\w{0,12}"
_SHORT_NAME = 4
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
    # Masked as a whole first: a sentence that ends within an address would let half of it through.
    said = mask(_beginning(message.text), names=[conversation.customer_name])
    sentences = [each for each in (part.strip() for part in _SENTENCE_END.split(said)) if each]
    telling = [each for each in sentences if len(each) >= SHORTEST and not fold(each).startswith(_GREETING)]
    chosen = (telling or sentences)[:2]
    if len(" ".join(chosen)) > LONGEST:
        chosen = chosen[:1]
    whole = " ".join(chosen)
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1].rstrip() + "…"


def mask(text: str, *, names: Iterable[str] = ()) -> str:
    """Take out what names or reaches a person: names given, addresses, numbers, and whatever the coach would mark."""
    text = unicodedata.normalize("NFC", text)
    spans = [(trace.start, trace.end) for trace in personal.reachable(text)]
    for traces in _traces:
        spans.extend(traces(text))
    if named := _named(names):
        spans.extend(found.span() for found in named.finditer(_folded(text)))
    return _without(text, spans)


def _beginning(text: str) -> str:
    """Return what is read of a text, without the word or number that the cut would leave in two."""
    if len(text) <= MOST_READ:
        return text
    return text[:MOST_READ].rpartition(" ")[0] or text[:MOST_READ]


def _named(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the words of names in a folded text, however they are written and inflected."""
    words = {word for name in names for word in _NAME_WORD.findall(_folded(unicodedata.normalize("NFC", name)))}
    told = sorted(word for word in words if len(word) > 1 and word not in _PARTICLES)
    if not told:
        return None
    each = "|".join(rf"{word}{_ENDING if len(word) <= _SHORT_NAME else _NAME_END}" for word in map(re.escape, told))
    return re.compile(rf"(?<![^\W_])(?:{each})(?:['’ʼ`´]\w{{0,12}})?")


def _folded(text: str) -> str:
    """Fold letter by letter: a place in it is the place in the text."""
    return "".join(fold(letter)[:1] or letter for letter in text)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, end = [], 0
    for first, last in sorted(spans):
        if first >= end:
            parts += [text[end:first], HIDDEN]
        end = max(end, last)
    return "".join([*parts, text[end:]])
