"""One customer: who they are, how they are reached, what they allowed, and what colleagues noted."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muhatap.customers import actions, panels, queries
from muhatap.customers.forms import LANGUAGES, ConsentForm, DetailsForm, IdentityForm, NoteForm
from muhatap.customers.models import Consent, Customer, CustomerNote, Identity
from muhatap.customers.views import common
from muhatap.team.permissions import AgentRequest


def show(request: AgentRequest, pk: int) -> HttpResponse:
    customer = common.find(request, pk)
    if customer.pk != pk:
        return redirect("customers:show", pk=customer.pk)
    return draw(request, customer)


def duplicates(request: AgentRequest, pk: int) -> HttpResponse:
    """Who may be the same person; asked for by the pane beside a conversation once it is there."""
    customer = common.find(request, pk)
    found = queries.duplicates_of(customer, request.agent)
    return render(request, "customers/parts/duplicates.html", {"customer": customer, "duplicates": found})


@require_http_methods(["GET", "POST"])
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    customer = common.find(request, pk)
    form = DetailsForm(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        # A group that is out of use is not in the form, and stays.
        kept = customer.segments.filter(is_archived=True)
        actions.change(
            customer,
            name=given["name"].replace("\0", ""),
            language=given["language"],
            segments=[*given["segments"], *kept],
            attributes=given["attributes"],
            by=request.agent,
        )
        messages.success(request, _("Saved."))
        return _to(customer)
    context = {"form": form, "customer": customer, "nav_current": "customers"}
    return render(request, "customers/edit.html", context, status=422 if form.errors else 200)


@require_POST
def add_identity(request: AgentRequest, pk: int) -> HttpResponse:
    customer = common.find(request, pk)
    form = IdentityForm(request.POST)
    if not form.is_valid():
        return draw(request, customer, identity_form=form)
    try:
        actions.add_identity(customer, by=request.agent, **form.cleaned_data)
    except actions.NotAnAddress:
        form.add_error("value", _not_an_address(form.cleaned_data["kind"]))
        return draw(request, customer, identity_form=form)
    except actions.BelongsToAnother as taken:
        form.add_error("value", _("This belongs to another customer. If they are one person, merge them."))
        return draw(request, customer, identity_form=form, owner=taken.customer)
    return _to(customer)


@require_POST
def remove_identity(request: AgentRequest, pk: int) -> HttpResponse:
    identity = _identity(request, pk)
    actions.remove_identity(identity, by=request.agent)
    messages.success(request, _("Taken away. What they wrote from it stays."))
    return _to(identity.customer)


@require_POST
def main_identity(request: AgentRequest, pk: int) -> HttpResponse:
    identity = _identity(request, pk)
    actions.make_main(identity, by=request.agent)
    return _to(identity.customer)


@require_POST
def add_note(request: AgentRequest, pk: int) -> HttpResponse:
    customer = common.find(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return draw(request, customer, note_form=form)
    given = form.cleaned_data
    text = given["text"].replace("\0", "")
    actions.write_note(customer, text=text, is_pinned=given["is_pinned"], by=request.agent, now=timezone.now())
    return _to(customer)


@require_POST
def pin(request: AgentRequest, pk: int) -> HttpResponse:
    """Pin a note that is not, and take the pin from one that is."""
    note = _note(request, pk)
    actions.pin_note(note, is_pinned=not note.is_pinned)
    return _to(note.customer)


@require_POST
def remove_note(request: AgentRequest, pk: int) -> HttpResponse:
    note = _note(request, pk)
    actions.remove_note(note, by=request.agent)
    return _to(note.customer)


@require_POST
def add_consent(request: AgentRequest, pk: int) -> HttpResponse:
    customer = common.find(request, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return draw(request, customer, consent_form=form)
    actions.record_consent(customer, at=timezone.now(), by=request.agent, **form.cleaned_data)
    return _to(customer)


def draw(request: AgentRequest, customer: Customer, **kept: object) -> HttpResponse:
    """Draw the page of a customer; `kept` are forms with what was typed wrongly."""
    numbers = queries.family(customer)
    context = {
        "customer": customer,
        "identities": panels.identities_of(customer),
        "several": panels.kinds_with_several(customer),
        "facts": panels.facts_of(customer),
        "language": dict(LANGUAGES).get(customer.language, customer.language) if customer.language else "",
        "notes": CustomerNote.objects.filter(customer__in=numbers).select_related("by"),
        "consents": queries.consents_of(numbers),
        "consent_log": list(Consent.objects.filter(customer__in=numbers).select_related("by")[:50]),
        "duplicates": queries.duplicates_of(customer, request.agent),
        "moves": queries.moves_of(numbers),
        "identity_form": IdentityForm(),
        "note_form": NoteForm(),
        "consent_form": ConsentForm(),
        "nav_current": "customers",
        **kept,
    }
    is_part = common.target_of(request) == "customer"
    template = "customers/parts/customer_again.html" if is_part else "customers/show.html"
    answer = render(request, template, context, status=422 if kept else 200)
    answer["Cache-Control"] = "private, no-store"
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def _to(customer: Customer) -> HttpResponse:
    return HttpResponseRedirect(reverse("customers:show", args=[customer.survivor.pk]))


def _identity(request: AgentRequest, pk: int) -> Identity:
    theirs = Identity.objects.filter(customer__in=common.visible(request.agent))
    return get_object_or_404(theirs.select_related("customer"), pk=pk)


def _note(request: AgentRequest, pk: int) -> CustomerNote:
    theirs = CustomerNote.objects.filter(customer__in=common.visible(request.agent))
    return get_object_or_404(theirs.select_related("customer"), pk=pk)


def _not_an_address(kind: str) -> str:
    if kind == Identity.PHONE:
        return _("This is no number that can be called. Write it with its area code, abroad with + and the country.")
    return _("This is no e-mail address. Write one such as name@example.com.")
