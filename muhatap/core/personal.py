"""Where a text names or reaches a person, as spans. Pure; the one place that knows how such things are written.

Two degrees. *Exact* finds what is personal beyond doubt, because a reply that is stopped for an order number is a wrong
alarm: what has a checksum is checked. *Wide* finds rather too much than too little, because what is missed has left.
Who asks adds what only it knows: the words of its tokens, the orders, the names of those who take part.

Sources: Turkish identity numbers, law 5490; IBAN, ISO 13616 (mod 97); card numbers, ISO/IEC 7812-1 annex B (Luhn).
Every pattern is bounded and looks at each letter a few times at most, so time grows with the text and no further.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from muhatap.core.turkish import fold


@dataclass(frozen=True, slots=True)
class Trace:
    """`text[start:end]` is personal.

    Exact kinds: iban, id, card, phone, birth, address. Wide kinds: link, mail, iban, identity, card, phone, number,
    address, person, signature, handle.
    """

    kind: str
    start: int
    end: int


# What checks itself -------------------------------------------------------------------------------------------


def is_identity(digits: str) -> bool:
    """Whether eleven digits are a Turkish identity number."""
    if len(digits) != 11 or digits[0] == "0":
        return False
    d = [int(digit) for digit in digits]
    return (sum(d[0:9:2]) * 7 - sum(d[1:8:2])) % 10 == d[9] and sum(d[:10]) % 10 == d[10]


def is_card(digits: str) -> bool:
    """Whether 13 to 19 digits have the check digit of a card."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return 13 <= len(digits) <= 19 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


IBAN_LENGTHS = {"TR": 26, "DE": 22, "GB": 22, "NL": 18, "FR": 27, "AT": 20, "CH": 21, "BE": 16, "ES": 24, "IT": 27}


def iban_size(written: str) -> int:
    """Return how many of the letters are an IBAN, with its spaces; 0 when its check digits are wrong."""
    size = IBAN_LENGTHS.get(written[:2].upper(), 0)
    places = [place for place, letter in enumerate(written) if letter.isalnum()]
    if not size or len(places) < size:
        return 0
    compact = "".join(written[place] for place in places[:size]).upper()
    digits = "".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])
    return places[size - 1] + 1 if int(digits) % 97 == 1 else 0


# Exact --------------------------------------------------------------------------------------------------------

_EXACT_DIGITS = re.compile(r"(?<![\w.,])\+?\(?[0-9](?:[0-9]|[ .()/-](?=[(0-9])|[ .)/-]{2}(?=[(0-9])){6,30}(?!\w)")
_EXACT_IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE | re.ASCII)
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]{2} [0-9]{5})\b")
# First digits of cards that people have; others are numbers of something else.
_CARD_BEGINS = "23456"
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
ROLE_ADDRESS = re.compile(
    r"(?:info|bilgi|hello|merhaba|hi|support|destek|help|yardim|contact|iletisim|service|servis|garanti|warranty|"
    r"siparis|orders?|returns?|iade|sales|satis|musteri|customer|care|office|team|mail|posta|noreply|no-reply|kvkk|"
    r"privacy|billing|accounts?|muhasebe|finans|press|hr|ik|jobs|kargo|shipping|web|shop|magaza|store)"
    r"[\w.-]{0,12}@", re.IGNORECASE,
)  # fmt: skip


def exact(text: str) -> Iterator[Trace]:
    """Yield numbers of accounts, cards, identities and telephones, days of birth, postcodes; in no order."""
    for found in _EXACT_IBAN.finditer(text):
        size = iban_size(found.group())
        if size:
            yield Trace("iban", found.start(), found.start() + size)
    for found in _EXACT_DIGITS.finditer(text):
        kind = _exact_number(found.group())
        if kind:
            yield Trace(kind, found.start(), found.end())
    for kind, pattern in _WRITTEN:
        for found in pattern.finditer(text):
            yield Trace(kind, found.start(), found.end())
    for found in _POSTCODE.finditer(text):
        yield Trace("address", found.start(), found.end())


def _exact_number(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    if is_identity(digits):
        return "id"
    if is_card(digits) and digits[0] in _CARD_BEGINS:
        return "card"
    return "phone" if _is_phone(written.strip(), digits) else None


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


# Wide ---------------------------------------------------------------------------------------------------------

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,2000}", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:[A-Z]{2}|TR )[0-9]{2}(?:[ -]?[0-9]{1,4}){3,9}"
    r"|[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# Digits with what people write between them; of two signs in a row the second is a blank or a bracket more.
_RUN = re.compile(r"(?<![0-9])\+?\(?[0-9](?:[0-9]|[ .()/_·–-]{1,3}(?=[0-9]))*")
_DAY = re.compile(
    r"(?<![0-9])(?:[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?![0-9])"
)
_MONEY_AFTER = re.compile(r"(?:,[0-9]{1,2})?\s?(?:TL|TRY|₺|lira|EUR|€|USD|\$|GBP|£)", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+\Z")
_CODE = re.compile(r"(?<![^\W_])(?=[A-Z0-9-]{0,12}[0-9])[A-Z]{1,6}-?[0-9A-Z][0-9A-Z-]{4,40}(?![^\W_])", re.IGNORECASE)
# Shorter numbers are amounts, sizes, days; those of orders are known by the words around them.
LEAST_DIGITS = 7
LEAST_IN_A_CODE = 5


def contacts(text: str) -> Iterator[Trace]:
    """Yield links, addresses of mail, account and other long numbers: what somebody could be led astray with."""
    for found in _LINK.finditer(text):
        yield Trace("link", found.start(), found.start() + len(found.group().rstrip(".,;:!?)'’”")))
    for found in _MAIL.finditer(text):
        yield Trace("mail", found.start(), found.end())
    for found in _IBAN.finditer(text):
        if _count(found.group()) >= 8:
            yield Trace("iban", found.start(), found.end())
    for found in _RUN.finditer(text):
        yield from _numbers(text, found.start(), found.end())


def _numbers(text: str, start: int, end: int) -> Iterator[Trace]:
    """Yield the long numbers of a run of digits, without the days that stand in it."""
    at = start
    for day in [*_DAY.finditer(text, start, end), None]:
        until = day.start() if day else end
        piece = text[at:until].rstrip(" .()/_·–-")
        if _count(piece) >= LEAST_DIGITS and not _is_money(text, piece, at + len(piece)):
            yield Trace(_kind_of(piece), at, at + len(piece))
        at = day.end() if day else end


def _is_money(text: str, piece: str, end: int) -> bool:
    return bool(_GROUPED.match(piece) and _MONEY_AFTER.match(text, end))


def _kind_of(written: str) -> str:
    digits = re.sub(r"[^0-9]", "", written)
    if is_identity(digits):
        return "identity"
    if is_card(digits):
        return "card"
    is_phone = digits.startswith(("05", "90", "5", "0")) or written.startswith("+")
    return "phone" if is_phone and 10 <= len(digits) <= 15 else "number"


def codes(text: str) -> Iterator[Trace]:
    """Yield what mixes letters with many digits, as numbers of orders and parcels do."""
    for found in _CODE.finditer(text):
        if _count(found.group()) >= LEAST_IN_A_CODE:
            yield Trace("number", found.start(), found.end())


# Wider still: in what is quoted to people outside, every long number and every handle is nobody's business.
_LOOSE_PART = r"[^\s@<>()\[\]{},;:\"“”]"
_LOOSE_MAIL = re.compile(rf"{_LOOSE_PART}{{1,64}}@{_LOOSE_PART}{{2,253}}\w")
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]{2,29}")
_LONG_NUMBER = re.compile(r"\d(?:[ \-]{0,2}\d){5,40}")


def reachable(text: str) -> Iterator[Trace]:
    """Yield everything like an address of mail, a handle or a number of six digits or more, in any script."""
    for kind, pattern in (("mail", _LOOSE_MAIL), ("handle", _HANDLE), ("number", _LONG_NUMBER)):
        for found in pattern.finditer(text):
            yield Trace(kind, found.start(), found.end())


# Where somebody lives -----------------------------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+")
_STREET = re.compile(
    r"(?:mah|mahalle\w*|sok|sokak\w*|sokag\w*|sk|cad|cadde\w*|cd|bulvar\w*|blv|apt|apartman\w*|sitesi\w*|koyu"
    r"|street|st|road|rd|avenue|ave|lane|boulevard|blvd|terrace|crescent|gardens|court)\Z"
)
_WITHIN = re.compile(
    r"(?:no|nr|numara\w*|kat|daire\w*|d|k|ic|kapi|blok|site\w*|posta|kodu|pk|mevkii|ilce\w*|semt\w*|flat|apartment|floor"
    r"|unit|po|box|zip|ve)\Z"
)
_NOT_YET = re.compile(r"(?:adres|address|teslimat|ev|evim|ikamet)\w{0,8}\Z")
_PROVINCES = frozenset(
    """
    adana adiyaman afyon afyonkarahisar agri aksaray amasya ankara antalya ardahan artvin aydin balikesir bartin batman
    bayburt bilecik bingol bitlis bolu burdur bursa canakkale cankiri corum denizli diyarbakir duzce edirne elazig
    erzincan erzurum eskisehir gaziantep giresun gumushane hakkari hatay igdir isparta istanbul izmir kahramanmaras
    karabuk karaman kars kastamonu kayseri kilis kirikkale kirklareli kirsehir kocaeli konya kutahya malatya manisa
    mardin mersin mugla mus nevsehir nigde ordu osmaniye rize sakarya samsun sanliurfa siirt sinop sirnak sivas tekirdag
    tokat trabzon tunceli usak van yalova yozgat zonguldak turkiye
    """.split()  # noqa: SIM905
)
_UNLESS_NAMED = frozenset({"sitesi", "st", "court", "sk", "cd", "sok", "lane", "gardens"})
# What stands between the words of an address; more than this ends it.
_BETWEEN = re.compile(r"[ \t.,:;/()#-]{0,6}\n?[ \t]{0,4}\Z")
WORDS_BEFORE = 3


def addresses(text: str) -> Iterator[Trace]:
    """Yield where somebody lives, from the street to the city."""
    tokens = [(found.start(), found.end(), fold(found.group())) for found in _TOKEN.finditer(text)]
    done = -1
    for place, (_start, _end, word) in enumerate(tokens):
        if place <= done or not _STREET.match(word) or not _is_street(text, tokens, place):
            continue
        first, last = _reach_back(text, tokens, place), _reach_on(text, tokens, place)
        if last > place or any(text[tokens[each][0]].isupper() for each in range(first, place)):
            done = last
            yield Trace("address", tokens[first][0], tokens[last][1])


def _is_street(text: str, tokens: list[tuple[int, int, str]], place: int) -> bool:
    before = text[tokens[place - 1][0]] if place else ""
    if before.isupper() or before.isdigit():
        return True
    if tokens[place][2] in _UNLESS_NAMED:
        return False
    return any(word[0].isdigit() for _, _, word in tokens[place + 1 : place + 5])


def _reach_back(text: str, tokens: list[tuple[int, int, str]], place: int) -> int:
    first = place
    while first > 0 and place - first < WORDS_BEFORE and _is_joined(text, tokens, first - 1):
        letter = text[tokens[first - 1][0]]
        # In small letters one word is the name of the street.
        if (not (letter.isupper() or letter.isdigit()) and first < place) or _NOT_YET.match(tokens[first - 1][2]):
            break
        first -= 1
        if not (letter.isupper() or letter.isdigit()):
            break
    return first


def _reach_on(text: str, tokens: list[tuple[int, int, str]], place: int) -> int:
    last = place
    while last + 1 < len(tokens) and _is_joined(text, tokens, last):
        start, _, word = tokens[last + 1]
        is_part = word[0].isdigit() or text[start].isupper() or _STREET.match(word) or _WITHIN.match(word)
        between = text[tokens[last][1] : start]
        slashed = "/" in between
        if "." in between and not _is_short_form(tokens[last][2]):
            break
        if not (is_part or slashed or _leads_on(tokens, last + 1)):
            break
        last += 1
    return last


def _is_short_form(word: str) -> bool:
    """Whether a point after a word of an address ends no sentence: "Mah.", "No.", "12."."""
    return bool(_STREET.match(word) or _WITHIN.match(word)) or len(word) <= 2


def _leads_on(tokens: list[tuple[int, int, str]], place: int) -> bool:
    """Whether a word of an address in small letters is a city, or leads to one: "moda caddesi", "kadıköy istanbul"."""
    if tokens[place][2] in _PROVINCES:
        return True
    following = tokens[place + 1][2] if place + 1 < len(tokens) else ""
    return following in _PROVINCES or bool(_STREET.match(following))


def _is_joined(text: str, tokens: list[tuple[int, int, str]], place: int) -> bool:
    return bool(_BETWEEN.match(text[tokens[place][1] : tokens[place + 1][0]]))


# Who is called by name ------------------------------------------------------------------------------------------

_NAME = r"[A-ZÇĞİÖŞÜ][a-zçğıöşüâîû]{1,24}"
_CALLED = re.compile(rf"\b({_NAME}(?: {_NAME}){{0,2}}) (?:Hanım|hanım|Hanim|hanim|Bey|bey)(?![a-zçğıöşü]{{3}})")
_TITLED = re.compile(
    r"\b(?:[Ss]ayın|Sn\.?|[Ss]evgili|Mr\.?|Mrs\.?|Ms\.?|Dear|[Aa]dım|[İi]smim|[Mm]y name is)"
    rf" ({_NAME}(?: {_NAME}){{0,2}})"
)
_NOBODY = frozenset(
    {"yetkili", "ilgili", "musteri", "musterimiz", "team", "support", "sir", "madam", "customer", "care"}
)
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:saygı\w{0,14}|sevgi\w{0,14}|selam\w{0,10}|iyi (?:günler|çalışmalar|akşamlar|haftalar)[^\n]{0,24}"
    r"|teşekkür\w{0,8}(?: eder\w{0,4})?|(?:best|kind|warm) (?:regards|wishes)|regards|yours \w{0,12}|sincerely|cheers"
    r"|thanks|thank you)[ \t,.!]*\n",
    re.IGNORECASE | re.MULTILINE,
)
MOST_SIGNED_LINES = 8
LONGEST_SIGNED_LINE = 80


def hailed(text: str) -> Iterator[Trace]:
    """Yield who is called by name."""
    for pattern in (_CALLED, _TITLED):
        for found in pattern.finditer(text):
            if not set(fold(found[1]).split()) & _NOBODY:
                yield Trace("person", found.start(1), found.end(1))


def signatures(text: str) -> Iterator[Trace]:
    """Yield what stands below the last sign-off, where it is short enough to be a signature."""
    found = None
    for each in _SIGN_OFF.finditer(text):
        found = each
    if found is None:
        return
    rest = text[found.end() :]
    lines = [line for line in rest.strip().split("\n") if line.strip()]
    if lines and len(lines) <= MOST_SIGNED_LINES and all(len(line) <= LONGEST_SIGNED_LINE for line in lines):
        start = found.end() + len(rest) - len(rest.lstrip())
        yield Trace("signature", start, found.end() + len(rest.rstrip()))


def _count(written: str) -> int:
    return sum(sign.isdigit() for sign in written)
