"""What happened to the reason and the causes of a conversation, as a line of its thread."""

from django.utils.translation import gettext as _

from muhatap.causes import queries
from muhatap.conversations import thread
from muhatap.core.models import Event

NAMES = ("ReasonChosen", "CauseHeard", "CauseUnheard")


def line(event: Event, who: str) -> thread.Line | None:
    facts = {"who": who, "name": _name(event)}
    match event.name:
        case "ReasonChosen" if event.data["reason_id"]:
            words = _("Why they wrote, says %(who)s: %(name)s") if who else _("Why they wrote: %(name)s")
            return thread.Line(event.at, words % facts, icon="tag")
        case "ReasonChosen":
            return thread.Line(event.at, _("Why they wrote is not known yet, says %(who)s") % facts, icon="tag")
        case "CauseHeard" if event.data.get("is_by_reason"):
            return thread.Line(event.at, _("Counts on the cause “%(name)s” by its reason") % facts, icon="link")
        case "CauseHeard":
            return thread.Line(event.at, _("%(who)s put it down to the cause “%(name)s”") % facts, icon="link")
        case "CauseUnheard":
            words = _("%(who)s took it off the cause “%(name)s”") if who else _("No longer on the cause “%(name)s”")
            return thread.Line(event.at, words % facts, icon="unlink")
    return None


def _name(event: Event) -> str:
    """Return the name that was said, in the reader's language where the reason is still called so."""
    said: str = event.data["name"]
    reason = queries.names_of_reasons().get(event.data.get("reason_id") or 0)
    return reason.name if reason and said in {reason.name_tr, reason.name_en} else said
