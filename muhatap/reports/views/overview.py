"""The page of measures, and each of its tables as CSV."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from muhatap.causes.saved import in_days
from muhatap.conversations.completing import Offer
from muhatap.conversations.views.common import draw
from muhatap.orders import of_product
from muhatap.reports import queries, shown
from muhatap.reports.contents.overview import overview
from muhatap.reports.views import common
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    choice, known = common.chosen(request)
    count, oldest = queries.waiting(request.agent, choice)
    context = {
        "choice": choice,
        "known": known,
        "periods": common.periods(choice),
        "overview": (drawn := overview(choice, known)),
        "month_bars": shown.months_bars(drawn.months),
        "waiting_count": count,
        "oldest": oldest,
        "enough": shown.ENOUGH,
        "tab": "overview",
        "nav_current": "reports",
    }
    return render(request, "reports/overview.html", context)


@require_GET
def table(request: AgentRequest, name: str) -> HttpResponse:
    choice, known = common.chosen(request)
    return common.as_csv(overview(choice, known).tables, name, choice)


@require_GET
def saved(request: AgentRequest) -> HttpResponse:
    """What fixed causes saved: a part of the page that comes after it, for each cause is measured anew."""
    choice, _known = common.chosen(request)
    days = {"since": choice.since, "until": choice.until}
    savings = in_days(request.agent, **days, brand_id=choice.brand, reason_id=choice.reason, now=timezone.now())
    return draw(request, "reports/parts/saved.html", {"savings": savings, "choice": choice})


@require_GET
def products(request: AgentRequest) -> HttpResponse:
    """The lines below the box of the product, for what stands in it."""
    found = of_product.meant(request.GET.get("q", ""), request.agent)
    offers = [Offer(one.sku, one.name, one.sku, icon="package") for one in found]
    return draw(request, "conversations/parts/completion.html", {"offers": offers})
