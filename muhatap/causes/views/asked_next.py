"""What customers ask after a reason, and writing the sentence that answers it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.causes import asked_next
from muhatap.causes.models import AskedNext, Reason
from muhatap.conversations.views import common
from muhatap.team.permissions import AgentRequest


@require_GET
def show(request: AgentRequest, pk: int) -> HttpResponse:
    reason = get_object_or_404(Reason, pk=pk)
    context = {
        "reason": reason,
        "rows": asked_next.of_reason(reason),
        "days": asked_next.WITHIN.days,
        "fewest": asked_next.FEWEST,
        "looked_back": asked_next.LOOKED_BACK.days,
        "nav_current": "reasons",
    }
    return render(request, "causes/asked_next.html", context)


@require_POST
def write(request: AgentRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(AskedNext, pk=pk)
    asked_next.write(
        asked,
        sentence_tr=request.POST.get("sentence_tr", "")[:2000],
        sentence_en=request.POST.get("sentence_en", "")[:2000],
        by=request.agent,
        now=timezone.now(),
    )
    messages.success(request, _("Saved. It is offered beside the reply from now on."))
    return redirect("causes:asked_next", pk=asked.reason_id)


@require_GET
def beside(request: AgentRequest, pk: int) -> HttpResponse:
    """What to say now, again after somebody said why the customer wrote."""
    return HttpResponse(asked_next.draw_beside(request, common.find(request, pk)))
