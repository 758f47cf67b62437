"""One person with two records, two with one: merging, splitting, telling apart, and taking each back."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.customers import actions, queries
from muhatap.customers.forms import SplitForm
from muhatap.customers.models import Customer, CustomerMove
from muhatap.customers.views import common
from muhatap.team.permissions import AgentRequest

OFFERED = 8
REFUSED: Mapping[str, str | Promise] = {
    "itself": gettext_lazy("That is the same customer. Nothing was changed; choose another one."),
    "merged": gettext_lazy("This customer was merged meanwhile. Nothing was changed."),
    "nothing": gettext_lazy("Choose at least one address. Nothing was changed."),
    "everything": gettext_lazy("One address has to stay. Nothing was changed."),
}


@require_http_methods(["GET", "POST"])
def merge(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose who the customer is, too; then let them be one."""
    customer = common.find(request, pk)
    if request.method == "GET":
        return _ask(request, customer)
    into = common.number(request.POST.get("into", ""))
    if into is None:
        return _ask(request, customer, problem=_("Choose a customer. Nothing was changed."))
    target = get_object_or_404(common.visible(request.agent), pk=into)
    try:
        move = actions.merge(customer, into=target, by=request.agent)
    except actions.CannotMove as refused:
        return _ask(request, customer, problem=str(REFUSED[refused.why]))
    messages.success(request, _("They are one customer now. It can be taken back on the customer's page at any time."))
    return common.back_to(request, move.target_id)


@require_http_methods(["GET", "POST"])
def split(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose which addresses are somebody else's; then give them a customer of their own."""
    customer = common.find(request, pk)
    form = SplitForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            move = actions.split(
                customer,
                identities=list(given["identities"]),
                name=given["name"].replace("\0", ""),
                by=request.agent,
            )
        except actions.CannotMove as refused:
            form.add_error("identities", str(REFUSED[refused.why]))
        else:
            messages.success(request, _("They are two customers now. It can be taken back below at any time."))
            return redirect("customers:show", pk=move.target_id)
    context = {"form": form, "customer": customer, "nav_current": "customers"}
    return render(request, "customers/split.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def tell_apart(request: AgentRequest, pk: int) -> HttpResponse:
    """Remember that a customer who was suggested is somebody else."""
    customer = common.find(request, pk)
    number = common.number(request.POST.get("other", ""))
    if number is not None:
        other = get_object_or_404(common.visible(request.agent), pk=number)
        actions.tell_apart(customer, other, by=request.agent)
        messages.success(request, _("Remembered: these are two people."))
    return common.back_to(request, customer.pk)


@require_POST
def undo(request: AgentRequest, pk: int) -> HttpResponse:
    visible = common.visible(request.agent)
    move = get_object_or_404(CustomerMove.objects.filter(source__in=visible, target__in=visible), pk=pk)
    actions.undo_move(move, by=request.agent, now=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("customers:show", pk=Customer.objects.get(pk=move.source_id).survivor.pk)


def _ask(request: AgentRequest, customer: Customer, *, problem: str = "") -> HttpResponse:
    question = request.GET.get("q", "").strip()[:200]
    if question:
        picks = [one for one in queries.page(request.agent, question=question).rows if one.pk != customer.pk]
    else:
        picks = [other for other, _likeness in queries.duplicates_of(customer, request.agent)]
    context = {
        "customer": customer,
        "asked": question,
        "picks": picks[:OFFERED],
        "problem": problem,
        "nav_current": "customers",
    }
    part = "customers/parts/picks.html" if common.target_of(request) == "picks" else "customers/merge.html"
    return render(request, part, context, status=422 if problem else 200)
