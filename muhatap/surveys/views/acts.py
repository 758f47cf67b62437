"""What is done about a low score: who gets back to the customer, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from muhatap.conversations.views import common
from muhatap.surveys import following
from muhatap.surveys.forms import EndForm, OwnerForm
from muhatap.surveys.models import FollowUp, FollowUpQuerySet
from muhatap.team.permissions import AgentRequest


@require_http_methods(["GET", "POST"])
def end(request: AgentRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = EndForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if not form.is_valid():
        return _ask(request, found, form, _("What came of it?"), "end")
    try:
        following.end(found, by=request.agent, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Written down. Thank you for getting back to the customer."))
    except following.AlreadyEnded:
        messages.error(request, _("Somebody has said already what came of it."))
    return _after(request, found)


@require_http_methods(["GET", "POST"])
def hand_over(request: AgentRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = OwnerForm(sent, initial={"owner": found.owner}, brand_id=found.survey.brand_id, use_required_attribute=False)
    if not form.is_valid():
        return _ask(request, found, form, _("Who gets back to the customer?"), "hand_over")
    try:
        following.hand_over(found, to=form.cleaned_data["owner"], by=request.agent)
        messages.success(request, _("Handed over."))
    except following.AlreadyEnded:
        messages.error(request, _("Somebody has said already what came of it."))
    return _after(request, found)


def _find(request: AgentRequest, pk: int) -> FollowUp:
    every: FollowUpQuerySet = FollowUp.objects.all()
    found = every.visible_to(request.agent).select_related("owner", "survey__conversation__brand")
    return get_object_or_404(found, pk=pk)


def _ask(request: AgentRequest, found: FollowUp, form: Any, title: str, name: str) -> HttpResponse:
    """Draw a dialog; a page of its own for whoever opens its address."""
    context = {
        "one": found,
        "form": form,
        "title": title,
        "place": request.path,
        "part": f"surveys/parts/{name}.html",
        "back": (request.POST or request.GET).get("back", ""),
    }
    status = 422 if form.errors else 200
    if not common.target_of(request):
        return common.draw(request, "surveys/ask.html", context, status=status)
    answer = common.draw(request, "surveys/parts/dialog.html", context, status=status)
    if status != 200:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#dialogs", "innerHTML"
    return answer


def _after(request: AgentRequest, found: FollowUp) -> HttpResponse:
    if request.POST.get("back") == "list":
        place = reverse("surveys:follow_ups")
        if not common.target_of(request):
            return HttpResponseRedirect(place)
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = place
        return answer
    return common.after_act(request, found.survey.conversation)
