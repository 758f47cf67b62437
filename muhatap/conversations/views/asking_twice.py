"""What a draft asks for although the customer has given it. Nothing of the draft is kept."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from muhatap.conversations import values
from muhatap.conversations.actions import asking_twice
from muhatap.conversations.models import AskedTwice
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest

LONGEST = 200_000


@require_POST
def look(request: AgentRequest, pk: int) -> HttpResponse:
    conversation = common.find(request, pk)
    found = asking_twice.find(conversation, values.blanked(request.POST.get("text", "")[:LONGEST]))
    rows = [(again, AskedTwice.Kind(again.kind).label) for again in found]
    return common.draw(request, "conversations/parts/asked_twice.html", {"rows": rows})
