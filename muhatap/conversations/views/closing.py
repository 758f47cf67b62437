"""Closing over something that is still owed or not said yet: whoever closes is asked first.

What is asked is drawn by the app that knows of it, as a panel of the kind "closing": one question at a time.
"""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from muhatap.conversations.models import Conversation
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest
from muhatap.web.slots import panels_for


def ask(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Answer a closing with the question instead."""
    if not common.target_of(request):
        return ask_on_page(request, conversation)
    answer = HttpResponse(_drawn(request, conversation))
    answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def ask_on_page(request: AgentRequest, conversation: Conversation) -> HttpResponse:
    """Ask without scripts: what is owed stands in the conversation, with its acts."""
    words = _("We still owe something here. Say what became of it, then close.")
    messages.error(request, words if conversation.owed_count else _("Say first why the customer wrote, then close."))
    return HttpResponseRedirect(reverse("conversations:show", args=[conversation.page.pk]) + "#owed")


def ask_beside(request: AgentRequest, conversation: Conversation, answer: HttpResponse) -> None:
    """Put the question beside an answer that shows something else."""
    answer.write(render_to_string("conversations/parts/closing_beside.html", {"asked": _drawn(request, conversation)}))


def _drawn(request: AgentRequest, conversation: Conversation) -> str:
    return next(panels_for(request, "closing", conversation), "")
