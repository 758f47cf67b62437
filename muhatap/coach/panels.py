"""Where the coach stands: below the words of a reply, in the composer."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.conversations.models import Conversation
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web.slots import Panel, register_panel


def register() -> None:
    register_panel(Panel(name="coach", kind="composer", render=_draw, order=10))


def _draw(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not isinstance(request.user, Agent) or not allowed(request.user, "conversations.reply"):
        return None
    return render_to_string("coach/parts/panel.html", {"conversation": thing}, request=request)
