"""Rules to begin with, offered while there is none: each opens in the editor and is saved by whoever likes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muhatap.conversations.models import Label
from muhatap.core.turkish import fold
from muhatap.rules.deeds import NEW_LABEL
from muhatap.rules.editor import Editor
from muhatap.rules.models import Trigger

THANKS_TURKISH = (
    "Merhaba {customer},\n\niletiniz bize ulaştı, numarası #{number}. Şu anda kapalıyız; açıldığımızda "
    "{expected} içinde yazarız.\n\n{brand}"
)
THANKS_ENGLISH = (
    "Hello {customer},\n\nyour message has reached us, its number is #{number}. We are closed at the moment and "
    "write within {expected} once we are open.\n\n{brand}"
)


@dataclass(frozen=True)
class Starter:
    title: str | Promise
    text: str | Promise
    icon: str
    make: Callable[[], Editor]


def _invoices() -> Editor:
    return Editor(
        name=_("Invoices"),
        event=Trigger.RECEIVED.value,
        rows={
            "all": [],
            "any": [
                {"field": "subject", "is": "contains", "value": "fatura, invoice"},
                {"field": "text", "is": "contains", "value": "fatura, invoice"},
            ],
            "do": [{"act": "label", "label": _label(_("invoice"))}],
        },
    )


def _closed_hours() -> Editor:
    return Editor(
        name=_("While we are closed"),
        event=Trigger.OPENED.value,
        rows={
            "all": [{"field": "hours", "is": "is", "value": "closed"}],
            "any": [],
            "do": [{"act": "reply", "tr": THANKS_TURKISH, "en": THANKS_ENGLISH}],
        },
    )


def _forgotten() -> Editor:
    return Editor(
        name=_("Nobody waits for one person"),
        event=Trigger.UNANSWERED.value,
        amount="8",
        unit="hours",
        is_business_time=True,
        rows={
            "all": [{"field": "assignee", "is": "is_not", "value": ""}],
            "any": [],
            "do": [{"act": "free"}],
        },
    )


def _silent() -> Editor:
    return Editor(
        name=_("Settled in silence"),
        event=Trigger.SILENT.value,
        amount="7",
        unit="days",
        rows={"all": [], "any": [], "do": [{"act": "close"}]},
    )


STARTERS: Mapping[str, Starter] = {
    "invoices": Starter(
        gettext_lazy("Invoices"),
        gettext_lazy("Labels mails that speak of an invoice, so that they are found together."),
        icon="receipt-text",
        make=_invoices,
    ),
    "closed": Starter(
        gettext_lazy("While we are closed"),
        gettext_lazy("Tells who writes at night or on a holiday when an answer comes."),
        icon="moon",
        make=_closed_hours,
    ),
    "forgotten": Starter(
        gettext_lazy("Nobody waits for one person"),
        gettext_lazy("Puts a conversation back for everyone when its agent has not answered for eight open hours."),
        icon="hourglass",
        make=_forgotten,
    ),
    "silent": Starter(
        gettext_lazy("Settled in silence"),
        gettext_lazy("Closes a conversation when its customer has not answered for a week."),
        icon="check",
        make=_silent,
    ),
}


def _label(name: str) -> str:
    """Return the label of that name, or what makes one when the rule is saved."""
    for pk, known in Label.objects.filter(is_archived=False).values_list("pk", "name"):
        if fold(known) == fold(name):
            return str(pk)
    return f"{NEW_LABEL}{name}"
