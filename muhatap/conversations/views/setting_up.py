"""Settings of leads: labels, opening hours and what the channels promise."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations.actions import setting_up
from muhatap.conversations.models import Label
from muhatap.conversations.set_up_forms import HoursForm, LabelForm
from muhatap.team.opening import hours_of
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of


def labels(request: AgentRequest) -> HttpResponse:
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = setting_up.make_label(by=request.agent, **form.cleaned_data)
        messages.success(request, _("The label “%(label)s” is here.") % {"label": made})
        return redirect("conversations:label_settings")
    context = {"form": form, "labels": Label.objects.all(), "nav_current": "conversations-label_settings"}
    return render(request, "conversations/labels.html", context, status=422 if form.errors else 200)


def label(request: AgentRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Label, pk=pk)
    form = LabelForm(request.POST or None, instance=get_object_or_404(Label, pk=pk))
    if request.method == "POST" and form.is_valid():
        setting_up.change_label(found, by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("conversations:label_settings")
    context = {"form": form, "label": found, "nav_current": "conversations-label_settings"}
    return render(request, "conversations/label.html", context, status=422 if form.errors else 200)


@require_POST
def archive(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a label out of use, or back into it."""
    found = get_object_or_404(Label, pk=pk)
    if found.is_archived:
        setting_up.bring_back_label(found, by=request.agent)
    else:
        setting_up.archive_label(found, by=request.agent)
    return redirect("conversations:label_settings")


def hours(request: AgentRequest) -> HttpResponse:
    """The brands, to choose whose hours; a desk with one brand goes there at once."""
    brands = list(brands_of(request.agent))
    if len(brands) == 1:
        return redirect("conversations:brand_hours", pk=brands[0].pk)
    context = {"brands": brands, "nav_current": "conversations-hours"}
    return render(request, "conversations/hours.html", context)


def brand_hours(request: AgentRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(brands_of(request.agent), pk=pk)
    form = HoursForm(request.POST or None, brand=brand)
    if request.method == "POST" and form.is_valid():
        setting_up.change_hours(
            brand,
            opening_hours=form.opening_hours,
            expected_minutes=form.expected_minutes,
            by=request.agent,
        )
        messages.success(request, _("Saved. Those who wait were reckoned anew."))
        return redirect("conversations:brand_hours", pk=brand.pk)
    context = {"form": form, "brand": brand, "hours": hours_of(brand), "nav_current": "conversations-hours"}
    return render(request, "conversations/brand_hours.html", context, status=422 if form.errors else 200)
