"""What may be said to a customer about when an answer comes: what eight of ten recent ones really had, rounded up.

By the channel and the hour in which one writes; while nobody is there, by all who wrote at such times. Counted in open
minutes, so that weekends and holidays are in the moment that is said. Without enough customers nothing is said.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.conversations.models import Channel, Conversation
from muhatap.core import business_time
from muhatap.core.business_time import Hours, NeverOpen
from muhatap.reports.models import Expectation, Posted
from muhatap.reports.sizes import BOUNDS, NONE, Sizes
from muhatap.team.opening import hours_of

RECENT = timedelta(days=56)
ENOUGH = 20
OF_A_HUNDRED = 80
# With little data for an hour, those around it are asked as well, so far.
WIDEST = 2
# What takes longer is said as a moment, not as a span.
LONGEST_SPAN = 8 * 60

_RECENT = """
SELECT channel_id, is_open, began_hour, string_agg(int2send(bucket) || int4send(n), '')
FROM (
    SELECT wait.channel_id, is_open, began_hour,
        -- Who still waits since another day was not answered in any time.
        CASE WHEN answered_at IS NULL THEN %(last)s ELSE width_bucket(open_seconds - 1, %(bounds)s::bigint[]) END::int2
            AS bucket,
        count(*)::int4 AS n
    FROM reports_wait AS wait JOIN conversations_conversation AS conversation ON conversation.id = conversation_id
    WHERE is_first AND began_on >= %(since)s AND (
        answered_at IS NOT NULL OR (conversation.waiting_since IS NOT NULL AND began_on < %(today)s))
    GROUP BY 1, 2, 3, 4
) AS counted
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Expected:
    """Within how many open minutes, by when that is, and whether somebody is there now."""

    minutes: int
    due_at: datetime
    is_open: bool


@transaction.atomic
def expect(*, now: datetime) -> None:
    """Work out anew what may be said."""
    today = timezone.localtime(now).date()
    with connection.cursor() as cursor:
        bounds = [bound * 60 for bound in BOUNDS]
        facts: dict[str, Any] = {"bounds": bounds, "last": len(BOUNDS), "since": today - RECENT, "today": today}
        cursor.execute(_RECENT, facts)
        rows = cursor.fetchall()
    opened: dict[int, dict[int, Sizes]] = defaultdict(dict)
    closed: dict[int, Sizes] = defaultdict(lambda: NONE)
    for channel_id, is_open, hour, written in rows:
        if is_open:
            opened[channel_id][hour] = Sizes.read(bytes(written))
        else:
            closed[channel_id] += Sizes.read(bytes(written))
    made = [row for channel_id in opened for row in _by_hour(channel_id, opened[channel_id])]
    made += [row for channel_id in closed if (row := _expectation(channel_id, None, closed[channel_id]))]
    Expectation.objects.all().delete()
    Expectation.objects.bulk_create(made)


def expected(channel: Channel, *, at: datetime, hours: Hours) -> Expected | None:
    """Return what may be said to one who writes at a moment; nothing without enough data."""
    is_open = business_time.is_open(at, hours)
    hour = timezone.localtime(at).hour if is_open else None
    row = Expectation.objects.filter(channel=channel, hour=hour).first()
    if row is None or row.minutes >= BOUNDS[-1]:
        return None
    minutes = rounded_up(row.minutes)
    try:
        due_at = business_time.add(at, minutes, hours)
    except NeverOpen:
        return None
    return Expected(minutes, _to_the_quarter(due_at), is_open)


def say(conversation: Conversation, *, now: datetime) -> str:
    """Return the sentence for an acknowledgement, and remember by when it says an answer comes; or nothing.

    In the language that is active.
    """
    hours = hours_of(conversation.brand)
    told = expected(conversation.channel, at=now, hours=hours)
    if told is None:
        return ""
    Posted.objects.get_or_create(conversation=conversation, defaults={"due_at": told.due_at})
    return in_words(told, now=now, hours=hours)


def in_words(told: Expected, *, now: datetime, hours: Hours) -> str:
    moment = _moment(told.due_at, now=now)
    if not told.is_open:
        opening = _moment(business_time.next_opening(now, hours), now=now)
        return _(
            "Nobody is here right now; we are back from %(opening)s on. Most customers who write at such a time have "
            "an answer by %(moment)s."
        ) % {"opening": opening, "moment": moment}
    if told.minutes > LONGEST_SPAN:
        return _("Most customers who write at this hour have an answer by %(moment)s.") % {"moment": moment}
    facts = {"span": _span(told.minutes), "moment": moment}
    if timezone.localtime(told.due_at).date() == timezone.localtime(now).date():
        return (
            _("Most customers who write at this hour have an answer within %(span)s; today that is by %(moment)s.")
            % facts
        )
    return (
        _("Most customers who write at this hour have an answer within %(span)s of opening time: by %(moment)s.")
        % facts
    )


def rounded_up(minutes: int) -> int:
    """Return what is said for so many minutes: a quarter, half an hour, an hour, then whole hours."""
    for step in (15, 30, 60):
        if minutes <= step:
            return step
    return -(-minutes // 60) * 60


def _by_hour(channel_id: int, of_hours: Mapping[int, Sizes]) -> list[Expectation]:
    made = []
    for hour in range(24):
        found = NONE
        for around in range(WIDEST + 1):
            found = sum((of_hours.get(each, NONE) for each in range(hour - around, hour + around + 1)), NONE)
            if found.n >= ENOUGH:
                break
        if row := _expectation(channel_id, hour, found):
            made.append(row)
    return made


def _expectation(channel_id: int, hour: int | None, found: Sizes) -> Expectation | None:
    minutes = found.share_took(OF_A_HUNDRED)
    if minutes is None or found.n < ENOUGH:
        return None
    return Expectation(channel_id=channel_id, hour=hour, minutes=minutes, count=found.n)


def _to_the_quarter(moment: datetime) -> datetime:
    """Round a moment up: nobody is told 10:52."""
    floor = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return floor if floor == moment else floor + timedelta(minutes=15)


def _span(minutes: int) -> str:
    if minutes < 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}


def _moment(moment: datetime, *, now: datetime) -> str:
    local = timezone.localtime(moment)
    clock = formats.time_format(local.time(), _("H:i"))
    if local.date() == timezone.localtime(now).date():
        return clock
    return _("%(clock)s on %(day)s") % {"clock": clock, "day": formats.date_format(local, _("l, j F"))}
