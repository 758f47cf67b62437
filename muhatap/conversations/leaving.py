"""When a reply may leave later: the moments that a menu offers, and one that was typed."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING, AFTERNOON = time(9), time(14)
MONDAY = 0
AT_LATEST = timedelta(days=366)


class Leaving(NamedTuple):
    label: str | Promise
    at: datetime

    @property
    def value(self) -> str:
        return self.at.isoformat()


class NotAMoment(ValueError):
    """What was typed is no moment, or none at which a reply could still leave; a sentence is in `args[0]`."""


def offered(now: datetime) -> list[Leaving]:
    """Return the moments a menu offers: this afternoon while it lies ahead, tomorrow, Monday if that is another day."""
    here = timezone.localtime(now)
    moments = []
    if here.time() < AFTERNOON:
        moments.append(Leaving(_("This afternoon"), _on(here, 0, AFTERNOON)))
    moments.append(Leaving(_("Tomorrow morning"), _on(here, 1, MORNING)))
    moments.append(Leaving(_("Tomorrow afternoon"), _on(here, 1, AFTERNOON)))
    days_to_monday = (MONDAY - here.weekday()) % 7 or 7
    if days_to_monday > 1:
        moments.append(Leaving(_("Monday morning"), _on(here, days_to_monday, MORNING)))
    return moments


def read(typed: str, *, now: datetime) -> datetime:
    """Return the moment of an ISO 8601 text, in the desk's time zone where it names none. Raises NotAMoment."""
    try:
        at = datetime.fromisoformat(typed)
    except ValueError as error:
        raise NotAMoment(_("Choose the day and the time at which the reply shall leave.")) from error
    if timezone.is_naive(at):
        at = timezone.make_aware(at)
    if at <= now:
        raise NotAMoment(_("That moment has passed. Choose a later one; your text is kept."))
    if at > now + AT_LATEST:
        raise NotAMoment(_("That is more than a year away. Choose an earlier moment; your text is kept."))
    return at


def _on(here: datetime, days: int, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(here.date() + timedelta(days=days), at))
