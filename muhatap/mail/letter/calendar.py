"""Invitations inside a letter, so that they can be shown as what they are."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Component
from icalendar.error import BrokenCalendarProperty, GloballyUniqueTZIDGuessed

from muhatap.mail.letter import charset
from muhatap.mail.letter.letter import Address, CalendarEvent

# The guess is good enough for showing, and a zone name of a customer does not belong into a log.
warnings.filterwarnings("ignore", category=GloballyUniqueTZIDGuessed)

# An exported calendar of a whole life is a file, not an invitation.
_MOST_EVENTS = 20
_MOST_BYTES = 500_000


def events(data: bytes, *, label: str | None = None, method: str = "") -> tuple[CalendarEvent, ...]:
    """The events of a text/calendar part; none where it cannot be read.

    `method` is what the Content-Type says, used where the calendar itself keeps silent. Times are ISO
    8601: with an offset where a zone is known, a bare date for a whole day.
    """
    if b"BEGIN:VCALENDAR" not in data[:2000].upper() or len(data) > _MOST_BYTES:
        return ()
    text = charset.decode(data, label or "utf-8").text
    found: list[CalendarEvent] = []
    for calendar in _calendars(text):
        said = str(calendar.get("METHOD", "")) or method
        for component in calendar.walk():
            if component.name in ("VEVENT", "VTODO") and len(found) < _MOST_EVENTS:
                found.append(_event(component, said.upper()))
    return tuple(found)


def _calendars(text: str) -> list[Component]:
    try:
        return list(Calendar.from_ical(text, multiple=True))
    except Exception:
        # The library promises ValueError and keeps a wider promise badly; a letter must not die of it.
        return []


def _event(component: Component, method: str) -> CalendarEvent:
    start, end = _moment(component, "DTSTART"), _moment(component, "DTEND") or _moment(component, "DUE")
    return CalendarEvent(
        method=method,
        uid=_words(component, "UID"),
        summary=_words(component, "SUMMARY"),
        start=start,
        end=end,
        location=_words(component, "LOCATION"),
        organizer=_organizer(component),
        description=_words(component, "DESCRIPTION"),
    )


def _words(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return charset.storable(str(value)).strip() if value is not None else ""


def _moment(component: Component, name: str) -> str:
    value: Any = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    try:
        moment = getattr(value, "dt", None)
        return moment.isoformat() if isinstance(moment, datetime | date) else ""
    except (BrokenCalendarProperty, ValueError, TypeError, OverflowError):
        return ""


def _organizer(component: Component) -> Address | None:
    value: Any = component.get("ORGANIZER")
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return None
    address = str(value).strip()
    if address.lower().startswith("mailto:"):
        address = address[7:]
    name = str(getattr(value, "params", {}).get("CN", "")).strip('"')
    return Address(charset.storable(name), charset.storable(address))
