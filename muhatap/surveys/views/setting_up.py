"""Settings of leads: whether a brand asks its customers, when, whom and how."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from muhatap.surveys import setting_up, wording
from muhatap.surveys.forms import SettingsForm
from muhatap.surveys.letters import settings_of
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of

NAV = "surveys-settings"


def index(request: AgentRequest) -> HttpResponse:
    """The brands, to choose one; a desk with one brand goes there at once."""
    brands = list(brands_of(request.agent))
    if len(brands) == 1:
        return redirect("surveys:brand_settings", pk=brands[0].pk)
    rows = [(brand, settings_of(brand.pk).is_on) for brand in brands]
    return render(request, "surveys/brands.html", {"rows": rows, "nav_current": NAV})


def brand(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(brands_of(request.agent), pk=pk)
    form = SettingsForm(request.POST or None, instance=settings_of(found.pk))
    if request.method == "POST" and form.is_valid():
        setting_up.change(form.save(commit=False), fields=form.changed_data, by=request.agent)
        messages.success(request, _("Saved. What is asked from now on is asked like this."))
        return redirect("surveys:brand_settings", pk=found.pk)
    usual = {language: wording.words(language) for language in wording.LANGUAGES}
    context = {"form": form, "brand": found, "usual": usual, "nav_current": NAV}
    return render(request, "surveys/settings.html", context, status=422 if form.errors else 200)
