"""The JSON of `muhatap promises find`: what is asked in, what was found out. Liberal in what it takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from muhatap.core.business_time import DAY_MINUTES, Hours, Spans
from muhatap.promises.finding.reading import Found, find

ZONE = "Europe/Istanbul"
OFFICE: Spans = ((9 * 60, 18 * 60),)
MOST_SPECIAL_DAYS = 1000

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*[-–—]\s*([0-9]{1,2})(?:[:.]([0-9]{2}))?")


class BadQuestion(Exception):
    """What is asked cannot be read; the sentence says what is wrong and how it is written."""


@dataclass(frozen=True)
class Question:
    """A draft to look through, at a moment of a calendar."""

    text: str
    lang: str
    now: datetime
    hours: Hours


def question_of(data: object, *, clock: datetime) -> Question:
    """Return what {"text", "lang"?, "now"?, "calendar"?} asks; `clock` where no "now" is said. Raises BadQuestion."""
    if not isinstance(data, Mapping):
        raise BadQuestion('Give an object: {"text": "…", "lang": "tr", "now": "2026-11-23T10:00:00+03:00"}.')
    text, lang = data.get("text"), data.get("lang")
    if not isinstance(text, str):
        raise BadQuestion("“text” is missing or no text. It holds the draft.")
    if not isinstance(lang, str | None):
        raise BadQuestion("“lang” is “tr” or “en”; leave it out when it is not known.")
    hours = _hours_of(data.get("calendar"))
    return Question(text=text, lang=(lang or "")[:2].lower(), now=_now(data.get("now"), hours, clock), hours=hours)


def answer(question: Question) -> list[dict[str, Any]]:
    """Return [{text, start, end, due_at, due_on, confidence}]; at most one of the two times is set."""
    found = find(question.text, lang=question.lang, now=question.now, hours=question.hours)
    return [_as_json(promise) for promise in found]


def _as_json(promise: Found) -> dict[str, Any]:
    return {
        "text": promise.text,
        "start": promise.start,
        "end": promise.end,
        "due_at": promise.due_at.isoformat() if promise.due_at else None,
        "due_on": promise.due_on.isoformat() if promise.due_on else None,
        "confidence": promise.confidence,
    }


def _now(value: object, hours: Hours, clock: datetime) -> datetime:
    if value is None:
        return clock.astimezone(hours.zone)
    try:
        now = datetime.fromisoformat(_string(value).strip())
        # A moment at the edge of the calendar has no place in another zone.
        return (now if now.tzinfo else now.replace(tzinfo=hours.zone)).astimezone(UTC).astimezone(hours.zone)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadQuestion("“now” is no moment. Write it as 2026-11-23T10:00:00+03:00.") from error


def _hours_of(data: object) -> Hours:
    if data is None:
        data = {}
    if not isinstance(data, Mapping):
        raise BadQuestion(
            '“calendar” is an object: {"zone", "weekly", "holidays", "special"}, each of which may be left out.'
        )
    special = _special(data.get("special"))
    holidays = data.get("holidays", "TR")
    if isinstance(holidays, list):
        special = {**{_day(day): () for day in holidays[:MOST_SPECIAL_DAYS]}, **special}
        holidays = ""
    elif holidays in (None, False, "", "none"):
        holidays = ""
    elif holidays is True or (isinstance(holidays, str) and holidays.upper() == "TR"):
        holidays = "TR"
    else:
        raise BadQuestion("“holidays” is “TR”, empty, or a list of days.")
    return Hours(weekly=_weekly(data.get("weekly")), holidays=holidays, special=special, zone=_zone(data.get("zone")))


def _zone(name: object) -> tzinfo:
    if name in (None, ""):
        return ZoneInfo(ZONE)
    try:
        return ZoneInfo(_string(name))
    except (TypeError, ValueError, OSError, KeyError) as error:
        raise BadQuestion(f"“zone” {str(name)[:40]!r} is not known. Write it as Europe/Istanbul.") from error


def _weekly(data: object) -> tuple[Spans, ...]:
    if data is None or data in ({}, []):
        return (OFFICE,) * 5 + ((), ())
    if isinstance(data, Mapping):
        days: dict[int, Spans] = {}
        for name, spans in data.items():
            days[_week_day(name)] = _spans(spans)
        return tuple(days.get(number, ()) for number in range(7))
    if isinstance(data, list) and len(data) == 7:
        return tuple(_spans(spans) for spans in data)
    raise BadQuestion('“weekly” is a list of seven days from Monday on, or {"mon": "09:00-18:00", …}.')


def _week_day(name: str) -> int:
    short = name.strip().lower()[:3]
    if short not in _DAYS:
        raise BadQuestion(f"“{name[:20]}” is no day of the week. They are mon, tue, wed, thu, fri, sat and sun.")
    return _DAYS.index(short)


def _special(data: object) -> dict[date, Spans]:
    if data is None or data == []:
        return {}
    if not isinstance(data, Mapping) or len(data) > MOST_SPECIAL_DAYS:
        raise BadQuestion('“special” is an object of days: {"2026-12-31": "09:00-13:00", "2027-01-02": ""}.')
    return {_day(day): _spans(spans) for day, spans in data.items()}


def _day(text: object) -> date:
    try:
        return date.fromisoformat(_string(text))
    except (TypeError, ValueError) as error:
        raise BadQuestion(f"{str(text)[:20]!r} is no day. Write it as 2026-12-31.") from error


def _spans(data: object) -> Spans:
    """Return the opening times of "09:00-12:00, 13:00-18:00", of a list of such, or of "" and null (closed)."""
    if data in (None, False, "", "closed", "-"):
        return ()
    if isinstance(data, list):
        if len(data) == 2 and all(isinstance(part, str) and "-" not in part for part in data):
            data = ["-".join(data)]
        spans = sorted(span for part in data[:20] for span in _spans(part))
    elif isinstance(data, str):
        spans = sorted(_span(part) for part in data.split(",")[:20] if part.strip())
    else:
        raise BadQuestion("Opening times are written as 09:00-18:00; a closed day is empty.")
    if any(opens < closes for (_, closes), (opens, _) in pairwise(spans)):
        raise BadQuestion(f"Two opening times of one day overlap: {str(data)[:60]}")
    return tuple(spans)


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(text.strip())
    if found:
        opens, closes = (int(found[hour]) * 60 + int(found[hour + 1] or 0) for hour in (1, 3))
        if max(int(found[2] or 0), int(found[4] or 0)) < 60 and opens < closes <= DAY_MINUTES:
            return opens, closes
    raise BadQuestion(f"“{text[:40]}” is no opening time. Write it as 09:00-18:00.")


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
