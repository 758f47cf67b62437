"""Saved views: to make, change and forget one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muhatap.conversations import listing
from muhatap.conversations.actions import viewing
from muhatap.conversations.filters import BadFilter, Group
from muhatap.conversations.models import SavedView, SavedViewQuerySet
from muhatap.conversations.set_up_forms import SavedViewForm
from muhatap.team.models import Role
from muhatap.team.permissions import AgentRequest


def new(request: AgentRequest) -> HttpResponse:
    """Keep a filter, as it stands in the address, under a name."""
    form = SavedViewForm(
        request.POST or None, initial={"filter_line": request.GET.get("filter", "")}, agent=request.agent
    )
    if request.method == "POST" and form.is_valid():
        saved = viewing.save_view(owner=request.agent, **_given(form))
        messages.success(request, _("“%(view)s” stands in the navigation now.") % {"view": saved})
        return redirect("conversations:inbox", view=listing.of_saved(saved).name)
    return _draw(request, {"form": form})


def edit(request: AgentRequest, uid: UUID) -> HttpResponse:
    saved = _find(request, uid)
    if not _may_change(request, saved):
        return _only_look(request, saved)
    line = request.GET.get("filter") or _line(saved)
    form = SavedViewForm(
        request.POST or None,
        instance=_find(request, uid),
        initial={"filter_line": line, "order": saved.order},
        agent=request.agent,
    )
    if request.method == "POST" and form.is_valid():
        viewing.change_view(saved, **_given(form))
        messages.success(request, _("Saved."))
        return redirect("conversations:inbox", view=listing.of_saved(saved).name)
    return _draw(request, {"form": form, "saved": saved})


@require_POST
def removal(request: AgentRequest, uid: UUID) -> HttpResponse:
    saved = _find(request, uid)
    if not _may_change(request, saved):
        return _only_look(request, saved)
    viewing.delete_view(saved)
    messages.success(request, _("“%(view)s” is gone. Its conversations stay where they are.") % {"view": saved})
    return redirect("conversations:inbox", view="mine")


def _find(request: AgentRequest, uid: UUID) -> SavedView:
    return get_object_or_404(_visible(request), uid=uid)


def _visible(request: AgentRequest) -> SavedViewQuerySet:
    visible: SavedViewQuerySet = SavedView.objects.visible_to(request.agent)
    return visible


def _may_change(request: AgentRequest, saved: SavedView) -> bool:
    """Whether it is theirs; a lead also keeps those that others share."""
    return saved.owner_id == request.agent.pk or request.agent.role != Role.AGENT


def _only_look(request: AgentRequest, saved: SavedView) -> HttpResponse:
    messages.error(request, _("Only its maker and leads can change this view. It was left as it is."))
    return redirect("conversations:inbox", view=listing.of_saved(saved).name)


def _line(saved: SavedView) -> str:
    try:
        return str(Group.from_json(saved.filter))
    except BadFilter:
        return ""


def _given(form: SavedViewForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {name: data[name] for name in ("name", "scope", "team", "order")} | {"filter": data["filter_line"]}


def _draw(request: AgentRequest, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    saved = context.get("saved")
    context["back"] = listing.of_saved(saved).name if saved else "mine"
    status = 422 if form.errors else 200
    return render(request, "conversations/saved_view.html", context, status=status)
