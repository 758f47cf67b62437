"""What happened to a promise, as a line of the thread."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from muhatap.conversations import thread
from muhatap.conversations.happenings import moment
from muhatap.conversations.standing import in_words
from muhatap.core.models import Event
from muhatap.promises.models import Origin, State, Wellbeing
from muhatap.team.queries import everyone

NAMES = (
    "PromiseMade",
    "PromiseKept",
    "PromiseMoved",
    "PromiseEnded",
    "PromiseTakenUp",
    "PromiseHandedOver",
    "PromiseLate",
    "HandedOff",
    "HandOffAccepted",
    "HandOffReturned",
    "HandOffWithdrawn",
    "HandOffUnanswered",
    "CheckBackPlanned",
    "CheckBackCalledOff",
    "CheckBackAnswered",
    "CheckBackUnanswered",
)


def line(event: Event, who: str) -> thread.Line | None:
    """Return a line; a reminder tells nobody but whom it is for."""
    told = _told(event, who)
    return thread.Line(event.at, told[0], icon=told[1]) if told else None


def _told(event: Event, who: str) -> tuple[str, str] | None:
    data = event.data
    if "hand_off_id" in data:
        return _told_of_offer(event, who)
    if "check_back_id" in data:
        return _told_of_check_back(event, who)
    due = moment(datetime.fromisoformat(data["due"])) if data["due"] else ""
    facts = {"who": who, "text": data["text"], "due": due, "why": data.get("why", "")}
    match event.name:
        case "PromiseMade" if data.get("how") == Origin.CHECK_BACK:
            return _("We owe them an answer until %(due)s: “%(text)s”") % facts, "clock"
        case "PromiseMade" if due:
            return _("Promised by %(who)s until %(due)s: “%(text)s”") % facts, "clock"
        case "PromiseMade":
            return _("Promised by %(who)s, without a time yet: “%(text)s”") % facts, "clock"
        case "PromiseKept":
            return _("Kept by %(who)s: “%(text)s”") % facts, "check"
        case "PromiseMoved" if facts["why"]:
            return _("%(who)s moved the promise to %(due)s: %(why)s") % facts, "clock"
        case "PromiseMoved":
            return _("%(who)s moved the promise to %(due)s") % facts, "clock"
        case "PromiseEnded" if data["state"] == State.WAIVED:
            return _("No longer needed, says %(who)s: “%(text)s” (%(why)s)") % facts, "check"
        case "PromiseEnded":
            return _("Not kept: “%(text)s” (%(why)s)") % facts, "triangle-alert"
        case "PromiseTakenUp":
            return _("%(who)s opened the promise again: “%(text)s”") % facts, "rotate-ccw"
        case "PromiseHandedOver":
            return _handed(data.get("owner_id"), facts), "user-round"
        case "PromiseLate":
            return _("The time has passed: “%(text)s”") % facts, "alarm-clock"
    return None


def _handed(owner_id: int | None, facts: dict[str, str]) -> str:
    if owner_id is None:
        return _("Nobody answers for the promise “%(text)s” now") % facts
    named = next((agent.name for agent in everyone() if agent.pk == owner_id), "")
    return _("%(heir)s answers for the promise “%(text)s” now") % {**facts, "heir": named}


def _told_of_offer(event: Event, who: str) -> tuple[str, str] | None:
    data = event.data
    facts = {"who": who, "to": data["to"], "why": data.get("why", "")}
    match event.name:
        case "HandedOff":
            until = moment(datetime.fromisoformat(data["answer_by"]))
            return _("%(who)s hands it to %(to)s; an answer is wanted by %(until)s") % {
                **facts,
                "until": until,
            }, "user-round"
        case "HandOffAccepted":
            waited = in_words(timedelta(minutes=data["after_minutes"]))
            return _("%(who)s took it over after %(waited)s") % {**facts, "waited": waited}, "user-round"
        case "HandOffReturned":
            return _("%(who)s returned it: %(why)s") % facts, "undo-2"
        case "HandOffWithdrawn":
            return _("The offer to %(to)s was taken back") % facts, "undo-2"
        case "HandOffUnanswered":
            return _("%(to)s has not said yes or no in time") % facts, "alarm-clock"
    return None


def _told_of_check_back(event: Event, who: str) -> tuple[str, str] | None:
    data = event.data
    facts = {"who": who, "words": data.get("words", "")}
    match event.name:
        case "CheckBackPlanned" if data["at"]:
            at = moment(datetime.fromisoformat(data["at"]))
            return _("%(who)s has them asked whether all is well, on %(at)s") % {**facts, "at": at}, "heart"
        case "CheckBackPlanned":
            return _("%(who)s has them asked whether all is well, some days after closing") % facts, "heart"
        case "CheckBackCalledOff":
            return _("%(who)s: not to be asked whether all is well") % facts, "bell-off"
        case "CheckBackUnanswered":
            return _("No answer to whether all is well, which is no yes"), "clock"
        case "CheckBackAnswered":
            return _answered(data, facts)
    return None


def _answered(data: dict[str, str], facts: dict[str, str]) -> tuple[str, str]:
    if data["how"] == "agent":
        if data["answer"] == Wellbeing.FINE:
            return _("All is well with the customer, as %(who)s reads their mail") % facts, "smile"
        return _("Not all is well with the customer, as %(who)s reads their mail") % facts, "frown"
    if data["answer"] == Wellbeing.UNCLEAR:
        return _("The customer answered whether all is well; somebody has to read how it is meant"), "message-circle"
    is_fine = data["answer"] == Wellbeing.FINE
    if facts["words"]:
        said = _("They say: all is well. “%(words)s”") if is_fine else _("They say: not all is well. “%(words)s”")
    else:
        said = _("The customer says: all is well") if is_fine else _("The customer says: not all is well")
    return said % facts, "smile" if is_fine else "frown"
