"""What the thread says of replies that are not sent yet: scheduled, taken back, shown to a colleague."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from muhatap.conversations.happenings import Told
from muhatap.core.models import Event
from muhatap.web.templatetags.web import clock, full_day


def told(event: Event, who: str, names: Mapping[int, str]) -> Told | None:
    """Return an event of a draft or a scheduled reply in words; None for any other."""

    def named(key: str) -> str:
        return names.get(event.data.get(key) or 0, _("somebody"))

    match event.name:
        case "SendingScheduled":
            at = datetime.fromisoformat(event.data["at"])
            words = _("%(who)s wrote a reply that leaves on %(day)s at %(time)s")
            return Told(words % {"who": who, "day": full_day(at), "time": clock(at)}, "clock")
        case "SendingRescheduled":
            at = datetime.fromisoformat(event.data["at"])
            words = _("%(who)s moved a scheduled reply to %(day)s at %(time)s")
            return Told(words % {"who": who, "day": full_day(at), "time": clock(at)}, "clock")
        case "ScheduledTakenBack":
            words = _("%(who)s's scheduled reply was not sent: the customer wrote first. It is a draft again.")
            return Told(words % {"who": named("agent_id")}, "undo-2")
        case "DraftShared" if event.data.get("agent_id"):
            words = _("%(who)s asked %(to)s to look at a draft")
            return Told(words % {"who": who, "to": named("agent_id")}, "eye")
        case "DraftShared":
            return Told(_("%(who)s shares a draft") % {"who": who}, "eye")
        case "DraftTakenOver":
            words = _("%(who)s took over the draft of %(whose)s")
            return Told(words % {"who": who, "whose": named("was_id")}, "pencil")
    return None
