"""What reports put into the shell."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from muhatap.reports.models import Frequency, Page
from muhatap.team import acts
from muhatap.web import hotkeys
from muhatap.web.addresses import at
from muhatap.web.hotkeys import Hotkey
from muhatap.web.slots import NavEntry, register_nav

MAILED = {
    "reports.subscribed": gettext_lazy("had a page of measures mailed"),
    "reports.paused": gettext_lazy("paused a page of measures by mail"),
    "reports.resumed": gettext_lazy("resumed a page of measures by mail"),
    "reports.unsubscribed": gettext_lazy("ended a page of measures by mail"),
}


def register() -> None:
    """Fill the slots of the shell."""
    acts.register(
        {
            "reports.assumptions": gettext_lazy("changed the assumptions of measures"),
            **MAILED,
        },
        codes={act: dict([*Frequency.choices, *Page.choices]) for act in MAILED},
        details={"frequency": pgettext_lazy("audit log", "how often"), "page": pgettext_lazy("audit log", "page")},
    )
    hotkeys.register([Hotkey(keys="g o", label=gettext_lazy("Measures"), group="go")])
    register_nav(
        NavEntry(
            name="reports",
            label=gettext_lazy("Measures"),
            url=at("reports:overview"),
            permission="reports.read",
            section="learned",
            order=30,
            hotkey="g o",
        )
    )
