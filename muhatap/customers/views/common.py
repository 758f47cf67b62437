"""What the pages of a customer share: finding the one that is asked for."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from muhatap.customers.models import Customer, CustomerQuerySet
from muhatap.team.models import Agent
from muhatap.team.permissions import AgentRequest

LARGEST = 2**63 - 1


def visible(agent: Agent) -> CustomerQuerySet:
    found: CustomerQuerySet = Customer.objects.visible_to(agent)
    return found


def find(request: AgentRequest, pk: int) -> Customer:
    """Return a customer; one that was merged is their survivor."""
    asked = get_object_or_404(visible(request.agent).prefetch_related("identities", "segments"), pk=pk)
    if asked.merged_into_id is None:
        return asked
    return visible(request.agent).prefetch_related("identities", "segments").get(pk=asked.survivor.pk)


def number(text: str) -> int | None:
    """Return the number that was written, or None for what no row can have."""
    return int(text) if text.isdecimal() and len(text) < 20 and int(text) <= LARGEST else None


def back_to(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Lead back to where the form stood: a conversation with its pane, else the customer's page."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if is_ours and "/customers/" not in came_from:
        return HttpResponseRedirect(came_from)
    return redirect("customers:show", pk=customer_id)


def target_of(request: HttpRequest) -> str:
    """Return the id of the element that htmx asks for, or nothing for a whole page."""
    return request.headers.get("HX-Target", "") if request.headers.get("HX-Request") == "true" else ""
