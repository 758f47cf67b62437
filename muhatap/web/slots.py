"""Places in the shell that higher apps fill at start (from their `AppConfig.ready`)."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from muhatap.team.models import Agent
from muhatap.team.permissions import allowed

# The order of the groups in the navigation; the first has no heading.
SECTIONS = ("inbox", "queues", "views", "learned", "knowledge", "settings")


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """One line of the navigation. `count` returns what stands at its end ("7", "99+"), or nothing."""

    name: str
    label: str | Promise
    url: Callable[[], str]
    permission: str
    section: str = "inbox"
    order: int = 50
    icon: str = ""
    count: Callable[[Agent], str] | None = None
    # As `data-hotkey` says it: "g m".
    hotkey: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One section of the context pane beside a thing of `kind`; `render` may return nothing."""

    name: str
    kind: str
    render: Callable[[HttpRequest, object], SafeString | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """One line in the "more" menu of a thing of `kind`: a link, a dialog to fill in, or an act (POST) when `is_act`."""

    name: str
    kind: str
    label: str | Promise
    url: Callable[[Any], str]
    permission: str
    icon: str = ""
    is_act: bool = False
    is_dialog: bool = False
    applies_to: Callable[[Any], bool] = lambda thing: True
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that the palette leads to."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Finder:
    """A kind of thing that the palette finds by what is typed. `find` looks only at what the agent may see."""

    name: str
    permission: str
    find: Callable[[Agent, str], Iterable[Found]]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """Something that may stand still. `sentences` says what does, for those with the permission; empty: all is well."""

    name: str
    permission: str
    url: Callable[[], str]
    sentences: Callable[[Agent], list[str]]


@dataclass(frozen=True, kw_only=True)
class Corner:
    """Something small in the shell itself: beside the wordmark ("head"), or in the bar under a thumb ("dock")."""

    name: str
    place: str
    permission: str
    render: Callable[[HttpRequest], SafeString]
    order: int = 50


# Told when somebody opens a thing of a kind to read it: (agent, number of the thing).
Opened = Callable[[Agent, int], object]

_entries: dict[str, NavEntry] = {}
_corners: dict[str, Corner] = {}
_opened: dict[tuple[str, str], Opened] = {}
_nav_lists: dict[str, Callable[[Agent], Iterable[NavEntry]]] = {}
_alarms: dict[str, Alarm] = {}
_heard: dict[Hashable, tuple[float, tuple[tuple[str, str], ...]]] = {}
_finders: dict[str, Finder] = {}
_panels: dict[tuple[str, str], Panel] = {}
_menus: dict[tuple[str, str], MenuEntry] = {}


def register_nav(entry: NavEntry) -> None:
    _entries[entry.name] = entry


def register_finder(finder: Finder) -> None:
    _finders[finder.name] = finder


def register_nav_list(name: str, entries: Callable[[Agent], Iterable[NavEntry]]) -> None:
    """Let an app give an agent entries of their own, as they are at the moment (their teams, their saved views)."""
    _nav_lists[name] = entries


def register_alarm(alarm: Alarm) -> None:
    _alarms[alarm.name] = alarm


def register_panel(panel: Panel) -> None:
    _panels[panel.kind, panel.name] = panel


def register_menu(entry: MenuEntry) -> None:
    _menus[entry.kind, entry.name] = entry
    _menu_of.cache_clear()


def register_corner(corner: Corner) -> None:
    _corners[corner.name] = corner


def register_opened(kind: str, name: str, told: Opened) -> None:
    _opened[kind, name] = told


def corners_for(request: HttpRequest, agent: Agent, place: str) -> Iterator[SafeString]:
    """Yield what stands in one place of the shell, drawn, in order."""
    for corner in sorted(_corners.values(), key=lambda corner: (corner.order, corner.name)):
        if corner.place == place and allowed(agent, corner.permission):
            yield corner.render(request)


def tell_opened(agent: Agent, kind: str, pk: int) -> None:
    """Tell the apps above that somebody has a thing before them."""
    for (its_kind, _), told in _opened.items():
        if its_kind == kind:
            told(agent, pk)


def entries_for(agent: Agent, kind: str, thing: object) -> Iterator[tuple[MenuEntry, str]]:
    """Yield the lines that this agent may use on this thing, in order, each with its address."""
    for entry in _menu_of(kind):
        if allowed(agent, entry.permission) and entry.applies_to(thing):
            yield entry, entry.url(thing)


def nav_for(agent: Agent) -> Iterator[tuple[str, list[NavEntry]]]:
    """Yield the sections that hold something for this agent, each with its entries in order."""
    sections: dict[str, list[NavEntry]] = {}
    for entry in (*_entries.values(), *(entry for listed in _nav_lists.values() for entry in listed(agent))):
        if allowed(agent, entry.permission):
            sections.setdefault(entry.section, []).append(entry)
    for section in SECTIONS:
        if section in sections:
            yield section, sorted(sections[section], key=lambda entry: (entry.order, entry.name))


def found_for(agent: Agent, asked: str) -> Iterator[Found]:
    """Yield what the palette finds for this agent, kind by kind."""
    for finder in sorted(_finders.values(), key=lambda finder: (finder.order, finder.name)):
        if allowed(agent, finder.permission):
            yield from finder.find(agent, asked)


def alarms_for(agent: Agent) -> Sequence[tuple[str, str]]:
    """Return each sentence about what stands still, with the page that helps; at most `ALARMS_KEPT_SECONDS` old.

    What stands still does so for minutes, and every page asks.
    """
    asked_by = (agent.pk, agent.role, get_language())
    known_until, alarms = _heard.get(asked_by, (0.0, ()))
    if monotonic() >= known_until:
        alarms = tuple(_alarms_for(agent))
        _heard[asked_by] = (monotonic() + settings.ALARMS_KEPT_SECONDS, alarms)
    return alarms


def _alarms_for(agent: Agent) -> Iterator[tuple[str, str]]:
    for alarm in _alarms.values():
        if allowed(agent, alarm.permission):
            for sentence in alarm.sentences(agent):
                yield sentence, alarm.url()


def panels_for(request: HttpRequest, kind: str, thing: object) -> Iterator[SafeString]:
    """Yield the drawn panels beside a thing, in order."""
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.name)):
        if panel.kind == kind and (drawn := panel.render(request, thing)):
            yield drawn


# Asked for every message of a page; filled at start.
@cache
def _menu_of(kind: str) -> list[MenuEntry]:
    entries = [entry for entry in _menus.values() if entry.kind == kind]
    return sorted(entries, key=lambda entry: (entry.order, entry.name))
