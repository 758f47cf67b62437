"""Until when one puts a conversation off: the moments that people mean, in the desk's time zone."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(9)
MONDAY = 0


class Moment(NamedTuple):
    """`at` is None for "until the customer writes"."""

    label: str | Promise
    at: datetime | None


def to_rest_until(now: datetime) -> list[Moment]:
    """Return what a menu offers at this moment. Tomorrow's morning is left out where Monday's is the same."""
    today = timezone.localtime(now).date()
    days_to_monday = (MONDAY - today.weekday()) % 7 or 7
    moments = [
        Moment(_("For an hour"), now + timedelta(hours=1)),
        Moment(_("For three hours"), now + timedelta(hours=3)),
    ]
    if days_to_monday > 1:
        moments.append(Moment(_("Until tomorrow morning"), _morning(now, days=1)))
    moments.append(Moment(_("Until Monday morning"), _morning(now, days=days_to_monday)))
    return [*moments, Moment(_("Until the customer writes"), None)]


def _morning(now: datetime, *, days: int) -> datetime:
    day = timezone.localtime(now).date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))
