"""Personal data in a draft: what `core.personal` finds beyond doubt, and what the words of the draft tell.

Where our own shop is, everyone may know; so addresses and telephones behind the name of a shop are none.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from muhatap.coach.text import EMAIL, NUMBER, Text, plain
from muhatap.core import personal


@dataclass(frozen=True, slots=True)
class Trace:
    """`text[start:end]` names or reaches a person: what is one of id, iban, card, mail, phone, address, order."""

    what: str
    start: int
    end: int


_STREET_WORDS = (
    "mah mahalle mahallesi mahallesinde sok sokak sokagi sokaginda sk cad cadde caddesi caddesinde cd bulvari bulvar "
    "blv apt apartmani apartman daire sitesi blok street avenue road lane drive boulevard rd ave blvd apartment "
    "flat terrace crescent close gardens court mews row grove apartmaninda kat"
)
_STREET = frozenset(_STREET_WORDS.split())
# Where a shop of ours is, everyone may know.
_OURS = re.compile(
    r"(?:bayi|magaza|sube|showroom|servis|depo|ofis|atolye|merkez)(?:miz|mizin|mize|lerimiz|larimiz|muz|imiz)"
    r"|(?:shop|store|showroom|branch|dealer|office|warehouse|stockist)(?:s|es)?\Z"
)
# Letters between the shop's name and its address or telephone.
OURS_BEFORE = 90
_OF_SHOPS = frozenset({"address", "phone"})
# In a sentence without a word of the customer's (“adresiniz”, “your”), these say as well that it is a place or number
# of a shop, by its town (“Kadıköy şubesi”), or one to ring “us” at.
_SHOP = re.compile(
    r"(?:bayi|magaza|sube|showroom|servis|depo|ofis|atolye|stan[dt])(?:s?[iu])?(?:nda|nde|si|ya|ye|da|de)?\Z"
    r"|(?:yerimiz|adresimiz|hattimiz|hatlarimiz|telefonumuz|numaramiz|our|ours)\Z"
    r"|(?:shop|store|showroom|branch|dealer|office|warehouse|stockist|workshop|helpline|hotline|stand)\Z"
)
_THEIRS = re.compile(
    r"(?:your|yours|yourself|you've|gave|sizi|size|sizin|sizden|musteri[a-z]*|rang|called|aradik|aradim|aldik)\Z"
    r"|[a-z]*(?:[aeiu])n[iu]z(?!sa)[a-z]{0,4}\Z"
)
_RING = frozenset({"call", "ring", "reach", "phone", "text", "message", "contact"})
_SECOND_PERSON = re.compile(r"[a-z]*s[iu]n[iu]z\Z")


def traces(text: Text) -> Iterator[Trace]:
    """Yield everything personal in a text, in no order; overlapping ones may come twice."""
    ours = [token.end for token in text.tokens if _OURS.match(token.word)]
    shops = [(sentence.start, sentence.end) for sentence in text.sentences if _is_of_shop(text.words(sentence))]
    for trace in _traces(text):
        if trace.what not in _OF_SHOPS:
            yield trace
            continue
        place = bisect.bisect_right(ours, trace.end) - 1
        near = bisect.bisect_right(shops, (trace.start, trace.start)) - 1
        if near >= 0 and trace.start < shops[near][1]:
            continue
        if place < 0 or trace.start - ours[place] > OURS_BEFORE:
            yield trace


def _is_of_shop(words: list[str]) -> bool:
    told = any(map(_SHOP.match, words)) or _is_to_ring_us(words)
    return told and not any(_THEIRS.match(word) and not _SECOND_PERSON.match(word) for word in words)


def _is_to_ring_us(words: list[str]) -> bool:
    """Whether the customer is asked to: “you can ring us”, “bizi arayabilirsiniz”."""
    if "us" in words:
        return any(verb in _RING and whom == "us" for verb, whom in pairwise(words))
    return ("bizi" in words or "bize" in words) and any(word.endswith("bilirsiniz") for word in words)


def _traces(text: Text) -> Iterator[Trace]:
    for found in personal.exact(text.raw):
        yield Trace(found.kind, found.start, found.end)
    for token in text.tokens:
        if token.word == EMAIL and not personal.ROLE_ADDRESS.match(text.raw, token.start):
            yield Trace("mail", token.start, token.end)
    yield from _addresses(text)


def _addresses(text: Text) -> Iterator[Trace]:
    """A street with a number within a few words: one of them alone is a place, not an address."""
    tokens = text.tokens
    for place, token in enumerate(tokens):
        if token.word not in _STREET or not _could_be_street(text, place):
            continue
        near = range(max(0, place - 3), min(len(tokens), place + 6))
        numbers = [other for other in near if tokens[other].word == NUMBER]
        if numbers:
            first = min([*numbers, max(0, place - 1)])
            yield Trace("address", tokens[first].start, tokens[max([*numbers, place])].end)


def _could_be_street(text: Text, place: int) -> bool:
    if not place or text.tokens[place].word in {"daire", "blok", "apt", "flat", "apartment", "kat"}:
        return True
    before = text.raw[text.tokens[place - 1].start]
    return before.isupper() or before.isdigit()


_ORDER = re.compile(r"siparis|order|fatura|invoice")
_TITLES = frozenset(
    {"sayin", "merhaba", "hi", "hello", "dear", "selam", "sevgili", "mr", "mrs", "ms", "hey", "degerli", "miss"}
)
_HONOUR = frozenset({"hanim", "bey", "hn", "by"})
_NAME = r"[A-ZÇĞİÖŞÜ][a-zçğıöşü]{1,20}"
_NAMED = re.compile(rf"\b{_NAME}(?: {_NAME}){{1,3}}\b")
_NO_NAMES_WORDS = (
    "order siparis customer care kind best warm regards saygilarimizla iyi gunler good street road lane caddesi cad "
    "sokak mahallesi national insurance date apple google pay visa card black friday the our your we i royal mail "
    "private message number no bank of call center centre team support ekibi musteri hizmetleri deneyimi ankara "
    "istanbul izmir kadikoy new york los angeles san francisco united kingdom high school park university"
)
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())
NEAR_ORDER = 40


def named(text: Text, others: list[Trace]) -> Iterator[Trace]:
    """Full names that stand with an order's number, or in a text with other traces: together they find the person."""
    order = _order(text)
    if order is None and not others:
        return
    for found in _NAMED.finditer(text.raw):
        words = found.group().split(" ")
        start = found.start()
        if plain(words[0]) in _TITLES:
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) < 2 or any(plain(word) in _NO_NAMES or plain(word) in _HONOUR for word in words):
            continue
        if any(start < other.end and other.start < found.end() for other in others):
            continue
        if _is_signature(text.raw, start, found.end()):
            continue
        if order is not None and abs(order[0] - found.end()) <= NEAR_ORDER:
            yield Trace("order", min(start, order[0]), max(found.end(), order[1]))
        else:
            yield Trace("name", start, found.end())


# Of what stands behind the name at the end of a text: the agent's place (“, Müşteri Deneyimi”).
LONGEST_PLACE = 40
_SIGNED = re.compile(
    r"(?:[.!?\n–—]|\b(?:[Ss]evgi|[Ss]aygı|[Ss]elam|[Rr]egards|[Ll]ove|[Bb]est|[Ww]ishes|[Cc]heers)\w*,?)\s*-?\s*\Z"
)


def _is_signature(raw: str, start: int, end: int) -> bool:
    """Whether a name ends the text, behind a sentence or a greeting: it is the agent's own."""
    rest = raw[end : end + LONGEST_PLACE + 1].strip()
    return len(rest) <= LONGEST_PLACE and not any(map(str.isdigit, rest)) and bool(_SIGNED.search(raw[:start][-30:]))


def _order(text: Text) -> tuple[int, int] | None:
    tokens = text.tokens
    for place, token in enumerate(tokens):
        if not _ORDER.match(token.word):
            continue
        for other in range(max(0, place - 3), min(len(tokens), place + 4)):
            spot = tokens[other]
            if spot.word == NUMBER and len(re.sub(r"\D", "", text.raw[spot.start : spot.end])) > 3:
                return min(token.start, spot.start), max(spot.end, token.end)
    return None
