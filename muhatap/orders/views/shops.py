"""The shops of the desk: what is connected, how it is, and how to connect another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.orders import actions
from muhatap.orders.forms import ShopDetailsForm, ShopForm
from muhatap.orders.models import Shop
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    shops = list(Shop.objects.visible_to(request.agent).select_related("brand"))
    return render(request, "orders/shops.html", {"shops": shops})


def new(request: AgentRequest) -> HttpResponse:
    form = ShopForm(request.POST or None, agent=request.agent)
    if request.method == "POST" and form.is_valid():
        shop = actions.connect(kind="generic", by=request.agent, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(shop)s” may send its orders now.") % {"shop": shop.name})
        return redirect("orders:shop", shop.pk)
    status = 422 if form.is_bound else 200
    return render(request, "orders/shop_new.html", {"form": form, "nav_current": "orders-shops"}, status=status)


def show(request: AgentRequest, pk: int) -> HttpResponse:
    shop = _find(request, pk)
    form = ShopDetailsForm(request.POST or None, instance=shop)
    if request.method == "POST" and form.is_valid():
        actions.change_shop(_find(request, pk), by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("orders:shop", shop.pk)
    context = {"shop": shop, "form": form, "nav_current": "orders-shops"}
    return render(request, "orders/shop.html", context, status=422 if form.is_bound else 200)


@require_POST
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Show the secret, or make another one."""
    shop = _find(request, pk)
    if request.POST.get("act") == "renew":
        actions.renew_secret(shop, by=request.agent)
        messages.success(request, _("There is a new secret. The shop has to sign with it from now on."))
        return redirect("orders:shop", shop.pk)
    answer = render(request, "orders/parts/secret.html", {"shop": shop, "secret": shop.secret})
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def remove(request: AgentRequest, pk: int) -> HttpResponse:
    shop = _find(request, pk)
    actions.remove_shop(shop, by=request.agent)
    messages.success(request, _("“%(shop)s” is gone from the desk, with its orders.") % {"shop": shop.name})
    return redirect("orders:shops")


def _find(request: AgentRequest, pk: int) -> Shop:
    shop: Shop = get_object_or_404(Shop.objects.visible_to(request.agent).select_related("brand"), pk=pk)
    return shop
