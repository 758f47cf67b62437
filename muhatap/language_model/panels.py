"""Where the language model stands while one writes: a menu among the tools, its answers below the words."""

import json

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from muhatap.conversations import holding
from muhatap.conversations.models import Conversation
from muhatap.core.page_memory import while_unchanged
from muhatap.language_model.actions import hold
from muhatap.language_model.models import Endpoint, Suggestion
from muhatap.team.models import Agent
from muhatap.team.permissions import allowed
from muhatap.web.slots import Panel, register_panel


def register() -> None:
    holding.register("language_model", hold)
    # Before the promises: of several fields with one name, a page that asks for the last one gets theirs.
    register_panel(Panel(name="language_model", kind="composer", render=_draw, order=3))
    register_panel(Panel(name="language_model", kind="writing tools", render=_draw_menu, order=20))


def _draw(request: HttpRequest, thing: object) -> SafeString | None:
    assert isinstance(thing, Conversation)
    if not _may(request):
        return None
    unread = Suggestion.objects.filter(conversation=thing).order_by("at")
    pending = [{"uid": str(each.uid), "text": each.text} for each in unread]
    context = {"conversation": thing, "pending": json.dumps(pending)}
    return render_to_string("language_model/parts/panel.html", context, request)


def _draw_menu(request: HttpRequest, thing: object) -> SafeString | None:
    return render_to_string("language_model/parts/menu.html", {}, request) if _may(request) else None


def _may(request: HttpRequest) -> bool:
    agent = request.user
    return isinstance(agent, Agent) and allowed(agent, "language_model.use") and _is_on()


@while_unchanged("language_model_endpoint")
def _is_on() -> bool:
    return Endpoint.objects.filter(is_on=True).exists()
