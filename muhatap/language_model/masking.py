"""What is personal becomes a placeholder before it leaves, and itself again in the answer. Pure.

`Zeynep Hanım'ın 8812 numaralı siparişi` leaves as `⟦MÜŞTERİ⟧ Hanım'ın ⟦SİPARİŞ-1⟧ numaralı siparişi`: who speaks of
what stays clear, who it is does not leave. One value has one placeholder throughout, in capitals or not, with Turkish
suffixes outside. A name that is also an everyday word ("Deniz", "Can") is masked where it is written as a name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from muhatap.core.turkish import fold
from muhatap.language_model.answers import unbraced
from muhatap.language_model.traces import Trace, contacts, everywhere, traces
from muhatap.orders.mentions import key_of

LABELS: Mapping[str, str] = {
    "customer": "MÜŞTERİ",
    "agent": "TEMSİLCİ",
    "person": "KİŞİ",
    "order": "SİPARİŞ",
    "parcel": "TAKİP",
    "mail": "E-POSTA",
    "phone": "TELEFON",
    "address": "ADRES",
    "iban": "IBAN",
    "card": "KART",
    "identity": "KİMLİK",
    "number": "NUMARA",
    "link": "BAĞLANTI",
    "signature": "İMZA",
    "gap": "BOŞLUK",
}
SURNAME = "SOYADI"
# Of these there is one in most conversations: it needs no number.
_ALONE = frozenset({"customer", "signature"})
LONGEST_LABEL = 40
SHORTEST_NAME = 2
SHORTEST_INFLECTED = 3
SHORTEST_NUMBER = 3


@dataclass(frozen=True)
class Person:
    """Somebody of the conversation; `kind` is customer, agent or person."""

    name: str
    kind: str


@dataclass(frozen=True)
class Known:
    """What is known of a conversation without reading it: who takes part, its orders, where its people are reached."""

    people: Sequence[Person] = ()
    orders: Sequence[str] = ()
    parcels: Sequence[str] = ()
    addresses: Sequence[str] = ()


@dataclass(frozen=True)
class Restored:
    """An answer with its values; `unknown` are placeholders and contacts that nothing of ours stands behind."""

    text: str
    unknown: Sequence[str] = ()


@dataclass
class Masker:
    """Masks the texts of one question, and restores its answer."""

    known: Known
    # By placeholder, as it is restored.
    values: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._placeholders: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._names = _Names()
        for person in self.known.people:
            self._call(person)
        self._order_keys = frozenset(key_of(number) for number in self.known.orders)

    def mask(self, text: str, *, has_gaps: bool = False) -> str:
        """Return a text without anything personal. Marks of our own in it lose their meaning.

        `has_gaps`: it is our own draft, whose values by name (`{{ order.number }}`) come back as they are.
        """
        text = plain(text)
        spans = [*traces(text, order_keys=self._order_keys), *self._of_known(text)]
        spans += [Trace("name", start, end) for start, end, _ in self._names.in_text(text)]
        if has_gaps:
            spans += [Trace("gap", found.start(), found.end()) for found in _GAP.finditer(text)]
        out, at = [], 0
        for span in _joined(spans):
            out += [text[at : span.start], self._masked(text, span)]
            at = span.end
        return "".join([*out, text[at:]])

    def restore(self, text: str, *, unknown: Callable[[str], str] = lambda label: "…") -> Restored:
        """Put the values back. What the answer made up (placeholders, links, accounts, numbers) becomes `unknown`."""
        invented: list[str] = []

        def gap(label: str) -> str:
            invented.append(label)
            return unknown(label)

        text = _without_contacts(text, gap)
        labels = {_label(placeholder): value for placeholder, value in self.values.items()}
        written = _PLACEHOLDER.sub(lambda found: labels.get(_label(found[0])) or gap(_label(found[0])), text)
        return Restored(written, tuple(dict.fromkeys(invented)))

    def _call(self, person: Person) -> None:
        parts = [part for part in _NAME_PART.findall(plain(person.name)) if len(part) >= SHORTEST_NAME]
        if not parts:
            return
        label = self._numbered(person.kind)
        for place, part in enumerate(parts):
            # A surname is its own word in a sentence, and its own placeholder.
            is_surname = place == len(parts) - 1 and place > 0
            named = f"{label}-{SURNAME}" if is_surname else label if place == 0 else f"{label}-{place + 1}"
            placeholder = self._names.learn(part, f"⟦{named}⟧", beside=parts)
            self.values.setdefault(placeholder, part)
        whole = "".join(parts)
        self._names.learn(whole, f"⟦{label}⟧", beside=[])

    def _numbered(self, kind: str) -> str:
        self._counts[kind] = count = self._counts.get(kind, 0) + 1
        return LABELS[kind] if kind in _ALONE and count == 1 else f"{LABELS[kind]}-{count}"

    def _of_known(self, text: str) -> Iterable[Trace]:
        for kind, listed in (("order", self.known.orders), ("parcel", self.known.parcels)):
            for number in listed:
                if len(key_of(number)) > SHORTEST_NUMBER:
                    yield from everywhere(text, number, kind)
        for address in self.known.addresses:
            words = _WORD.findall(plain(address))
            if sum(map(len, words)) > SHORTEST_NAME:
                pattern = r"[\W_]{1,5}".join(map(re.escape, words))
                for found in re.finditer(rf"(?<![^\W_]){pattern}", text, re.IGNORECASE):
                    yield Trace("address", found.start(), found.end())

    def _masked(self, text: str, span: Trace) -> str:
        written = text[span.start : span.end]
        if span.kind == "name":
            return self._names.masked(written)
        if span.kind == "person" and self._names.knows_all(written):
            return self._names.masked(written)
        key = key_of(written) if span.kind in ("order", "parcel", "number") else " ".join(fold(written).split())
        known = self._placeholders.get((span.kind, key))
        if known is None:
            known = self._placeholders[span.kind, key] = f"⟦{self._numbered(span.kind)}⟧"
            # Whoever wrote it has no say in what is filled in when the reply is sent.
            self.values[known] = written if span.kind == "gap" else unbraced(written)
        return known


def plain(text: str) -> str:
    """Return a text as it is masked: one form of each letter, plain digits, nothing invisible, no marks of ours."""
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n"))
    kept = (sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cf", "Cc", "Cs", "Co"))
    digits = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in kept)
    return _MARKS.sub(r"\1 ", digits.replace("⟦", "(").replace("⟧", ")"))


# Two in a row would be read as a placeholder, or as a value to be filled in.
_MARKS = re.compile(r"([\[\]])(?=\1)")
_GAP = re.compile(r"\{\{\s*[\w.]{1,60}\s*\}\}")
_WORD = re.compile(r"[^\W_]+")
_NAME_PART = re.compile(r"[^\W\d_]+")
_PLACEHOLDER = re.compile(rf"(?:⟦|\[\[)[^⟦⟧\[\]\n]{{1,{LONGEST_LABEL}}}(?:⟧|\]\])")


def _label(placeholder: str) -> str:
    """Return what a placeholder is called, however the answer wrote it: "⟦ müşteri soyadı ⟧"."""
    return "-".join(_WORD.findall(fold(placeholder)))


def _without_contacts(text: str, gap: Callable[[str], str]) -> str:
    out, at = [], 0
    for span in _joined([*contacts(text)]):
        out += [text[at : span.start], gap(_label(LABELS[span.kind]))]
        at = span.end
    return "".join([*out, text[at:]])


def _joined(spans: Iterable[Trace]) -> list[Trace]:
    """Return spans in order, those that overlap as one: of the kind of the longest, a parcel's before any number's."""
    out: list[Trace] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if out and span.start < out[-1].end:
            last = out[-1]
            kind = max(last, span, key=_says_most).kind
            out[-1] = Trace(kind, last.start, max(last.end, span.end))
        else:
            out.append(span)
    return out


def _says_most(span: Trace) -> tuple[int, int]:
    return span.end - span.start, {"number": 0, "order": 2, "parcel": 3}.get(span.kind, 1)


# Names ----------------------------------------------------------------------------------------------------------

# What Turkish hangs onto a name where the apostrophe was left out, folded: zeynepin, zeynepe, zeynepten, zeyneplerin.
_SUFFIX = re.compile(
    r"(?:l[ae]r)?(?:[iu]m|[iu]n|m|c[iu]m|c[iu]g[iu]m|gil)?(?:n?[iu]n|y?[iu]|n[iu]|y?[ae]|n[ae]|[dt][ae]n?|nd[ae]n?"
    r"|y?l[ae]|s[iu]|s[iu]z|l[iu]|c[ae])?(?:d[ae]|ki)?\Z"
)
_SOFT = {"p": "b", "c": "c", "t": "d", "k": "g"}
# Names that are everyday words: small letters mean the word, unless another part of the name stands beside it.
_EVERYDAY = frozenset(
    """
    can will may mark bill rose hope joy grace art pat an on al ak ay er su ol ne var yok iyi gun kara bal tas kaya
    demir deniz onur umut baris savas sevgi gonul ozgur toprak bulut yagmur gunes ipek guven emek eylem ince yavas
    uzun kurt aslan celik altin temiz yildiz doga meltem bahar yaz kis gul lale nil derya irmak dilek arzu sen ben biz
    siz long short young white black brown green king day price best west wood stone love
    """.split()  # noqa: SIM905
)


class _Names:
    """The parts of known names, and where they stand in a text."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._soft: dict[str, str] = {}
        self._beside: dict[str, set[str]] = {}
        self._longest = 0

    def learn(self, part: str, placeholder: str, *, beside: Iterable[str]) -> str:
        """Return the placeholder of a part: the first who is called so keeps it."""
        word = fold(part)
        kept = self._of.setdefault(word, placeholder)
        self._longest = max(self._longest, len(word))
        self._beside.setdefault(word, set()).update(fold(other) for other in beside if fold(other) != word)
        if word[-1] in _SOFT and len(word) >= SHORTEST_INFLECTED:
            self._soft.setdefault(word[:-1] + _SOFT[word[-1]], word)
        return kept

    def in_text(self, text: str) -> Iterable[tuple[int, int, str]]:
        """Yield start, end and the known part; suffixes stand outside."""
        tokens = list(_WORD.finditer(text))
        folded = [fold(token.group()) for token in tokens]
        for place, (token, word) in enumerate(zip(tokens, folded, strict=True)):
            part, length = self._part(word)
            if part and self._is_meant(part, token.group(), folded[max(place - 2, 0) : place + 3]):
                yield token.start(), token.start() + min(length, len(token.group())), part

    def masked(self, written: str) -> str:
        """Return a span of name parts with each part masked; what stands between them stays."""
        return _WORD.sub(lambda found: self._placeholder(found[0]), written)

    def knows_all(self, written: str) -> bool:
        return all(self._part(fold(word))[0] for word in _WORD.findall(written))

    def _placeholder(self, word: str) -> str:
        part, length = self._part(fold(word))
        return self._of[part] + word[length:] if part else f"⟦{LABELS['person']}⟧"

    def _part(self, word: str) -> tuple[str, int]:
        """Return the known part that a folded word is or begins with, and how many letters of it are the name."""
        if word in self._of or word in self._soft:
            return self._soft.get(word, word), len(word)
        for length in range(min(len(word) - 1, self._longest), SHORTEST_INFLECTED - 1, -1):
            part = word[:length]
            part = part if part in self._of else self._soft.get(part, "")
            if part and _SUFFIX.match(word[length:]):
                return part, length
        return "", 0

    def _is_meant(self, part: str, written: str, around: Sequence[str]) -> bool:
        if part not in _EVERYDAY or written[:1].isupper():
            return True
        return any(self._part(word)[0] in self._beside[part] for word in around)
