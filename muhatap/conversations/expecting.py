"""Which times a customer may expect: what the channel says, and the exceptions for some. Pure.

Each of the three times is decided by itself: the narrowest rule that says it wins. The more a rule asks for (a reason,
a segment, a channel), the narrower it is; of as many, a reason is narrower than the group it belongs to; among equals
the shortest time wins: the customer gets the better of two promises. docs/build/decisions/0029-expectations.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from muhatap.core import business_time
from muhatap.core.business_time import Hours

# A warning comes when a quarter of the time is left, and never earlier than this before its end, both in opening time.
LONGEST_WARNING = 60
LONGEST_SOLVING_WARNING = 4 * 60


@dataclass(frozen=True, kw_only=True)
class Times:
    """Minutes of opening time: until the first reply, until each later one, until it is settled. None is not said."""

    first: int | None = None
    next: int | None = None
    solving: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What holds for a channel, a reason and the customers of a segment; None asks for nothing."""

    times: Times
    channel_id: int | None = None
    reason_id: int | None = None
    segment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A conversation as the rules see it. `reason_ids` are its reason and the groups of that, the narrower first."""

    channel_id: int
    reason_ids: tuple[int, ...] = ()
    segment_ids: frozenset[int] = frozenset()


def times_for(case: Case, *, base: Times, rules: Iterable[Rule]) -> Times:
    """Return what holds for a case; `base` is what its channel says.

    Where nobody says when later replies come, they come as soon as the first.
    """
    holding = sorted((rule for rule in rules if _holds(rule, case)), key=lambda rule: _breadth(rule, case))

    def decided(of: Callable[[Times], int | None]) -> int | None:
        said = [(_breadth(rule, case), minutes) for rule in holding if (minutes := of(rule.times)) is not None]
        return min(said)[1] if said else of(base)

    first = decided(lambda times: times.first)
    later = decided(lambda times: times.next)
    return Times(first=first, next=first if later is None else later, solving=decided(lambda times: times.solving))


def warning_minutes(minutes: int, *, longest: int = LONGEST_WARNING) -> int:
    """Return how long before the end of its time somebody is warned, in minutes of opening time."""
    return min(longest, minutes // 4)


def spent(since: datetime, until: datetime, hours: Hours) -> int:
    """Return the seconds of opening time between two moments."""
    return int(business_time.between(since, until, hours).total_seconds())


def _holds(rule: Rule, case: Case) -> bool:
    return (
        rule.channel_id in (None, case.channel_id)
        and (rule.reason_id is None or rule.reason_id in case.reason_ids)
        and (rule.segment_id is None or rule.segment_id in case.segment_ids)
    )


def _breadth(rule: Rule, case: Case) -> tuple[int, int]:
    """Return how broad a rule is: fewer conditions first count, then how far its reason is from the case's own."""
    asked = sum(each is not None for each in (rule.channel_id, rule.reason_id, rule.segment_id))
    distance = case.reason_ids.index(rule.reason_id) if rule.reason_id is not None else 0
    return -asked, distance
