"""Where saved replies stand while one writes: behind a slash in the composer, and a button beside the files."""

import json

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.conversations.models import Conversation
from muhatap.knowledge.actions.using import ALONG
from muhatap.knowledge.actions.using import register as register_run
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web.slots import Panel, register_panel


def register() -> None:
    register_run()
    # Before the promises: of several fields with one name, a page that asks for the last one gets theirs.
    register_panel(Panel(name="replies", kind="composer", render=_draw, order=5))
    register_panel(Panel(name="replies", kind="writing tools", render=_draw_button, order=10))


def _draw(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not _may(request):
        return None
    return render_to_string("knowledge/parts/panel.html", {"conversation": thing, "along": _along(request)}, request)


def _draw_button(request: HttpRequest, thing: object) -> SafeString | None:
    return render_to_string("knowledge/parts/button.html", {}, request) if _may(request) else None


def _may(request: HttpRequest) -> bool:
    return isinstance(request.user, Agent) and allowed(request.user, "conversations.reply")


def _along(request: HttpRequest) -> str:
    """Return what was inserted before a reply was held back: it is still in it."""
    for written in request.POST.getlist("along"):
        try:
            said = json.loads(written)
        except ValueError:
            continue
        if isinstance(said, dict) and ALONG in said:
            return written
    return ""
