"""The shops of the desk: what is connected, how it is, and how to connect another."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muhatap.orders import actions, words
from muhatap.orders.connecting import kind_of, kinds
from muhatap.orders.forms import KeysForm, LimitForm, ShopDetailsForm, ShopForm
from muhatap.orders.models import ActLimit, Shop
from muhatap.orders.money import Amount
from muhatap.orders.shops.contract import Can, Kind
from muhatap.orders.words import lack_in_words
from muhatap.team.permissions import AgentRequest


@require_GET
def index(request: AgentRequest) -> HttpResponse:
    shops = list(Shop.objects.visible_to(request.agent).select_related("brand"))
    for shop in shops:
        shop.said_problem = words.in_words(shop.problem)
    return render(request, "orders/shops.html", {"shops": shops})


def new(request: AgentRequest) -> HttpResponse:
    """Choose a kind of shop, then say how to reach it."""
    chosen = kinds().get(request.GET.get("kind", ""))
    if chosen is None:
        return render(request, "orders/shop_kinds.html", {"kinds": _offered(), "nav_current": "orders-shops"})
    form = ShopForm(request.POST or None, agent=request.agent)
    keys = KeysForm(request.POST or None, kind=chosen)
    if request.method == "POST" and form.is_valid() and keys.is_valid():
        shop = actions.connect(
            kind=chosen.name,
            by=request.agent,
            now=timezone.now(),
            settings=keys.settings,
            keys=keys.keys,
            **form.cleaned_data,
        )
        if chosen.fields:
            _say_what_is_missing(request, shop)
        else:
            messages.success(request, _("“%(shop)s” may send its orders now.") % {"shop": shop.name})
        return redirect("orders:shop", shop.pk)
    context = {"form": form, "keys": keys, "kind": chosen, "nav_current": "orders-shops"}
    return render(request, "orders/shop_new.html", context, status=422 if form.is_bound else 200)


def show(request: AgentRequest, pk: int) -> HttpResponse:
    shop = _find(request, pk)
    form = ShopDetailsForm(request.POST or None, instance=shop)
    if request.method == "POST" and form.is_valid():
        actions.change_shop(_find(request, pk), by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("orders:shop", shop.pk)
    return render(request, "orders/shop.html", _context(shop, form), status=422 if form.is_bound else 200)


@require_POST
def keys(request: AgentRequest, pk: int) -> HttpResponse:
    """Another address, or other keys; then it is looked whether they work."""
    shop = _find(request, pk)
    form = KeysForm(request.POST, kind=kind_of(shop), shop=shop)
    if not form.is_valid():
        context = {**_context(shop, ShopDetailsForm(instance=shop)), "keys": form}
        return render(request, "orders/shop.html", context, status=422)
    actions.change_keys(shop, by=request.agent, settings=form.settings, keys=form.keys)
    _say_what_is_missing(request, shop)
    return redirect("orders:shop", shop.pk)


@require_POST
def check(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask the shop whether all is well."""
    _say_what_is_missing(request, shop := _find(request, pk))
    return redirect("orders:shop", shop.pk)


def limits(request: AgentRequest) -> HttpResponse:
    """How much money each role may give back, alone and on one day."""
    form = LimitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.limit(by=request.agent, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("orders:limits")
    found = [
        (each, *(None if value is None else Amount(value, each.currency) for value in (each.alone, each.a_day)))
        for each in ActLimit.objects.all()
    ]
    context = {"form": form, "limits": found, "nav_current": "orders-shops"}
    return render(request, "orders/limits.html", context, status=422 if form.is_bound else 200)


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


def _context(shop: Shop, form: ShopDetailsForm) -> dict[str, Any]:
    kind = kind_of(shop)
    place = {"generic": "orders:push"}.get(shop.kind, "orders:hook")
    return {
        "shop": shop,
        "form": form,
        "kind": kind,
        "keys": KeysForm(kind=kind, shop=shop) if kind.fields else None,
        "hook": reverse(place, args=[shop.uid]) if shop.kind == "generic" or Can.WEBHOOKS in kind.can else "",
        "is_reading": shop.round_at is not None,
        "problem": words.in_words(shop.problem),
        "nav_current": "orders-shops",
    }


def _offered() -> list[Kind]:
    """Return the kinds in the order of their names, the one for all others last."""
    return sorted(kinds().values(), key=lambda kind: (kind.name == "generic", kind.name == "embedded", kind.label))


def _say_what_is_missing(request: AgentRequest, shop: Shop) -> None:
    missing = actions.check(shop)
    for each in missing:
        messages.warning(request, lack_in_words(each))
    if not missing:
        messages.success(request, _("All is well: “%(shop)s” answers, and nothing is missing.") % {"shop": shop.name})
