"""The mail of what nobody read: every hour, or once a day in the morning."""

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import ngettext, override

from muhatap.core.jobs import defer
from muhatap.notices.models import Digest, Manners, Notice
from muhatap.notices.sentences import line_of
from muhatap.team.models import Agent

log = logging.getLogger(__name__)

MAIL = "muhatap.notices.jobs.mail_digest"
MORNING_HOUR = 8
# What came just now is perhaps being read this moment.
RIPE_AFTER = timedelta(minutes=5)
LONGEST = 50


def plan(*, now: datetime) -> int:
    """Plan a mail for each agent who wants one in this hour and has something unread; return how many."""
    # The daily ones wait for their morning, by their own clock; it comes once in 24 runs.
    manners = Manners.objects.exclude(digest=Digest.NEVER).filter(agent__is_active=True).select_related("agent")
    count = 0
    for each in manners:
        if is_time(each.digest, now=now, zone=each.agent.time_zone) and _ripe(each.agent_id, now=now).exists():
            defer(MAIL, agent_id=each.agent_id)
            count += 1
    return count


def is_time(digest: str, *, now: datetime, zone: str) -> bool:
    if digest == Digest.DAILY:
        return now.astimezone(ZoneInfo(zone or settings.TIME_ZONE)).hour == MORNING_HOUR
    return digest == Digest.HOURLY


@transaction.atomic
def mail(agent_id: int, *, now: datetime) -> int:
    """Mail an agent what they have not read, each notice once; return how many. Raises what the way out raises."""
    agent = Agent.objects.active().filter(pk=agent_id).first()
    if agent is None:
        return 0
    # Held until the mail is handed over: two jobs at once send one mail, and a failure leaves all for the next hour.
    ripe = list(_ripe(agent_id, now=now).select_for_update(of=("self",)).select_related("conversation", "by"))
    if not ripe:
        return 0
    with override(agent.language):
        count = len(ripe)
        subject = ngettext("%(count)d notice you have not read", "%(count)d notices you have not read", count)
        text = render_to_string(
            "notices/mail/digest.txt",
            {
                "agent": agent,
                "lines": [line_of(notice) for notice in ripe[:LONGEST]],
                "more_count": max(count - LONGEST, 0),
                "site": settings.SITE_URL,
            },
        )
        letter = EmailMessage(subject % {"count": count}, text, to=[agent.email])
    Notice.objects.filter(pk__in=[notice.pk for notice in ripe]).update(mailed_at=now)
    letter.send()
    return count


def _ripe(agent_id: int, *, now: datetime) -> QuerySet[Notice]:
    unread = Notice.objects.filter(agent=agent_id, read_at=None, is_for_mail=True, mailed_at=None)
    return unread.filter(at__lte=now - RIPE_AFTER).order_by("at", "pk")
