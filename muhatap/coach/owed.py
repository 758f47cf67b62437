"""The promises of a draft, as the app `promises` finds them. Loaded only when a draft is checked with a clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from muhatap.coach.advice import Owed

# Where nobody says otherwise, the shop keeps Turkish office hours.
ZONE = ZoneInfo("Europe/Istanbul")


def promises(draft: str, *, lang: str, now: datetime | None, hours: Any = None) -> tuple[Owed, ...]:
    """Return what the draft promises; nothing without a clock. `hours` is a calendar of core.business_time."""
    if now is None:
        return ()
    from muhatap.core import business_time
    from muhatap.promises.finding import find

    found = find(draft, lang=lang, now=now, hours=hours or business_time.office(ZONE))
    return tuple(Owed(one.text, one.start, one.end, one.due_at, one.due_on, one.confidence) for one in found)
