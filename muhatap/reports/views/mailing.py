"""Pages of measures by mail: what comes to whom, had, paused and ended on one page."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.reports import subscribing
from muhatap.reports.choosing import Choice
from muhatap.reports.models import Frequency, Page, Subscription
from muhatap.reports.papers.writing import filters
from muhatap.reports.views import common
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest, allowed


class SubscriptionForm(forms.Form):
    """How often, and for a lead to whom as well."""

    frequency = forms.ChoiceField(label=gettext_lazy("How often"), choices=Frequency.choices)
    readers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("To whom"), queryset=Agent.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: Agent, page: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = page != Page.OWN and allowed(by, "reports.manage")
        field = self.fields["readers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Agent.objects.active() if others else Agent.objects.filter(pk=by.pk)
        field.initial = [by.pk]


@dataclass(frozen=True)
class Line:
    """A subscription in words."""

    subscription: Subscription
    title: str
    choices: str
    state: str


@require_http_methods(["GET", "POST"])
def index(request: AgentRequest) -> HttpResponse:
    choice, known = common.chosen(request)
    asked_page = request.GET.get("page", "")
    page = asked_page if asked_page in Page.values else Page.OVERVIEW
    form = SubscriptionForm(request.POST or None, by=request.agent, page=page)
    if request.method == "POST" and form.is_valid():
        for reader in form.cleaned_data["readers"]:
            subscribing.subscribe(
                by=request.agent,
                reader=reader,
                page=page,
                asked=kept(choice) if page != Page.OWN else "",
                frequency=form.cleaned_data["frequency"],
                now=timezone.now(),
            )
        messages.success(request, _("It comes by mail from now on."))
        return redirect("reports:mailed")
    chosen = " · ".join(f"{label}: {value}" for label, value in filters(choice, known)) if page != Page.OWN else ""
    context = {
        "form": form,
        "is_new": asked_page in Page.values or request.method == "POST",
        "title": Page(page).label,
        "chosen": chosen,
        "lines": [_line(one) for one in subscribing.seen_by(request.agent)],
        "tab": "mailed",
        "nav_current": "reports",
    }
    return render(request, "reports/mailed.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def change(request: AgentRequest, pk: int) -> HttpResponse:
    """Pause it, let it come again, or end it."""
    one = next((one for one in subscribing.seen_by(request.agent) if one.pk == pk), None)
    act = request.POST.get("act", "")
    if one is None:
        messages.error(request, _("That page is not mailed any more."))
    elif act == "pause":
        subscribing.pause(one, by=request.agent, now=timezone.now())
        messages.success(request, _("Paused: it does not come until you let it."))
    elif act == "resume":
        subscribing.resume(one, by=request.agent, now=timezone.now())
        messages.success(request, _("It comes by mail from now on."))
    elif act == "end":
        subscribing.end(one, by=request.agent)
        messages.success(request, _("Ended: it does not come any more."))
    return redirect("reports:mailed")


def kept(choice: Choice) -> str:
    """Return a choice as an address asks for it, without its days: those are of each mail."""
    return urlencode([(name, value) for name, value in parse_qsl(choice.asked()) if name not in {"since", "until"}])


def _line(one: Subscription) -> Line:
    choice, known = subscribing.chosen(one, now=timezone.now())
    chosen = " · ".join(f"{label}: {value}" for label, value in filters(choice, known)) if one.page != Page.OWN else ""
    return Line(one, one.get_page_display(), chosen, _state(one))


def _state(one: Subscription) -> str:
    if one.paused_at:
        return _("paused")
    last = next(iter(one.dispatches.all()), None)
    if last is None:
        return _("not sent yet")
    if last.is_uncertain:
        return _("perhaps sent: nobody knows whether the mail server took it")
    if last.sent_at is None:
        return _("on its way")
    return _("last sent on %(day)s") % {"day": formats.date_format(timezone.localtime(last.sent_at), "j F Y")}
