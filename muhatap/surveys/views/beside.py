"""What stands beside a conversation, drawn anew when the bell rings."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from muhatap.conversations.views import common
from muhatap.surveys import panels
from muhatap.team.permissions import AgentRequest


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    return common.draw(request, "surveys/parts/beside.html", panels.beside(request.agent, conversation))
