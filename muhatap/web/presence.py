"""How it stands with somebody, in words: "here", "away", "off until tomorrow 09:00", "absent until 24 Nov"."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muhatap.team.models import Agent
from muhatap.team.presence import Standing, Why
from muhatap.team.queries import standings
from muhatap.web.templatetags.web import clock, short_day


def in_words(standing: Standing) -> str:
    """Say it as a line of its own begins."""
    if standing.is_here:
        return pgettext("presence", "Here")
    if not standing.is_off:
        return pgettext("presence", "Away")
    if standing.until is None:
        return pgettext("presence", "Off")
    until = {"until": moment(standing.until)}
    return _("Absent until %(until)s") % until if standing.why == Why.ABSENT else _("Off until %(until)s") % until


def not_here(agents: Iterable[Agent], *, now: datetime) -> dict[int, str]:
    """Say of those agents who are not here how it stands with them."""
    found = standings(agents, now=now)
    return {agent_id: in_words(standing) for agent_id, standing in found.items() if not standing.is_here}


def moment(at: datetime) -> str:
    """Say a moment ahead: the hour today and tomorrow, the day beyond."""
    days = (timezone.localtime(at).date() - timezone.localdate()) // timedelta(days=1)
    if days <= 0:
        return clock(at)
    return _("tomorrow %(hour)s") % {"hour": clock(at)} if days == 1 else short_day(at)
