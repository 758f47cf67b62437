"""Who has a conversation before them just now, and who is writing there."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muhatap.conversations.views import common
from muhatap.realtime import actions as realtime
from muhatap.realtime import queries
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

ASKED_AT_ONCE = 200
LONGEST_PAGE_NAME = 40


@require_POST
def presence(request: AgentRequest, pk: int) -> HttpResponse:
    """Note that this page shows the conversation ("reading", "typing"), or no longer ("gone")."""
    topic = f"conversation:{common.find(request, pk).pk}"
    page = request.POST.get("page", "").replace("\0", "")[:LONGEST_PAGE_NAME]
    doing = request.POST.get("doing", "")
    now = timezone.now()
    if doing == "gone":
        realtime.go_from(topic, agent_id=request.agent.pk, page=page, now=now)
    else:
        realtime.be_at(topic, agent_id=request.agent.pk, page=page, is_typing=doing == "typing", now=now)
    return HttpResponse(status=204)


@require_safe
def others(request: AgentRequest) -> HttpResponse:
    """Return who else is at the conversations asked for, and in how many seconds to ask again."""
    asked = [int(each) for each in request.GET.get("of", "").split(",") if each.isdecimal() and len(each) < 19]
    seen = common.visible(request.agent).filter(pk__in=asked[:ASKED_AT_ONCE]).values_list("pk", flat=True)
    found = queries.present([f"conversation:{pk}" for pk in seen], now=timezone.now())
    found = [one for one in found if one.agent_id != request.agent.pk]
    agents = Agent.objects.in_bulk({one.agent_id for one in found})
    people: dict[str, list[dict[str, object]]] = {}
    for one in found:
        if agent := agents.get(one.agent_id):
            people.setdefault(one.topic.removeprefix("conversation:"), []).append(_said(agent, one))
    again = min((one.lasts.total_seconds() for one in found), default=0)
    answer = JsonResponse({"people": people, "again": again})
    answer["Cache-Control"] = "private, no-store"
    return answer


def _said(agent: Agent, present: queries.Present) -> dict[str, object]:
    sentence = _("%(who)s is writing") if present.is_typing else _("%(who)s is reading this")
    return {"initials": agent.initials, "says": sentence % {"who": agent.name}, "isTyping": present.is_typing}
