"""Settings of leads: what customers may expect of us."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations import durations, queries
from muhatap.conversations.actions import expecting
from muhatap.conversations.expectation_forms import ChannelTimesForm, ExceptionForm
from muhatap.team.permissions import AgentRequest


def times(request: AgentRequest) -> HttpResponse:
    """The times of each channel, and the exceptions below them."""
    form = ChannelTimesForm(request.POST or None, agent=request.agent)
    if request.method == "POST" and form.is_valid():
        expecting.set_times(form.times, by=request.agent)
        messages.success(request, _("Saved. Those who wait are being reckoned anew."))
        return redirect("conversations:times")
    return _page(request, form=form)


@require_POST
def make_exception(request: AgentRequest) -> HttpResponse:
    adding = ExceptionForm(request.POST, agent=request.agent)
    if not adding.is_valid():
        return _page(request, adding=adding)
    expecting.except_for(adding.whom, times=adding.times, by=request.agent)
    messages.success(request, _("Saved. Those who wait are being reckoned anew."))
    return redirect("conversations:times")


@require_POST
def end_exception(request: AgentRequest, pk: int) -> HttpResponse:
    expecting.end_exception(get_object_or_404(queries.expectations_of(request.agent), pk=pk), by=request.agent)
    return redirect("conversations:times")


def _page(
    request: AgentRequest, *, form: ChannelTimesForm | None = None, adding: ExceptionForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form or ChannelTimesForm(agent=request.agent),
        "adding": adding or ExceptionForm(agent=request.agent),
        "exceptions": [
            (each, name, [durations.said(minutes) if minutes else "" for minutes in lengths])
            for each, name, lengths in queries.told_expectations(request.agent)
        ],
        "nav_current": "conversations-times",
    }
    is_wrong = (form is not None and form.errors) or (adding is not None and adding.errors)
    return render(request, "conversations/times.html", context, status=422 if is_wrong else 200)
