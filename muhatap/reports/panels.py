"""What reports put into the shell."""

from django.utils.translation import gettext_lazy

from muhatap.web import hotkeys
from muhatap.web.addresses import at
from muhatap.web.hotkeys import Hotkey
from muhatap.web.slots import NavEntry, register_nav


def register() -> None:
    """Fill the slots of the shell."""
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
