"""What happens to a conversation between its messages, in words: its pace, its labels, its queue."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muhatap.conversations.models import Status, Woken
from muhatap.core.models import Event
from muhatap.web.templatetags.web import clock, full_day

_BACK = {
    Woken.ANSWERED: gettext_lazy("Open again: whom we asked answered"),
    Woken.OVERDUE: gettext_lazy("Open again: whom we asked has not answered"),
    Woken.UNREACHED: gettext_lazy("Open again: whom we asked was not reached"),
    Woken.OWED: gettext_lazy("Open again: what we promised is due"),
}


class Told(NamedTuple):
    words: str
    icon: str


def told(event: Event, who: str) -> Told | None:
    """Return an event in words, or None for one that is told elsewhere.

    `who` is the name of the agent who did it, empty when nobody did.
    """
    data: dict[str, Any] = event.data
    match event.name:
        case "StatusChanged" if data.get("why") == Woken.CUSTOMER_WROTE:
            return Told(_("Open again: the customer wrote"), icon="rotate-ccw")
        case "StatusChanged" if data.get("why") in _BACK:
            return Told(str(_BACK[data["why"]]), icon="rotate-ccw")
        case "ChaseBegun" | "ChaseWritten":
            facts = {"who": who, "party": data["party"], "until": moment(datetime.fromisoformat(data["due"]))}
            words = (
                _("%(who)s asked %(party)s; an answer is wanted by %(until)s")
                if event.name == "ChaseBegun"
                else _("%(who)s wrote to %(party)s again; an answer is wanted by %(until)s")
            )
            return Told(words % facts, icon="truck")
        case "ChaseOverdue":
            return Told(_("%(party)s has not answered in time") % {"party": data["party"]}, icon="alarm-clock")
        case "ChaseEnded":
            return Told(_("%(who)s is done with %(party)s") % {"who": who, "party": data["party"]}, icon="check")
        case "StatusChanged":
            return _status(Status(data["now"]), who)
        case "ConversationSnoozed":
            return Told(_snoozed(data["until"], who), icon="clock")
        case "ConversationWoken":
            return Told(_woken(data["why"], who), icon="bell")
        case "LeftAsleep":
            return Told(_left_asleep(data["until"]), icon="clock")
        case "ConversationLabelled":
            facts = {"who": who, "label": data["name"]}
            return Told((_("%(who)s added “%(label)s”") if who else _("“%(label)s” was added")) % facts, icon="tag")
        case "ConversationUnlabelled":
            facts = {"who": who, "label": data["name"]}
            return Told(
                (_("%(who)s took off “%(label)s”") if who else _("“%(label)s” was taken off")) % facts, icon="tag"
            )
        case "ConversationDeleted":
            return Told(
                (_("%(who)s put it into the bin") if who else _("Put into the bin")) % {"who": who}, icon="trash-2"
            )
        case "ConversationRestored" if data.get("why") == Woken.CUSTOMER_WROTE:
            return Told(_("Back from the bin: the customer wrote"), icon="undo-2")
        case "ConversationRestored" if data.get("why") == Woken.ANSWERED:
            return Told(_("Back from the bin: whom we asked answered"), icon="undo-2")
        case "ConversationRestored":
            words = _("%(who)s brought it back from the bin") if who else _("Brought back from the bin")
            return Told(words % {"who": who}, icon="undo-2")
        case "GivenToTeam":
            return Told(_given(data["name"], who), icon="users-round")
    return None


def moment(at: datetime) -> str:
    """Say a moment as briefly as one understands it: today by its hour, this week by its weekday, later by its date."""
    day, today = timezone.localtime(at).date(), timezone.localdate()
    if day == today:
        return clock(at)
    named = formats.date_format(day, "l") if timedelta() < day - today < timedelta(days=7) else full_day(at)
    return pgettext("moment", "%(day)s, %(hour)s") % {"day": named, "hour": clock(at)}


def _status(now: Status, who: str) -> Told:
    if now == Status.WAITING:
        words = _("%(who)s is waiting for the customer") if who else _("Waiting for the customer")
        return Told(words % {"who": who}, icon="hourglass")
    if now == Status.ON_HOLD:
        words = (
            _("%(who)s put it on hold for somebody else’s answer") if who else _("On hold for somebody else’s answer")
        )
        return Told(words % {"who": who}, icon="pause")
    return Told((_("%(who)s made it open") if who else _("Open again")) % {"who": who}, icon="circle-dot")


def _snoozed(until: str, who: str) -> str:
    if not until:
        words = _("%(who)s snoozed it until the customer writes") if who else _("Snoozed until the customer writes")
        return words % {"who": who}
    facts = {"who": who, "until": moment(datetime.fromisoformat(until))}
    return (_("%(who)s snoozed it until %(until)s") if who else _("Snoozed until %(until)s")) % facts


def _woken(why: str, who: str) -> str:
    if why == Woken.TIME:
        return _("Back: the time it was snoozed to has come")
    if why == Woken.CUSTOMER_WROTE:
        return _("Back from snoozing: the customer wrote")
    return _("%(who)s woke it") % {"who": who} if who else _("Woken")


def _left_asleep(until: str) -> str:
    if not until:
        return _("Still snoozed until the customer writes more: this was only thanks")
    return _("Still snoozed until %(until)s: the customer only said thanks") % {
        "until": moment(datetime.fromisoformat(until))
    }


def _given(team: str, who: str) -> str:
    facts = {"who": who, "team": team}
    if not team:
        return (_("%(who)s took it out of the team’s queue") if who else _("Taken out of the team’s queue")) % facts
    return (_("%(who)s gave it to the team %(team)s") if who else _("Given to the team %(team)s")) % facts
