"""Order numbers in what people write, in Turkish and English. Pure.

A number by itself is nothing: the words around it say whether it is an order's, an amount, a day or a door. Every word
of a text is looked at once, with the few beside it, so time grows with the text and no further.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from muhatap.core.turkish import fold

LONGEST_TEXT = 200_000
LONGEST_KEY = 40


class Certainty(IntEnum):
    """How surely a number is an order's: the words say so, its form does, or nothing speaks against it."""

    POSSIBLE = 1
    LIKELY = 2
    SAID = 3


@dataclass(frozen=True)
class Mention:
    """`text[start:end]` is the number as it is written; `key` the form in which numbers are compared."""

    text: str
    key: str
    start: int
    end: int
    certainty: Certainty = Certainty.SAID


@dataclass(frozen=True)
class _Word:
    """A word with its folded form, without the marks at its ends."""

    start: int
    raw: str
    folded: str


_CHUNK = re.compile(r"\S+")
# "no:8812", "order#8812", "No/8812" are two words.
_GLUED = re.compile(r"([^\W\d_]+)[:.#/]+(?=[#\d])")
_EDGE = ".,;:!?()<>{}\"“”„'’‘…*"
_NUMBER = re.compile(
    r"(?P<hash>#?)(?P<number>(?:[a-z]{1,6}[-_/]?)?[0-9]{2,12}(?:[-_/][a-z0-9]{1,12}){0,3})"
    r"(?:['’](?P<apart>[a-z]{1,8})|(?P<glued>[a-z]{1,6}))?\Z"
)
# What Turkish hangs onto a number: 8812'nin, 8812de, 8812nolu.
_SUFFIX = re.compile(r"(?:n?o?lu|y?[aeiu]|[dt][ae]n?|n?[iu]n|y?l[ae]|s[iu])(?:ki)?\Z")
_DAY = re.compile(
    r"(?:(?:19|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}[-/][0-9]{1,2}[-/](?:[0-9]{2}|[0-9]{4}))\Z"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")
_GROUP = re.compile(r"\+?(?:tr)?[0-9]{1,4}(?:-[0-9]{2,4})*\Z")
_PERSON = frozenset({"tc", "tckn", "vkn", "iban"})
_MOBILE = re.compile(r"0?5[0-9]{9}\Z|90[0-9]{10}\Z")

_ORDER = re.compile(r"siparis|order|sip\Z|ord\Z")
_NAMED = re.compile(r"numarali|nolu\Z|no'lu|nrli")
_LINKING = frozenset(
    {
        "no", "no:", "nr", "num", "numara", "numarasi", "numaram", "numarami", "numaraniz", "number", "nummer", "id",
        "is", "#", ":", "-", "olan", "ile",
    }
)  # fmt: skip
_TRACKING = re.compile(r"takip|tracking|gonderi|barkod")
_UNITS = frozenset(
    {
        "tl", "try", "lira", "liraya", "lirayi", "liradan", "liralik", "kurus", "usd", "dolar", "eur", "euro", "avro",
        "gbp", "pound", "pounds", "sterling", "percent", "adet", "tane", "kisi", "kisilik", "kez", "kere", "defa", "x",
        "gun", "gunluk", "gundur", "saat", "saattir", "dakika", "dk", "ay", "hafta", "haftadir", "yil", "day", "days",
        "hour", "hours", "minutes", "week", "weeks", "month", "months", "year", "years", "pcs", "pieces", "people",
        "times", "kg", "gr", "gram", "cm", "mm", "m", "ml", "lt", "litre", "watt", "volt",
    }
)  # fmt: skip
_PLACES = re.compile(
    r"(?:sokak|sokagi|sok|sk|mah|mahalle|mahallesi|cad|cadde|caddesi|apt|daire|kat|bulvar|bulvari|posta|postcode|zip"
    r"|street|road|flat|iban|fatura|vergi|tc|kart|card|invoice)\Z"
)
_SIGNS = "₺$€£%"


def numbers_in(text: str, *, limit: int = 20) -> list[Mention]:
    """Return the numbers that may be orders', the surest first, each once; at most `limit`."""
    best: dict[str, Mention] = {}
    for mention in _mentions(text):
        known = best.get(mention.key)
        if known is None or known.certainty < mention.certainty:
            best[mention.key] = mention
    return sorted(best.values(), key=lambda mention: (-mention.certainty, mention.start))[:limit]


def tracking_in(text: str, *, limit: int = 20) -> list[Mention]:
    """Return the numbers that the words say to be a parcel's."""
    words = _words(text)
    found: dict[str, Mention] = {}
    for place, word in enumerate(words):
        match = _NUMBER.match(word.folded)
        if match and _is_tracking(words, place) and not _is_said(words, place):
            mention = _mention(word, match, Certainty.SAID)
            found.setdefault(mention.key, mention)
    return list(found.values())[:limit]


def key_of(number: str) -> str:
    """Return the form in which numbers are compared: "tr-2026/8812" and "# TR 2026 8812" are one. Zeros stay."""
    plain = unicodedata.normalize("NFKC", number[:200])
    return "".join(sign for sign in fold(plain).upper() if sign.isascii() and sign.isalnum())[:LONGEST_KEY]


def _mentions(text: str) -> Iterator[Mention]:
    words = _words(text)
    for place, word in enumerate(words):
        match = _NUMBER.match(word.folded)
        if match is None:
            continue
        certainty = _certainty(words, place, match)
        if certainty is not None:
            yield _mention(word, match, certainty)


def _words(text: str) -> list[_Word]:
    words = []
    for chunk in _CHUNK.finditer(text[:LONGEST_TEXT]):
        raw = chunk.group()
        if len(raw) > 80:
            continue
        left = len(raw) - len(raw.lstrip(_EDGE))
        core = raw.strip(_EDGE)
        start = chunk.start() + left
        if (glued := _GLUED.match(core)) and _calls(fold(glued[1])):
            words.append(_Word(start, glued[1], fold(glued[1])))
            start, core = start + glued.end(), core[glued.end() :]
        words.append(_Word(start, core, fold(core)))
    return words


def _calls(word: str) -> bool:
    """Whether a word says that a number follows."""
    return word in _LINKING or _ORDER.match(word) is not None


def _mention(word: _Word, match: re.Match[str], certainty: Certainty) -> Mention:
    number = match["number"]
    glued = match["glued"] or ""
    # 8812A is a number of its own, 8812de is 8812 in a sentence.
    if glued and not _SUFFIX.match(glued):
        number += glued
    start = match.start("number")
    # Folding keeps the length of what the pattern lets through, so places in one are places in the other.
    written = word.raw[start : start + len(number)]
    return Mention(written, key_of(written), word.start + start, word.start + start + len(number), certainty)


def _certainty(words: Sequence[_Word], place: int, match: re.Match[str]) -> Certainty | None:
    """Say how surely a number is an order's, or None when it is something else."""
    word, number = words[place], match["number"]
    following = words[place + 1].folded if place + 1 < len(words) else ""
    before = words[place - 1].folded if place else ""
    if _is_tracking(words, place) and not _is_said(words, place):
        return None
    if _is_said(words, place) or (match["glued"] or match["apart"] or "").endswith("nolu"):
        return Certainty.SAID
    if following in _UNITS or any(sign in word.raw or before.endswith(sign) for sign in _SIGNS):
        return None
    if before in _PERSON or _DAY.match(number) or _MOBILE.match(number) or _is_part_of_a_phone(words, place):
        return None
    if _NAMED.match(following):
        return Certainty.LIKELY
    if any(_PLACES.match(each.folded) for each in words[max(place - 3, 0) : place]):
        return Certainty.POSSIBLE if number.isdigit() and len(number) > 2 else None
    if match["hash"] or re.match(r"[a-z]{1,6}[-_/]?[0-9]{3}", number):
        return Certainty.LIKELY
    if _YEAR.match(number) or len(number) < 3:
        return None
    return Certainty.POSSIBLE


def _is_said(words: Sequence[_Word], place: int) -> bool:
    """Whether the words beside a number call it an order's: "sipariş no 8812", "8812 numaralı sipariş"."""
    # Back over "no", "numaram", ":" to the word they belong to.
    back = place - 1
    while back >= 0 and place - back <= 4 and words[back].folded in _LINKING:
        back -= 1
    if back >= 0 and _ORDER.match(words[back].folded):
        if back == place - 1 and _YEAR.match(re.split("['’]", words[place].folded)[0]):
            # "siparişim 2026'da" speaks of a year.
            return False
        return words[place + 1 : place + 2] == [] or words[place + 1].folded not in _UNITS
    ahead = [word.folded for word in words[place + 1 : place + 3]]
    if ahead and _ORDER.match(ahead[0]):
        return True
    return len(ahead) == 2 and bool(_NAMED.match(ahead[0])) and bool(_ORDER.match(ahead[1]))


def _is_tracking(words: Sequence[_Word], place: int) -> bool:
    if any(_TRACKING.match(each.folded) for each in words[max(place - 3, 0) : place]):
        return True
    # "kargo no", "kargo numarası"; "kargom 8812" may be anything.
    back = place - 1
    while back >= 0 and place - back <= 3 and words[back].folded in _LINKING:
        back -= 1
    return 0 <= back < place - 1 and words[back].folded.startswith("kargo")


def _is_part_of_a_phone(words: Sequence[_Word], place: int) -> bool:
    """Whether digits stand beside digits, as in 0532 123 45 67 and in the groups of an IBAN."""
    beside = [*words[max(place - 1, 0) : place], *words[place + 1 : place + 2]]
    return any(_GROUP.match(each.folded) for each in beside)
