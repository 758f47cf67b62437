"""A promise as a page shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from muhatap.promises.models import Promise

SOON = timedelta(hours=2)


@dataclass(frozen=True)
class Shown:
    """`tone`: "late" when its time has passed or was never said, "soon" within SOON, else nothing."""

    promise: Promise
    tone: str
    # "undated", "late", "today" or "next": where it stands on the page.
    part: str
    move_count: int = 0


@dataclass(frozen=True)
class Fate:
    """What somebody who closes says of one promise, and what is wrong with that."""

    row: Shown
    chosen: str = ""
    due_at: datetime | None = None
    why: str = ""
    problem: str = ""


def shown(one: Promise, *, now: datetime) -> Shown:
    return Shown(one, tone=_tone(one, now), part=_part(one, now), move_count=getattr(one, "move_count", 0))


def _tone(one: Promise, now: datetime) -> str:
    if one.due_at is None or one.due_at <= now:
        return "late"
    return "soon" if one.due_at - now <= SOON else ""


def _part(one: Promise, now: datetime) -> str:
    if one.due_at is None:
        return "undated"
    if one.due_at <= now:
        return "late"
    is_today = timezone.localtime(one.due_at).date() == timezone.localtime(now).date()
    return "today" if is_today else "next"
