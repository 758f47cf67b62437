"""What search keeps of a text, and what a question asks for. Pure: no database.

A word is kept as its folded first five letters, which its Turkish inflections share; anything with a digit is kept
whole, so that an order number is found exactly; codes (`TR-8812`), phone numbers and addresses are kept a second time
as one piece, however they are written. Why: docs/build/decisions/0005-search.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muhatap.core.turkish import STEM_LENGTH, fold, stem

LONGEST_TEXT = 200_000
LONGEST_WORD = 60
MOST_LEXEMES = 4_000
MOST_TERMS = 12
SHORTEST_PREFIX = 3
RARE_DIGITS = 5

_WORD = re.compile(r"[^\W_]+")
# Each begins only where a run begins and gives nothing back, so that a hostile text costs no more than a long one.
_ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}+@[\w-]++(?:\.[\w-]++)+")
_CODE = re.compile(r"(?<![^\W_])[^\W_]++(?:[-/._][^\W_]++)+")
# A Turkish number as people group it, or any with its country code.
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)90[\s.-]?)?\(?(?:0[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{2}[\s.-]?\d{2}(?!\w)"
    r"|(?<![\w+])(?:\+|00)\d(?:[\s().-]{0,2}\d){8,13}(?!\w)"
)
_CONVERSATION = re.compile(r"#\d{1,12}(?!\w)")
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[a-z]+")
# The endings of a noun, in the order Turkish puts them on: plural, whose, case, and what may follow.
_ENDINGS = re.compile(
    r"(?:l[ae]r)?"
    r"(?:[iu]m[iu]z|[iu]n[iu]z|m[iu]z|n[iu]z|[iu]m|[iu]n|s[iu]|l[ae]r[iu]|[miu]|n)?"
    r"(?:n?[dt][ae]n?|[yn][iu]|[yn]?[ae]|[iu]|n?[iu]n|y?l[ae]|l[iu]|s[iu]z|ki)?"
    r"(?:ki|d[iu]r|m[iu])?"
)
_SOFTENED = {"p": "b", "t": "d", "k": "g", "b": "p", "d": "t", "g": "k"}
# Nouns that lose their second vowel before an ending: `kayıt` but `kaydım`. Without them one form hides the other.
_VOWEL_DROPPERS = (
    ("kayit", "kayd"),
    ("sekil", "sekl"),
    ("resim", "resm"),
    ("isim", "ism"),
    ("izin", "izn"),
    ("vakit", "vakt"),
    ("nakit", "nakd"),
    ("fikir", "fikr"),
    ("sehir", "sehr"),
    ("metin", "metn"),
    ("kisim", "kism"),
    ("sabir", "sabr"),
    ("beniz", "benz"),
    ("burun", "burn"),
    ("boyun", "boyn"),
    ("omuz", "omz"),
    ("karin", "karn"),
    ("ogul", "ogl"),
)


@dataclass(frozen=True)
class Form:
    """One way a term may stand in the index: a lexeme, or the beginning of some."""

    lexeme: str
    is_prefix: bool = False


@dataclass(frozen=True)
class Term:
    """One word of a question: any of its forms will do, or all of its parts (`TR-8812` written `TR 8812`)."""

    forms: tuple[Form, ...]
    parts: tuple["Term", ...] = ()
    word: str = ""

    @property
    def is_rare(self) -> bool:
        """Whether it can stand in few messages only: a long number, an address."""
        return "@" in self.word or sum(map(str.isdigit, self.word)) >= RARE_DIGITS


def of_texts(texts: Iterable[str], *, limit: int = MOST_LEXEMES) -> list[str]:
    """Return the lexemes that some texts are found by, each once, sorted; at most `limit`, the first ones read."""
    found: dict[str, None] = {}
    for text in texts:
        for lexeme in _of_text(text):
            found[lexeme] = None
            if len(found) >= limit:
                return sorted(found)
    return sorted(found)


def stems_of(found: Iterable[str]) -> list[str]:
    """Return the lexemes that are beginnings of plain words: what a slip of the finger may have meant."""
    return [each for each in found if SHORTEST_PREFIX <= len(each) <= STEM_LENGTH and _PLAIN.fullmatch(each)]


def phone_of(written: str) -> str:
    """Return the lexeme of a phone number in any spelling; nothing for anything else."""
    return _phone(written) if _PHONE.fullmatch(written.strip()) else ""


def of_conversation(number: int) -> str:
    """Return the lexeme by which `#42` finds conversation 42."""
    return f"#{number}"


def of_question(question: str) -> list[Term]:
    """Return what a question asks for: every term must be met. Empty when it holds no word."""
    terms: list[Term] = []
    folded = fold(question[:400])
    for pattern, read in _KINDS:
        found = [piece for piece in pattern.findall(folded) if _DIGIT.search(piece) or "@" in piece]
        terms += map(read, found)
        for piece in found:
            folded = folded.replace(piece, " ", 1)
    words = _WORD.findall(folded)
    long_enough = [word for word in words if len(word) > 1] or words
    terms += [_word_term(word) for word in long_enough]
    return list(dict.fromkeys(terms))[:MOST_TERMS]


def misspelt(word: str) -> list[str]:
    """Return the stems one slip of the finger away from a folded word: a letter lost, doubled, swapped or wrong."""
    if len(word) < SHORTEST_PREFIX + 1 or _DIGIT.search(word):
        return []
    head = word[: STEM_LENGTH + 1]
    letters = "abcdefghijklmnopqrstuvwxyz"
    variants = {
        *(head[:at] + head[at + 1 :] for at in range(len(head))),
        *(head[:at] + head[at + 1] + head[at] + head[at + 2 :] for at in range(len(head) - 1)),
        *(head[:at] + letter + head[at + 1 :] for at in range(len(head)) for letter in letters),
        *(head[:at] + letter + head[at:] for at in range(1, len(head) + 1) for letter in letters),
    }
    stems = {stem(variant) for variant in variants if len(variant) >= SHORTEST_PREFIX}
    return sorted(stems - {stem(word)})


def pattern_of(terms: Iterable[Term]) -> re.Pattern[str] | None:
    """Return what to mark in a folded text for these terms; None when there is nothing to mark."""
    beginnings: set[str] = set()
    for term in terms:
        beginnings.update(_beginnings(term))
    if not beginnings:
        return None
    ordered = sorted(beginnings, key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(ordered) + ")")


def _of_text(text: str) -> Iterator[str]:
    folded = fold(text[:LONGEST_TEXT])
    for match in _ADDRESS.finditer(folded):
        yield match.group()[:320]
    if _DIGIT.search(folded):
        for match in _PHONE.finditer(folded):
            yield _phone(match.group())
        for match in _CODE.finditer(folded):
            if _DIGIT.search(match.group()):
                yield from _joined(match.group())
    for word in _WORD.findall(folded):
        if len(word) <= LONGEST_WORD:
            yield _lexeme(word)


def _lexeme(word: str) -> str:
    return word if _DIGIT.search(word) else stem(word)


def _joined(code: str) -> Iterator[str]:
    joined = "".join(_WORD.findall(code))
    if len(joined) <= LONGEST_WORD:
        yield joined


def _phone(written: str) -> str:
    """Return the last ten digits: the same for +90 532…, 0532… and 532…."""
    return "tel:" + re.sub(r"\D", "", written)[-10:]


def _address_term(written: str) -> Term:
    return Term((Form(written[:320]),), word=written)


def _phone_term(written: str) -> Term:
    digits = re.sub(r"\D", "", written)
    # A long order number may look like a phone number: either will do.
    return Term((Form(_phone(written)), Form(digits)), word=written)


def _conversation_term(written: str) -> Term:
    return Term((Form(written), Form(written[1:])), word=written[1:])


def _code_term(written: str) -> Term:
    words = _WORD.findall(written)
    return Term(tuple(Form(each) for each in _joined(written)), tuple(_word_term(word) for word in words), word=written)


def _word_term(word: str) -> Term:
    if _DIGIT.search(word):
        return Term((Form(word),), word=word)
    forms = [_form(word)]
    forms += [_form(softened) for softened in _softened(word)]
    for root in _roots(word):
        # Three letters say too little to stand for all that begins with them (`kar` is not `kargo`).
        forms += [Form(each, is_prefix=len(each) > SHORTEST_PREFIX) for each in (root, *_softened(root))]
    for full, short in _VOWEL_DROPPERS:
        if word.startswith(full) or word == short or (word.startswith(short) and len(word) > len(short)):
            forms += [_form(full), Form(short, is_prefix=True)]
    return Term(tuple(dict.fromkeys(forms)), word=word)


def _form(word: str) -> Form:
    kept = stem(word)
    return Form(kept, is_prefix=SHORTEST_PREFIX <= len(kept) < STEM_LENGTH)


def _softened(word: str) -> list[str]:
    """Return the word as it sounds before a vowel, and back: `kitap` and `kitab` (`kitabım`)."""
    kept = word[:STEM_LENGTH]
    other = _SOFTENED.get(kept[-1]) if len(kept) > SHORTEST_PREFIX else None
    return [kept[:-1] + other] if other else []


def _roots(word: str) -> list[str]:
    """Return the short nouns that the word may be a form of: `iadem` → `iade`, `ürünleri` → `ürün`."""
    return [word[:length] for length in (4, 3) if len(word) > length and _ENDINGS.fullmatch(word, length)]


def _beginnings(term: Term) -> Iterator[str]:
    for form in term.forms:
        lexeme = form.lexeme
        if lexeme.startswith("tel:"):
            digits = lexeme.removeprefix("tel:")
            yield r"[\s().-]{0,2}".join(digits)
        elif _DIGIT.search(lexeme) or "@" in lexeme:
            yield re.escape(lexeme.removeprefix("#")) + r"(?![^\W_])"
        elif form.is_prefix or len(lexeme) >= STEM_LENGTH:
            yield re.escape(lexeme) + r"[^\W_]*"
        else:
            yield re.escape(lexeme) + r"(?![^\W_])"
    if term.parts and (words := _WORD.findall(term.word)):
        yield r"[\W_]{0,3}".join(re.escape(word) for word in words)


# What is taken out of a question first, in this order; the words that are left are looked up as words.
_KINDS = (
    (_ADDRESS, _address_term),
    (_PHONE, _phone_term),
    (_CONVERSATION, _conversation_term),
    (_CODE, _code_term),
)
