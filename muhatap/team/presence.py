"""Whether somebody is there, and why: their own switch, their shifts, their absences, and whether a page is open.

Absence beats all. Outside their shifts they are off, unless they said "here" since the last one ended. Within a shift
what they said by the switch holds to its end. Who is not off, and has had no page open for five minutes, is away.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from muhatap.team.shifts import Shift, Week

AWAY_AFTER = timedelta(minutes=5)
# A last reply may take a little longer than the shift, and a wrong click is taken back.
GRACE = timedelta(minutes=15)
# Who is back within this time keeps their work: lunch between two shifts, an errand.
BREAK = timedelta(hours=3)

HERE, AWAY, OFF = "here", "away", "off"


class Why(StrEnum):
    HERE = "here"
    CHOSEN = "chosen"
    NO_PAGE = "no_page"
    OUTSIDE_SHIFT = "outside_shift"
    ABSENT = "absent"


@dataclass(frozen=True)
class Leave:
    """Whole days of absence, both ends included."""

    kind: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Known:
    """What is known of somebody: what they chose last, when they work, when not, and when they were last seen."""

    chosen: str
    chosen_at: datetime
    week: Week
    leaves: tuple[Leave, ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """How it stands with somebody: `since` when they are off, `until` when they are expected back, if that is known."""

    presence: str
    why: Why
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""

    @property
    def is_here(self) -> bool:
        return self.presence == HERE

    @property
    def is_off(self) -> bool:
        return self.presence == OFF

    def is_gone(self, *, now: datetime) -> bool:
        """Whether they have left for longer than a break, so that their work needs somebody else."""
        if not self.is_off or self.since is None:
            return False
        # Days of absence have no last reply to finish.
        if self.why != Why.ABSENT and now < self.since + GRACE:
            return False
        return self.until is None or self.until - self.since > BREAK


def standing(known: Known, *, now: datetime) -> Standing:
    """Say how it stands with somebody at a moment."""
    if leave := _leave_on(known, now.astimezone(known.week.zone).date()):
        return _absent(known.week, leave)
    shift = known.week.at(now)
    if known.week and shift is None:
        last = known.week.before(now)
        if not (known.chosen == HERE and last and known.chosen_at >= last.ends_at):
            return _outside(known.week, last, now)
    elif known.chosen != HERE and (shift is None or known.chosen_at >= shift.starts_at):
        return _chosen(known, now)
    if known.seen_at is None or now - known.seen_at > AWAY_AFTER:
        return Standing(AWAY, Why.NO_PAGE)
    return Standing(HERE, Why.HERE)


def _outside(week: Week, last: Shift | None, now: datetime) -> Standing:
    following = week.after(now)
    return Standing(
        OFF,
        Why.OUTSIDE_SHIFT,
        since=last.ends_at if last else None,
        until=following.starts_at if following else None,
    )


def _chosen(known: Known, now: datetime) -> Standing:
    if known.chosen == AWAY:
        return Standing(AWAY, Why.CHOSEN)
    following = known.week.after(now)
    return Standing(OFF, Why.CHOSEN, since=known.chosen_at, until=following.starts_at if following else None)


def _leave_on(known: Known, day: date) -> Leave | None:
    """Return the absence that holds on a day, to the end of those that follow each other without a day between."""
    on_that_day = [leave for leave in known.leaves if leave.starts_on <= day <= leave.ends_on]
    if not on_that_day:
        return None
    first = min(on_that_day, key=lambda leave: leave.starts_on)
    ends_on = max(leave.ends_on for leave in on_that_day)
    for leave in sorted(known.leaves, key=lambda leave: leave.starts_on):
        if leave.starts_on <= ends_on + timedelta(days=1):
            ends_on = max(ends_on, leave.ends_on)
    return Leave(first.kind, first.starts_on, ends_on)


def _absent(week: Week, leave: Leave) -> Standing:
    begins = datetime.combine(leave.starts_on, time(), tzinfo=week.zone)
    ends = datetime.combine(leave.ends_on + timedelta(days=1), time(), tzinfo=week.zone)
    following = week.after(ends - timedelta(seconds=1)) if week else None
    return Standing(OFF, Why.ABSENT, since=begins, until=following.starts_at if following else ends, kind=leave.kind)
