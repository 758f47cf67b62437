"""Brands: their name, voice and what goes below and after a reply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from muhatap.core.turkish import sort_key
from muhatap.team import actions
from muhatap.team.forms import BrandForm
from muhatap.team.permissions import AgentRequest
from muhatap.team.queries import brands_of


def index(request: AgentRequest) -> HttpResponse:
    brands = sorted(brands_of(request.agent), key=lambda brand: sort_key(brand.name))
    return render(request, "team/brands.html", {"brands": brands})


def new(request: AgentRequest) -> HttpResponse:
    form = BrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        brand = actions.create_brand(by=request.agent, **form.cleaned_data)
        messages.success(request, _("%(brand)s is here. Give it a mailbox next.") % {"brand": brand})
        return redirect("team:brands")
    return render(
        request, "team/brand.html", {"nav_current": "team-brands", "form": form}, status=422 if form.errors else 200
    )


def edit(request: AgentRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(brands_of(request.agent), pk=pk)
    form = BrandForm(request.POST or None, instance=get_object_or_404(brands_of(request.agent), pk=pk))
    if request.method == "POST" and form.is_valid():
        actions.change_brand(brand, by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("team:brands")
    return render(
        request,
        "team/brand.html",
        {"nav_current": "team-brands", "form": form, "brand": brand},
        status=422 if form.errors else 200,
    )
