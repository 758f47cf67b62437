"""A notice in one line, in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.notices.models import Kind, Notice


@dataclass(frozen=True)
class Look:
    icon: str


LOOKS = {
    Kind.ASSIGNED: Look(icon="user-round-check"),
    Kind.TIME_NEARLY_UP: Look(icon="alarm-clock"),
    Kind.CUSTOMER_WROTE: Look(icon="message-circle"),
    Kind.NEW_UNASSIGNED: Look(icon="inbox"),
    Kind.MENTIONED: Look(icon="at-sign"),
    Kind.NOT_DELIVERED: Look(icon="triangle-alert"),
    Kind.WOKE: Look(icon="alarm-clock"),
    Kind.SENDING_CANCELLED: Look(icon="calendar-x"),
    Kind.DRAFT_SHARED: Look(icon="file-pen-line"),
    Kind.CHASE_ANSWERED: Look(icon="truck"),
    Kind.CHASE_OVERDUE: Look(icon="alarm-clock"),
    Kind.PROMISE_DUE: Look(icon="clock"),
    Kind.PROMISE_LATE: Look(icon="alarm-clock"),
    Kind.HANDED_TO_ME: Look(icon="user-round-check"),
    Kind.HAND_OFF_ANSWERED: Look(icon="user-round-check"),
    Kind.HAND_OFF_OPEN: Look(icon="alarm-clock"),
    Kind.LOW_SCORE: Look(icon="frown"),
    Kind.FOLLOW_UP_LATE: Look(icon="alarm-clock"),
    Kind.ACT_WAITS: Look(icon="user-check"),
    Kind.ACT_NOT_DONE: Look(icon="triangle-alert"),
}


@dataclass(frozen=True)
class Line:
    notice: Notice
    sentence: str
    icon: str


def line_of(notice: Notice) -> Line:
    customer = notice.conversation.customer_name or _("A customer")
    return Line(notice, sentence(notice, customer=customer), LOOKS[Kind(notice.kind)].icon)


def sentence(notice: Notice, *, customer: str) -> str:
    """Say what happened. `customer` is how the customer may be called here: by name, or "A customer"."""
    colleague = notice.by.name if notice.by else ""
    match Kind(notice.kind):
        case Kind.ASSIGNED if colleague:
            return _("%(name)s gave you this conversation") % {"name": colleague}
        case Kind.ASSIGNED:
            return _("This conversation is yours now")
        case Kind.TIME_NEARLY_UP:
            return _("%(name)s expects us soon: the time is nearly up") % {"name": customer}
        case Kind.CUSTOMER_WROTE:
            words = ngettext("%(name)s wrote", "%(name)s wrote %(count)d times", notice.count)
            return words % {"name": customer, "count": notice.count}
        case Kind.NEW_UNASSIGNED:
            return _("%(name)s wrote; nobody has it yet") % {"name": customer}
        case Kind.MENTIONED if colleague:
            return _("%(name)s mentioned you") % {"name": colleague}
        case Kind.MENTIONED:
            return _("You were mentioned in a note")
        case Kind.NOT_DELIVERED:
            return _("Your reply was not delivered")
        case Kind.WOKE:
            return _("Back from its snooze")
        case Kind.SENDING_CANCELLED:
            return _("%(name)s wrote first; your scheduled reply is in your drafts") % {"name": customer}
        case Kind.DRAFT_SHARED if colleague:
            return _("%(name)s asks you to look at a draft") % {"name": colleague}
        case Kind.DRAFT_SHARED:
            return _("Somebody asks you to look at a draft")
        case Kind.CHASE_ANSWERED:
            return _("There is an answer to what you asked for %(name)s") % {"name": customer}
        case Kind.CHASE_OVERDUE:
            return _("No answer in time to what you asked for %(name)s") % {"name": customer}
        case Kind.PROMISE_DUE:
            return _("What we promised %(name)s is due soon") % {"name": customer}
        case Kind.PROMISE_LATE:
            return _("What we promised %(name)s is late") % {"name": customer}
        case Kind.HANDED_TO_ME:
            return _("%(colleague)s hands you the conversation with %(name)s") % {
                "colleague": colleague or _("A colleague"),
                "name": customer,
            }
        case Kind.HAND_OFF_ANSWERED:
            return _("%(colleague)s has answered: the conversation with %(name)s that you handed over") % {
                "colleague": colleague or _("A colleague"),
                "name": customer,
            }
        case Kind.HAND_OFF_OPEN:
            return _("Nobody has accepted the conversation with %(name)s yet") % {"name": customer}
        case Kind.LOW_SCORE:
            return _("%(name)s is not satisfied: time to follow up") % {"name": customer}
        case Kind.FOLLOW_UP_LATE:
            return _("Nobody has got back to %(name)s about their low score in time") % {"name": customer}
        case Kind.ACT_WAITS:
            return _("%(name)s asks for a second person: an order") % {"name": colleague or _("A colleague")}
        case Kind.ACT_NOT_DONE:
            return _("What you asked for on an order was not done")
    raise AssertionError(notice.kind)
