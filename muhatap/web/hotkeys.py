"""The keys of the desk: which there are, what each does, and under which heading the list of keys shows it.

A key is bound by the element that it presses: `data-hotkey="e"` in a template. Here it is named, so that a person can
read what there is; a test holds both against each other. Only plain letters and Ctrl: on Turkish keyboards the signs
need Shift or AltGr and stand elsewhere on Q than on F.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The headings of the list, in order.
GROUPS: dict[str, str | Promise] = {
    "list": _("In the list"),
    "conversation": _("The open conversation, or those chosen"),
    "writing": _("Writing"),
    "go": _("Going somewhere"),
    "desk": _("Everywhere"),
}


@dataclass(frozen=True, kw_only=True)
class Hotkey:
    """`keys` as `data-hotkey` says it: "e", "shift+j", "ctrl+k", or "g m" for one after the other.

    One that the browser or the editor answers to by itself is listed, too, and `is_bound` by nothing of ours.
    """

    keys: str
    label: str | Promise
    group: str
    is_bound: bool = True

    @property
    def caps(self) -> list[str]:
        """What stands on the keys to press, in order: ["G", "M"], ["Ctrl", "K"]."""
        return [cap.upper() if len(cap) == 1 else cap.capitalize() for cap in self.keys.replace("+", " ").split()]


_keys: dict[str, Hotkey] = {}


def register(keys: Iterable[Hotkey]) -> None:
    """Name keys. One letter has one meaning on the whole desk: naming it twice raises ValueError."""
    for key in keys:
        if key.group not in GROUPS:
            raise ValueError(f"no such group of keys: {key.group}")
        if _keys.setdefault(key.keys, key) != key:
            raise ValueError(f"the key {key.keys} already does: {_keys[key.keys].label}")


def known() -> dict[str, Hotkey]:
    return dict(_keys)


def listed() -> Iterator[tuple[str | Promise, list[Hotkey]]]:
    """Yield each heading with its keys, in the order they were named."""
    for group, heading in GROUPS.items():
        keys = [key for key in _keys.values() if key.group == group]
        if keys:
            yield heading, keys


def register_own() -> None:
    """Name the keys of the shell itself."""
    register(
        [
            Hotkey(keys="ctrl+k", label=_("Find a page, an act or a conversation"), group="desk"),
            Hotkey(keys="f", label=_("Search all messages"), group="desk"),
            Hotkey(keys="z", label=_("Undo what you did last"), group="desk"),
            Hotkey(keys="y", label=_("Show this list of keys"), group="desk"),
            Hotkey(keys="esc", label=_("Close what is open; leave a field"), group="desk", is_bound=False),
        ]
    )
