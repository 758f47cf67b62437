"""What acts are called: on their buttons, in the thread, and while they are under way."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from muhatap.orders import words
from muhatap.orders.models import ActState, OrderAct
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import ActKind
from muhatap.team.permissions import PERMISSIONS


@dataclass(frozen=True)
class Look:
    """How a kind of act is offered. `meaning` says what happens then, before it does."""

    label: str | Promise
    meaning: str | Promise
    icon: str


# In the order in which they are offered; the first two stand on the card, the others in its menu.
LOOKS: dict[ActKind, Look] = {
    ActKind.REFUND: Look(
        pgettext_lazy("act", "Refund"),
        gettext_lazy("The money goes back the way it was paid."),
        icon="banknote",
    ),
    ActKind.RESHIP: Look(
        pgettext_lazy("act", "Send again"),
        gettext_lazy("The shop gets a new order of these, free of charge, to the same address."),
        icon="package",
    ),
    ActKind.CANCEL: Look(
        pgettext_lazy("act", "Cancel the order"),
        gettext_lazy("The shop cancels the whole order. Money that was paid is refunded apart."),
        icon="circle-x",
    ),
    ActKind.RETURN: Look(
        pgettext_lazy("act", "Take goods back"),
        gettext_lazy("The shop expects these back."),
        icon="undo-2",
    ),
    ActKind.EXCHANGE: Look(
        pgettext_lazy("act", "Exchange"),
        gettext_lazy("The shop expects these back and sends others for them."),
        icon="refresh-cw",
    ),
    ActKind.ADDRESS: Look(
        pgettext_lazy("act", "Correct the address"),
        gettext_lazy("Where it has not left yet, the parcel goes to the new address."),
        icon="map-pin",
    ),
    ActKind.NOTE: Look(
        pgettext_lazy("act", "Note to the warehouse"),
        gettext_lazy("It stands on the order in the shop; the customer does not see it."),
        icon="notebook-pen",
    ),
    ActKind.DISCOUNT: Look(
        pgettext_lazy("act", "Discount code"),
        gettext_lazy("A code that works once."),
        icon="ticket-percent",
    ),
    ActKind.DRAFT: Look(
        pgettext_lazy("act", "New order"),
        gettext_lazy("The customer can pay it in the shop."),
        icon="shopping-cart",
    ),
}
# Whoever may say yes or no to what somebody else asked for.
MAY_SECOND = PERMISSIONS["orders.second"]
TONES = {
    ActState.WAITING: "amber",
    ActState.CHECKING: "amber",
    ActState.UNKNOWN: "nar",
    ActState.REFUSED: "nar",
    ActState.DONE: "olive",
}


@dataclass(frozen=True)
class Said:
    """An act as it is shown: what it is, how it stands, and in which colour."""

    act: OrderAct
    what: str
    state: str
    tone: str
    icon: str
    why: str = ""
    may_second: bool = False
    may_drop: bool = False
    may_settle: bool = False


def what(kind: str, amount: str, called: str = "") -> str:
    """Return what an act does, in three or four words."""
    match kind:
        case ActKind.REFUND:
            return pgettext("act", "refund of %(amount)s") % {"amount": amount}
        case ActKind.DISCOUNT if called:
            return pgettext("act", "discount code %(code)s") % {"code": called}
        case ActKind.RESHIP if called:
            return pgettext("act", "sent again as order %(number)s") % {"number": called}
        case ActKind.DRAFT | ActKind.EXCHANGE if called:
            return pgettext("act", "new order %(number)s") % {"number": called}
    names = {
        ActKind.RESHIP: pgettext("act", "sending again"),
        ActKind.CANCEL: pgettext("act", "cancellation"),
        ActKind.RETURN: pgettext("act", "return of goods"),
        ActKind.EXCHANGE: pgettext("act", "exchange"),
        ActKind.ADDRESS: pgettext("act", "new address"),
        ActKind.NOTE: pgettext("act", "note to the warehouse"),
        ActKind.DISCOUNT: pgettext("act", "discount code"),
        ActKind.DRAFT: pgettext("act", "new order"),
    }
    return names[ActKind(kind)]


def in_thread(name: str, data: dict[str, Any], who: str) -> str:
    """Return the line of the thread for an event on an act."""
    amount = "" if data["amount"] is None else str(Amount(data["amount"], data["currency"]))
    told = {
        "who": who or _("the desk"),
        "what": what(data["kind"], amount, data.get("called", "")),
        "number": data["number"],
        "why": words.in_words(data.get("words", "")),
    }
    match name:
        case "ActWaits":
            return _("%(who)s asks for a second person: %(what)s, order %(number)s") % told
        case "ActDone":
            return _("Done for order %(number)s: %(what)s (%(who)s)") % told
        case "ActRefused":
            return _("Not done for order %(number)s: %(what)s. %(why)s") % told
        case "ActUnknown":
            return _("Nobody knows whether it was done for order %(number)s: %(what)s. Please look in the shop.") % told
    return _("%(who)s said no: %(what)s, order %(number)s") % told
