"""What happened to a survey, as a line of the thread."""

from datetime import datetime

from django.utils.translation import gettext as _

from muhatap.conversations import thread
from muhatap.conversations.happenings import moment
from muhatap.core.models import Event
from muhatap.surveys.models import Origin, Outcome
from muhatap.team.queries import everyone

NAMES = (
    "SurveyAnswered",
    "SurveyCommented",
    "SurveyRefused",
    "FollowUpOpened",
    "FollowUpEnded",
    "FollowUpLate",
    "FollowUpHandedOver",
)
LOWEST_HIGH, HIGHEST_LOW = 4, 2


def line(event: Event, who: str) -> thread.Line | None:
    told = _told_of_survey(event) or _told_of_follow_up(event, who)
    return thread.Line(event.at, told[0], icon=told[1]) if told else None


def _told_of_survey(event: Event) -> tuple[str, str] | None:
    data = event.data
    match event.name:
        case "SurveyAnswered" if data["was"]:
            return _("The customer changed the score from %(was)s to %(score)s of 5") % data, _face(data["score"])
        case "SurveyAnswered" if data["origin"] == Origin.SIGNATURE:
            return _("The customer gave a reply %(score)s of 5") % data, _face(data["score"])
        case "SurveyAnswered":
            return _("The customer's score: %(score)s of 5") % data, _face(data["score"])
        case "SurveyCommented":
            return _commented(data.get("effort", 0), data.get("comment", ""))
        case "SurveyRefused":
            return _("The customer does not want to be asked any more"), "bell-off"
    return None


def _commented(effort: int, comment: str) -> tuple[str, str] | None:
    facts = {"effort": effort, "comment": comment}
    if comment and effort:
        return _("Effort %(effort)s of 5, and in the customer's words: “%(comment)s”") % facts, "message-circle"
    if comment:
        return _("In the customer's words: “%(comment)s”") % facts, "message-circle"
    if effort:
        return _("The customer's effort: %(effort)s of 5") % facts, "gauge"
    return _("The customer took words and effort back"), "undo-2"


def _told_of_follow_up(event: Event, who: str) -> tuple[str, str] | None:
    data = event.data
    match event.name:
        case "FollowUpOpened":
            facts = {"owner": _name(data["owner_id"]), "due": moment(datetime.fromisoformat(data["due"]))}
            if facts["owner"]:
                return _("%(owner)s gets back to the customer until %(due)s") % facts, "clock"
            return _("Somebody has to get back to the customer until %(due)s") % facts, "clock"
        case "FollowUpEnded" if data["outcome"] == Outcome.OVERTAKEN:
            return _("No follow-up is needed any more: the customer raised the score"), "check"
        case "FollowUpEnded":
            outcome = str(Outcome(data["outcome"]).label)
            facts = {"who": who, "outcome": outcome, "what": data.get("what", "")}
            if facts["what"]:
                return _("Followed up by %(who)s, %(outcome)s: %(what)s") % facts, "check"
            return _("Followed up by %(who)s, %(outcome)s") % facts, "check"
        case "FollowUpLate":
            return _("Nobody has got back to the customer about the low score in time"), "alarm-clock"
        case "FollowUpHandedOver":
            heir = _name(data["owner_id"])
            if heir:
                return _("%(heir)s follows the low score up now") % {"heir": heir}, "user-round"
            return _("Nobody follows the low score up now"), "user-round"
    return None


def _name(agent_id: int | None) -> str:
    return next((agent.name for agent in everyone() if agent.pk == agent_id), "")


def _face(score: int) -> str:
    return "smile" if score >= LOWEST_HIGH else "frown" if score <= HIGHEST_LOW else "meh"
