"""What a person wrote into the search box, read. Pure: no database, no language but the two that it understands.

    question  = piece { blank piece }
    piece     = [ "-" ] ( operator | phrase | word )
    operator  = name ":" value            with a name of `NAMES`; anything else before a colon is a word
    value     = phrase | run              a run may take the next one along where two words are one value: last week
    phrase    = quote text quote          straight or curly quotes; one that is not closed ends with the question
    run, word = letters without a blank

Operators and the values that belong to them are understood in Turkish and English, whatever the language of the desk,
in capitals or small letters, with or without the dots of Turkish. No text is an error: what means nothing is searched
as words, and what an operator cannot mean is kept as a `Condition` whose value nobody recognises.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from muhatap.core.turkish import fold

LONGEST = 300
MOST_PIECES = 40


class Field(StrEnum):
    """What an operator asks about."""

    FROM = "from"
    TO = "to"
    STATUS = "status"
    ASSIGNED = "assigned"
    LABEL = "label"
    BRAND = "brand"
    CHANNEL = "channel"
    SUBJECT = "subject"
    DATE = "date"
    HAS = "has"


# The first name of each is how it is offered in Turkish, the second in English; all are understood.
NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.FROM: ("kimden", "from", "gönderen"),
    Field.TO: ("kime", "to", "alıcı"),
    Field.STATUS: ("durum", "status", "is"),
    Field.ASSIGNED: ("atanan", "assigned", "sorumlu", "assignee"),
    Field.LABEL: ("etiket", "label", "tag"),
    Field.BRAND: ("marka", "brand"),
    Field.CHANNEL: ("kanal", "channel"),
    Field.SUBJECT: ("konu", "subject"),
    Field.DATE: ("tarih", "date"),
    Field.HAS: ("ek", "has"),
}

# What a value may be called, by what it means; the first in Turkish, the second in English are offered.
VALUES: Mapping[Field, Mapping[str, tuple[str, ...]]] = {
    Field.STATUS: {
        "open": ("açık", "open"),
        "waiting": ("yanıt-bekliyor", "waiting", "bekliyor"),
        "on_hold": ("beklemede", "on-hold", "hold", "askıda"),
        "snoozed": ("ertelendi", "snoozed", "ertelenen", "ertelenmiş"),
        "closed": ("kapandı", "closed", "kapalı", "kapanan"),
        "unanswered": ("yanıtsız", "unanswered", "cevapsız", "yanıtlanacak"),
        "overdue": ("gecikti", "overdue", "geciken", "gecikmiş", "late"),
        "spam": ("spam", "spam", "istenmeyen"),
    },
    Field.ASSIGNED: {
        "me": ("ben", "me", "bana", "benim", "mine"),
        "nobody": ("hiç-kimse", "nobody", "kimse", "sahipsiz", "none", "no-one", "unassigned"),
    },
    Field.DATE: {
        "today": ("bugün", "today"),
        "yesterday": ("dün", "yesterday"),
        "this_week": ("bu-hafta", "this-week"),
        "last_week": ("geçen-hafta", "last-week"),
        "this_month": ("bu-ay", "this-month"),
        "last_month": ("geçen-ay", "last-month"),
        "this_year": ("bu-yıl", "this-year"),
        "last_year": ("geçen-yıl", "last-year", "geçen-sene"),
    },
    Field.HAS: {
        "attachment": ("dosya", "attachment", "ek", "file", "dosyalı"),
        "note": ("not", "note"),
        "failure": ("hata", "failure", "gönderilemeyen", "error"),
    },
}

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "”": "”"}
_NO_QUOTES = dict.fromkeys(map(ord, _QUOTES), "")
_NAME = re.compile(r"([^\W\d_]+):")
_LIKE_AN_OPERATOR = re.compile(r"([^\W\d_]{2,}):[^/:]\S*")
_BLANKS = re.compile(r"\s*")
_RUN = re.compile(r"\S+")
_BETWEEN = re.compile(r"[\s_-]+")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_LOCAL = re.compile(r"(?:(\d{1,2})[./])?(\d{1,2})[./](\d{4})")


@dataclass(frozen=True)
class Condition:
    """One operator: what it asks about, as what it was written, and whether it is turned round."""

    field: Field
    value: str
    is_not: bool = False

    @property
    def meaning(self) -> str:
        """The fixed value that is meant (`closed`, `me`, `last_week`); empty for names and what means nothing."""
        return _MEANINGS.get(self.field, {}).get(_plain(self.value), "")


@dataclass(frozen=True)
class Piece:
    """A word or a phrase to look for in what was said."""

    text: str
    is_phrase: bool = False
    is_not: bool = False


@dataclass(frozen=True)
class Question:
    """A question, read: the pieces in their order, operators apart."""

    pieces: tuple[Piece, ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def words(self) -> str:
        """What must be met, as words: phrases too, since their words stand in the text as well."""
        return " ".join(piece.text for piece in self.pieces if not piece.is_not)

    @property
    def phrases(self) -> list[str]:
        return [piece.text for piece in self.pieces if piece.is_phrase and not piece.is_not]

    @property
    def without(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.is_not]

    @property
    def unknown(self) -> list[str]:
        """What looks like an operator and is none: `siparis:8812`, but no address and no hour."""
        found = (_LIKE_AN_OPERATOR.fullmatch(piece.text) for piece in self.pieces if not piece.is_phrase)
        return [each.group(1) for each in found if each]

    def __str__(self) -> str:
        """Return the question as it reads back to itself, operators in English after the words."""
        written = [("-" if piece.is_not else "") + _written(piece) for piece in self.pieces]
        asked = [
            ("-" if each.is_not else "") + f"{NAMES[each.field][1]}:{quoted(each.value)}" for each in self.conditions
        ]
        return " ".join([*written, *asked])


@dataclass(frozen=True)
class Days:
    """A span of days, both ends within; an open end is None."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Unfinished:
    """What is being written at the end of a box: the text before it, and what it is so far."""

    before: str
    field: Field | None = None
    # The name of the operator as it is written.
    name: str = ""
    text: str = ""
    is_not: bool = False


@dataclass(frozen=True)
class _Token:
    """A piece where it stands: from `start` up to `end`."""

    start: int
    end: int
    text: str
    field: Field | None = None
    name: str = ""
    is_phrase: bool = False
    is_not: bool = False


def read(text: str) -> Question:
    """Return what a question asks for. Never fails."""
    pieces: list[Piece] = []
    conditions: list[Condition] = []
    for found in _read(text[:LONGEST]):
        if isinstance(found, Condition):
            conditions.append(found)
        else:
            pieces.append(found)
        if len(pieces) + len(conditions) >= MOST_PIECES:
            break
    return Question(tuple(pieces), tuple(dict.fromkeys(conditions)))


def days_of(value: str, *, today: date) -> Days | None:
    """Return the days that a date value means, or None: a day, a month, a year, a word, a span `a..b`, `>a`, `<b`."""
    value = value.strip()
    if ".." in value:
        first, _, last = value.partition("..")
        begin, end = _span(first, today), _span(last, today)
        if (first.strip() and not begin) or (last.strip() and not end) or not (begin or end):
            return None
        return _in_order(Days(begin.first if begin else None, end.last if end else None))
    sign, rest = re.match(r"(>=|<=|>|<|)(.*)", value, re.DOTALL).groups()  # type: ignore[union-attr]
    span = _span(rest, today)
    if span is None or span.first is None or span.last is None:
        return None
    try:
        return {
            "": span,
            ">": Days(span.last + timedelta(days=1), None),
            ">=": Days(span.first, None),
            "<": Days(None, span.first - timedelta(days=1)),
            "<=": Days(None, span.last),
        }[sign]
    except OverflowError:
        return None


def is_said(name: str, written: str) -> bool:
    """Whether a person, label, brand or channel is meant: its name, one of the words in it, or their beginnings."""
    asked, words = _split(written), _split(name)
    return bool(asked) and all(any(word.startswith(each) for word in words) for each in asked)


def field_named(name: str) -> Field | None:
    """Return the operator of a name in either language."""
    return _FIELDS.get(fold(name))


def quoted(value: str) -> str:
    """Return a value as it is written behind an operator."""
    return f'"{value}"' if re.search(r"\s", value) else value


def unfinished(text: str) -> Unfinished:
    """Return the piece that the text ends in, as it is being written; an empty one behind a blank."""
    *_, last = [None, *_scan(text[:LONGEST])]
    if last is None or last.end < len(text):
        return Unfinished(text)
    return Unfinished(text[: last.start], last.field, last.name, last.text, last.is_not)


def _read(text: str) -> Iterator[Piece | Condition]:
    for token in _scan(text):
        if token.text and token.field:
            yield Condition(token.field, token.text, token.is_not)
        elif token.text:
            yield Piece(token.text, is_phrase=token.is_phrase, is_not=token.is_not)


def _scan(text: str) -> Iterator["_Token"]:
    at = 0
    while (at := _skip(text, at)) < len(text):
        start = at
        is_not = text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace()
        if is_not:
            at += 1
        named = _NAME.match(text, at)
        if named and (field := field_named(named.group(1))):
            value, at = _value(text, named.end(), field)
            yield _Token(start, at, value, field, named.group(1), is_not=is_not)
        elif text[at] in _QUOTES:
            phrase, at = _phrase(text, at)
            yield _Token(start, at, phrase, is_phrase=True, is_not=is_not)
        else:
            run = _run(text, at)
            at += len(run)
            yield _Token(start, at, run, is_not=is_not)


def _value(text: str, at: int, field: Field) -> tuple[str, int]:
    if at >= len(text) or text[at].isspace():
        return "", at
    if text[at] in _QUOTES:
        return _phrase(text, at)
    run = _run(text, at)
    end = at + len(run)
    following = _RUN.match(text, _skip(text, end))
    if following and _plain(f"{run} {following.group()}") in _MEANINGS.get(field, {}):
        return f"{run} {following.group()}", following.end()
    return run, end


def _phrase(text: str, at: int) -> tuple[str, int]:
    closing = _QUOTES[text[at]]
    end = min((found for each in closing if (found := text.find(each, at + 1)) >= 0), default=len(text))
    return " ".join(text[at + 1 : end].translate(_NO_QUOTES).split()), end + 1


def _run(text: str, at: int) -> str:
    found = _RUN.match(text, at)
    return found.group() if found else ""


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _span(written: str, today: date) -> Days | None:
    written = written.strip()
    meaning = _MEANINGS[Field.DATE].get(_plain(written), "")
    if meaning:
        return _named_days(meaning, today)
    try:
        if found := _ISO.fullmatch(written):
            return _days(*(int(part) if part else None for part in found.groups()))
        if found := _LOCAL.fullmatch(written):
            day, month, year = found.groups()
            return _days(int(year), int(month), int(day) if day else None)
    except ValueError:
        return None
    return None


def _days(year: int | None, month: int | None = None, day: int | None = None) -> Days | None:
    if not year:
        return None
    if month is None:
        return Days(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    return Days(date(year, month, day), date(year, month, day))


def _named_days(meaning: str, today: date) -> Days | None:
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = first - timedelta(days=1)
    return {
        "today": Days(today, today),
        "yesterday": Days(today - timedelta(days=1), today - timedelta(days=1)),
        "this_week": Days(monday, monday + timedelta(days=6)),
        "last_week": Days(monday - timedelta(days=7), monday - timedelta(days=1)),
        "this_month": _days(today.year, today.month),
        "last_month": _days(before.year, before.month),
        "this_year": _days(today.year),
        "last_year": _days(today.year - 1),
    }[meaning]


def _in_order(days: Days) -> Days:
    if days.first and days.last and days.last < days.first:
        return Days(days.last, days.first)
    return days


def _plain(value: str) -> str:
    return _BETWEEN.sub(" ", fold(value)).strip()


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _written(piece: Piece) -> str:
    return f'"{piece.text}"' if piece.is_phrase else piece.text


_FIELDS = {fold(name): field for field, names in NAMES.items() for name in names}
_MEANINGS = {
    field: {_plain(name): meaning for meaning, names in values.items() for name in names}
    for field, values in VALUES.items()
}
