"""The bell in the shell, and what clears it."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from muhatap.notices import actions, queries
from muhatap.team.models import Agent
from muhatap.web import hotkeys, slots


def register() -> None:
    slots.register_corner(slots.Corner(name="bell", place="head", permission="notices.own", render=drawn))
    slots.register_corner(slots.Corner(name="dock", place="dock", permission="notices.own", render=in_dock))
    slots.register_panel(slots.Panel(name="notices", kind="profile", render=line_in_profile, order=20))
    hotkeys.register([hotkeys.Hotkey(keys="g b", label=_("Your notices"), group="go")])
    slots.register_opened("conversation", "notices", conversation_opened)


def drawn(request: HttpRequest) -> SafeString:
    return render_to_string("notices/parts/bell.html", {"bell": _bell(request)}, request)


def in_dock(request: HttpRequest) -> SafeString:
    return render_to_string("notices/parts/dock.html", {"bell": _bell(request)}, request)


def conversation_opened(agent: Agent, pk: int) -> None:
    # Of most conversations nothing is unread: a look costs less than a transaction.
    if queries.has_unread(agent, pk):
        actions.read(agent, conversation_id=pk, now=timezone.now())


def line_in_profile(request: HttpRequest, thing: object) -> SafeString:
    return render_to_string("notices/parts/profile.html", {}, request)


def _bell(request: HttpRequest) -> queries.Bell:
    """Ask once for all places of a page."""
    agent = request.user
    assert isinstance(agent, Agent)
    kept: queries.Bell | None = getattr(request, "_bell", None)
    if kept is None:
        kept = queries.bell_of(agent)
        request._bell = kept  # type: ignore[attr-defined]
    return kept
