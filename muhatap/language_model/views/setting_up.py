"""The page where the owner says which language model may be asked, and tries it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muhatap.language_model import actions
from muhatap.language_model.actions.setting_up import SLOW_SECONDS
from muhatap.language_model.faults import NotAnswered, in_words
from muhatap.language_model.forms import EndpointForm
from muhatap.language_model.models import Endpoint
from muhatap.team.permissions import AgentRequest


def show(request: AgentRequest) -> HttpResponse:
    form = EndpointForm(request.POST or None, instance=actions.endpoint())
    if request.method == "POST" and form.is_valid():
        found = actions.set_up(by=request.agent, **form.cleaned_data)
        if request.POST.get("act") == "check":
            _try(request, found)
        else:
            messages.success(request, _("Saved."))
        return redirect("language_model:settings")
    context = {"form": form, "nav_current": "language-model"}
    return render(request, "language_model/settings.html", context, status=422 if form.is_bound else 200)


def _try(request: AgentRequest, found: Endpoint) -> None:
    try:
        seconds = actions.check(found)
    except NotAnswered as error:
        said = _(" Its server says: “%(words)s”.") % {"words": error.said} if error.said else ""
        messages.error(request, _("Saved, but it does not answer. %(why)s") % {"why": in_words(error.fault)} + said)
        return
    whole = max(round(seconds), 1)
    if seconds > SLOW_SECONDS:
        messages.warning(
            request,
            ngettext(
                "It answers, but slowly: one word took %(n)d second.",
                "It answers, but slowly: one word took %(n)d seconds.",
                whole,
            )
            % {"n": whole},
        )
    else:
        messages.success(request, _("All is well: “%(model)s” answers.") % {"model": found.model})
