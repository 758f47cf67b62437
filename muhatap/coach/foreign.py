"""Words of our trade by their shape in Turkish: English ones that were left untranslated (stacking'e, re-route)."""

import re
from collections.abc import Iterator

from muhatap.coach.reading import Reading
from muhatap.coach.text import Sentence, plain

SHORTEST = 3
LOOKED_AT = 2_000
# Turkish hangs its endings on with an apostrophe only behind names and foreign words, and names have a capital.
_HUNG_ON = re.compile(r"[a-z]+(?:-[a-z]+)*['’´`][a-zçğıöşü]+\Z")
_SHAPED = re.compile(r"[a-z]{3,}(?:tion|sion|ment|ness|ship|ity|[^aeiou]ing|[^aeiou]ed|ck)s?\Z")
_BEFORE = re.compile(
    r"(?:re|pre|cross|over|up|split|follow|hand|roll|out|in|drop|back|pick|cut|sign|opt|log)-[a-z]{2,}"
)
# What shops sell or everyone says.
_EVERYDAY_WORDS = (
    "mail e-mail email link web online offline wifi app blog vlog chat showroom show outlet shop internet whatsapp "
    "instagram facebook youtube google apple samsung iphone android bluetooth powerbank notebook laptop jogging "
    "trekking camping training parking holding marketing catering styling dressing shopping legging mobbing bowling "
    "curling surfing rafting peeling lifting piercing streaming gaming karting ring king spring string wing clothing "
    "bodybuilding fitness wellness business rock stock block truck back duck snack click rack black check-in check-out "
    "in-ear over-ear roll-on back-up city university quality party gravity element segment akreditasyon ekipment "
    "departman moment red bed speed wed led crossfit t-shirt puzzle webcam netflix spotify tiktok skype zoom teams "
    "paypal visa outdoor kick com net org"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


def foreign(own: Reading, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of untranslated words in Turkish sentences. `known` are the folded words of the customer."""
    # Who writes everything small writes names so, too: there an apostrophe tells nothing.
    capitals = any(letter.isupper() for letter in own.text.raw[:LOOKED_AT])
    for sentence in own.sentences:
        if sentence.lang == "tr":
            yield from _in_sentence(own, sentence, known, capitals=capitals)


def _in_sentence(
    own: Reading, sentence: Sentence, known: frozenset[str], *, capitals: bool
) -> Iterator[tuple[int, int]]:
    raw = own.text.raw
    tokens = own.text.tokens[sentence.first : sentence.last]
    for place, token in enumerate(tokens):
        start, end = _with_hyphens(raw, token.start, token.end)
        written = raw[start:end]
        if place and tokens[place - 1].end > start:
            continue  # the second half of a word with a hyphen
        bare = re.split(r"['’´`]", written)[0].lower()
        if len(bare) < SHORTEST or not bare.isascii() or bare in _EVERYDAY or plain(bare) in known:
            continue
        if (capitals and _HUNG_ON.match(written)) or _SHAPED.match(bare) or _BEFORE.match(bare):
            yield start, start + len(bare)


def _with_hyphens(raw: str, start: int, end: int) -> tuple[int, int]:
    """The word with what hyphens join to it, of bounded length."""
    for _ in range(3):
        if raw[end : end + 1] != "-" or not raw[end + 1 : end + 2].isalpha():
            break
        end += 1
        while end < len(raw) and end - start < 40 and (raw[end].isalpha() or raw[end] in "'’"):
            end += 1
    return start, end
