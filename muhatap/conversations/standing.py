"""Why a row stands where it stands, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import ngettext

from muhatap.conversations.happenings import moment
from muhatap.conversations.models import Conversation, Status, Woken
from muhatap.core.words import gettext as _

SOON = timedelta(hours=1)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Standing:
    """What a row says of its place: `tone` colours the time ("late", "soon" or nothing), `why` is the whole reason."""

    tone: str
    why: str
    # What a resting or woken one says of itself, on the row.
    rest: str = ""
    woken: str = ""
    # By when we owe something here, and whether that is "late" or "soon".
    owed: str = ""
    owed_tone: str = ""


def of(conversation: Conversation, *, now: datetime, promised: Mapping[int, int]) -> Standing:
    """Return what a row says of its place. `promised` holds the minutes in which each channel says that it answers."""
    tone = _tone(conversation, now)
    sentences = [_waiting(conversation, now, promised), *_effort(conversation)]
    return Standing(
        tone=tone,
        why="; ".join(filter(None, sentences)),
        rest=_rest(conversation),
        woken=_woken(conversation),
        owed=_owed(conversation),
        owed_tone=_owed_tone(conversation, now),
    )


def _tone(conversation: Conversation, now: datetime) -> str:
    if conversation.due_at is None or conversation.status == Status.SNOOZED:
        return ""
    if conversation.due_at <= now:
        return "late"
    return "soon" if conversation.due_at - now <= SOON else ""


def _waiting(conversation: Conversation, now: datetime, promised: Mapping[int, int]) -> str:
    if conversation.waiting_since is None:
        return _("Nobody waits for us; last message %(ago)s ago") % {
            "ago": in_words(now - conversation.last_message_at)
        }
    facts = {
        "waiting": in_words(now - conversation.waiting_since),
        "promised": in_words(timedelta(minutes=promised.get(conversation.channel_id, 0))),
        "by": in_words(abs(now - conversation.due_at)) if conversation.due_at else "",
    }
    if conversation.due_at is None:
        return _("Waiting %(waiting)s") % facts
    if conversation.due_at <= now:
        return _("Overdue by %(by)s: waiting %(waiting)s, %(promised)s of opening time promised") % facts
    return _("Due in %(by)s: waiting %(waiting)s, %(promised)s of opening time promised") % facts


def _effort(conversation: Conversation) -> list[str]:
    said = []
    if (written := conversation.customer_message_count) > 1:
        said.append(ngettext("wrote %(count)d time", "wrote %(count)d times", written) % {"count": written})
    if reopened := conversation.reopen_count:
        said.append(ngettext("came back %(count)d time", "came back %(count)d times", reopened) % {"count": reopened})
    return said


def _rest(conversation: Conversation) -> str:
    if conversation.status != Status.SNOOZED:
        return ""
    return moment(conversation.snoozed_until) if conversation.snoozed_until else _("until they write")


def _woken(conversation: Conversation) -> str:
    if conversation.woken_why == Woken.TIME:
        return _("back: its time came")
    return {
        Woken.CUSTOMER_WROTE.value: _("back: they wrote"),
        Woken.ANSWERED.value: _("back: whom we asked answered"),
        Woken.OVERDUE.value: _("back: whom we asked has not answered"),
        Woken.UNREACHED.value: _("back: whom we asked was not reached"),
        Woken.OWED.value: _("back: what we promised is due"),
    }.get(conversation.woken_why, "")


def _owed(conversation: Conversation) -> str:
    if not conversation.owed_count:
        return ""
    if conversation.owed_at is None:
        return _("promised: by when?")
    return _("promised: %(until)s") % {"until": moment(conversation.owed_at)}


def _owed_tone(conversation: Conversation, now: datetime) -> str:
    if not conversation.owed_count:
        return ""
    if conversation.owed_at is None or conversation.owed_at <= now:
        return "late"
    return "soon" if conversation.owed_at - now <= SOON else ""


def in_words(length: timedelta) -> str:
    """Say a length of time in at most two units: "3 h 12 min", "2 d 4 h"."""
    if length < MINUTE:
        return _("%(minutes)d min") % {"minutes": 0}
    if length < HOUR:
        return _("%(minutes)d min") % {"minutes": length // MINUTE}
    if length < DAY:
        hours, minutes = length // HOUR, length % HOUR // MINUTE
        words = _("%(hours)d h %(minutes)d min") if minutes else _("%(hours)d h")
        return words % {"hours": hours, "minutes": minutes}
    days, hours = length // DAY, length % DAY // HOUR
    words = _("%(days)d d %(hours)d h") if hours and days < 7 else _("%(days)d d")
    return words % {"days": days, "hours": hours}
