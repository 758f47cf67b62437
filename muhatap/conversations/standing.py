"""Why a row stands where it stands, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from muhatap.conversations import durations
from muhatap.conversations.happenings import moment
from muhatap.conversations.models import Conversation, Status, Woken
from muhatap.core.words import gettext as _

SOON = timedelta(hours=1)
SETTLING_SOON = timedelta(hours=4)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
_LOOKS = {"late": "nar", "soon": "amber", "": ""}


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
    # How long is left until they expect an answer, and until the matter should be settled with its tone.
    left: str = ""
    to_settle: str = ""
    to_settle_tone: str = ""


def of(conversation: Conversation, *, now: datetime, promised: Mapping[int, int]) -> Standing:
    """Return what a row says of its place. `promised` holds the minutes in which each channel says that it answers."""
    tone = _tone(conversation, now)
    sentences = [_waiting(conversation, now, promised), _settling(conversation, now), *_effort(conversation)]
    clock = clock_of(conversation, now=now)
    return Standing(
        tone=tone,
        why="; ".join(filter(None, sentences)),
        rest=_rest(conversation),
        woken=_woken(conversation),
        owed=_owed(conversation),
        owed_tone=_owed_tone(conversation, now),
        # A row speaks of today; what has time until another day is told where one asks.
        left=clock.left if clock.is_today else "",
        to_settle=clock.to_settle if clock.to_settle_tone else "",
        to_settle_tone=clock.to_settle_tone,
    )


@dataclass(frozen=True)
class Clock:
    """The two times of a conversation in words ("2 h left", "until Mon 10:00", "3 h late"), empty where none runs."""

    left: str = ""
    tone: str = ""
    # Its time ends today, or has passed.
    is_today: bool = False
    to_settle: str = ""
    to_settle_tone: str = ""

    @property
    def look(self) -> str:
        """The class of the tag that says what is left."""
        return _LOOKS[self.tone]

    @property
    def to_settle_look(self) -> str:
        return _LOOKS[self.to_settle_tone]


def clock_of(conversation: Conversation, *, now: datetime) -> Clock:
    due, solve_by = conversation.due_at, conversation.solve_by
    if conversation.status == Status.SNOOZED or conversation.is_closed:
        return Clock()
    return Clock(
        left=_left(due, now),
        tone=_tone(conversation, now),
        is_today=_is_today(due, now),
        to_settle=_("to settle: %(left)s") % {"left": _left(solve_by, now)} if solve_by else "",
        to_settle_tone=_nearing(solve_by, now, SETTLING_SOON),
    )


def _left(due: datetime | None, now: datetime) -> str:
    if due is None:
        return ""
    if due <= now:
        return _("%(by)s late") % {"by": in_words(now - due)}
    if _is_today(due, now):
        return _("%(left)s left") % {"left": in_words(due - now)}
    return _("until %(moment)s") % {"moment": moment(due)}


def _is_today(due: datetime | None, now: datetime) -> bool:
    return due is not None and timezone.localtime(due).date() <= timezone.localtime(now).date()


def _tone(conversation: Conversation, now: datetime) -> str:
    if conversation.due_at is None or conversation.status == Status.SNOOZED:
        return ""
    return _nearing(conversation.due_at, now, SOON)


def _nearing(due: datetime | None, now: datetime, soon: timedelta) -> str:
    if due is None or due - now > soon:
        return ""
    return "late" if due <= now else "soon"


def _waiting(conversation: Conversation, now: datetime, promised: Mapping[int, int]) -> str:
    if conversation.waiting_since is None:
        return _("Nobody waits for us; last message %(ago)s ago") % {
            "ago": in_words(now - conversation.last_message_at)
        }
    facts = {
        "waiting": in_words(now - conversation.waiting_since),
        "promised": durations.said(conversation.expected_minutes or promised.get(conversation.channel_id, 0)),
        "by": in_words(abs(now - conversation.due_at)) if conversation.due_at else "",
    }
    if conversation.due_at is None:
        return _("Waiting %(waiting)s") % facts
    if conversation.due_at <= now:
        return _("Overdue by %(by)s: waiting %(waiting)s, %(promised)s of opening time promised") % facts
    return _("Due in %(by)s: waiting %(waiting)s, %(promised)s of opening time promised") % facts


def _settling(conversation: Conversation, now: datetime) -> str:
    if conversation.solve_by is None or conversation.is_closed:
        return ""
    if conversation.solve_by <= now:
        return _("should have been settled %(ago)s ago") % {"ago": in_words(now - conversation.solve_by)}
    return _("to be settled by %(moment)s") % {"moment": moment(conversation.solve_by)}


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
    return _nearing(conversation.owed_at, now, SOON) if conversation.owed_at else "late"


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
