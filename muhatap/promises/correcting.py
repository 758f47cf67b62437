"""What the writer of a reply said about the promises in it, before it was sent. Pure.

The composer sends `[{"text": "yarın 18.00'e kadar", "due": "2026-11-24T18:00"}, {"text": …, "is_none": true}]` along: a
promise in the words it was found by, with its moment or that it is none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from muhatap.promises.finding import Found

MOST = 50


@dataclass(frozen=True)
class Correction:
    """Another moment for a promise, or that it is none."""

    due_at: datetime | None = None
    is_none: bool = False


def read(sent: Any, zone: tzinfo) -> dict[str, Correction]:
    """Return the corrections by the words they are about. What cannot be read is left out; times are on `zone`."""
    said = {}
    for one in sent[:MOST] if isinstance(sent, list) else ():
        if isinstance(one, Mapping) and isinstance(text := one.get("text"), str):
            due_at = _moment(one.get("due"), zone)
            if due_at or one.get("is_none") is True:
                said[_plain(text)] = Correction(due_at, is_none=due_at is None)
    return said


def corrected(found: Iterable[Found], said: Mapping[str, Correction]) -> Iterator[tuple[Found, Correction | None]]:
    for one in found:
        yield one, said.get(_plain(one.text))


def _plain(text: str) -> str:
    """Spaces differ between what the editor reads and what is sent."""
    return " ".join(text.split())


def _moment(written: Any, zone: tzinfo) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone)
