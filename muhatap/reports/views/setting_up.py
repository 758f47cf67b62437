"""What the desk cannot know by itself: what counts as soon enough, and how long an answer takes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from muhatap.reports import queries
from muhatap.reports.models import Assumptions
from muhatap.team.audit import record
from muhatap.team.permissions import AgentRequest


class AssumptionsForm(forms.Form):
    """Whole numbers within what can be meant."""

    resolution_hours = forms.IntegerField(
        label=gettext_lazy("A matter is settled soon enough within (opening hours)"), min_value=1, max_value=720
    )
    handling_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of work for one answer"), min_value=1, max_value=240
    )
    occupancy_percent = forms.IntegerField(
        label=gettext_lazy("Percent of their time in which people can write"), min_value=20, max_value=95
    )


@require_http_methods(["GET", "POST"])
def index(request: AgentRequest) -> HttpResponse:
    said = queries.assumptions()
    begun = {
        "resolution_hours": said.resolution_minutes // 60,
        "handling_minutes": said.handling_minutes,
        "occupancy_percent": said.occupancy_percent,
    }
    form = AssumptionsForm(request.POST if request.method == "POST" else None, initial=begun)
    if form.is_valid():
        _keep(said, form.cleaned_data, request)
        messages.success(request, _("Kept. Figures of the past are measured by it as well."))
        return redirect("reports:assumptions")
    context = {"form": form, "tab": "assumptions", "nav_current": "reports"}
    return render(request, "reports/assumptions.html", context, status=422 if form.is_bound else 200)


def _keep(said: Assumptions, given: dict[str, Any], request: AgentRequest) -> None:
    said.resolution_minutes = given["resolution_hours"] * 60
    said.handling_minutes, said.occupancy_percent = given["handling_minutes"], given["occupancy_percent"]
    said.changed_at = timezone.now()
    said.save()
    record("reports.assumptions", by=request.agent, **given)
