"""The keys of the inbox. Each is bound where its button stands; see `muhatap.web.hotkeys`."""

from django.utils.translation import gettext_lazy as _

from muhatap.web.hotkeys import Hotkey, register

# After G, the letter of a view. Where a key exists for the status, the view has the same letter.
OF_VIEWS = {
    "mine": "g m",
    "unassigned": "g u",
    "to_answer": "g i",
    "waiting": "g w",
    "on_hold": "g h",
    "snoozed": "g s",
    "all": "g a",
    "closed": "g e",
}


def register_own() -> None:
    register(
        [
            Hotkey(keys="j", label=_("Next row"), group="list"),
            Hotkey(keys="k", label=_("Row before"), group="list"),
            Hotkey(keys="enter", label=_("Open it"), group="list", is_bound=False),
            Hotkey(keys="o", label=_("Open it"), group="list"),
            Hotkey(keys="u", label=_("Back to the list"), group="list"),
            Hotkey(keys="d", label=_("Open the next conversation"), group="list"),
            Hotkey(keys="b", label=_("Open the conversation before"), group="list"),
            Hotkey(keys="x", label=_("Choose the row, or leave it out"), group="list"),
            Hotkey(keys="shift+j", label=_("Choose the next row, too"), group="list"),
            Hotkey(keys="shift+k", label=_("Choose the row before, too"), group="list"),
            Hotkey(keys="a", label=_("Take it on yourself"), group="conversation"),
            Hotkey(keys="t", label=_("Give it to somebody"), group="conversation"),
            Hotkey(keys="e", label=_("Close, or reopen"), group="conversation"),
            Hotkey(keys="s", label=_("Snooze"), group="conversation"),
            Hotkey(keys="w", label=_("Waiting for the customer"), group="conversation"),
            Hotkey(keys="h", label=_("On hold"), group="conversation"),
            Hotkey(keys="l", label=_("Label"), group="conversation"),
            Hotkey(keys="m", label=_("Merge"), group="conversation"),
            Hotkey(keys="r", label=_("Reply"), group="writing"),
            Hotkey(keys="n", label=_("Internal note"), group="writing"),
            Hotkey(keys="c", label=_("New message to a customer"), group="writing"),
            Hotkey(keys="ctrl+enter", label=_("Send"), group="writing", is_bound=False),
            Hotkey(keys=OF_VIEWS["mine"], label=_("My work"), group="go"),
            Hotkey(keys=OF_VIEWS["unassigned"], label=_("Unassigned"), group="go"),
            Hotkey(keys=OF_VIEWS["to_answer"], label=_("What is to answer"), group="go"),
            Hotkey(keys=OF_VIEWS["waiting"], label=_("What waits for customers"), group="go"),
            Hotkey(keys=OF_VIEWS["on_hold"], label=_("What is on hold"), group="go"),
            Hotkey(keys=OF_VIEWS["snoozed"], label=_("What is snoozed"), group="go"),
            Hotkey(keys=OF_VIEWS["all"], label=_("All conversations"), group="go"),
            Hotkey(keys=OF_VIEWS["closed"], label=_("Closed conversations"), group="go"),
        ]
    )
