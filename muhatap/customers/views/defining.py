"""What a shop wants to know of its customers: facts with a type, and segments."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.customers import actions
from muhatap.customers.forms import AttributeForm, SegmentForm
from muhatap.customers.models import AttributeDefinition, Segment
from muhatap.team.permissions import AgentRequest


def index(request: AgentRequest) -> HttpResponse:
    return _draw(request, SegmentForm())


def new_attribute(request: AgentRequest) -> HttpResponse:
    return _edit(request, None)


def attribute(request: AgentRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(AttributeDefinition, pk=pk))


@require_POST
def archive_attribute(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a fact out of use that is in use, and the other way round."""
    definition = get_object_or_404(AttributeDefinition, pk=pk)
    actions.archive(definition, is_archived=not definition.is_archived, by=request.agent)
    return redirect("customers:definitions")


@require_POST
def segments(request: AgentRequest) -> HttpResponse:
    form = SegmentForm(request.POST)
    if not form.is_valid():
        return _draw(request, form)
    actions.name_segment(name=form.cleaned_data["name"], by=request.agent)
    return redirect("customers:definitions")


@require_POST
def archive_segment(request: AgentRequest, pk: int) -> HttpResponse:
    """Take a segment out of use that is in use, and the other way round."""
    segment = get_object_or_404(Segment, pk=pk)
    actions.archive_segment(segment, is_archived=not segment.is_archived, by=request.agent)
    return redirect("customers:definitions")


def _draw(request: AgentRequest, form: SegmentForm) -> HttpResponse:
    context = {
        "attributes": AttributeDefinition.objects.order_by("is_archived", "order", "pk"),
        "segments": Segment.objects.order_by("is_archived", "name"),
        "form": form,
    }
    return render(request, "customers/definitions.html", context, status=422 if form.errors else 200)


def _edit(request: AgentRequest, definition: AttributeDefinition | None) -> HttpResponse:
    # The form writes into the row it is given; the action gets one that is as it was.
    kept = AttributeDefinition.objects.get(pk=definition.pk) if definition else None
    form = AttributeForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.define(
            name=given["name"], kind=given["kind"], choices=given["choices"], by=request.agent, definition=definition
        )
        messages.success(request, _("Saved."))
        return redirect("customers:definitions")
    context = {"form": form, "definition": definition, "nav_current": "customers-definitions"}
    return render(request, "customers/attribute.html", context, status=422 if form.errors else 200)
