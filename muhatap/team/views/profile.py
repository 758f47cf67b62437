"""An agent's own page: name, title, language, theme, and the way to password and two-factor."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from muhatap.team import actions
from muhatap.team.forms import ProfileForm
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest


def show(request: AgentRequest) -> HttpResponse:
    # The form writes into its instance; the page's own agent stays as stored until the change is accepted.
    form = ProfileForm(request.POST or None, instance=Agent.objects.get(pk=request.agent.pk))
    if request.method == "POST" and form.is_valid():
        agent = actions.change_profile(request.agent, **form.cleaned_data)
        with override(agent.language):
            messages.success(request, _("Saved."))
        return redirect("team:profile")
    return render(
        request,
        "team/profile.html",
        {"form": form, "has_two_factor": is_mfa_enabled(request.agent)},
        status=422 if form.errors else 200,
    )
