"""Personal data in a text: what has a checksum is checked, so that an order number is no identity number.

Sources: Turkish identity numbers, law 5490; IBAN, ISO 13616 (mod 97); card numbers, ISO/IEC 7812-1 annex B (Luhn).
Every run of digits is looked at once.
"""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass

from muhatap.coach.text import EMAIL, NUMBER, Text, plain

IBAN_LENGTHS = {"TR": 26, "DE": 22, "GB": 22, "NL": 18, "FR": 27, "AT": 20, "CH": 21, "BE": 16, "ES": 24, "IT": 27}


@dataclass(frozen=True, slots=True)
class Trace:
    """`text[start:end]` names or reaches a person: what is one of id, iban, card, mail, phone, address, order."""

    what: str
    start: int
    end: int


_DIGITS = re.compile(r"(?<![\w.,])\+?\(?[0-9](?:[0-9]|[ .()/-](?=[(0-9])|[ .)/-]{2}(?=[(0-9])){6,30}(?!\w)")
_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_STREET_WORDS = (
    "mah mahalle mahallesi mahallesinde sok sokak sokagi sokaginda sk cad cadde caddesi caddesinde cd bulvari bulvar "
    "blv apt apartmani apartman daire sitesi blok street avenue road lane drive boulevard rd ave blvd apartment "
    "flat terrace crescent close gardens court mews row grove apartmaninda kat"
)
_STREET = frozenset(_STREET_WORDS.split())
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2} [0-9]{5})\b")


# Where a shop of ours is, everyone may know.
_OURS = re.compile(
    r"(?:bayi|magaza|sube|showroom|servis|depo|ofis|atolye|merkez)(?:miz|mizin|mize|lerimiz|larimiz|muz|imiz)"
    r"|(?:shop|store|showroom|branch|dealer|office|warehouse|stockist)(?:s|es)?\Z"
)
# Letters between the shop's name and its address or telephone.
OURS_BEFORE = 90
_OF_SHOPS = frozenset({"address", "phone"})


def traces(text: Text) -> Iterator[Trace]:
    """Yield everything personal in a text, in no order; overlapping ones may come twice."""
    ours = [token.end for token in text.tokens if _OURS.match(token.word)]
    for trace in _traces(text):
        place = bisect.bisect_right(ours, trace.end) - 1
        if trace.what not in _OF_SHOPS or place < 0 or trace.start - ours[place] > OURS_BEFORE:
            yield trace


def _traces(text: Text) -> Iterator[Trace]:
    raw = text.raw
    for found in _IBAN.finditer(raw):
        size = _iban_size(found.group())
        if size:
            yield Trace("iban", found.start(), found.start() + size)
    for found in _DIGITS.finditer(raw):
        what = _number(found.group())
        if what:
            yield Trace(what, found.start(), found.end())
    for what, pattern in _WRITTEN:
        for found in pattern.finditer(raw):
            yield Trace(what, found.start(), found.end())
    for token in text.tokens:
        if token.word == EMAIL and not _ROLE.match(raw, token.start):
            yield Trace("mail", token.start, token.end)
    yield from _addresses(text)


_WRITTEN = (
    ("id", re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b")),
    ("id", re.compile(r"\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b")),
    ("card", re.compile(r"\b(?:son kullanma(?: tarihi)?|skt|exp(?:iry|ires|iration)?(?: date)?|valid (?:thru|until|to))"
                        r"[ :.]{0,3}(?:0[1-9]|1[0-2])[/-](?:20)?[0-9]{2}(?![0-9/])", re.IGNORECASE)),
    ("id", re.compile(r"\b(?:passport|pasaport|ehliyet|driving licen[cs]e|kimlik seri)(?: (?:no|number|numarası))?"
                      r"[ :.]{1,3}[A-Z]{0,3}[0-9]{6,10}\b", re.IGNORECASE)),
    ("birth", re.compile(r"\bborn(?: on)? [0-9]{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} (?:19|20)[0-9]{2}\b")),
    ("birth", re.compile(r"\b(?:dob|date of birth|born(?: on)?|doğum tarihi\w{0,6}|dogum tarihi\w{0,6})[ :.]{1,3}"
                         r"[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}", re.IGNORECASE)),
)  # fmt: skip
# A shop's own address is no person's.
_ROLE = re.compile(
    r"(?:info|bilgi|hello|merhaba|hi|support|destek|help|yardim|contact|iletisim|service|servis|garanti|warranty|"
    r"siparis|orders?|returns?|iade|sales|satis|musteri|customer|care|office|team|mail|posta|noreply|no-reply|kvkk|"
    r"privacy|billing|accounts?|muhasebe|finans|press|hr|ik|jobs|kargo|shipping|web|shop|magaza|store)"
    r"[\w.-]{0,12}@", re.IGNORECASE,
)  # fmt: skip


def _iban_size(written: str) -> int:
    """How many of the letters are an IBAN, with its spaces; 0 when its check digits are wrong."""
    size = IBAN_LENGTHS.get(written[:2].upper(), 0)
    places = [place for place, letter in enumerate(written) if letter.isalnum()]
    if not size or len(places) < size:
        return 0
    compact = "".join(written[place] for place in places[:size]).upper()
    digits = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
    return places[size - 1] + 1 if int(digits) % 97 == 1 else 0


def _number(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    if len(digits) == 11 and _is_identity(digits):
        return "id"
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "card"
    return "phone" if _is_phone(written.strip(), digits) else None


def _is_identity(digits: str) -> bool:
    d = [int(digit) for digit in digits]
    if d[0] == 0:
        return False
    return (sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10 == d[9] and sum(d[:10]) % 10 == d[10]


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and digits[0] in "23456"


_MOBILE = re.compile(r"(?:\+?90|0)?5[0-9]{9}\Z")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{8,14}\Z")
_NATIONAL = re.compile(r"(?:0[2-4][0-9]{9}|07[0-9]{9}|0[1-9][0-9]{8,9})\Z")
_AMERICAN = re.compile(r"\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}\Z")


def _is_phone(written: str, digits: str) -> bool:
    if digits.startswith(("0850", "0800", "444", "90850", "90800")):
        return False  # a line of a company, not of a person
    return bool(
        _MOBILE.match(digits)
        or (written.startswith("+") and _INTERNATIONAL.match("+" + digits))
        or (_NATIONAL.match(digits) and len(written) > len(digits))
        or _AMERICAN.match(written)
    )


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
    for found in _POSTCODE.finditer(text.raw):
        yield Trace("address", found.start(), found.end())


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
        if order is not None and abs(order[0] - found.end()) <= NEAR_ORDER:
            yield Trace("order", min(start, order[0]), max(found.end(), order[1]))
        else:
            yield Trace("name", start, found.end())


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
