"""Invitations are shown as what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muhatap.mail.letter import calendar
from muhatap.mail.letter.letter import Address, CalendarEvent

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Ornek//TR
METHOD:REQUEST
BEGIN:VEVENT
UID:toplanti-1@ornek.com
SUMMARY:Ürün tanıtımı
DTSTART:20240305T100000Z
DTEND:20240305T110000Z
LOCATION:Kadıköy
ORGANIZER;CN=Elif Demir:mailto:elif@ornek.com
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_says_what_when_where_and_who() -> None:
    assert calendar.events(INVITATION.encode()) == (
        CalendarEvent(
            method="REQUEST",
            uid="toplanti-1@ornek.com",
            summary="Ürün tanıtımı",
            start="2024-03-05T10:00:00+00:00",
            end="2024-03-05T11:00:00+00:00",
            location="Kadıköy",
            organizer=Address("Elif Demir", "elif@ornek.com"),
            description="",
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "start", "method"),
    [
        ("DTSTART:20240305T100000Z", "DTSTART;VALUE=DATE:20240305", "2024-03-05", "REQUEST"),
        ("DTSTART:20240305T100000Z", "DTSTART:yarın", "", "REQUEST"),
        ("DTSTART:20240305T100000Z\n", "", "", "REQUEST"),
        ("METHOD:REQUEST\n", "", "2024-03-05T10:00:00+00:00", "REPLY"),
    ],
)
def test_what_is_missing_stays_empty(old: str, new: str, start: str, method: str) -> None:
    (event,) = calendar.events(INVITATION.replace(old, new).encode(), method="reply")

    assert (event.start, event.method) == (start, method)


def test_other_files_hold_no_events() -> None:
    assert calendar.events(b"not a calendar") == ()
    assert calendar.events(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n") == ()


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=12)), max_size=6))
def test_no_damage_to_a_calendar_breaks_the_reader(wounds: list[tuple[int, bytes]]) -> None:
    data = bytearray(INVITATION.encode())
    for place, wound in wounds:
        data[place : place + len(wound)] = wound

    assert isinstance(calendar.events(bytes(data)), tuple)
